"""The log: one JSON object a line, for machines that watch, and without anything about anybody.

A line says when, where, what, of which request and by which user's number. It never repeats what was asked for: not
the path's parameters, not the query, not a message of an error, which may hold names, references or the parameters of
a statement. Of an error it says its kind and the places that it came through.
"""

import json
import logging
import re
import sys
import threading
import traceback
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

OURS = ("api", "web", "tasks", "documents", "cases", "workflows", "tools", "duecourse", "uvicorn")
"""Whose words are written; libraries may repeat what they were given, so of them only the place is."""
FIELDS = ("method", "route", "status", "ms")
LONGEST_ID = 64
MOST_FRAMES = 40
_HERE = Path(__file__).resolve().parent.parent


@dataclass
class Asking:
    """A request that is being answered.

    :ivar id: borne by every line about it, by the answer, and by the page that says that something went wrong
    :ivar user: the number of whoever asks, once that is known
    """

    id: str
    user: int | None = None


_asking: ContextVar[Asking | None] = ContextVar("asking", default=None)


@contextmanager
def asking(wanted: str) -> Iterator[Asking]:
    """Within it every line bears a request's id.

    :param wanted: the id that came with the request; taken if it is short and plain
    """
    plain = re.fullmatch(rf"[A-Za-z0-9._-]{{1,{LONGEST_ID}}}", wanted) is not None
    made = Asking(wanted if plain else uuid.uuid4().hex)
    token = _asking.set(made)
    try:
        yield made
    finally:
        _asking.reset(token)


def request_id() -> str:
    """The id of the request that is being answered; empty where none is."""
    found = _asking.get()
    return found.id if found is not None else ""


def asked_by(user: int) -> None:
    """Notes who asks."""
    found = _asking.get()
    if found is not None:
        found.user = user


class JsonLines(logging.Formatter):
    """A record as one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        found = _asking.get()
        if found is not None:
            said["request"] = found.id
            if found.user is not None:
                said["user"] = found.user
        said.update({name: record.__dict__[name] for name in FIELDS if name in record.__dict__})
        if record.exc_info and record.exc_info[1] is not None:
            said["error"] = _told(record.exc_info[1])
        return json.dumps(said, ensure_ascii=True)


def _message(record: logging.LogRecord) -> str:
    if record.name.partition(".")[0] in OURS:
        return record.getMessage()
    return f"a library spoke at {record.module}:{record.lineno}"


def _told(error: BaseException) -> list[dict[str, Any]]:
    """An error and what led to it: kinds and places, no messages and no values."""
    chain: list[dict[str, Any]] = []
    seen: set[int] = set()
    each: BaseException | None = error
    while each is not None and id(each) not in seen and len(chain) < 5:
        seen.add(id(each))
        frames = traceback.extract_tb(each.__traceback__)[-MOST_FRAMES:]
        kind = type(each)
        chain.append(
            {
                "type": f"{kind.__module__}.{kind.__qualname__}".removeprefix("builtins."),
                "at": [f"{_place(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames],
            }
        )
        each = each.__cause__ or (None if each.__suppress_context__ else each.__context__)
    return chain


def _place(filename: str) -> str:
    path = Path(filename)
    if "site-packages" in path.parts:
        return "/".join(path.parts[path.parts.index("site-packages") + 1 :])
    return path.relative_to(_HERE).as_posix() if path.is_relative_to(_HERE) else path.name


def set_up(stream: TextIO | None = None) -> logging.Handler:
    """Sends everything that is logged in this process to one place, a JSON object a line.

    :param stream: where to; ``None``: the process's standard error
    """
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for name in OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "uvicorn.asgi"):
        logger = logging.getLogger(name)
        logger.handlers[:], logger.propagate = [], True
    logging.getLogger("uvicorn.access").disabled = True  # it writes whole addresses; `api.requests` says what we need
    queue = logging.getLogger("dbos")  # it makes a handler of its own where it has none
    queue.handlers[:], queue.propagate = [handler], False
    threading.excepthook = _thread_failed
    return handler


def _thread_failed(failed: threading.ExceptHookArgs) -> None:
    if failed.exc_value is not None and failed.exc_type is not SystemExit:
        logging.getLogger("duecourse").error("a thread failed", exc_info=failed.exc_value)
