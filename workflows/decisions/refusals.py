"""Why a decision model, or a decision, is refused."""

from workflows.errors import Malformed, NotFound, Refused


class NotADecisionModel(Malformed):
    """The file is not a decision model that can be run."""


class UnknownDecision(NotFound):
    """The model has no such decision."""


class FactRefused(Malformed):
    """A fact has the wrong type or a value that the decision does not allow."""


class HitPolicyBroken(Refused):
    """The rules that match break the table's hit policy."""


class OutputRefused(Refused):
    """A rule gives an output that the table does not allow."""
