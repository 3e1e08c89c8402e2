"""Recording a risk, following it up, and closing it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import insert, select, update
from sqlmodel import Session

from cases.risks.tables import RiskEntry
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed, NotFound
from workflows.rows import row_of

_risk = table(RiskEntry)
LONGEST = 2000


class RiskKind(StrEnum):
    """What may come of it."""

    FINANCIAL_LOSS = "financial_loss"
    RISK = "risk"
    REPUTATIONAL_DAMAGE = "reputational_damage"


class RiskNotUnderstood(Malformed):
    """A risk is not described as risks are.

    Its fact ``field`` says what is wrong.
    """


class NoSuchRisk(NotFound):
    """There is no such risk that is open."""


@dataclass(frozen=True)
class RiskSaid:
    """A risk as whoever records it says it. :ivar pence: what it costs or may cost; ``None``: nobody knows yet"""

    kind: str
    what: str
    owner: str
    review_on: date
    account: int | None = None
    pence: int | None = None


@dataclass(frozen=True)
class RiskRow:
    """A risk of the log; see :class:`RiskEntry`."""

    id: int
    kind: RiskKind
    account_id: int | None
    what: str
    pence: int | None
    owner: str
    review_on: date
    recorded_by: str
    recorded_at: datetime
    followed_up: str
    followed_up_at: datetime | None
    outcome: str
    closed_by: str
    closed_at: datetime | None


def record(session: Session, said: RiskSaid, by: str, at: datetime) -> int:
    """Writes a risk down; returns its number.

    :raises RiskNotUnderstood: something is lacking or unknown
    """
    if said.kind not in list(RiskKind):
        raise RiskNotUnderstood(f"Say what may come of it: one of {', '.join(RiskKind)}.", field="kind")
    _must_be_said(said.what, "what", "Say what happened or may happen, and how you know")
    _must_be_said(said.owner, "owner", "Say who follows it up")
    if said.pence is not None and said.pence < 0:
        raise RiskNotUnderstood("What it costs is no less than nothing. Correct it, or leave it out.", field="pence")
    _must_come(said.review_on, at)
    made = insert(_risk).values(
        kind=said.kind,
        account_id=said.account,
        what=said.what.strip(),
        pence=said.pence,
        owner=said.owner.strip(),
        review_on=said.review_on,
        recorded_by=by,
        recorded_at=at,
        **dict.fromkeys(("followed_up", "outcome", "closed_by"), ""),
    )
    return int(session.execute(made.returning(_risk.c.id)).scalar_one())


def follow_up(session: Session, number: int, words: str, review_on: date, at: datetime) -> None:
    """Notes what was done about a risk, and when it is looked at next.

    :raises NoSuchRisk: there is none of that number that is open
    :raises RiskNotUnderstood: it is not said what was done, or the day has gone by
    """
    standing(session, number)
    _must_be_said(words, "words", "Say what was done about it")
    _must_come(review_on, at)
    values = {"followed_up": words.strip(), "followed_up_at": at, "review_on": review_on}
    session.execute(update(_risk).where(_risk.c.id == number).values(**values))


def close(session: Session, number: int, outcome: str, by: str, at: datetime) -> None:
    """Closes a risk with what came of it.

    :raises NoSuchRisk: there is none of that number that is open
    :raises RiskNotUnderstood: it is not said what came of it
    """
    standing(session, number)
    _must_be_said(outcome, "outcome", "Say what came of it, and what is done so that it does not come again")
    closed = {"outcome": outcome.strip(), "closed_by": by, "closed_at": at}
    session.execute(update(_risk).where(_risk.c.id == number).values(**closed))


def risks(session: Session, *, closed: bool) -> list[RiskRow]:
    """The risks that are open, the first to be looked at first; or those that are closed, the last closed first."""
    if closed:
        query = select(_risk).where(_risk.c.closed_at.is_not(None)).order_by(_risk.c.closed_at.desc())
    else:
        query = select(_risk).where(_risk.c.closed_at.is_(None)).order_by(_risk.c.review_on, _risk.c.id)
    return [row_of(RiskRow, {**row, "kind": RiskKind(row["kind"])}) for row in session.execute(query).mappings()]


def standing(session: Session, number: int) -> int | None:
    """The account of a risk that is open, ``None`` where it is about none; locked for a change.

    :raises NoSuchRisk: there is none of that number that is open
    """
    where = (_risk.c.id == number, _risk.c.closed_at.is_(None))
    row = session.execute(select(_risk.c.account_id).where(*where).with_for_update()).one_or_none()
    if row is None:
        raise no_such(number)
    account: int | None = row.account_id
    return account


def no_such(number: int) -> NoSuchRisk:
    """The refusal where there is none, or none that is somebody's to see: both answer alike."""
    return NoSuchRisk(f"There is no open risk with the number {number}.")


def _must_be_said(words: str, field: str, what: str) -> None:
    if not words.strip() or len(words) > LONGEST:
        raise RiskNotUnderstood(f"{what}, in at most {LONGEST:,} characters.", field=field)


def _must_come(day: date, at: datetime) -> None:
    if day < london_date(at):
        raise RiskNotUnderstood(
            "The day on which it is looked at next has gone by. Name a later one.", field="review_on"
        )
