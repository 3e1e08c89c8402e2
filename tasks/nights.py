"""What is done once a day, by one worker of however many: who does it stands in a row.

The row spares work. That nothing is done twice does not rest on it: each act decides what to do under the locks of the
rows that it is about.
"""

from collections.abc import Callable
from datetime import date
from enum import Enum

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from tasks.roster import Roster
from tasks.tables import NightlyAct
from workflows.clock import machine_now
from workflows.db import Database, table

_act = table(NightlyAct)


class Turn(Enum):
    """Whose turn an act is."""

    OURS = "ours"
    ANOTHERS = "another's"
    DONE = "done"


class Nights:
    """The acts of each day, as one worker sees them."""

    def __init__(self, db: Database, roster: Roster) -> None:
        self._db = db
        self._roster = roster
        self._done: dict[str, date] = {}

    def once(self, act: str, day: date, do: Callable[[], object]) -> bool:
        """Does an act of a day, unless it is done or a live worker does it; says whether this worker did it.

        An act that fails stays this worker's, and is tried at its next round.
        """
        if self._done.get(act) == day:
            return False
        turn = self._take(act, day)
        if turn is Turn.OURS:
            do()
            where = (_act.c.act == act) & (_act.c.day == day)
            with self._db.write() as session:
                session.execute(update(_act).where(where).values(done_at=machine_now()))
        if turn is not Turn.ANOTHERS:
            self._done[act] = day
        return turn is Turn.OURS

    def _take(self, act: str, day: date) -> Turn:
        try:
            with self._db.write() as session:
                return self._turn(session, act, day)
        except IntegrityError:  # another worker has written the row in this moment
            return Turn.ANOTHERS

    def _turn(self, session: Session, act: str, day: date) -> Turn:
        where = (_act.c.act == act) & (_act.c.day == day)
        row = session.execute(select(_act).where(where).with_for_update()).one_or_none()
        ours = {"worker": self._roster.name, "process": self._roster.process, "taken_at": machine_now()}
        if row is None:
            session.execute(insert(_act).values(act=act, day=day, **ours))
            return Turn.OURS
        if row.done_at is not None:
            return Turn.DONE
        if row.process != self._roster.process:
            if self._roster.lives(session, row.process):
                return Turn.ANOTHERS
            session.execute(update(_act).where(where).values(**ours))
        return Turn.OURS
