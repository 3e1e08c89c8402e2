"""The process that examines: one request a line, one answer a line, within limits."""

import base64
import json
import os
import pickle
import resource
import signal
import sys
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from tasks import examining, rehearsing
from tasks.assembly import House, build
from workflows.clock import SimulatedClock
from workflows.diagrams import Finding
from workflows.editions.changes import Changes
from workflows.engine.neighbours import fix_alone
from workflows.errors import Refused
from workflows.proofs.certificate import Examined
from workflows.runtime.examining import Examination, examine_changes
from workflows.runtime.found import EXAMINED, SENTENCES
from workflows.settings import Settings


def main() -> None:
    """Answers until nobody asks any more."""
    said = json.loads(sys.stdin.buffer.readline())
    settings = Settings(**{**said["settings"], **{each: Path(said["settings"][each]) for each in ("store", "bpmn")}})
    memory = said["limits"]["megabytes"] * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the database's password is in its memory
    os.nice(10)
    EXAMINED.keeping = SENTENCES.keeping = True
    # What anything else prints goes elsewhere: only answers are read.
    with os.fdopen(os.dup(1), "wb") as out:
        os.dup2(2, 1)
        _answer_all(settings, said["limits"]["seconds"], out)


def _answer_all(settings: Settings, seconds: int, out: BinaryIO) -> None:
    house: House | None = None
    for line in sys.stdin.buffer:
        house = house or build(settings)
        out.write(json.dumps(_answer(house, json.loads(line), seconds)).encode() + b"\n")
        out.flush()


def _answer(house: House, request: dict[str, Any], seconds: int) -> dict[str, Any]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    try:
        answer = _repaired(house, request) if "repair" in request else _found(house, request)
    except Refused as refused:
        answer = {"refused": _refused(refused)}
    except MemoryError:
        os.kill(os.getpid(), signal.SIGKILL)
        raise
    return {"number": request["number"], **answer}


def _repaired(house: House, request: dict[str, Any]) -> dict[str, Any]:
    house.follow_edition()
    content = base64.b64decode(request["repair"])
    made = fix_alone(content, request["name"], examining.vocabulary(house, request["outside"]))
    return {
        "content": base64.b64encode(made.content).decode(),
        "differences": [each.plain for each in made.differences],
        "findings": [each.plain for each in made.findings],
    }


def _found(house: House, request: dict[str, Any]) -> dict[str, Any]:
    examination = _examined(house, request)
    with suppress(Refused):  # what its stories say is known now: whoever asked refuses it for that
        if not examination.objections:
            rehearsing.must_be_as_meant(house, examination)
    book = examination.book.sha256
    return {
        "examined": [{"key": key, **_proved(each)} for key, each in EXAMINED.known(book).items()],
        "sentences": [{"key": key, "said": said} for key, said in SENTENCES.known(book).items()],
        "rehearsed": [
            {"book": book, "name": name, "certificate": sha256, "against": found.against, "untold": found.untold}
            for (book, name, sha256), found in rehearsing.known().items()
            if book == examination.book.sha256
        ],
    }


def _refused(refused: Refused) -> dict[str, Any]:
    findings = getattr(refused, "findings", ())
    return {
        "module": type(refused).__module__,
        "name": type(refused).__qualname__,
        "sentence": refused.sentence,
        "facts": json.loads(json.dumps(refused.facts, default=str)),
        "findings": [each.plain for each in findings if isinstance(each, Finding)],
    }


def _proved(examined: Examined) -> dict[str, Any]:
    return {
        "proof": base64.b64encode(pickle.dumps(examined.proof)).decode(),
        "objections": examined.objections,
        "announced": examined.announced,
        "certificate": examined.certificate,
    }


def _examined(house: House, request: dict[str, Any]) -> Examination:
    clock = house.runtime.clock
    if isinstance(clock, SimulatedClock) and request["simulated"] is not None:
        clock.move_to(max(clock.now(), datetime.fromisoformat(request["simulated"])))
    house.follow_edition()
    changes: Changes = {
        path: base64.b64decode(content) if content is not None else None for path, content in request["changes"].items()
    }
    with house.db.read() as session:
        return examine_changes(house.runtime, session, house.book.with_changes(changes), changes)


if __name__ == "__main__":
    main()
