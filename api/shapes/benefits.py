"""Claims for benefit. Money is integer pence."""

from datetime import date

from pydantic import BaseModel, Field

from api.shapes.incoming import Strict
from tasks.acts.benefits import (
    AwardEvery,
    ChaserKind,
    ClaimKind,
    ClaimStatus,
    Outcome,
    PaidTo,
    PaysEvery,
    RequestKind,
    TenantView,
)

Number = Field(ge=1, le=2**31 - 1)
Words = Field(default="", max_length=2000)


class NewClaim(Strict):
    """What is known of a claim; ``replaces`` names what was known of it until now."""

    person: int = Number
    kind: ClaimKind
    claimed_on: date
    status: ClaimStatus
    reference: str = Field(default="", max_length=100)
    evidence_given_on: date | None = None
    evidence: str = Words
    expects_award: bool = False
    expects_because: str = Words
    decided_on: date | None = None
    award_pence: int | None = Field(default=None, le=10_000_000)
    award_every: AwardEvery | None = None
    award_from: date | None = None
    award_until: date | None = None
    paid_to: PaidTo | None = None
    pays_every: PaysEvery | None = None
    next_payment_on: date | None = None
    assessment_day: int | None = None
    notes: str = Words
    replaces: int | None = Field(default=None, ge=1, le=2**31 - 1)


class NewChaser(Strict):
    """That an office was asked about a claim, asked again, or answered."""

    claim: int = Number
    kind: ChaserKind
    on: date
    words: str = Words
    ask_again_on: date | None = None


class NewRequest(Strict):
    """A request for direct payment."""

    claim: int = Number
    kind: RequestKind
    tenant_view: TenantView = TenantView.NOT_ASKED
    tenant_asked_on: date | None = None
    tenant_said: str = Words
    budget: int | None = Field(default=None, ge=1, le=2**31 - 1)
    affordability: str = Words


class RequestAnswered(Strict):
    """What became of a request."""

    outcome: Outcome
    on: date
    words: str = Words


class Recorded(BaseModel):
    """The number under which it is kept."""

    number: int


class ClaimView(BaseModel):
    """What is known of a claim."""

    number: int
    person: int
    kind: str
    claimed_on: date
    status: str
    reference: str
    evidence_given_on: date | None
    evidence: str
    expects_award: bool
    expects_because: str
    decided_on: date | None
    award_pence: int | None
    award_every: str
    award_from: date | None
    award_until: date | None
    paid_to: str
    pays_every: str
    next_payment_on: date | None
    assessment_day: int | None
    notes: str
    recorded_by: str


class LimbsView(BaseModel):
    """What protocol 2.6 asks; null: nobody knows, or no claim is outstanding."""

    outstanding: bool
    evidence_given: bool | None
    award_expected: bool | None
    other_charges_paid: bool | None
    barred: bool
    next_payment_on: date | None


class ChaserView(BaseModel):
    """That an office was asked, asked again, or answered."""

    claim_id: int
    kind: str
    on_day: date
    words: str
    ask_again_on: date | None
    recorded_by: str


class RequestView(BaseModel):
    """A request for direct payment, and what became of it."""

    id: int
    claim_id: int
    kind: str
    tenant_view: str
    tenant_asked_on: date
    tenant_said: str
    budget_id: int | None
    affordability: str
    asked_on: date
    outcome: str
    outcome_on: date | None
    outcome_words: str


class BenefitsView(BaseModel):
    """What is known of the claims of an account."""

    account: str
    limbs: LimbsView
    claims: list[ClaimView]
    earlier: list[ClaimView]
    chasers: list[ChaserView]
    requests: list[RequestView]
