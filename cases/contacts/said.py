"""What people said at contacts of what they need, and of which the record holds nothing since: readings for facts.

What somebody said stands until it is seen to, however often somebody else is spoken with, or nobody, since: a later
contact with the same person in which they say otherwise ends it, and so does what is recorded of that person.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select
from sqlmodel import Session

from cases.contacts.tables import Contact
from cases.people.tables import PersonNeeds, Vulnerability
from cases.people.words import LetterFormat
from cases.tables import AccountParty, Customer
from workflows.clock import start_of_day
from workflows.db import table
from workflows.prepared import Prepared

_contact, _party, _customer = table(Contact), table(AccountParty), table(Customer)
_needs, _vulnerability = table(PersonNeeds), table(Vulnerability)
_later = _contact.alias("later")
_corrected = select(_contact.c.corrects_id).where(_contact.c.corrects_id.is_not(None))


def _accounts_where(answer: ColumnElement[bool], later: ColumnElement[bool], held: ColumnElement[bool]) -> Select:  # type: ignore[type-arg]
    """The accounts a living tenant of which answered yes and has not answered no since, and of whom nothing is held."""
    said_no_since = exists().where(
        _later.c.customer_id == _contact.c.customer_id,
        later.is_(False),
        or_(_later.c.at > _contact.c.at, and_(_later.c.at == _contact.c.at, _later.c.id > _contact.c.id)),
        _later.c.id.not_in(_corrected),
    )
    return (
        select(_party.c.account_id)
        .join(_contact, _contact.c.customer_id == _party.c.customer_id)
        .join(_customer, _customer.c.id == _party.c.customer_id)
        .where(
            answer.is_(True),
            _contact.c.at < bindparam("b_until", type_=_contact.c.at.type),
            _contact.c.id.not_in(_corrected),
            _customer.c.date_of_death.is_(None),
            ~said_no_since,
            ~held,
        )
        .distinct()
    )


_recorded_needs = or_(
    _customer.c.large_print,
    exists().where(
        _needs.c.customer_id == _contact.c.customer_id,
        _needs.c.replaced_at.is_(None),
        or_(
            _needs.c.reading_difficulty,
            _needs.c.interpreter,
            _needs.c.format != LetterFormat.STANDARD,
            _needs.c.recorded_at >= _contact.c.at,  # whatever was recorded since was recorded knowing it
        ),
    ),
)
_recorded_vulnerability = exists().where(
    _vulnerability.c.customer_id == _contact.c.customer_id,
    _vulnerability.c.replaced_at.is_(None),
    or_(_vulnerability.c.ended_at.is_(None), _vulnerability.c.recorded_at >= _contact.c.at),
)
_hard = _accounts_where(_contact.c.reading_difficulty, _later.c.reading_difficulty, _recorded_needs)
_told = _accounts_where(_contact.c.to_consider, _later.c.to_consider, _recorded_vulnerability)
_one: ColumnElement[bool] = _party.c.account_id == bindparam("b_account")
_hard_all, _hard_one = Prepared(_hard), Prepared(_hard.where(_one))
_told_all, _told_one = Prepared(_told), Prepared(_told.where(_one))


def hard_to_read(session: Session, on: date, account_id: int | None) -> Mapping[int, bool]:
    """A reading: the accounts a tenant of which said that reading is hard, and of whom no need is recorded."""
    return _read(session, on, account_id, _hard_all, _hard_one)


def told_of_themselves(session: Session, on: date, account_id: int | None) -> Mapping[int, bool]:
    """A reading: the accounts a tenant of which said something to be taken into account that nobody has seen to."""
    return _read(session, on, account_id, _told_all, _told_one)


def _read(session: Session, on: date, account_id: int | None, of_all: Prepared, of_one: Prepared) -> Mapping[int, bool]:
    until = {"b_until": start_of_day(on + timedelta(days=1))}
    rows = of_all.all(session, until) if account_id is None else of_one.all(session, {**until, "b_account": account_id})
    return {row.account_id: True for row in rows}
