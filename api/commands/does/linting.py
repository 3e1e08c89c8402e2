"""What the command lint does: it says what would not run as it is drawn, and why; and repairs copies."""

import json
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from api.commands.does.knowing import house_vocabulary
from api.commands.door import out
from workflows.diagrams import Finding, Vocabulary
from workflows.diagrams.finding import FILE
from workflows.diagrams.fixing import Difference
from workflows.engine.neighbours import NOTHING, SUFFIXES, called_by, check, diagrams_in, fix
from workflows.errors import Malformed

FIXED = ".fixed.bpmn"
"""How the copy of a diagram ends that was repaired."""


class OverTheOriginal(Malformed):
    """A copy would be written over what it is a copy of."""


def lint(
    paths: list[Path], as_json: bool, assume_handlers: bool, *, repair: bool, output: Path | None, in_place: bool
) -> bool:
    """Looks at diagrams; see the command.

    :returns: whether all are accepted, after the repair where it is asked for
    """
    vocabulary = house_vocabulary(assume_handlers)
    files = [(given, path) for given in paths for path in _files(given, vocabulary)]
    if repair:
        results = _repaired([each for each in files if not each[1].name.endswith(FIXED)], vocabulary, output, in_place)
    else:
        results = [_result(path, vocabulary, NOTHING) for _, path in files]
    if as_json:
        sys.stdout.write(json.dumps(results, indent=1, ensure_ascii=False) + "\n")
    else:
        for result in results:
            _print(result)
    return not any(result["findings"] for result in results)


def _print(result: dict[str, Any]) -> None:
    how = "repaired" if result.get("differences") else "as it is"
    written = f", {how} in {result['fixed']}" if result.get("fixed") else ""
    out.print(f"{result['file']}: {result['verdict']}{written}")
    for difference in result.get("differences", ()):
        out.print(f"  repaired: line {difference['line']}: {difference['text']}")
    for sentence in result["normalised"]:
        out.print(f"  changed: {sentence}")
    for found in result["findings"]:
        out.print(f"  {found['text']}")
        if found["fix"] and "differences" not in result:
            out.print(f"    --fix would: {found['fix']}")


def _files(given: Path, vocabulary: Vocabulary) -> list[Path]:
    """The diagrams of a folder; a folder without one is told as itself.

    A part that another one calls is looked at with that one: what it speaks of may stand there alone.
    """
    if not given.is_dir():
        return [given]
    found = diagrams_in(given)
    parts = {part for path in found for part in called_by(path, vocabulary) if part != path}
    return [path for path in found if path not in parts] or found or [given]


def _result(path: Path, vocabulary: Vocabulary, given: Mapping[Path, bytes]) -> dict[str, Any]:
    normalised: tuple[str, ...] = ()
    try:
        checked = check(path, vocabulary, given)
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


def _repaired(
    files: list[tuple[Path, Path]], vocabulary: Vocabulary, output: Path | None, in_place: bool
) -> list[dict[str, Any]]:
    """Repairs each file and what it calls beside it, then looks at all as they are then."""
    for _, path in list(files):
        beside = called_by(path, vocabulary) if path.is_file() and path.suffix.lower() != ".dmn" else []
        files += [(path.parent, each) for each in beside if all(each != known for _, known in files)]
    contents: dict[Path, bytes] = {}
    differences: dict[Path, tuple[Difference, ...]] = {}
    for _, path in files:
        if path.is_file() and path.suffix.lower() != ".dmn":
            made = fix(path, vocabulary)
            contents[path], differences[path] = made.content, made.differences
    results = []
    for given, path in files:
        result = _result(path, vocabulary, contents)
        result["differences"] = [each.plain for each in differences.get(path, ())]
        result["fixed"] = None
        if path in contents and (differences[path] or output is not None):
            result["fixed"] = str(_written(given, path, contents[path], output, in_place))
        results.append(result)
    return results


def _written(given: Path, path: Path, content: bytes, output: Path | None, in_place: bool) -> Path:
    """Writes a repaired file; where.

    :raises OverTheOriginal: the original stands there, and nobody has said that it may go
    """
    if in_place:
        to = path
    elif output is None:
        stem = next((path.name[: -len(each)] for each in SUFFIXES if path.name.lower().endswith(each)), path.name)
        to = path.with_name(f"{stem}{FIXED}")
    else:
        to = output / (path.relative_to(given) if given.is_dir() else path.name)
        to.parent.mkdir(parents=True, exist_ok=True)
        for beside in path.parent.glob("*.dmn"):
            if not (to.parent / beside.name).exists():
                shutil.copyfile(beside, to.parent / beside.name)
    if not in_place and to.resolve() == path.resolve():
        raise OverTheOriginal(f"{to} is the original. Name another folder as --output, or say --in-place.")
    to.write_bytes(content)
    return to
