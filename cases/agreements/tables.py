"""The tables of agreements to pay. Money is integer pence.

An agreement is an umbrella: it has as many debts as were agreed about, each with its own instalment. Its terms are
changed by an act alone, which keeps the old ones in its history; what became of it is never written over.
"""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class Agreement(SQLModel, table=True):
    """What was agreed: the current charges as they fall due, and an instalment of each debt on top.

    ``warned_on`` and ``mend_by`` are set while it is behind beyond its tolerance, and empty again once it is mended.
    """

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # informal, court_terms
    status: str = Field(index=True)  # proposed, live, superseded, completed, breached, ended, cancelled
    agreed_on: date
    agreed_with: str = ""  # with whom it was spoken, in words
    channel: str = ""
    frequency: str  # weekly, fortnightly, four_weekly, monthly
    first_due: date
    tolerance_days: int  # the landlord's policy on the day on which it was agreed
    review_on: date | None = None
    budget_id: int | None = Field(default=None, foreign_key="budget.id")
    without_budget: str = ""  # why there is none
    above_budget: str = ""  # why more was agreed than the budget leaves, and
    approved_by: str = ""  # who approved that
    case_id: int | None = Field(default=None, foreign_key="case_file.id")  # in whose step it was agreed
    supersedes_id: int | None = Field(default=None, foreign_key="agreement.id")
    warned_on: date | None = None
    mend_by: date | None = None
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_by: str = ""
    ended_reason: str = ""


class AgreementParty(SQLModel, table=True):
    """Who agreed, and by what authority."""

    __tablename__ = "agreement_party"

    agreement_id: int = Field(primary_key=True, foreign_key="agreement.id")
    customer_id: int = Field(primary_key=True, foreign_key="customer.id", index=True)
    authority: str  # tenant, representative, as_recorded
    representative: str = ""  # who acted, as recorded of the person, and on what evidence


class AgreementDebt(SQLModel, table=True):
    """One debt of an agreement.

    ``start_balance_pence`` is what was owed at the end of the day of the agreement, and ``start_timing_pence`` what of
    it was not yet late that day: that is paid as a current charge, and the instalments pay the rest. ``left_on`` and
    ``left_as`` (breached, superseded) say that what was agreed does not stand about this debt since then, though it
    goes on about the others.
    """

    __tablename__ = "agreement_debt"

    agreement_id: int = Field(primary_key=True, foreign_key="agreement.id")
    account_id: int = Field(primary_key=True, foreign_key="account.id", index=True)
    debt: str = Field(primary_key=True)
    start_balance_pence: int
    start_timing_pence: int = 0
    instalment_pence: int
    left_on: date | None = None
    left_as: str = ""


class AgreementEvent(SQLModel, table=True):
    """What happened to an agreement, and who did it. ``on_day`` is the day it speaks of."""

    __tablename__ = "agreement_event"

    id: int | None = Field(default=None, primary_key=True)
    agreement_id: int = Field(foreign_key="agreement.id", index=True)
    kind: str  # an EventKind
    on_day: date
    at: datetime = Field(sa_type=Moment)
    by: str
    words: str = ""
    facts: dict = Field(default_factory=dict, sa_type=JSON)  # type: ignore[type-arg]
