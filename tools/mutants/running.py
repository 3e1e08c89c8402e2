"""Planting a fault in a copy of the tree and running the tests that reach it, until one of them notices."""

import os
import queue
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tools.mutants.operators import Mutant
from tools.mutants.sources import TREE, copy_tree

SECONDS_OF_TESTS = 70.0
"""How much of the tests that reach a fault is run at most: those that are about it first, then the fastest."""
START = 60.0
"""Seconds that a run may take beside its tests."""
AT_ONCE = 2


@dataclass(frozen=True)
class Tried:
    """What became of a fault.

    :ivar noticed: how it was noticed; empty where it was not
    :ivar asked: the tests that were run
    :ivar left_out: how many more reach it and were not run, for want of time
    """

    mutant: Mutant
    noticed: str
    asked: tuple[str, ...] = ()
    left_out: int = 0
    seconds: float = 0.0


@dataclass
class Copies:
    """Copies of the tree, each for one fault at a time."""

    folder: Path
    free: "queue.Queue[Path]" = field(default_factory=queue.Queue)

    def __post_init__(self) -> None:
        for number in range(AT_ONCE):
            self.free.put(copy_tree(self.folder / f"tree{number}"))

    @contextmanager
    def planted(self, mutant: Mutant) -> Iterator[Path]:
        """A copy with the fault in it."""
        tree = self.free.get()
        place = tree / mutant.path
        try:
            _write(place, mutant.source)
            yield tree
        finally:
            _write(place, (TREE / mutant.path).read_text(encoding="utf-8"))
            self.free.put(tree)


def try_all(chosen: list[tuple[Mutant, list[tuple[str, float]]]]) -> Iterator[Tried]:
    """Tries faults, two at a time, as they are done.

    :param chosen: each fault with the tests that reach it, and how many seconds these take
    """
    with tempfile.TemporaryDirectory(prefix="duecourse-mutants-") as folder:
        copies = Copies(Path(folder))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            waiting = [pool.submit(_try, copies, mutant, tests) for mutant, tests in chosen]
            for each in as_completed(waiting):
                yield each.result()


def _try(copies: Copies, mutant: Mutant, tests: list[tuple[str, float]]) -> Tried:
    asked: list[str] = []
    seconds = 0.0
    for test, takes in sorted(tests, key=lambda each: (_distance(mutant, each[0]), each[1])):
        if asked and seconds + takes > SECONDS_OF_TESTS:
            break
        asked.append(test)
        seconds += takes
    if not asked:
        return Tried(mutant, "")
    began = time.monotonic()
    with copies.planted(mutant) as tree:
        noticed = _run(tree, asked, START + 4 * seconds)
    return Tried(mutant, noticed, tuple(asked), len(tests) - len(asked), time.monotonic() - began)


def _distance(mutant: Mutant, test: str) -> int:
    """How far a test is from what it may be about: 0 where both speak of one noun, 1 in the same room, 2 elsewhere."""
    module, _, function = (mutant.function or mutant.path).partition(":")
    spoken = set(re.findall("[a-z]{4,}", test.rpartition("[")[0] or test))
    nouns = set(re.findall("[a-z]{4,}", f"{Path(module).stem} {function}")) - {"list", "read", "look", "made"}
    if any(noun.rstrip("s") in word for noun in nouns for word in spoken):
        return 0
    room = mutant.path.split("/")[-2 if mutant.path.startswith("workflows") else 0]
    return 1 if test.startswith(f"tests/{room}/") else 2


def _run(tree: Path, tests: list[str], limit: float) -> str:
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--no-header", "--tb=no", "-p", "no:cacheprovider", *tests]
    with tempfile.TemporaryDirectory(prefix="duecourse-mutant-") as scratch:
        environment = {**os.environ, "PYTHONPATH": str(tree), "TMPDIR": scratch, "PYTHONHASHSEED": "0"}
        process = subprocess.Popen(
            command,
            cwd=tree,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            said, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            return f"nothing came back within {limit:.0f} s"
    if process.returncode == 0:
        return ""
    lines = [line for line in said.splitlines() if line.startswith(("FAILED", "ERROR"))]
    return lines[0] if lines else f"pytest ended with {process.returncode}"


def _write(place: Path, source: str) -> None:
    """Writes a module, and forgets how it was compiled: the new one may be as long, and of the same second."""
    place.write_text(source, encoding="utf-8")
    for compiled in (place.parent / "__pycache__").glob(f"{place.stem}.*.pyc"):
        compiled.unlink()
