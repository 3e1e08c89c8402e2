"""How much one evaluation may do.

The bound is a count of steps, not of seconds, so that an expression gives the same answer, or the same refusal, on
every machine. A step is about one node of the tree evaluated inside a loop, or one element looked at.
"""

import threading

from workflows.expressions.errors import FeelLimit

STEPS = 120_000
"""Steps of one evaluation; well under a fifth of a second."""
TEXT = 6_000
"""Characters of one expression."""
TOKENS = 3_000
"""Words and signs of one expression."""
DEPTH = 60
"""Levels of brackets in one expression."""
OPERATORS = DEPTH * 2
"""Levels of operators inside one another, of one tree."""
CALLS = 40
"""Levels of FEEL functions calling FEEL functions."""
STRING = 100_000
"""Characters of one string made by an expression."""
LIST = 50_000
"""Elements of one list made by an expression."""
DIGITS = 34
"""Digits of a number: those of IEEE 754 decimal128, which the standard asks for (DMN 1.5, 10.3.2.3.1)."""


class Meter(threading.local):
    """What this thread's evaluation may still spend."""

    left = STEPS
    calls = 0


meter = Meter()


def begin() -> None:
    """Gives this thread the steps of one evaluation."""
    meter.left = STEPS


def spend(steps: int) -> None:
    """Counts some work.

    :raises FeelLimit: the evaluation has used up its steps
    """
    meter.left -= steps
    if meter.left < 0:
        raise FeelLimit(
            f"The expression was stopped after {STEPS:,} steps: let it look at fewer elements, or split it up."
        )


def checked_length(length: int) -> int:
    """The number of characters itself, or a refusal when it is too large."""
    if length > STRING:
        raise FeelLimit(f"The expression makes a text of {length:,} characters; {STRING:,} are the most.")
    return length


def checked_size(size: int) -> int:
    """The number of elements itself, or a refusal when it is too large."""
    if size > LIST:
        # Python writes no number of more than 4,300 digits.
        shown = f"{size:,}" if size < 10**DIGITS else "far more"
        raise FeelLimit(f"The expression makes a list of {shown} elements; {LIST:,} are the most.")
    return size
