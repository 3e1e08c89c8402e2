"""Writing a budget down: a new one supersedes those of the same people. Money is integer pence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from cases.budgets.offers import Sheet, budget_sheet
from cases.budgets.rows import DebtRow, LineRow
from cases.budgets.tables import Budget, BudgetDebt, BudgetLine, BudgetPerson
from cases.budgets.triggers import Compared, Figure, compare
from cases.budgets.words import CATEGORIES
from cases.law import Law
from cases.periods import Periods
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed

VALIDITY = "budget_validity"
"""The row of ``bpmn/law/periods.yaml``: how long a budget is relied on. The landlord's own policy."""
_budget, _line = table(Budget), table(BudgetLine)
_debt, _person = table(BudgetDebt), table(BudgetPerson)


class BudgetNotUnderstood(Malformed):
    """What is said of the budget cannot be so."""


class NotExplained(Malformed):
    """A cost above what is usual is not explained."""


@dataclass(frozen=True)
class NewBudget:
    """A household's budget, as it was told.

    :ivar people: whose it is
    :ivar explanation: why a flexible cost lies above what is usual
    """

    people: Sequence[int]
    made_with: str
    adults: int
    lines: Sequence[LineRow]
    debts: Sequence[DebtRow] = ()
    children_under_14: int = 0
    children_from_14: int = 0
    explanation: str = ""


@dataclass(frozen=True)
class BudgetMade:
    """A budget that was written down: its number, what it comes to, and what was compared.

    :ivar superseded: the budgets whose place it takes
    """

    number: int
    sheet: Sheet
    compared: Compared
    superseded: tuple[int, ...]


def record(
    session: Session, new: NewBudget, law: Law, figures: tuple[Figure, ...] | None, by: str, at: datetime
) -> BudgetMade:
    """Writes a budget down.

    :param figures: of the landlord's store; ``None``: none are installed
    :raises BudgetNotUnderstood: something of it cannot be so
    :raises NotExplained: a flexible cost lies above what is usual, and nobody says why
    """
    on = london_date(at)
    must_be_understood(new)
    household = (new.adults, new.children_under_14, new.children_from_14)
    compared = compare(figures, new.lines, household, law, on)
    if compared.above and not new.explanation.strip():
        raise NotExplained(f"{' '.join(compared.above)} Say why in the explanation.", field="explanation")
    sheet = budget_sheet(new.lines, new.debts, law, on)
    values = {
        "made_on": on,
        "made_with": new.made_with.strip(),
        "adults": new.adults,
        "children_under_14": new.children_under_14,
        "children_from_14": new.children_from_14,
        "valid_until": Periods(law).counted(VALIDITY, on).last,
        "explanation": new.explanation.strip(),
        "recorded_by": by,
        "recorded_at": at,
    }
    number = int(session.execute(insert(_budget).values(**values).returning(_budget.c.id)).scalar_one())
    of = {"budget_id": number}
    session.execute(insert(_person), [{**of, "customer_id": each} for each in sorted(set(new.people))])
    session.execute(insert(_line), [{**of, **vars(line)} for line in new.lines])
    if sheet.debts:
        session.execute(insert(_debt), [{**of, **vars(debt)} for debt in sheet.debts])
    theirs = select(_person.c.budget_id).where(_person.c.customer_id.in_(list(new.people)))
    older = (_budget.c.id.in_(theirs), _budget.c.id != number, _budget.c.superseded_at.is_(None))
    superseded = tuple(session.execute(select(_budget.c.id).where(*older).order_by(_budget.c.id)).scalars())
    replaced = {"superseded_at": at, "superseded_by_id": number}
    session.execute(update(_budget).where(_budget.c.id.in_(superseded)).values(**replaced))
    return BudgetMade(number, sheet, compared, superseded)


def must_be_understood(new: NewBudget) -> None:
    """Refuses what cannot be so.

    :raises BudgetNotUnderstood: with what, and what to do
    """
    if not new.people:
        _no("people", "A budget is of somebody. Name the people of the household who are liable.")
    if not new.made_with.strip():
        _no("made_with", "Say with whom it was made: one of them, or somebody who acts for them.")
    if new.adults < 1 or min(new.children_under_14, new.children_from_14) < 0:
        _no("adults", "A household has at least one adult, and no fewer than no children.")
    if not new.lines:
        _no("lines", "The budget says nothing. Enter what comes in and what goes out.")
    for line in new.lines:
        if line.category not in CATEGORIES[line.section]:
            listed = ", ".join(CATEGORIES[line.section])
            _no("lines", f"{line.category[:60]!r} is no category of {line.section}. Choose one of {listed}.")
        if line.amount_pence < 0:
            _no("lines", f"{CATEGORIES[line.section][line.category]}: an amount is nothing or more.")
    for debt in new.debts:
        if not debt.name.strip() or debt.owed_pence < 0:
            _no("debts", "A debt has a name, and nothing or more is owed. Correct it.")


def _no(field: str, sentence: str) -> None:
    raise BudgetNotUnderstood(sentence, field=field)
