"""The workers that are at work: each has a row and shows in it that it lives; no two live ones bear one name."""

import os
import socket
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlmodel import Session

from tasks.tables import WorkerAtWork
from workflows.clock import LONDON, machine_now
from workflows.db import Database, table
from workflows.errors import Refused

_worker = table(WorkerAtWork)

BEAT_EVERY = 3.0
"""Seconds between two signs of life."""
DEAD_AFTER = timedelta(seconds=20)
"""Who was not seen for so long is dead."""


@dataclass(frozen=True)
class Sign:
    """A worker as its row shows it.

    :ivar lives: whether it is at work; a dead one's row stands until another worker has taken over from it
    """

    name: str
    host: str
    started_at: datetime
    seen_at: datetime
    lives: bool


class WorkerNameTaken(Refused):
    """Another worker at work bears this name."""


class Roster:
    """One worker's place among the workers of its installation.

    :param name: stable, and borne by one live process alone
    :ivar process: drawn at random, so that this worker is told from an earlier one of its name
    """

    def __init__(self, db: Database, name: str) -> None:
        self._db = db
        self.name = name
        self.process = uuid.uuid4().hex

    def enlist(self) -> None:
        """Takes the name.

        :raises WorkerNameTaken: a live process has it
        """
        now = machine_now()
        values = {"process": self.process, "host": socket.gethostname(), "pid": os.getpid()}
        values |= {"started_at": now, "seen_at": now}
        with self._db.write() as session:
            row = session.execute(select(_worker).where(_worker.c.name == self.name).with_for_update()).one_or_none()
            if row is not None and row.process != self.process and _lives(row):
                seen = row.seen_at.astimezone(LONDON)
                raise WorkerNameTaken(
                    f"A worker called {self.name} is at work already (process {row.pid} on {row.host}, last seen "
                    f"{seen:%-d %B %Y, %H:%M:%S}). Give this one another name with --name, or stop that one."
                )
            session.execute(delete(_worker).where(_worker.c.name == self.name))
            session.execute(insert(_worker).values(name=self.name, **values))

    def beat(self) -> bool:
        """Shows that this worker lives; whether the name is still its own.

        One that was thought dead (its machine slept) takes its name again, unless another has it.
        """
        mine = (_worker.c.name == self.name) & (_worker.c.process == self.process)
        with self._db.write() as session:
            beaten = session.execute(update(_worker).where(mine).values(seen_at=machine_now()))
        if beaten.rowcount:  # type: ignore[attr-defined]
            return True
        try:
            self.enlist()
        except WorkerNameTaken:
            return False
        return True

    def leave(self) -> None:
        """Gives the name back."""
        with self._db.write() as session:
            session.execute(delete(_worker).where(_worker.c.name == self.name, _worker.c.process == self.process))

    def lives(self, session: Session, process: str) -> bool:
        """Whether the worker of this process is at work."""
        row = session.execute(select(_worker).where(_worker.c.process == process)).one_or_none()
        return row is not None and _lives(row)

    def the_dead(self, session: Session) -> list[str]:
        """The names of workers that died, each told to one of those who ask: their rows go with the transaction."""
        rows = session.execute(select(_worker).with_for_update()).all()
        dead = [row for row in rows if row.process != self.process and not _lives(row)]
        for row in dead:
            session.execute(delete(_worker).where(_worker.c.name == row.name, _worker.c.process == row.process))
        return [row.name for row in dead]


def signs(session: Session) -> list[Sign]:
    """The workers that have a row, by their name."""
    rows = session.execute(select(_worker).order_by(_worker.c.name)).all()
    return [Sign(row.name, row.host, row.started_at, row.seen_at, _lives(row)) for row in rows]


def _lives(row: Any) -> bool:
    if row.seen_at < machine_now() - DEAD_AFTER:
        return False
    if row.host != socket.gethostname():
        return True
    try:
        os.kill(row.pid, 0)
    except ProcessLookupError:
        return False  # it died a moment ago on this very machine
    except PermissionError:
        pass
    return True
