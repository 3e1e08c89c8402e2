"""Agreements, budgets and claims for benefit. Money is integer pence."""

from datetime import date
from typing import Any

from pydantic import BaseModel, Field

from api.shapes.incoming import Reason, Strict
from tasks.acts.agreements import AgreementKind, Authority, Frequency

Pence = Field(ge=1, le=10_000_000)
Number = Field(ge=1, le=2**31 - 1)
Words = Field(default="", max_length=2000)


class WhoAgrees(Strict):
    """Who agrees, and by what authority; whoever acts for a tenant by their number, as recorded of the person."""

    person: int = Number
    authority: Authority = Authority.TENANT
    representative: int | None = Field(default=None, ge=0, le=2**31 - 1, description="0: the one of the export")


class DebtAgreed(Strict):
    """A debt, and what is paid of it each time on top of what falls due."""

    account: int = Number
    debt: str = Field(default="rent", max_length=60, description="its kind (organisation/debts)")
    instalment_pence: int = Pence


class OutOfBudget(Strict):
    """Out of which budget it comes; or why there is none, or why it is more, which a leader then approves."""

    budget: int | None = Field(default=None, ge=1, le=2**31 - 1)
    without_budget: str = Words
    above_budget: str = Words


class NewAgreement(OutOfBudget):
    """What is agreed."""

    parties: list[WhoAgrees] = Field(max_length=20)
    debts: list[DebtAgreed] = Field(max_length=20)
    frequency: Frequency
    first_due: date
    agreed_with: str = Field(default="", max_length=500)
    channel: str = Field(default="", max_length=100)
    kind: AgreementKind = AgreementKind.INFORMAL
    replaces: bool = False
    instalment_pence: int | None = Field(
        default=None, ge=1, le=10_000_000, description="altogether: the shares of the debts must come to it"
    )


class DebtNamed(Strict):
    """A debt on an account, by its kind."""

    account: int = Number
    debt: str = Field(default="rent", max_length=60)


class ToAllocate(Strict):
    """An instalment that is to be shared; without debts, among all that the account's tenants owe."""

    instalment_pence: int = Pence
    frequency: Frequency
    debts: list[DebtNamed] = Field(default=[], max_length=20)


class ShareView(BaseModel):
    """What is proposed of an instalment for a debt."""

    account: int
    reference: str
    debt: str
    title: str
    priority: bool
    owed_pence: int
    instalment_pence: int


class Allocation(BaseModel):
    """How an instalment may be shared; it is the shares' sum to the penny."""

    instalment_pence: int
    shares: list[ShareView]


class Instalment(Strict):
    """What is paid of an account's debt from now on; the debt by its kind where several of it are agreed about."""

    account: int = Number
    debt: str = Field(default="", max_length=60)
    instalment_pence: int = Pence


class NewTerms(OutOfBudget, Reason):
    """What is agreed from now on, and what changed."""

    instalments: list[Instalment] = Field(max_length=20)
    frequency: Frequency
    first_due: date


class FirstDay(Reason):
    """Another day of the first instalment, and with whom it was agreed."""

    first_due: date


class AgreementMade(BaseModel):
    """The number of an agreement."""

    agreement: int


class AgreementParty(BaseModel):
    """Who agreed."""

    customer_id: int
    reference: str
    name: str
    authority: str
    representative: str


class StandingView(BaseModel):
    """How a debt stands against what was agreed."""

    owed_pence: int
    expected_pence: int
    expected_in_tolerance_pence: int
    behind_pence: int
    missed_on: date | None
    next_due: date | None
    next_pence: int
    state: str
    because: str


class AgreementDebt(BaseModel):
    """A debt of an agreement; ``standing`` while it is live."""

    account_id: int
    reference: str
    debt: str
    start_balance_pence: int
    start_timing_pence: int
    instalment_pence: int
    left_on: date | None = Field(description="since when what was agreed stands no more about it, though the rest does")
    left_as: str = Field(description="why: breached, superseded; empty: it stands as the agreement does")
    standing: StandingView | None = None
    as_of: date | None = None


class AgreementEvent(BaseModel):
    """What happened to an agreement."""

    kind: str
    on_day: date
    by: str
    words: str
    facts: dict[str, Any]


class AgreementView(BaseModel):
    """An agreement."""

    id: int
    kind: str
    status: str
    agreed_on: date
    agreed_with: str
    channel: str
    frequency: str
    first_due: date
    tolerance_days: int
    review_on: date | None
    budget_id: int | None
    without_budget: str
    above_budget: str
    approved_by: str
    supersedes_id: int | None
    warned_on: date | None
    mend_by: date | None
    ended_reason: str
    parties: list[AgreementParty] = []
    debts: list[AgreementDebt] = []
    events: list[AgreementEvent] = []


class AgreementListed(BaseModel):
    """An agreement about which somebody has to talk with the tenants."""

    agreement: int
    accounts: list[str]
    people: list[str]
    why: str = Field(examples=["warned"])
    ask: str
    held: str = Field(description="what forbids to speak about it today; empty: nothing")
    behind_pence: int
    behind: list[str] = Field(description="which debts are behind, and by how much")
    missed_on: date | None
    mend_by: date | None
    answer_by: date | None = Field(description="of one that waits for approval: the last day for it by policy")
    review_on: date | None


class InstalmentDue(BaseModel):
    """An instalment that is expected."""

    due_on: date
    agreement_id: int
    account_id: int
    reference: str
    debt: str = Field(examples=["rent"])
    people: list[str]
    pence: int = Field(description="what of it is not paid ahead")
    behind_pence: int = Field(description="what is late besides, beyond what was agreed")
    held: str = Field(description="what forbids to speak about it today; empty: nothing")


class AccountAgreements(BaseModel):
    """What was agreed about an account, the newest first."""

    account: str
    agreements: list[AgreementView]
