"""The words of claims for benefit: what a column may say, once."""

from enum import StrEnum


class ClaimKind(StrEnum):
    """What was claimed."""

    HOUSING_BENEFIT = "housing_benefit"
    UNIVERSAL_CREDIT = "universal_credit"
    PENSION_CREDIT = "pension_credit"
    DISCRETIONARY = "discretionary"
    """A payment at a council's discretion: whichever scheme stands (Crisis and Resilience Fund since April 2026)."""


class ClaimStatus(StrEnum):
    """How a claim stands."""

    CLAIMED = "claimed"
    IN_PAYMENT = "in_payment"
    SUSPENDED = "suspended"
    UNDER_APPEAL = "under_appeal"
    REFUSED = "refused"
    ENDED = "ended"


OUTSTANDING = frozenset({ClaimStatus.CLAIMED, ClaimStatus.SUSPENDED, ClaimStatus.UNDER_APPEAL})
"""Nobody has decided for good."""


class AwardEvery(StrEnum):
    """For which time an award is a sum."""

    WEEKLY = "weekly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"


class PaysEvery(StrEnum):
    """How often it is paid."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"


class PaidTo(StrEnum):
    """To whom it is paid."""

    LANDLORD = "landlord"
    TENANT = "tenant"


class ChaserKind(StrEnum):
    """What was said between the office and the landlord."""

    ASKED = "asked"
    CHASED = "chased"
    ANSWERED = "answered"


class RequestKind(StrEnum):
    """What was asked of the Department for Work and Pensions."""

    MANAGED_PAYMENT = "managed_payment"
    """The housing costs are paid to the landlord (MPTL)."""
    THIRD_PARTY_DEDUCTION = "third_party_deduction"
    """Something is deducted for arrears of rent (TPD)."""


class TenantView(StrEnum):
    """What the tenant says to a request."""

    AGREES = "agrees"
    OBJECTS = "objects"
    NOT_ASKED = "not_asked"


class Outcome(StrEnum):
    """What became of a request."""

    GRANTED = "granted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
