"""What a night says of every account, kept until the next: one sentence each, by its reason."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from tasks.tables import NightWord
from workflows.db import Database, table
from workflows.prepared import Upsert

_word = table(NightWord)
_say = Upsert(_word, ["account_id", "on", "reason", "sentence"])
PIECE = 10_000
"""Words of one transaction: few commits, and nobody waits long for the lock."""


class Word(NamedTuple):
    """What is said of an account."""

    account_id: int
    reason: str
    sentence: str


def write_down(db: Database, on: date, words: Iterable[Word]) -> None:
    """Keeps what a night says, in place of what the night before said."""
    piece: list[Word] = []
    for word in words:
        piece.append(word)
        if len(piece) == PIECE:
            _write(db, on, piece)
            piece = []
    if piece:
        _write(db, on, piece)


def _write(db: Database, on: date, piece: list[Word]) -> None:
    with db.write() as session:
        _say.run_many(session, [{**word._asdict(), "on": on} for word in piece])


def word_of(session: Session, account_id: int) -> tuple[date, str] | None:
    """What the last night said of an account, and on which day; ``None``: it was not looked at yet."""
    row = session.execute(select(_word.c.on, _word.c.sentence).where(_word.c.account_id == account_id)).one_or_none()
    return None if row is None else (row.on, row.sentence)
