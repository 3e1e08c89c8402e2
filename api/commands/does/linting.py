"""What the command lint does: it says what would not run as it is drawn, and why."""

import json
import sys
from pathlib import Path
from typing import Any

from api.commands.does.knowing import house_vocabulary
from api.commands.door import out
from workflows.diagrams import Finding, Vocabulary
from workflows.diagrams.finding import FILE
from workflows.engine.neighbours import check, diagrams_in


def lint(paths: list[Path], as_json: bool, assume_handlers: bool) -> bool:
    """Looks at diagrams; see the command.

    :returns: whether all are accepted
    """
    vocabulary = house_vocabulary(assume_handlers)
    results = [_result(path, vocabulary) for given in paths for path in _files(given)]
    if as_json:
        sys.stdout.write(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    else:
        for result in results:
            out.print(f"{result['file']}: {result['verdict']}")
            for sentence in result["normalised"]:
                out.print(f"  changed: {sentence}")
            for found in result["findings"]:
                out.print(f"  {found['text']}")
    return not any(result["findings"] for result in results)


def _files(given: Path) -> list[Path]:
    """The diagrams of a folder; a folder without one is told as itself."""
    return (diagrams_in(given) or [given]) if given.is_dir() else [given]


def _result(path: Path, vocabulary: Vocabulary) -> dict[str, Any]:
    normalised: tuple[str, ...] = ()
    try:
        checked = check(path, vocabulary)
        normalised = checked.changes
        findings = [finding.plain for finding in checked.findings]
    except OSError as error:
        text = f"{path} holds no diagram." if path.is_dir() else f"{path} cannot be read: {error}."
        findings = [Finding(FILE, 1, "unreadable", text).plain]
    return {
        "file": str(path),
        "verdict": "refused" if findings else "accepted",
        "normalised": list(normalised),
        "findings": findings,
    }
