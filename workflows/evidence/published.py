"""``heads.jsonl``: the signed heads outside the database, to which lines are only added."""

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflows.evidence.keys import signed_rightly
from workflows.evidence.tree import EMPTY_ROOT
from workflows.evidence.verify import KEY_CHANGED, RESTORED, parse

_WINDOW = 1 << 16


@dataclass(frozen=True)
class Newest:
    """What the file says last: the tree that is in force, and the key that signs the next line (empty: any)."""

    size: int = 0
    root: str = EMPTY_ROOT
    key: str = ""


class HeadsFile:
    """The file of one store.

    :param path: ``heads.jsonl``
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def newest(self) -> Newest:
        """Read from the end, so that it takes no longer when the file has grown."""
        key = ""
        for line in self._backwards():
            signer = str(line.get("next") if line.get("what") == KEY_CHANGED else line["key"])
            key = key or signer
            if line.get("what") in {None, RESTORED}:
                return Newest(line["size"], line["root"], key)
        return Newest(key=key)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keeps other processes from adding lines meanwhile."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(f"{self.path.name}.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def add(self, lines: Sequence[str], *, instead: bool = False) -> None:
        """Adds lines; they are on the disk when it returns.

        :param instead: they are not what a crash broke off, so what it left is cut away; it never was a line
        """
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("r+b" if self.path.exists() else "wb+") as file:
            end = file.seek(0, os.SEEK_END)
            file.seek(max(end - _WINDOW, 0))
            tail = file.read()
            broken_off = len(tail) - tail.rfind(b"\n") - 1
            if broken_off and instead:
                file.truncate(file.seek(end - broken_off))
            elif broken_off:
                file.write(b"\n")
            file.writelines(line.encode() + b"\n" for line in lines)
            file.flush()
            os.fsync(file.fileno())

    def _backwards(self) -> Iterator[dict[str, Any]]:
        """The signed lines, the last first."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            start, rest = file.seek(0, os.SEEK_END), b""
            while start > 0:
                taken = min(_WINDOW, start)
                start = file.seek(start - taken)
                lines = (file.read(taken) + rest).split(b"\n")
                rest = lines.pop(0) if start > 0 else b""
                for line in reversed(lines):
                    if (read := _signed(line)) is not None:
                        yield read


def _signed(line: bytes) -> dict[str, Any] | None:
    try:
        read = parse(line.decode())
    except ValueError:
        return None
    return read if isinstance(read, dict) and signed_rightly(read) else None


def line_of(statement: dict[str, Any]) -> str:
    """A signed statement as a line of the file."""
    return json.dumps(statement, ensure_ascii=False)
