"""The tenants of accounts."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.rows import CustomerRow
from cases.tables import AccountParty, Customer
from workflows.db import table
from workflows.rows import row_of

_customer, _party = table(Customer), table(AccountParty)


def tenants_of(session: Session, account_id: int) -> list[CustomerRow]:
    """The tenants of an account, by their reference."""
    query = select(_customer).join(_party, _party.c.customer_id == _customer.c.id)
    rows = session.execute(query.where(_party.c.account_id == account_id).order_by(_customer.c.reference))
    return [row_of(CustomerRow, row) for row in rows.mappings()]


def tenants(session: Session, on: date, account_id: int | None) -> dict[int, list[CustomerRow]]:
    """A reading: account → its tenants, by their reference."""
    del on  # who is liable today; the record keeps no history of it
    query = select(_party.c.account_id, _customer).join(_customer, _party.c.customer_id == _customer.c.id)
    if account_id is not None:
        query = query.where(_party.c.account_id == account_id)
    found: dict[int, list[CustomerRow]] = {}
    for row in session.execute(query.order_by(_customer.c.reference)).mappings():
        found.setdefault(row["account_id"], []).append(row_of(CustomerRow, row))
    return found
