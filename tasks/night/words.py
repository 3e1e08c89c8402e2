"""What a night says of every account, kept until the next: one sentence each, by its reason."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from cases.ledger.keeping import insert_new
from tasks.tables import NightWord
from workflows.db import Database, table
from workflows.prepared import Prepared

_word = table(NightWord)
_known = Prepared(select(_word.c.account_id))
_say_again = Prepared(
    update(_word)
    .where(_word.c.account_id == bindparam("b_account"))
    .values(on=bindparam("b_on"), reason=bindparam("b_reason"), sentence=bindparam("b_sentence"))
)
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
    with db.read() as session:
        known = {row.account_id for row in _known.all(session, {})}
    for word in words:
        piece.append(word)
        if len(piece) == PIECE:
            _write(db, on, piece, known)
            piece = []
    if piece:
        _write(db, on, piece, known)


def _write(db: Database, on: date, piece: list[Word], known: set[int]) -> None:
    new = [{**word._asdict(), "on": on} for word in piece if word.account_id not in known]
    again = [{"b_account": w.account_id, "b_on": on, "b_reason": w.reason, "b_sentence": w.sentence} for w in piece]
    again = [row for row in again if row["b_account"] in known]
    with db.write() as session:
        if new:
            session.execute(insert_new(session, _word).on_conflict_do_nothing(), new)
        if again:
            _say_again.run_many(session, again)


def word_of(session: Session, account_id: int) -> tuple[date, str] | None:
    """What the last night said of an account, and on which day; ``None``: it was not looked at yet."""
    row = session.execute(select(_word.c.on, _word.c.sentence).where(_word.c.account_id == account_id)).one_or_none()
    return None if row is None else (row.on, row.sentence)
