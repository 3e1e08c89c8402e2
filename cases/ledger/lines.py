"""Lines of the ledger and what they come to. Money is integer pence; a charge is positive, a payment negative."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func, select
from sqlmodel import Session

from cases.rows import LedgerLine, Payment
from cases.tables import AccountTransaction
from cases.words import PAID, TransactionKind
from workflows.db import table
from workflows.prepared import Prepared
from workflows.rows import row_of

_transaction = table(AccountTransaction)


def _rent_after(day: str) -> Any:
    is_recent = (_transaction.c.kind == TransactionKind.RENT) & (_transaction.c.posted_on > bindparam(day))
    return case((is_recent, _transaction.c.amount_pence), else_=0)


_added_up = (
    select(
        _transaction.c.account_id,
        func.sum(_transaction.c.amount_pence).label("balance"),
        func.sum(_rent_after("b_month")).label("month"),
        func.sum(_rent_after("b_week")).label("week"),
    )
    .where(_transaction.c.posted_on <= bindparam("b_on"))
    .group_by(_transaction.c.account_id)
)
_sums = Prepared(_added_up)
_sums_of = Prepared(_added_up.where(_transaction.c.account_id == bindparam("b_account")))


class Sums(NamedTuple):
    """What the lines of an account come to on a day, in pence.

    :ivar month: of it, rent of the last 31 days, and :ivar week: of the last seven
    """

    balance: int
    month: int
    week: int


def sums(session: Session, on: date, account_id: int | None) -> dict[int, Sums]:
    """A reading: account → what its lines come to; an account without lines is not in it."""
    days = {"b_on": on, "b_month": on - timedelta(days=31), "b_week": on - timedelta(days=7)}
    rows = _sums.all(session, days) if account_id is None else _sums_of.all(session, {**days, "b_account": account_id})
    return {row.account_id: Sums(int(row.balance), int(row.month), int(row.week)) for row in rows}


def balance_on(session: Session, account_id: int, on: date) -> int:
    """What is owed at the end of a day, in pence: the sum of the ledger (negative: in credit)."""
    total = select(func.coalesce(func.sum(_transaction.c.amount_pence), 0)).where(
        _transaction.c.account_id == account_id, _transaction.c.posted_on <= on
    )
    return int(session.execute(total).scalar_one())


def last_payment(session: Session, account_id: int, on: date) -> Payment | None:
    """The last payment up to a day: its date and amount in pence, positive."""
    query = (
        select(_transaction.c.posted_on, _transaction.c.amount_pence)
        .where(_transaction.c.account_id == account_id, _transaction.c.posted_on <= on)
        .where(_transaction.c.kind.in_(PAID))
        .where(_transaction.c.amount_pence < 0)
        .order_by(_transaction.c.posted_on.desc(), _transaction.c.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return Payment(row.posted_on, -row.amount_pence) if row else None


def statement_lines(session: Session, account_id: int, since: date, until: date) -> list[LedgerLine]:
    """The ledger's lines of a span, oldest first, each with the running balance in pence after it."""
    running = balance_on(session, account_id, since - timedelta(days=1))
    query = (
        select(_transaction)
        .where(_transaction.c.account_id == account_id)
        .where(_transaction.c.posted_on >= since, _transaction.c.posted_on <= until)
        .order_by(_transaction.c.posted_on, _transaction.c.id)
    )
    lines = []
    for row in session.execute(query).mappings():
        running += row["amount_pence"]
        lines.append(row_of(LedgerLine, {**row, "balance_pence": running}))
    return lines
