"""What contacts and promises come to for accounts: readings for facts, one query each for however many accounts."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlmodel import Session

from cases.contacts.tables import Contact, Promise
from cases.contacts.words import Counted, Direction, PromiseStatus, WithWhom
from cases.tables import AccountParty
from workflows.clock import london_date, start_of_day
from workflows.db import table
from workflows.prepared import AllOrOne

_contact, _promise, _party = table(Contact), table(Promise), table(AccountParty)
WEEKS = 13
"""The span that a fact bears in its name (``tenants_spoken_to_in_13_weeks``): another span is another fact."""
WAYS = 2
"""In how many ways somebody is tried before it is said that they were (``each_tenant_tried`` says it)."""
_corrected = select(_contact.c.corrects_id).where(_contact.c.corrects_id.is_not(None))
_inbound = case((_contact.c.direction == Direction.IN, _contact.c.at))
_talked = and_(
    _contact.c.reached,
    _contact.c.at >= bindparam("b_since", type_=_contact.c.at.type),
    or_(_contact.c.with_whom == WithWhom.TENANT, _contact.c.authorised),
)
# Who calls about a tap is not asked for a budget: a talk about the debt is ours, or a step's.
_about_the_debt = or_(_contact.c.direction == Direction.OUT, _contact.c.case_id.is_not(None))
_spoken_with = case((_talked, _contact.c.customer_id))
_heard = (
    select(
        _party.c.account_id,
        func.max(_contact.c.at).label("last"),
        func.max(_inbound).label("last_inbound"),
        func.count(_spoken_with.distinct()).label("spoken_to"),
        func.count(case((and_(_talked, _about_the_debt), 1))).label("talks"),
        func.max(case((_contact.c.direction == Direction.OUT, _contact.c.at))).label("last_outbound"),
    )
    .join(_contact, _contact.c.customer_id == _party.c.customer_id)
    .where(
        or_(_contact.c.account_id.is_(None), _contact.c.account_id == _party.c.account_id),
        _contact.c.at < bindparam("b_until", type_=_contact.c.at.type),
        _contact.c.id.not_in(_corrected),
    )
    .group_by(_party.c.account_id)
)
_all_heard = AllOrOne(_heard, _party.c.account_id)
_attempt = and_(
    _contact.c.direction == Direction.OUT,
    _contact.c.outcome != Counted.WRONG_NUMBER,
    _contact.c.at >= bindparam("b_since", type_=_contact.c.at.type),
)
_tried = (
    select(
        _party.c.account_id,
        _contact.c.customer_id,
        func.count(_spoken_with.distinct()).label("spoken_to"),
        func.count(case((_attempt, _contact.c.channel)).distinct()).label("ways"),
    )
    .join(_contact, _contact.c.customer_id == _party.c.customer_id)
    .where(
        or_(_contact.c.account_id.is_(None), _contact.c.account_id == _party.c.account_id),
        _contact.c.at < bindparam("b_until", type_=_contact.c.at.type),
        _contact.c.at >= bindparam("b_since", type_=_contact.c.at.type),
        _contact.c.id.not_in(_corrected),
    )
    .group_by(_party.c.account_id, _contact.c.customer_id)
)
_all_tried = AllOrOne(_tried, _party.c.account_id)
_promised = (
    select(_promise.c.account_id, func.max(_promise.c.due_on).label("due_on"))
    .where(_promise.c.status == PromiseStatus.OPEN, _promise.c.due_on >= bindparam("b_on"))
    .group_by(_promise.c.account_id)
)
_all_promised = AllOrOne(_promised, _promise.c.account_id)


class Heard(NamedTuple):
    """What contacts of an account's tenants come to, those about another account left out.

    :ivar last: the day of the last contact or attempt, and :ivar last_inbound: of the last that they began
    :ivar spoken_to: how many tenants were reached in the last thirteen weeks, themselves or who may speak for them
    :ivar talks: how often any of them was, in the same weeks, at a talk that the landlord began or a step asked about
    :ivar last_outbound: the day of the last that the landlord began; ``None``: it began none
    """

    last: date
    last_inbound: date | None
    spoken_to: int
    talks: int
    last_outbound: date | None


def heard(session: Session, on: date, account_id: int | None) -> dict[int, Heard]:
    """A reading: account → its contacts until the end of that day; what was corrected does not count."""
    rows = _all_heard.rows(session, account_id, **_weeks_until(on))
    return {
        row.account_id: Heard(
            *(london_date(row.last), _day(row.last_inbound), int(row.spoken_to), int(row.talks)),
            last_outbound=_day(row.last_outbound),
        )
        for row in rows
    }


def tried(session: Session, on: date, account_id: int | None) -> dict[int, frozenset[int]]:
    """A reading: account → the tenants who were reached in the last thirteen weeks, or tried in two ways at least.

    A second call to a telephone that nobody answers is no second way: a letter, a text or a visit is.
    """
    found: dict[int, set[int]] = {}
    for row in _all_tried.rows(session, account_id, **_weeks_until(on)):
        if row.spoken_to or row.ways >= WAYS:
            found.setdefault(row.account_id, set()).add(row.customer_id)
    return {account: frozenset(people) for account, people in found.items()}


def last_talk_with(session: Session, customer_id: int, account_id: int, on: date) -> date | None:
    """The last day of thirteen weeks on which somebody, or who may speak for them, was spoken with about an account."""
    query = select(func.max(_contact.c.at)).where(
        _contact.c.customer_id == customer_id,
        or_(_contact.c.account_id.is_(None), _contact.c.account_id == account_id),
        _contact.c.reached,
        or_(_contact.c.with_whom == WithWhom.TENANT, _contact.c.authorised),
        _contact.c.at >= start_of_day(on - timedelta(weeks=WEEKS)),
        _contact.c.at < start_of_day(on + timedelta(days=1)),
        _contact.c.id.not_in(_corrected),
    )
    return _day(session.execute(query).scalar_one())


def promised(session: Session, on: date, account_id: int | None) -> dict[int, date]:
    """A reading: the accounts for which a payment is promised for that day or later → the last such day."""
    return {row.account_id: row.due_on for row in _all_promised.rows(session, account_id, b_on=on)}


def _weeks_until(on: date) -> dict[str, datetime]:
    return {"b_until": start_of_day(on + timedelta(days=1)), "b_since": start_of_day(on - timedelta(weeks=WEEKS))}


def _day(at: datetime | None) -> date | None:
    return None if at is None else london_date(at)
