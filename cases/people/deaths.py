"""Deaths: who of an account's tenants is said to have died, and which accounts nobody survives on."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select, update
from sqlmodel import Session

from cases.people.tenants import tenants_of
from cases.rows import CustomerRow
from cases.tables import Account, AccountParty, Customer
from workflows.db import table
from workflows.errors import Malformed, Refused
from workflows.rows import row_of

_customer, _party, _account = table(Customer), table(AccountParty), table(Account)


class WhoDied(Malformed):
    """It is not said who died."""


class DiedAlready(Refused):
    """That death is recorded already."""


def who_died(session: Session, accounts: Collection[int], customers: Collection[int]) -> list[CustomerRow]:
    """The people whose death is reported: those who are named, and the one tenant of each account that is.

    :raises WhoDied: an account has several living tenants, so it must be said who died
    """
    found = {each.id: each for each in _customers(session, customers)}
    for account_id in accounts:
        tenants = tenants_of(session, account_id)
        living = [each for each in tenants if each.date_of_death is None and each.id not in found]
        if len(living) > 1:
            reference = session.execute(select(_account.c.reference).where(_account.c.id == account_id)).scalar_one()
            names = " and ".join(_name(each) for each in living)
            raise WhoDied(
                f"{names} are tenants of {reference}. Name who died: where a joint tenant survives, the tenancy goes "
                "on with them."
            )
        found |= {each.id: each for each in living}
        found |= {each.id: each for each in tenants if not living}
    return [found[number] for number in sorted(found)]


def record_death(session: Session, customers: Collection[int], died_on: date) -> None:
    """Writes down that people have died."""
    session.execute(update(_customer).where(_customer.c.id.in_(list(customers))).values(date_of_death=died_on))


def take_back_death(session: Session, customer_id: int) -> None:
    """Writes down that somebody lives: their death was recorded by mistake."""
    session.execute(update(_customer).where(_customer.c.id == customer_id).values(date_of_death=None))


def days_of_death(session: Session, customers: Collection[int]) -> dict[int, date]:
    """Person → the day on which they died, of those of whom one is recorded."""
    query = select(_customer.c.id, _customer.c.date_of_death).where(
        _customer.c.id.in_(list(customers)), _customer.c.date_of_death.is_not(None)
    )
    return {row.id: row.date_of_death for row in session.execute(query)}


def accounts_without_survivor(session: Session, customers: Collection[int]) -> list[int]:
    """The accounts of some people on which every tenant has died."""
    theirs = select(_party.c.account_id).where(_party.c.customer_id.in_(list(customers)))
    living = select(_party.c.account_id).join(_customer, _customer.c.id == _party.c.customer_id)
    living = living.where(_customer.c.date_of_death.is_(None))
    query = select(_party.c.account_id).where(_party.c.account_id.in_(theirs), _party.c.account_id.not_in(living))
    return sorted(set(session.execute(query).scalars()))


def survivors(session: Session, customers: Collection[int]) -> list[tuple[str, str]]:
    """(account, name) of the tenants who survive some people on their accounts."""
    theirs = select(_party.c.account_id).where(_party.c.customer_id.in_(list(customers)))
    query = select(_account.c.reference, _customer).join(_party, _party.c.account_id == _account.c.id)
    query = query.join(_customer, _customer.c.id == _party.c.customer_id)
    query = query.where(_party.c.account_id.in_(theirs), _customer.c.date_of_death.is_(None))
    rows = session.execute(query.order_by(_account.c.reference, _customer.c.id))
    return [(row.reference, " ".join(filter(None, (row.title, row.given_name, row.family_name)))) for row in rows]


def _customers(session: Session, customers: Collection[int]) -> list[CustomerRow]:
    query = select(_customer).where(_customer.c.id.in_(list(customers))).order_by(_customer.c.id)
    return [row_of(CustomerRow, row) for row in session.execute(query).mappings()]


def _name(person: CustomerRow) -> str:
    return " ".join(filter(None, (person.title, person.given_name, person.family_name)))
