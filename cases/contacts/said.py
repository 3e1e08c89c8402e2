"""What people said at contacts of what they need, and of which the record holds nothing since: readings for facts.

What somebody said stands until it is seen to, however often somebody else is spoken with, or nobody, since. It is seen
to by what is recorded of that person on the day of the contact or later, for what was known before was known when they
said it; or by a later contact in which they themselves, or who may speak for them, say otherwise.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Row, Select, and_, bindparam, func, or_, select
from sqlmodel import Session

from cases.contacts.tables import Contact
from cases.contacts.words import WithWhom
from cases.people.tables import PersonNeeds, Vulnerability
from cases.tables import AccountParty, Customer
from workflows.clock import london_date, start_of_day
from workflows.db import table
from workflows.prepared import Prepared

_contact, _party, _customer = table(Contact), table(AccountParty), table(Customer)
_yes = _contact.alias("said_yes")
_needs, _vulnerability = table(PersonNeeds), table(Vulnerability)
_corrected = select(_contact.c.corrects_id).where(_contact.c.corrects_id.is_not(None))
_themselves = or_(_contact.c.with_whom == WithWhom.TENANT, _contact.c.authorised)
_until = _contact.c.at < bindparam("b_until", type_=_contact.c.at.type)
_one: ColumnElement[bool] = _party.c.account_id == bindparam("b_account")


def _answers(answer: Column[bool | None]) -> Select[tuple[int, int, datetime, int, bool]]:
    """Each answer of living tenants who once said yes: account, customer, when, the contact's number, and what it was.

    A yes counts whoever says it; a no, only theirs.
    """
    said_yes = select(_yes.c.customer_id).where(_yes.c[answer.key].is_(True))
    return (
        select(_party.c.account_id, _contact.c.customer_id, _contact.c.at, _contact.c.id, answer.label("yes"))
        .join(_contact, _contact.c.customer_id == _party.c.customer_id)
        .join(_customer, _customer.c.id == _party.c.customer_id)
        .where(
            answer.is_not(None),
            or_(answer.is_(True), and_(answer.is_(False), _themselves)),
            _until,
            _contact.c.customer_id.in_(said_yes),
            _contact.c.id.not_in(_corrected),
            _customer.c.date_of_death.is_(None),
        )
        .order_by(_contact.c.at, _contact.c.id)
    )


_hard, _told = _answers(_contact.c.reading_difficulty), _answers(_contact.c.to_consider)
_hard_all, _hard_one = Prepared(_hard), Prepared(_hard.where(_one))
_told_all, _told_one = Prepared(_told), Prepared(_told.where(_one))
_of_needs = (
    select(_needs.c.customer_id, func.max(_needs.c.recorded_at).label("at"))
    .where(_needs.c.replaced_at.is_(None))
    .group_by(_needs.c.customer_id)
)
_of_vulnerability = (
    select(_vulnerability.c.customer_id, func.max(_vulnerability.c.recorded_at).label("at"))
    .where(_vulnerability.c.replaced_at.is_(None))
    .group_by(_vulnerability.c.customer_id)
)
_needs_recorded, _vulnerability_recorded = Prepared(_of_needs), Prepared(_of_vulnerability)


class _Asked(NamedTuple):
    """One of the two questions: its answers of all accounts and of one, and when something was recorded of whom."""

    of_all: Prepared
    of_one: Prepared
    recorded: Prepared


_READING = _Asked(_hard_all, _hard_one, _needs_recorded)
_THEMSELVES = _Asked(_told_all, _told_one, _vulnerability_recorded)


def hard_to_read(session: Session, on: date, account_id: int | None) -> Mapping[int, bool]:
    """A reading: the accounts a tenant of which said that reading is hard, and of whom nothing is recorded since."""
    return _read(session, on, account_id, _READING)


def told_of_themselves(session: Session, on: date, account_id: int | None) -> Mapping[int, bool]:
    """A reading: the accounts a tenant of which said something to be taken into account that nobody has seen to."""
    return _read(session, on, account_id, _THEMSELVES)


def _read(session: Session, on: date, account_id: int | None, asked: _Asked) -> Mapping[int, bool]:
    until = {"b_until": start_of_day(on + timedelta(days=1))}
    rows = (
        asked.of_all.all(session, until)
        if account_id is None
        else asked.of_one.all(session, {**until, "b_account": account_id})
    )
    standing = {key: at for key, at in _newest(rows).items() if at is not None}
    if not standing:
        return {}
    recorded = {row.customer_id: row.at for row in asked.recorded.all(session, {})}
    return {
        account: True
        for (account, customer), at in standing.items()
        if customer not in recorded or london_date(recorded[customer]) < london_date(at)
    }


def _newest(rows: Iterable[Row[tuple[int, int, datetime, int, bool]]]) -> dict[tuple[int, int], datetime | None]:
    """(account, customer) → when they last said yes; ``None``: the last that they said was no."""
    found: dict[tuple[int, int], datetime | None] = {}
    for row in rows:  # the oldest first
        found[row.account_id, row.customer_id] = row.at if row.yes else None
    return found
