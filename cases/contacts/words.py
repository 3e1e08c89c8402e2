"""The words of contacts that no landlord chooses; outcomes, causes and failure demand are rows of the rule book."""

from collections.abc import Mapping
from enum import StrEnum


class Direction(StrEnum):
    """Who began a contact."""

    IN = "in"
    OUT = "out"


class Channel(StrEnum):
    """By which way a contact was made."""

    PHONE = "phone"
    TEXT = "text"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"
    OFFICE = "office"
    PORTAL = "portal"
    OTHER = "other"


class WithWhom(StrEnum):
    """With whom a contact was."""

    TENANT = "tenant"
    REPRESENTATIVE = "representative"
    SOMEBODY_ELSE = "somebody_else"


class Hazard(StrEnum):
    """Whether something of the home was reported that may do harm, or is out of repair.

    A contact asks it, for the landlord's time runs from when it becomes aware, a word at a call about rent included.
    """

    NONE = "none"
    EMERGENCY = "emergency"
    SIGNIFICANT = "significant"
    DISREPAIR = "disrepair"


class PromiseStatus(StrEnum):
    """How a promise to pay stands."""

    OPEN = "open"
    KEPT = "kept"
    BROKEN = "broken"
    WITHDRAWN = "withdrawn"
    """The contact at which it was taken was written down wrongly."""


class Counted(StrEnum):
    """The outcomes of a contact on which something hangs, whatever else a landlord's list holds.

    Their words are the landlord's own; a list without one of them is refused (``cases/contacts/codes.py``).
    """

    DISPUTED = "disputed"
    AGREEMENT_MADE = "agreement_made"
    REFUSED_TO_DISCUSS = "refused_to_discuss"
    WRONG_NUMBER = "wrong_number"


HANGS_ON: Mapping[Counted, str] = {
    Counted.DISPUTED: "what is owed is looked into before anything else is asked",
    Counted.AGREEMENT_MADE: "what was agreed at a contact becomes an agreement",
    Counted.REFUSED_TO_DISCUSS: "what somebody did not want to say is no No",
    Counted.WRONG_NUMBER: "an attempt that could reach nobody is none",
}
"""What hangs on each, in words."""
