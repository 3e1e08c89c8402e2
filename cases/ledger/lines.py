"""Lines of the ledger and what they come to. Money is integer pence; a charge is positive, a payment negative."""

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from itertools import groupby

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from cases.rows import LedgerLine, Payment
from cases.tables import AccountTransaction
from cases.words import PAID, RENT
from workflows.db import table
from workflows.prepared import Prepared
from workflows.rows import row_of

_transaction = table(AccountTransaction)


_added_up = (
    select(_transaction.c.account_id, _transaction.c.debt, func.sum(_transaction.c.amount_pence).label("pence"))
    .where(_transaction.c.posted_on <= bindparam("b_on"))
    .group_by(_transaction.c.account_id, _transaction.c.debt)
)
_sums = Prepared(_added_up)
_sums_of = Prepared(_added_up.where(_transaction.c.account_id == bindparam("b_account")))
UNALLOCATED = ""
"""The debt of money that came in without a word for which."""


def sums(session: Session, on: date, account_id: int | None) -> dict[int, dict[str, int]]:
    """A reading: account → kind of debt → what its lines come to on a day, in pence.

    Under :data:`UNALLOCATED` stands what came in for no debt in particular. An account without lines is not in it.
    """
    rows = _sums.all(session, {"b_on": on}) if account_id is None else None
    if rows is None:
        rows = _sums_of.all(session, {"b_on": on, "b_account": account_id})
    found: dict[int, dict[str, int]] = {}
    for account, debt, pence in rows:
        found.setdefault(account, {})[debt] = int(pence)
    return found


def apportioned(by_debt: Mapping[str, int], order: Callable[[str], int]) -> dict[str, int]:
    """What is owed of each debt, once money for no debt in particular has gone to them in order.

    Whoever pays may say for which debt; where they said nothing the landlord may (*Cory Bros v Owners of the Mecca*
    [1897] AC 286), and the landlord's order is said beforehand: the rule book's. What is left over is in credit on the
    first of them.

    :param by_debt: as :func:`sums` gives it for one account, in pence
    :param order: the lowest first
    """
    left = -by_debt.get(UNALLOCATED, 0)
    debts = {debt: pence for debt, pence in by_debt.items() if debt != UNALLOCATED}
    if not left:
        return debts
    ranked = sorted(debts, key=lambda debt: (order(debt), debt))
    for debt in ranked:
        taken = min(max(debts[debt], 0), max(left, 0))
        debts[debt] -= taken
        left -= taken
    if left:
        first = ranked[0] if ranked else RENT
        debts[first] = debts.get(first, 0) - left
    return debts


def balance_on(session: Session, account_id: int, on: date, debts: Collection[str] | None = None) -> int:
    """What is owed at the end of a day, in pence: the sum of the ledger (negative: in credit).

    :param debts: of some kinds of debt alone, by the lines that say it; ``None``: of all of them
    """
    total = select(func.coalesce(func.sum(_transaction.c.amount_pence), 0)).where(
        _transaction.c.account_id == account_id, _transaction.c.posted_on <= on
    )
    if debts is not None:
        total = total.where(_transaction.c.debt.in_(debts))
    return int(session.execute(total).scalar_one())


_by_day = Prepared(
    select(_transaction.c.posted_on, _transaction.c.debt, func.sum(_transaction.c.amount_pence).label("pence"))
    .where(_transaction.c.account_id == bindparam("b_account"), _transaction.c.posted_on <= bindparam("b_on"))
    .group_by(_transaction.c.posted_on, _transaction.c.debt)
    .order_by(_transaction.c.posted_on)
)


def in_arrears_from(session: Session, account_id: int, on: date, debts: Collection[str]) -> date | None:
    """The first day of the arrears of a day: since then the balance of these debts was above nothing at each day's end.

    :returns: ``None``: nothing is owed at the end of that day
    """
    balance, since, rows = 0, None, _by_day.all(session, {"b_account": account_id, "b_on": on})
    for day, lines in groupby(rows, key=lambda row: row.posted_on):
        balance += sum(int(row.pence) for row in lines if row.debt in debts)
        since = (since or day) if balance > 0 else None
    return since


def has_lines_before(session: Session, account_id: int, day: date) -> bool:
    """Whether the ledger of an account has a line of before a day."""
    query = select(_transaction.c.id).where(_transaction.c.account_id == account_id, _transaction.c.posted_on < day)
    return session.execute(query.limit(1)).first() is not None


def last_payment(session: Session, account_id: int, on: date, debts: Collection[str] | None = None) -> Payment | None:
    """The last payment up to a day that was not taken back: its date and amount in pence, positive.

    :param debts: towards some kinds of debt alone; ``None``: towards any
    """
    bounced = _transaction.alias("bounced")
    taken_back = select(bounced.c.id).where(
        bounced.c.account_id == account_id, bounced.c.reverses == _transaction.c.reference, bounced.c.posted_on <= on
    )
    query = (
        select(_transaction.c.posted_on, _transaction.c.amount_pence)
        .where(_transaction.c.account_id == account_id, _transaction.c.posted_on <= on)
        .where(_transaction.c.kind.in_(PAID))
        .where(_transaction.c.amount_pence < 0, ~taken_back.exists())
        .order_by(_transaction.c.posted_on.desc(), _transaction.c.id.desc())
        .limit(1)
    )
    if debts is not None:
        query = query.where(_transaction.c.debt.in_(debts))
    row = session.execute(query).one_or_none()
    return Payment(row.posted_on, -row.amount_pence) if row else None


def statement_lines(
    session: Session, account_id: int, since: date, until: date, debts: Collection[str] | None = None
) -> list[LedgerLine]:
    """The ledger's lines of a span, oldest first, each with the running balance in pence after it.

    :param debts: of some kinds of debt alone; ``None``: of all of them
    """
    running = balance_on(session, account_id, since - timedelta(days=1), debts)
    query = (
        select(_transaction)
        .where(_transaction.c.account_id == account_id)
        .where(_transaction.c.posted_on >= since, _transaction.c.posted_on <= until)
        .order_by(_transaction.c.posted_on, _transaction.c.id)
    )
    if debts is not None:
        query = query.where(_transaction.c.debt.in_(debts))
    lines = []
    for row in session.execute(query).mappings():
        running += row["amount_pence"]
        lines.append(row_of(LedgerLine, {**row, "balance_pence": running}))
    return lines
