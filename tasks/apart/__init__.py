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
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, TypeVar

from tasks import rehearsing
from tasks.rehearsing import Rehearsed
from workflows.clock import Clock
from workflows.diagrams import Finding
from workflows.diagrams.finding import Place
from workflows.diagrams.fixing import Difference, Fixed
from workflows.editions.changes import Changes
from workflows.engine import LintFailed
from workflows.errors import Refused, TryAgain
from workflows.proofs.basis import Basis
from workflows.proofs.certificate import Examined
from workflows.runtime.found import EXAMINED, SENTENCES
from workflows.settings import Settings

log = logging.getLogger(__name__)
R = TypeVar("R")
SECONDS, MEGABYTES = 60, 3_000
"""How long one examination may take, and how much memory its process may ask for."""
WAITS = 5
"""How long one waits for those before it, in seconds: whoever waits holds a place of those who serve."""
_BEGINS, _LONGEST = 20, 200_000_000
_LIMITS = (signal.SIGKILL, signal.SIGXCPU)
"""What ends a process that came to a limit."""
_ROOMS = frozenset({"workflows", "cases", "documents", "tasks"})
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

    def find(self, changes: Changes, basis: Basis, clock: Clock) -> None:
        """Examines changes of the rule book in force, and tells their stories; what is found is then known here.

        :param basis: what procedures are examined with under the changed book
        :param clock: of the house
        :raises Refused: the changes are refused, as they would be here
        :raises TookTooMuch: a limit was reached
        :raises OthersAreExamined: others are, for long
        """
        sent = {path: None if each is None else base64.b64encode(each).decode() for path, each in changes.items()}
        request = {
            "changes": sent,
            "simulated": clock.now().isoformat() if clock.simulated else None,
        }
        self._answered(request, lambda answer: _taken(answer, basis))

    def repaired(self, content: bytes, name: str, outside: bool) -> Fixed:
        """Repairs a diagram that has no neighbours as far as can be.

        :param outside: whether every operation is taken as handled, every form and role as known
        :raises TookTooMuch: a limit was reached
        :raises OthersAreExamined: others are, for long
        """
        sent = base64.b64encode(content).decode()
        return self._answered({"repair": sent, "name": name, "outside": outside}, _fixed)

    def _answered(self, request: Mapping[str, Any], taken: Callable[[Mapping[str, Any]], R]) -> R:
        """Asks in turn, and takes the answer, which is not believed to be one."""
        if not self._lock.acquire(timeout=WAITS):
            raise OthersAreExamined("Other changes are being examined just now. Try again in a moment.")
        try:
            answer = self._asked(request)
        finally:
            self._lock.release()
        if "refused" in answer:
            raise _refusal(answer["refused"])
        try:
            return taken(answer)
        except (KeyError, TypeError, ValueError, pickle.UnpicklingError) as error:
            self.close()
            raise TookTooMuch("What was found of this cannot be read. Try again; if it stays so, tell us.") from error

    def close(self) -> None:
        """Ends the process, if it has not ended."""
        process, self._process = self._process, None
        if process is not None:
            if process.poll() is None:
                process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                with suppress(OSError):
                    if stream is not None:
                        stream.close()

    def _asked(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Asks the process, and a new one where the first has gone by itself without a word."""
        for first in (True, False):
            process = self._process if self._process is not None and self._process.poll() is None else self._begun()
            number = secrets.token_hex(8)
            answer = self._line(process, json.dumps({**request, "number": number}).encode() + b"\n")
            if answer is not None and answer.get("number") == number:
                return answer
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
            ended = process.returncode
            self.close()  # whatever it would still say is nobody's answer
            if not first or answer is not None or ended is None or -ended in _LIMITS:
                break
            log.warning("the process that examines ended by itself (%s)", ended)
        seconds, megabytes = self._limits["seconds"], self._limits["megabytes"]
        raise TookTooMuch(
            f"This could not be examined within {seconds} seconds of processor time and {megabytes} MB, so it was "
            "stopped. Draw less at once, shorten its expressions and tables, or split the procedure into called ones."
        )

    def _line(self, process: subprocess.Popen[bytes], asked: bytes) -> dict[str, Any] | None:
        """One line of answer, in the time that there is; ``None`` where none came, or none that can be read."""
        out, into = process.stdout, process.stdin
        if out is None or into is None:
            return None
        # However it hangs, reading or writing: when the time is over it is ended, and so are both ends of the talk.
        late = threading.Timer(max(self._limits["seconds"], 1) * 2 + _BEGINS, process.kill)
        late.start()
        try:
            into.write(asked)
            into.flush()
            answer = json.loads(out.readline(_LONGEST))
        except (OSError, ValueError):
            return None
        finally:
            late.cancel()
        return answer if isinstance(answer, dict) else None

    def _begun(self) -> subprocess.Popen[bytes]:
        self.close()
        said = {name: str(each) if isinstance(each, Path) else each for name, each in asdict(self._settings).items()}
        begun = subprocess.Popen([sys.executable, "-m", "tasks.apart"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        if begun.stdin is not None:
            # Not among its arguments, which everybody on the machine can see: the database's password is in it.
            begun.stdin.write(json.dumps({"settings": said, "limits": self._limits}).encode() + b"\n")
        self._process = begun
        return begun


def _taken(answer: Mapping[str, Any], basis: Basis) -> None:
    """From now on it is known here."""
    for row in answer["rehearsed"]:
        key = (row["book"], row["name"], row["certificate"])
        rehearsing.remember(key, Rehearsed(tuple(row["against"]), tuple(row["untold"])))
    for row in answer["sentences"]:
        SENTENCES.remember(tuple(row["key"]), tuple(map(str, row["said"])))
    for row in answer["examined"]:
        proof = _read(base64.b64decode(row["proof"]))
        said = tuple(row["objections"]), tuple(row["announced"])
        EXAMINED.remember(tuple(row["key"]), Examined(proof, *said, row["certificate"], basis))


def _fixed(answer: Mapping[str, Any]) -> Fixed:
    return Fixed(
        content=base64.b64decode(answer["content"]),
        differences=tuple(Difference(**each) for each in answer["differences"]),
        findings=tuple(_finding(each) for each in answer["findings"]),
    )


def _finding(plain: Mapping[str, Any]) -> Finding:
    places = tuple(Place(**each) for each in plain["places"])
    return Finding(**{**plain, "fix": plain["fix"] or "", "places": places})


def _refusal(said: Mapping[str, Any]) -> Refused:
    """What the process refused, in its own words and of its own kind."""
    kind: Any = TookTooMuch
    if str(said["module"]).split(".")[0] in _ROOMS:
        found = getattr(import_module(said["module"]), said["name"], None)
        kind = found if isinstance(found, type) and issubclass(found, Refused) else kind
    refused: Refused = kind.__new__(kind)
    Refused.__init__(refused, said["sentence"], **said["facts"])
    if isinstance(refused, LintFailed):
        refused.findings = tuple(map(_finding, said["findings"]))
    return refused


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
