"""The tables of budgets, as the Standard Financial Statement divides them. Money is integer pence.

A budget is of a household, for all its debts together. It is never changed: a new one supersedes it.
"""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class Budget(SQLModel, table=True):
    """A household's budget on a day."""

    id: int | None = Field(default=None, primary_key=True)
    made_on: date
    made_with: str  # who spoke for the household: one of them, or somebody who acts for them
    adults: int
    children_under_14: int = 0
    children_from_14: int = 0
    valid_until: date
    explanation: str = ""  # why a flexible cost lies above what is usual
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    superseded_at: datetime | None = Field(default=None, sa_type=Moment)
    superseded_by_id: int | None = Field(default=None, foreign_key="budget.id")


class BudgetPerson(SQLModel, table=True):
    """Whose budget it is."""

    __tablename__ = "budget_person"

    budget_id: int = Field(primary_key=True, foreign_key="budget.id")
    customer_id: int = Field(primary_key=True, foreign_key="customer.id", index=True)


class BudgetLine(SQLModel, table=True):
    """What comes in or goes out, as often as was said."""

    __tablename__ = "budget_line"

    id: int | None = Field(default=None, primary_key=True)
    budget_id: int = Field(foreign_key="budget.id", index=True)
    section: str  # income, fixed, flexible, debts, savings
    category: str
    amount_pence: int
    frequency: str  # weekly, fortnightly, four_weekly, monthly, quarterly, yearly
    note: str = ""


class BudgetDebt(SQLModel, table=True):
    """A debt of the household, ours or another's, with what is offered a month."""

    __tablename__ = "budget_debt"

    id: int | None = Field(default=None, primary_key=True)
    budget_id: int = Field(foreign_key="budget.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id")  # where it is owed to this landlord
    name: str
    priority: bool
    owed_pence: int
    offer_pence: int = 0
