"""Rows of budgets, as they were read. Money is integer pence."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.budgets.words import Frequency, Section


@dataclass(frozen=True)
class LineRow:
    """What comes in or goes out, as often as was said."""

    section: Section
    category: str
    amount_pence: int
    frequency: Frequency
    note: str = ""


@dataclass(frozen=True)
class DebtRow:
    """A debt of the household, with what is offered a month.

    :ivar account_id: where it is owed to this landlord
    """

    name: str
    priority: bool
    owed_pence: int
    offer_pence: int = 0
    account_id: int | None = None


@dataclass(frozen=True)
class BudgetRow:
    """A household's budget on a day; see :class:`cases.budgets.tables.Budget`."""

    id: int
    made_on: date
    made_with: str
    adults: int
    children_under_14: int
    children_from_14: int
    valid_until: date
    explanation: str
    recorded_by: str
    recorded_at: datetime
    superseded_at: datetime | None
    superseded_by_id: int | None

    def is_valid(self, on: date) -> bool:
        """Whether it may be relied on, on a day."""
        return self.superseded_at is None and self.made_on <= on <= self.valid_until
