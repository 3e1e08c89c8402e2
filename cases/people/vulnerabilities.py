"""What makes a customer vulnerable: recorded, looked at again by a day, ended; and who is shown which of it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, insert, select, update
from sqlmodel import Session

from cases.people.restricted import Restricted
from cases.people.rows import VulnerabilityRow
from cases.people.tables import Vulnerability
from cases.people.words import VulnerabilityKind
from cases.tables import AccountParty
from workflows.db import table
from workflows.errors import Malformed, NotFound
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_vulnerability, _party = table(Vulnerability), table(AccountParty)
_LIVE = (_vulnerability.c.replaced_at.is_(None), _vulnerability.c.ended_at.is_(None))
_counted = (
    select(_party.c.account_id, func.min(_vulnerability.c.review_on).label("review_on"))
    .join(_vulnerability, _vulnerability.c.customer_id == _party.c.customer_id)
    .where(*_LIVE, _vulnerability.c.from_on <= bindparam("b_on"))
    .group_by(_party.c.account_id)
)
_asked = AllOrOne(_counted, _party.c.account_id)


class VulnerabilityNotUnderstood(Malformed):
    """A vulnerability is not described as it must be.

    Its fact ``field`` says what is wrong.
    """


class NoSuchVulnerability(NotFound):
    """There is no such vulnerability of this person."""


@dataclass(frozen=True)
class VulnerabilitiesSeen:
    """What somebody is shown.

    :ivar rows: those that they may see
    :ivar ask_first: whether they must be told to ask before they contact the person: of a row that they may not see
    """

    rows: list[VulnerabilityRow]
    ask_first: bool


def vulnerabilities_of(session: Session, customer_id: int) -> list[VulnerabilityRow]:
    """Every vulnerability of a customer that stands, restricted or not: nobody is shown it but by :func:`seen_by`."""
    query = select(_vulnerability).where(_vulnerability.c.customer_id == customer_id, *_LIVE)
    return [row_of(VulnerabilityRow, row) for row in session.execute(query.order_by(_vulnerability.c.id)).mappings()]


def seen_by(rows: Collection[VulnerabilityRow], restricted: Restricted, roles: Collection[str]) -> VulnerabilitiesSeen:
    """What somebody with these roles is shown of vulnerabilities."""
    seen = [row for row in rows if restricted.seen_by(row.kind, roles)]
    return VulnerabilitiesSeen(seen, any(row.warn for row in rows if row not in seen))


def review_within(review_on: date, from_on: date, today: date, longest: timedelta) -> None:
    """Refuses a day of review that lies behind, or too far ahead.

    :param longest: the landlord's policy
    :raises VulnerabilityNotUnderstood: with the last day that may be said
    """
    last = today + longest
    if not today < review_on <= last:
        raise VulnerabilityNotUnderstood(
            f"It must be looked at again after today, and by {last:%-d %B %Y} at the latest. Correct the day of "
            "review.",
            field="review_on",
        )
    if from_on > today:
        raise VulnerabilityNotUnderstood(
            "It is recorded from a day that has not come. Correct the day.", field="from_on"
        )


def record(
    session: Session,
    customer_id: int,
    by: str,
    at: datetime,
    *,
    kind: str,
    detail: str,
    effect: str,
    adjustments: str,
    from_on: date,
    review_on: date,
    source: str,
    warn: bool,
) -> int:
    """Records a vulnerability; returns the row's id. The days are asked by :func:`review_within`.

    :raises VulnerabilityNotUnderstood: something is lacking or unknown
    """
    if kind not in list(VulnerabilityKind):
        raise VulnerabilityNotUnderstood(
            f"{kind[:60]!r} is no kind of vulnerability. Say one of {', '.join(VulnerabilityKind)}.", field="kind"
        )
    for field, said, what in (
        ("detail", detail, "what it is, in words"),
        ("source", source, "how it is known: who said it, and when"),
    ):
        if not said.strip():
            raise VulnerabilityNotUnderstood(f"Say {what}.", field=field)
    values = {
        "customer_id": customer_id,
        "kind": kind,
        "detail": detail.strip(),
        "effect": effect.strip(),
        "adjustments": adjustments.strip(),
        "from_on": from_on,
        "review_on": review_on,
        "source": source.strip(),
        "warn": warn,
        "recorded_by": by,
        "recorded_at": at,
        "ended_by": "",
        "ended_reason": "",
    }
    made = session.execute(insert(_vulnerability).values(**values).returning(_vulnerability.c.id))
    return int(made.scalar_one())


def standing(
    session: Session, customer_id: int, vulnerability_id: int, restricted: Restricted, roles: Collection[str]
) -> VulnerabilityRow:
    """A vulnerability that stands and that somebody with these roles may see; locked for a change.

    :raises NoSuchVulnerability: there is none, or none that is theirs to see: both answer alike
    """
    where = (_vulnerability.c.id == vulnerability_id, _vulnerability.c.customer_id == customer_id, *_LIVE)
    row = session.execute(select(_vulnerability).where(*where).with_for_update()).mappings().one_or_none()
    if row is None or not restricted.seen_by(row["kind"], roles):
        raise NoSuchVulnerability(f"This person has no vulnerability with the number {vulnerability_id} that stands.")
    return row_of(VulnerabilityRow, row)


def replace(session: Session, row: VulnerabilityRow, by: str, at: datetime, *, review_on: date, detail: str) -> int:
    """Writes a vulnerability anew after it was looked at; the row of before stays. Returns the new row's id."""
    session.execute(update(_vulnerability).where(_vulnerability.c.id == row.id).values(replaced_at=at))
    return record(
        session,
        row.customer_id,
        by,
        at,
        kind=row.kind,
        detail=detail.strip() or row.detail,
        effect=row.effect,
        adjustments=row.adjustments,
        from_on=row.from_on,
        review_on=review_on,
        source=row.source,
        warn=row.warn,
    )


def end(session: Session, row: VulnerabilityRow, by: str, at: datetime, reason: str) -> None:
    """Ends a vulnerability, with the reason; the row stays.

    :raises VulnerabilityNotUnderstood: no reason was given
    """
    if not reason.strip():
        raise VulnerabilityNotUnderstood("Say why it ends; the reason goes into the person's record.", field="reason")
    ended = {"ended_by": by, "ended_at": at, "ended_reason": reason.strip()}
    session.execute(update(_vulnerability).where(_vulnerability.c.id == row.id).values(**ended))


def vulnerable(session: Session, on: date, account_id: int | None) -> dict[int, date]:
    """A reading: the accounts a tenant of which is recorded as vulnerable → the soonest day of review."""
    return {row.account_id: row.review_on for row in _asked.rows(session, account_id, b_on=on)}
