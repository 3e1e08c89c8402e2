"""The words of agreements to pay: what a column may say, once."""

from enum import StrEnum


class AgreementStatus(StrEnum):
    """What became of an agreement."""

    PROPOSED = "proposed"
    """It waits until somebody who leads the team approves it; nothing is counted by it yet."""
    LIVE = "live"
    SUPERSEDED = "superseded"
    """Another agreement about the same debts took its place."""
    COMPLETED = "completed"
    BREACHED = "breached"
    """It was warned, and not mended by the day that was named."""
    ENDED = "ended"
    """Ended by both, or by one with a reason."""
    CANCELLED = "cancelled"
    """It never took effect."""


class AgreementKind(StrEnum):
    """Whence an agreement's terms are."""

    INFORMAL = "informal"
    COURT_TERMS = "court_terms"
    """The terms of a court's order, which nobody varies but the court."""


class Frequency(StrEnum):
    """How often an instalment falls due."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"


class Authority(StrEnum):
    """By what authority somebody agreed."""

    TENANT = "tenant"
    """They are liable themselves."""
    REPRESENTATIVE = "representative"
    """Somebody acts for them: a deputy, an attorney, an appointee, an adviser with their authority."""
    AS_RECORDED = "as_recorded"
    """Said in a step of a case, or before this was kept: who of the tenants agreed is in the case's record."""


class EventKind(StrEnum):
    """What happened to an agreement."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    DECLINED = "declined"
    MADE = "made"
    VARIED = "varied"
    MISSED = "missed"
    WARNED = "warned"
    MENDED = "mended"
    BREACHED = "breached"
    LEFT = "left"
    """It stands no more about some of its debts, and goes on about the others."""
    COMPLETED = "completed"
    REOPENED = "reopened"
    """It was completed by a payment that was taken back."""
    ENDED = "ended"
    SUPERSEDED = "superseded"


class LeftAs(StrEnum):
    """Why what was agreed stands no more about one debt, though it goes on about others."""

    NOT = ""
    """It stands as the agreement does."""
    BREACHED = "breached"
    SUPERSEDED = "superseded"


class StandingState(StrEnum):
    """Whether what is owed is what was agreed."""

    KEPT = "kept"
    IN_TOLERANCE = "in_tolerance"
    BEHIND = "behind"


RENT = "rent"
"""The debt that every rent account has."""
