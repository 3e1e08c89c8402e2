"""Why a calculation gives no answer: the input does not say enough or wrongly, or the law does not allow it."""

from workflows.errors import Malformed, NotFound, Refused


class NoSuchCalculation(NotFound):
    """There is no calculation of that name."""


class InputNotUnderstood(Malformed):
    """The input of the calculation is not in the form that is asked for."""


class InputLacking(Malformed):
    """The input does not say what the calculation needs."""


class InputContradicts(Malformed):
    """The input contradicts itself."""


class NotAllowed(Refused):
    """The law does not allow it."""
