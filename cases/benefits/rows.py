"""Rows of claims for benefit, as they were read. Money is integer pence."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.benefits.words import OUTSTANDING, ChaserKind, ClaimKind, ClaimStatus, RequestKind, TenantView


@dataclass(frozen=True)
class Claim:
    """What is known of a claim, as somebody says it.

    :ivar evidence: what was given, or what is lacking
    :ivar evidence_given_on: since when the office has all the evidence that it asked for; ``None``: something lacks
    :ivar expects_award: whether there is a reasonable expectation of eligibility, and :ivar expects_because: why, or
        why not; where nothing is said nobody has looked
    :ivar award_every: for which time the award is a sum, and :ivar pays_every: how often it is paid; empty: no award
    :ivar assessment_day: of Universal Credit: the day of the month on which its period begins
    """

    account_id: int
    customer_id: int
    kind: ClaimKind
    claimed_on: date
    status: ClaimStatus
    reference: str = ""
    evidence_given_on: date | None = None
    evidence: str = ""
    expects_award: bool = False
    expects_because: str = ""
    decided_on: date | None = None
    award_pence: int | None = None
    award_every: str = ""
    award_from: date | None = None
    award_until: date | None = None
    paid_to: str = ""
    pays_every: str = ""
    next_payment_on: date | None = None
    assessment_day: int | None = None
    notes: str = ""

    @property
    def is_outstanding(self) -> bool:
        """Whether nobody has decided for good."""
        return self.status in OUTSTANDING


@dataclass(frozen=True)
class ClaimRow:
    """What is known of a claim, and who recorded it when."""

    id: int
    claim: Claim
    recorded_by: str
    recorded_at: datetime
    replaced_at: datetime | None


@dataclass(frozen=True)
class ChaserRow:
    """That an office was asked about a claim, or asked again, or answered."""

    id: int
    claim_id: int
    kind: ChaserKind
    on_day: date
    words: str
    ask_again_on: date | None
    recorded_by: str


@dataclass(frozen=True)
class RequestRow:
    """A request for direct payment, and what became of it."""

    id: int
    claim_id: int
    kind: RequestKind
    tenant_view: TenantView
    tenant_asked_on: date
    tenant_said: str
    budget_id: int | None
    affordability: str
    asked_on: date
    recorded_by: str
    outcome: str
    outcome_on: date | None
    outcome_words: str
    outcome_by: str
