"""Examining what people upload in a process of its own, so that nothing that is uploaded slows anybody else.

A diagram, a table or a story may take long to compile, to prove or to tell, and may ask for much memory. So a process
that only examines does it first, within limits; what it found counts here, and is not found again. Where a limit is
reached, that process ends, and the change is refused with a sentence. It reads the database and writes nothing.

Requests and answers are lines of JSON. An answer holds what was proved as a pickle, of which only the prover's own
plain classes are read: a process that reads what strangers wrote is not believed to send nothing else.
"""

import base64
import io
import json
import logging
import pickle
import select
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import asdict, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from tasks import rehearsing
from tasks.rehearsing import Rehearsed
from workflows.clock import Clock
from workflows.editions.changes import Changes
from workflows.errors import Refused, TryAgain
from workflows.proofs.basis import Basis
from workflows.proofs.certificate import Examined
from workflows.settings import Settings

log = logging.getLogger(__name__)
SECONDS, MEGABYTES = 60, 3_000
"""How long one examination may take, and how much memory its process may ask for."""
WAITS = 120
"""How long one waits for those before it, in seconds."""
_OURS = ("workflows.proofs.", "workflows.errors")
_PLAIN = {("datetime", "date"), ("datetime", "datetime"), ("builtins", "frozenset"), ("builtins", "set")}


class TookTooMuch(Refused):
    """Examining it took too long, or too much memory."""

    status = 422


class OthersAreExamined(TryAgain):
    """Others are examined just now."""


class Apart:
    """A process that examines, begun when it is first asked, and begun anew after one that came to a limit.

    :param settings: of the house that it examines for
    :param seconds: :data:`SECONDS`, and :param megabytes: :data:`MEGABYTES`, where they are others
    """

    def __init__(self, settings: Settings, seconds: int = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._settings = settings
        self._limits = {"seconds": seconds, "megabytes": megabytes}
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def found(self, changes: Changes, basis: Basis, clock: Clock) -> dict[str, Examined]:
        """Examines changes of the rule book in force, and tells their stories, which are then known here.

        :param basis: what procedures are examined with under the changed book
        :param clock: of the house
        :returns: procedure → what was found of it; nothing where the changes are refused, which is then found here too
        :raises TookTooMuch: a limit was reached
        :raises OthersAreExamined: others are, for long
        """
        sent = {path: None if each is None else base64.b64encode(each).decode() for path, each in changes.items()}
        request = {
            "changes": sent,
            "simulated": clock.now().isoformat() if clock.simulated else None,
        }
        if not self._lock.acquire(timeout=WAITS):
            raise OthersAreExamined("Other changes are being examined just now. Try again in a moment.")
        try:
            answer = self._asked(request)
        finally:
            self._lock.release()
        for row in answer["rehearsed"]:
            key = (row["book"], row["name"], row["certificate"])
            rehearsing.remember(key, Rehearsed(tuple(row["against"]), tuple(row["untold"])))
        return {
            name: Examined(
                proof=_read(base64.b64decode(each["proof"])),
                objections=tuple(each["objections"]),
                announced=tuple(each["announced"]),
                certificate=each["certificate"],
                basis=basis,
            )
            for name, each in answer["procedures"].items()
        }

    def close(self) -> None:
        """Ends the process."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    stream.close()

    def _asked(self, request: Mapping[str, Any]) -> dict[str, Any]:
        process = self._process if self._process is not None and self._process.poll() is None else self._begun()
        out, into = process.stdout, process.stdin
        if out is None or into is None:
            raise AssertionError("begun with both ends")
        line = b""
        try:
            into.write(json.dumps(request).encode() + b"\n")
            into.flush()
            ready, _, _ = select.select([out], [], [], self._limits["seconds"] * 2)
            line = out.readline() if ready else b""
        except (BrokenPipeError, ValueError):
            log.warning("the process that examines ended by itself")
        if not line.endswith(b"\n"):
            self.close()
            seconds, megabytes = self._limits["seconds"], self._limits["megabytes"]
            raise TookTooMuch(
                f"Examining this took more than {seconds} seconds or {megabytes} MB, so it was stopped; nobody else "
                "waited for it. Draw less at once, shorten its expressions and tables, or split the procedure into "
                "called processes."
            )
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _begun(self) -> subprocess.Popen[bytes]:
        self.close()
        said = {name: str(each) if isinstance(each, Path) else each for name, each in asdict(self._settings).items()}
        begun = subprocess.Popen([sys.executable, "-m", "tasks.apart"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if begun.stdin is not None:
            # Not among its arguments, which everybody on the machine can see: the database's password is in it.
            begun.stdin.write(json.dumps({"settings": said, "limits": self._limits}).encode() + b"\n")
        self._process = begun
        return begun


class _PlainOnly(pickle.Unpickler):
    """Reads the prover's own plain classes, and nothing that does anything."""

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith(_OURS):
            found = getattr(import_module(module), name, None)
            if isinstance(found, type) and is_dataclass(found):
                return found
        elif (module, name) in _PLAIN:
            return getattr(import_module(module), name)
        raise pickle.UnpicklingError(f"{module}.{name} is not read")


def _read(content: bytes) -> Any:
    return _PlainOnly(io.BytesIO(content)).load()
