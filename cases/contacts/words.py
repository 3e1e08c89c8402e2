"""The words of contacts that no landlord chooses; outcomes, causes and failure demand are rows of the rule book."""

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
