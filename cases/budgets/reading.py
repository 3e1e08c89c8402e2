"""Budgets as they are read."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.budgets.rows import BudgetRow, DebtRow, LineRow
from cases.budgets.tables import Budget, BudgetDebt, BudgetLine, BudgetPerson
from cases.tables import AccountParty
from workflows.db import table
from workflows.errors import NotFound
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_budget, _line = table(Budget), table(BudgetLine)
_debt, _person = table(BudgetDebt), table(BudgetPerson)
_party = table(AccountParty)
_lines_of_valid = (
    select(_party.c.account_id, _budget.c.made_on, *_line.c)
    .join(_person, _person.c.customer_id == _party.c.customer_id)
    .join(_budget, _budget.c.id == _person.c.budget_id)
    .join(_line, _line.c.budget_id == _budget.c.id)
    .where(_budget.c.superseded_at.is_(None))
    .where(_budget.c.made_on <= bindparam("b_on"), _budget.c.valid_until >= bindparam("b_on"))
    .distinct()
)
_valid = AllOrOne(_lines_of_valid, _party.c.account_id)


class NoSuchBudget(NotFound):
    """There is no such budget."""


@dataclass(frozen=True)
class BudgetWhole:
    """A budget with whose it is, its lines and the debts of the household.

    :ivar customer_ids: whose it is
    """

    budget: BudgetRow
    customer_ids: tuple[int, ...]
    lines: tuple[LineRow, ...]
    debts: tuple[DebtRow, ...]


def budget_of(session: Session, budget_id: int) -> BudgetWhole:
    """One budget.

    :raises NoSuchBudget: there is none
    """
    row = session.execute(select(_budget).where(_budget.c.id == budget_id)).mappings().one_or_none()
    if row is None:
        raise NoSuchBudget(f"There is no budget with the number {budget_id}.")
    of = (query.where(rows.c.budget_id == budget_id) for query, rows in ((select(t), t) for t in (_line, _debt)))
    lines, debts = (session.execute(query.order_by(query.selected_columns.id)).mappings().all() for query in of)
    people = select(_person.c.customer_id).where(_person.c.budget_id == budget_id).order_by(_person.c.customer_id)
    return BudgetWhole(
        row_of(BudgetRow, row),
        tuple(session.execute(people).scalars()),
        tuple(row_of(LineRow, each) for each in lines),
        tuple(row_of(DebtRow, each) for each in debts),
    )


def budgets_of(session: Session, customer_id: int) -> tuple[BudgetRow, ...]:
    """The budgets of a person's household, the newest first."""
    query = select(_budget).join(_person, _person.c.budget_id == _budget.c.id)
    rows = session.execute(query.where(_person.c.customer_id == customer_id).order_by(_budget.c.id.desc()))
    return tuple(row_of(BudgetRow, row) for row in rows.mappings())


def budget_in_force(session: Session, customer_id: int, on: date) -> BudgetRow | None:
    """The budget of a person's household that may be relied on; ``None``: there is none, or it is too old."""
    return next((budget for budget in budgets_of(session, customer_id) if budget.is_valid(on)), None)


def lines_in_force(
    session: Session, on: date, account_id: int | None
) -> dict[int, tuple[tuple[date, tuple[LineRow, ...]], ...]]:
    """A reading: account → of each budget of a tenant's household that may be relied on its day and its lines."""
    found: dict[int, dict[tuple[int, date], list[LineRow]]] = {}
    for row in _valid.rows(session, account_id, b_on=on):
        lines = found.setdefault(row.account_id, {}).setdefault((row.budget_id, row.made_on), [])
        lines.append(row_of(LineRow, row._asdict()))
    return {
        account: tuple((made_on, tuple(lines)) for (_number, made_on), lines in sorted(budgets.items()))
        for account, budgets in found.items()
    }
