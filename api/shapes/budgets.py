"""Budgets of households. Money is integer pence."""

from datetime import date

from pydantic import BaseModel, Field

from api.shapes.incoming import Strict
from tasks.acts.budgets import Frequency, Section

Words = Field(default="", max_length=2000)


class NewLine(Strict):
    """What comes in or goes out, as often as was said."""

    section: Section
    category: str = Field(max_length=60, examples=["food_and_housekeeping"])
    amount_pence: int = Field(ge=0, le=10_000_000)
    frequency: Frequency
    note: str = Words


class NewDebt(Strict):
    """A debt of the household to somebody else."""

    name: str = Field(max_length=200)
    priority: bool
    owed_pence: int = Field(ge=0, le=1_000_000_000)


class NewBudget(Strict):
    """A household's budget, as it was told. What it owes here is taken from the ledgers."""

    people: list[int] = Field(default_factory=list, max_length=20)
    made_with: str = Field(max_length=500)
    adults: int = Field(ge=0, le=50)
    children_under_14: int = Field(default=0, ge=0, le=50)
    children_from_14: int = Field(default=0, ge=0, le=50)
    lines: list[NewLine] = Field(max_length=200)
    debts: list[NewDebt] = Field(default_factory=list, max_length=100)
    explanation: str = Words


class TotalsView(BaseModel):
    """What a budget comes to a month."""

    income: int
    fixed: int
    flexible: int
    debts: int
    savings: int
    surplus: int


class DebtView(BaseModel):
    """A debt, and what it is offered a month."""

    name: str
    account_id: int | None
    priority: bool
    owed_pence: int
    offer_pence: int


class BudgetMade(BaseModel):
    """A budget that was recorded, what it leaves, and what may be offered at most."""

    budget: int
    superseded: list[int]
    totals: TotalsView
    most_pence: int
    token: bool
    because: str
    compared: str
    debts: list[DebtView]


class LineView(BaseModel):
    """A line of a budget, by the month beside what was said."""

    section: str
    title: str
    said_pence: int
    frequency: str
    monthly_pence: int
    note: str


class BudgetView(BaseModel):
    """A budget."""

    budget: int
    made_on: date
    made_with: str
    valid_until: date
    valid: bool
    people: list[int]
    totals: TotalsView
    most_pence: int
    token: bool
    because: str
    lines: list[LineView]
    debts: list[DebtView]


class BudgetsView(BaseModel):
    """The budget of a person's household, and what it owes here."""

    person: int
    newest: BudgetView | None
    earlier: list[int]
    debts: list[DebtView]
