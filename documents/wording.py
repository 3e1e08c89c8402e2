"""Confirming wording: a person confirms a paragraph's very words, and what a document is made of, by their hashes.

No file can confirm itself.
"""

import hashlib
from datetime import datetime

import msgspec
from sqlalchemy import delete, insert, select
from sqlmodel import Field, Session, SQLModel

from documents.paragraphs import Paragraph
from workflows.clock import Clock
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.canonical import canonical
from workflows.evidence.tables import Entry
from workflows.moments import Moment
from workflows.runtime.tables import Installation


class WordingNotConfirmed(Refused):
    """The wording is not confirmed."""


class WordingConfirmation(SQLModel, table=True):
    """That compliance confirmed a paragraph, word for word: the hash is that of its text, source and dates.

    A document as a whole is confirmed in the same way (``documents.whole``): then ``paragraph`` is its key.
    """

    __tablename__ = "wording_confirmation"

    sha256: str = Field(primary_key=True)
    paragraph: str
    by: str
    at: datetime = Field(sa_type=Moment)


_confirmation, _entry = table(WordingConfirmation), table(Entry)
CONFIRMED = "wording confirmed"


def unconfirmed(session: Session, paragraphs: list[Paragraph]) -> list[Paragraph]:
    """Those paragraphs that nobody has confirmed; a confirmation of which no entry tells counts for nothing."""
    query = select(_confirmation.c.sha256).where(_confirmation.c.sha256.in_([p.sha256 for p in paragraphs]))
    confirmed = set(session.execute(query).scalars())
    if confirmed:
        confirmed &= set(recorded_confirmations(session))
    return [paragraph for paragraph in paragraphs if paragraph.sha256 not in confirmed]


def recorded_confirmations(session: Session) -> dict[str, str]:
    """Who confirmed which paragraph by the organisation's record: its hash → the actor."""
    chain_id = select(table(Installation).c.chain_id).scalar_subquery()
    bodies = session.execute(
        select(_entry.c.body).where(
            _entry.c.chain_id == chain_id, _entry.c.body.contains(f'"kind":"{CONFIRMED}"', autoescape=True)
        )
    ).scalars()
    told = (msgspec.json.decode(body) for body in bodies)
    return {entry["sha256"]: entry["actor"] for entry in told if entry["kind"] == CONFIRMED}


def confirm(session: Session, paragraph_id: str, sha256: str, actor: str, clock: Clock) -> None:
    """Confirms a paragraph word for word, or a document as a whole; recorded beside it. Again it does nothing.

    :param sha256: the paragraph's hash; a paragraph that is changed afterwards has another, and is not confirmed
    """
    standing = session.execute(select(_confirmation.c.sha256).where(_confirmation.c.sha256 == sha256)).first()
    if standing is not None and sha256 in recorded_confirmations(session):
        return
    values = {"sha256": sha256, "paragraph": paragraph_id, "by": actor, "at": clock.now()}
    session.execute(delete(_confirmation).where(_confirmation.c.sha256 == sha256))
    session.execute(insert(_confirmation).values(**values))
    chain_id = session.execute(select(table(Installation).c.chain_id)).scalar_one()
    clear = {"paragraph": paragraph_id, "sha256": sha256}
    append(session, chain_id, [NewEntry(CONFIRMED, actor, clear=clear)], clock)


def wording_sha256(paragraphs: list[Paragraph]) -> str:
    """One hash of a letter's paragraphs, in the order in which they stand."""
    return hashlib.sha256(canonical([paragraph.sha256 for paragraph in paragraphs])).hexdigest()
