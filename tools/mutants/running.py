"""Planting a fault in a copy of the tree and running the tests that reach it, until one of them notices."""

import os
import queue
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

from tools.mutants.choosing import Choice
from tools.mutants.operators import Mutant
from tools.mutants.sources import TREE, copy_tree

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


def try_all(chosen: list[tuple[Mutant, Choice]]) -> Iterator[Tried]:
    """Tries faults, two at a time, as they are done.

    :param chosen: each fault with the tests that are run
    """
    with tempfile.TemporaryDirectory(prefix="duecourse-mutants-") as folder:
        copies = Copies(Path(folder))
        with ThreadPoolExecutor(AT_ONCE) as pool:
            waiting = [pool.submit(_try, copies, mutant, choice) for mutant, choice in chosen]
            for each in as_completed(waiting):
                yield each.result()


def _try(copies: Copies, mutant: Mutant, choice: Choice) -> Tried:
    if not choice.tests:
        return Tried(mutant, "")
    began = time.monotonic()
    with copies.planted(mutant) as tree:
        noticed = _run(tree, list(choice.tests), START + 4 * choice.seconds)
    return Tried(mutant, noticed, choice.tests, choice.left_out, time.monotonic() - began)


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
