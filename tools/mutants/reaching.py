"""Which test enters which functions: found once by running the suite in an instrumented copy of the tree.

What is found is kept for each file of tests until that file, what tests share, or a room changes.
"""

import ast
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from tools.mutants import notes, outcomes
from tools.mutants.sources import TREE, copy_tree, files, first_line, functions

KEPT = TREE / ".mutants"
BELOW = ("conformance", "decisions", "diagrams", "engine", "evidence", "expressions", "proofs", "tools", "kills")
"""Tests of other rooms and of tools: they are not asked."""
CALL = '__import__("tools.mutants.notes", fromlist=["note"]).note({})'


@dataclass
class Reached:
    """What one test enters.

    :ivar seconds: how long it took, what it needs included
    """

    seconds: float = 0.0
    functions: set[str] = field(default_factory=set)


def test_files() -> list[str]:
    """The files of tests that are asked."""
    found = sorted((TREE / "tests").rglob("test_*.py"))
    return [str(path.relative_to(TREE)) for path in found if path.relative_to(TREE).parts[1] not in BELOW]


def instrumented(source: str, path: str, numbers: dict[str, int]) -> str:
    """A file whose functions say that they are entered; what they are numbered is added to ``numbers``."""
    lines = source.splitlines()
    places: list[tuple[int, int, int]] = []
    for name, function in functions(ast.parse(source), path):
        body = function.body
        start = body[0]
        if ast.get_docstring(function, clean=False) is not None:
            if len(body) == 1:
                continue
            start = body[1]
        line = first_line(start) if isinstance(start, ast.FunctionDef) else start.lineno
        if line > function.lineno:
            places.append((line, start.col_offset, numbers.setdefault(name, len(numbers))))
    for line, column, number in sorted(places, reverse=True):
        lines.insert(line - 1, " " * column + CALL.format(number))
    return "\n".join(lines) + "\n"


def reached_by_tests() -> tuple[dict[str, Reached], list[str]]:
    """What each passing test enters, and which tests fail though nothing was planted."""
    keys = _keys()
    kept = {}
    for name, key in keys.items():
        place = KEPT / f"{key}.json"
        if place.exists():
            kept[name] = json.loads(place.read_text(encoding="utf-8"))
    asked = [name for name in keys if name not in kept]
    if asked:
        print(f"finding out what the tests of {len(asked)} files reach …", flush=True)
        KEPT.mkdir(exist_ok=True)
        for name, said in _run(asked).items():
            kept[name] = said
            (KEPT / f"{keys[name]}.json").write_text(json.dumps(said), encoding="utf-8")
    tests = {
        test: Reached(each["seconds"], set(each["functions"]))
        for said in kept.values()
        for test, each in said["tests"].items()
    }
    return tests, sorted(test for said in kept.values() for test in said["failed"])


def _keys() -> dict[str, str]:
    """The key under which is kept what a file of tests reaches."""
    shared = [str(path.relative_to(TREE)) for path in sorted((TREE / "tests").rglob("*.py"))]
    shared = [path for path in shared if not Path(path).name.startswith("test_")]
    rooms = hashlib.sha256()
    for path in [*files(), *shared]:
        rooms.update(path.encode() + b"\0" + (TREE / path).read_bytes())
    return {
        name: hashlib.sha256(rooms.digest() + name.encode() + (TREE / name).read_bytes()).hexdigest()[:32]
        for name in test_files()
    }


def _run(asked: list[str]) -> dict[str, dict[str, dict[str, object] | list[str]]]:
    with tempfile.TemporaryDirectory(prefix="duecourse-reached-") as name:
        copy, said = copy_tree(Path(name, "tree")), Path(name, "said")
        said.mkdir()
        numbers: dict[str, int] = {}
        for path in files(copy):
            place = copy / path
            place.write_text(instrumented(place.read_text(encoding="utf-8"), path, numbers), encoding="utf-8")
        environment = {
            **os.environ,
            "PYTHONPATH": str(copy),
            notes.FOLDER: str(said),
            outcomes.FILE: str(Path(name, "outcomes")),
        }
        command = [sys.executable, "-m", "pytest", "-q", "-m", "not long", "-k", "not postgresql"]
        command += ["-p", "tools.mutants.outcomes", "-n", "2", "--dist", "loadfile", *asked]
        with (KEPT / "reaching.log").open("w") as log:
            subprocess.run(command, cwd=copy, env=environment, stdout=log, stderr=subprocess.STDOUT, check=False)
        outcome = json.loads(Path(name, "outcomes").read_text(encoding="utf-8"))
        by_number = {number: function for function, number in numbers.items()}
        tests = {
            test: Reached(seconds) for test, seconds in outcome["seconds"].items() if test not in outcome["failed"]
        }
        for file in said.iterdir():
            for line in file.read_text(encoding="utf-8").splitlines():
                number, _, test = line.partition(" ")
                if test in tests:
                    tests[test].functions.add(by_number[int(number)])
    found: dict[str, dict[str, dict[str, object] | list[str]]] = {each: {"tests": {}, "failed": []} for each in asked}
    for test, reached in tests.items():
        kept = found[test.partition("::")[0]]["tests"]
        assert isinstance(kept, dict)
        kept[test] = {"seconds": round(reached.seconds, 3), "functions": sorted(reached.functions)}
    for test in outcome["failed"]:
        failed = found[test.partition("::")[0]]["failed"]
        assert isinstance(failed, list)
        failed.append(test)
    return found
