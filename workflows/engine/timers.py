"""The value that a timer is armed with: evaluated once, kept in the state, compared by nobody here."""

from collections.abc import Callable
from typing import Any

from workflows.diagrams.timers import BadTimer, Cycle, TimerValue, literal, value
from workflows.engine.refusals import EvaluationFailed

__all__ = ["Cycle", "TimerValue", "timer_value"]


def timer_value(kind: str, text: str, evaluate: Callable[[], Any], element: str) -> TimerValue:
    """What a timer waits for.

    :param kind: ``date``, ``duration`` or ``cycle``
    :param text: an ISO 8601 literal, or FEEL
    :param evaluate: evaluates the text as FEEL
    :raises EvaluationFailed: when it gives nothing that a timer can wait for
    """
    try:
        fixed = literal(kind, text)
        return fixed if fixed is not None else value(kind, evaluate())
    except BadTimer as reason:
        raise EvaluationFailed(f"The timer {element} (“{text}”) cannot be set: {reason}.", element=element) from None
