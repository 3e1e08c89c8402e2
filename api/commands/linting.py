"""The command lint: what would not run as it is drawn, and why."""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from api.commands.door import app, out
from api.commands.knowing import house_vocabulary
from workflows.diagrams import Vocabulary
from workflows.engine.neighbours import check, diagrams_in


@app.command()
def lint(
    paths: Annotated[list[Path], typer.Argument(help="Diagrams, decision tables, or folders with diagrams.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    assume_handlers: Annotated[
        bool,
        typer.Option(
            help="Take every operation as handled, every form, step and role as known, and leave the house's own rules "
            "aside (a default for each choice, ids that do not look alike, isExecutable, no timers and signals that "
            "start a case): for diagrams from outside. What BPMN demands is demanded as ever."
        ),
    ] = False,
) -> None:
    """Says what would not run as it is drawn, and why; and what was understood otherwise than it was written.

    A diagram is looked at with the diagrams and decision tables of its folder that it calls. Publishes nothing.
    Ends with 0 if all are accepted, else with 1.
    """
    vocabulary = house_vocabulary(assume_handlers)
    results = [_result(path, vocabulary) for given in paths for path in _files(given)]
    if as_json:
        sys.stdout.write(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    else:
        for result in results:
            out.print(f"{result['file']}: {result['verdict']}", markup=False)
            for sentence in result["normalised"]:
                out.print(f"  changed: {sentence}", markup=False)
            for found in result["findings"]:
                out.print(f"  {found['text']}", markup=False)
    if any(result["findings"] for result in results):
        raise typer.Exit(1)


def _files(given: Path) -> list[Path]:
    """The diagrams of a folder; a folder without one is told as itself."""
    return (diagrams_in(given) or [given]) if given.is_dir() else [given]


def _result(path: Path, vocabulary: Vocabulary) -> dict[str, Any]:
    normalised: tuple[str, ...] = ()
    try:
        checked = check(path, vocabulary)
        normalised = checked.changes
        findings = [asdict(finding) for finding in checked.findings]
    except OSError as error:
        text = f"{path} holds no diagram." if path.is_dir() else f"{path} cannot be read: {error}."
        findings = [{"element": "", "line": 0, "rule": "unreadable", "text": text}]
    return {
        "file": str(path),
        "verdict": "refused" if findings else "accepted",
        "normalised": list(normalised),
        "findings": findings,
    }
