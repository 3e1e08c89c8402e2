"""Confirming law: a person confirms a row in its very words, by its hash. No file can confirm itself.

What a file says of a row (``confidence``) is how sure its writer was of the source. Whether the landlord relies on
it, a person of theirs says, once for each wording of the row.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select
from sqlmodel import Field, Session, SQLModel

from workflows.clock import Clock
from workflows.db import table
from workflows.evidence import NewEntry, append
from workflows.evidence.canonical import canonical
from workflows.evidence.kinds import Kind
from workflows.evidence.tables import Entry
from workflows.moments import Moment
from workflows.runtime.tables import Installation


class LawConfirmation(SQLModel, table=True):
    """That somebody confirmed a row of law, word for word."""

    __tablename__ = "law_confirmation"

    sha256: str = Field(primary_key=True)
    row: str
    by: str
    at: datetime = Field(sa_type=Moment)


_confirmation, _entry = table(LawConfirmation), table(Entry)


@dataclass(frozen=True)
class Confirmed:
    """Who confirmed a row of law, and when."""

    by: str
    at: datetime


def row_sha256(row: Any) -> str:
    """The hash of what a row of law says; of how sure its file is of it nothing is in it."""
    said = {key: value for key, value in row.items() if key != "confidence"} if isinstance(row, Mapping) else row
    return hashlib.sha256(canonical(said)).hexdigest()


def confirmations(session: Session, hashes: Iterable[str]) -> dict[str, Confirmed]:
    """Which of these rows somebody confirmed; a confirmation of which no entry tells counts for nothing."""
    wanted = set(hashes)
    rows = session.execute(select(_confirmation)).mappings().all()
    standing = {row["sha256"]: Confirmed(row["by"], row["at"]) for row in rows if row["sha256"] in wanted}
    if not standing:
        return {}
    recorded = _recorded(session)
    return {sha256: each for sha256, each in standing.items() if recorded.get(sha256) == each.by}


def confirm(session: Session, place: str, sha256: str, actor: str, clock: Clock) -> None:
    """Confirms a row of law word for word; recorded beside it. Confirming it again does nothing.

    :param place: where it stands (``periods/letter_1_reply``, ``rules/one-claim``)
    :param sha256: the row's hash; a row that is changed afterwards has another, and is not confirmed
    """
    if confirmations(session, [sha256]):
        return
    session.execute(delete(_confirmation).where(_confirmation.c.sha256 == sha256))
    session.execute(insert(_confirmation).values(sha256=sha256, row=place, by=actor, at=clock.now()))
    chain_id = session.execute(select(table(Installation).c.chain_id)).scalar_one()
    clear = {"row": place, "sha256": sha256}
    append(session, chain_id, [NewEntry(Kind.LAW_CONFIRMED, actor, clear=clear)], clock)


def _recorded(session: Session) -> dict[str, str]:
    """Who confirmed which row by the organisation's record: its hash → the actor."""
    chain_id = select(table(Installation).c.chain_id).scalar_subquery()
    told = f'"kind":"{Kind.LAW_CONFIRMED}"'
    where = (_entry.c.chain_id == chain_id, _entry.c.body.contains(told, autoescape=True))
    bodies = [msgspec.json.decode(body) for body in session.execute(select(_entry.c.body).where(*where)).scalars()]
    return {body["sha256"]: body["actor"] for body in bodies if body["kind"] == Kind.LAW_CONFIRMED}
