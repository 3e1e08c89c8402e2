"""What the command run does: a trial of any diagram, without a database."""

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from api.commands.does.knowing import house_vocabulary
from api.commands.door import out
from workflows.diagrams import Diagram
from workflows.diagrams.timers import BadTimer, value
from workflows.engine import compile_procedure
from workflows.engine.neighbours import check, gather
from workflows.engine.trial import Script, Trial, due_at
from workflows.errors import Malformed
from workflows.expressions import NotFeel, from_json


class NotAScript(Malformed):
    """What is given to the trial cannot be read."""


class SeveralProcesses(Malformed):
    """It must be said which process is run."""


def run(
    file: Path,
    message: Sequence[str],
    clock: Sequence[str],
    start: str,
    data: str,
    answers: str,
    process: str,
    trace: bool,
) -> bool:
    """Runs a diagram; see the command.

    :returns: whether it ran
    """
    vocabulary = house_vocabulary(assume_handlers=True)
    checked = check(file, vocabulary)
    if checked.findings or file.suffix.lower() == ".dmn":
        findings = [finding.plain for finding in checked.findings]
        _say(
            {"file": str(file), "verdict": "refused", "normalised": list(checked.changes), "findings": findings}, trace
        )
        if not (checked.findings or trace):
            out.print(f"{file} is a model of decisions and no diagram. Try it with: duecourse decide {file}")
        return False
    begin = _moment(start)
    script = Script(
        data=_object(data, "--data"),
        answers=_object(answers, "--answers"),
        messages=[_message(each) for each in message],
        begin=begin,
        until=_until(clock, begin),
    )
    bundle = gather(file, vocabulary)
    chosen = process or _only(bundle.diagram)
    compiled = compile_procedure(bundle.files, chosen, vocabulary, published=True)  # it is linted already
    told = Trial(compiled, script).told()
    _say({"file": str(file), "verdict": "accepted", "normalised": list(checked.changes), **told}, trace)
    return True


def _say(told: dict[str, Any], trace: bool) -> None:
    if trace:
        sys.stdout.write(json.dumps(told, indent=1, ensure_ascii=False) + "\n")
        return
    for finding in told.get("findings", ()):
        out.print(finding["text"])
    for event in told.get("events", ()):
        out.print(f"{event['at']}  {event['kind']:<10} {event['element']}")
    if "ended" in told:
        waiting = {name: each for name, each in told["waits"].items() if each}
        out.print(f"Ended at {', '.join(told['ends'])}." if told["ended"] else f"Waits: {waiting}.")


def _only(diagram: Diagram) -> str:
    """The process that no other one of the file calls.

    :raises SeveralProcesses: there are several, and each is a procedure of its own
    """
    called = {node.called for graph in diagram.processes for _, node in graph.walk()}
    found = [graph.id for graph in diagram.processes if graph.id not in called] or [diagram.processes[0].id]
    if len(found) > 1:
        raise SeveralProcesses(
            f"{diagram.name} draws {len(found)} processes, each of them a procedure of its own: {', '.join(found)}. "
            f"Say which one is run: --process {found[0]}."
        )
    return found[0]


def _message(given: str) -> tuple[str, dict[str, Any]]:
    name, equals, payload = given.partition("=")
    return name, _object(payload, f"--message {name}") if equals else {}


def _object(given: str, what: str) -> dict[str, Any]:
    text = Path(given[1:]).read_text(encoding="utf-8") if given.startswith("@") else given
    try:
        read = json.loads(text, parse_float=Decimal, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise NotAScript(f"{what} is not JSON: {error}.") from error
    if not isinstance(read, dict):
        raise NotAScript(f"{what} must be a JSON object of names and values.")
    try:
        return {str(name): from_json(value) for name, value in read.items()}
    except (NotFeel, ValueError) as error:
        raise NotAScript(f"{what} holds a tagged value that is none: {error}") from error


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number")


def _moment(given: str) -> datetime:
    try:
        read = datetime.fromisoformat(given)
    except ValueError as error:
        raise NotAScript(f"{given!r} is no moment; write 2026-01-31 or 2026-01-31T09:00:00Z.") from error
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)


def _until(given: Sequence[str], begin: datetime) -> datetime | None:
    """Each is a moment, or a duration from where the clock stands."""
    until = begin
    for each in given:
        if each.lstrip("+").startswith("P"):
            try:
                until = due_at(value("duration", each.lstrip("+")), until)
            except (BadTimer, OverflowError) as reason:
                raise NotAScript(f"--clock {each}: {reason}.") from reason
        else:
            until = max(until, _moment(each))
    return until if given else None
