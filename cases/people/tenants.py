"""The tenants of accounts."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.rows import CustomerRow
from cases.tables import AccountParty, Customer
from workflows.db import table
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_customer, _party = table(Customer), table(AccountParty)
_tenants = AllOrOne(
    select(_party.c.account_id, _customer)
    .join(_customer, _party.c.customer_id == _customer.c.id)
    .order_by(_customer.c.reference),
    _party.c.account_id,
)


def tenants_of(session: Session, account_id: int) -> list[CustomerRow]:
    """The tenants of an account, by their reference."""
    query = select(_customer).join(_party, _party.c.customer_id == _customer.c.id)
    rows = session.execute(query.where(_party.c.account_id == account_id).order_by(_customer.c.reference))
    return [row_of(CustomerRow, row) for row in rows.mappings()]


def names_of(session: Session, numbers: Collection[int]) -> dict[int, str]:
    """The names of people, by number."""
    rows = session.execute(select(_customer).where(_customer.c.id.in_(list(numbers)))).mappings()
    return {row["id"]: row_of(CustomerRow, row).name for row in rows}


def tenants(session: Session, on: date, account_id: int | None) -> dict[int, list[CustomerRow]]:
    """A reading: account → its tenants, by their reference."""
    del on  # who is liable today; the record keeps no history of it
    found: dict[int, list[CustomerRow]] = {}
    for row in _tenants.rows(session, account_id):
        found.setdefault(row.account_id, []).append(row_of(CustomerRow, row._asdict()))
    return found
