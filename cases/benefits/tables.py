"""The tables of claims for benefit. Money is integer pence.

What is known of a claim is never written over: a change is a new row, and the old one says when it was replaced.
"""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class BenefitClaim(SQLModel, table=True):
    """What is known of a claim. The rows without ``replaced_at`` are what is known now."""

    __tablename__ = "benefit_claim"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    kind: str  # housing_benefit, universal_credit, pension_credit, discretionary
    reference: str = ""
    claimed_on: date
    status: str  # claimed, in_payment, suspended, under_appeal, refused, ended
    evidence_given_on: date | None = None  # since when the office has all the evidence that it asked for
    evidence: str = ""
    expects_award: bool = False  # a reasonable expectation of eligibility (protocol 2.6(b))
    expects_because: str = ""
    decided_on: date | None = None
    award_pence: int | None = None
    award_every: str = ""  # weekly, four_weekly, monthly; empty where there is no award
    award_from: date | None = None
    award_until: date | None = None
    paid_to: str = ""  # landlord, tenant
    pays_every: str = ""  # weekly, fortnightly, four_weekly, monthly
    next_payment_on: date | None = None
    assessment_day: int | None = None  # of Universal Credit: the day of the month on which its period begins
    notes: str = ""
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)


class BenefitChaser(SQLModel, table=True):
    """That an office was asked about a claim, or asked again, or answered."""

    __tablename__ = "benefit_chaser"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    claim_id: int = Field(foreign_key="benefit_claim.id")
    kind: str  # asked, chased, answered
    on_day: date
    words: str
    ask_again_on: date | None = None
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)


class DirectPaymentRequest(SQLModel, table=True):
    """That benefit was asked to be paid to the landlord, or deducted for arrears of rent."""

    __tablename__ = "direct_payment_request"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    claim_id: int = Field(foreign_key="benefit_claim.id")
    kind: str  # managed_payment, third_party_deduction
    tenant_view: str  # agrees, objects
    tenant_asked_on: date
    tenant_said: str = ""
    budget_id: int | None = Field(default=None, foreign_key="budget.id")
    affordability: str = ""
    asked_on: date
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    outcome: str = ""  # granted, refused, withdrawn; empty while nobody has answered
    outcome_on: date | None = None
    outcome_words: str = ""
    outcome_by: str = ""
