"""How slow this machine is just now, so that a bound of processor time says the same on every machine.

A bound such as 50 ms of processor time was set on a quiet machine. On one whose cores are shared, or slower, the same
work takes longer, and a test that fails there says nothing about the work. So a bound is stretched by what a fixed
piece of work of our own takes at this moment, against what it took where the bounds were set; it is never shortened,
and work that grows with the square of its text misses a stretched bound as surely as the other.
"""

import re
from collections.abc import Callable
from time import process_time
from typing import Final, TypeVar

Result = TypeVar("Result")

_WHERE_BOUNDS_WERE_SET: Final = 0.0036  # seconds of processor time for `_work` on a quiet core
_MOST: Final = 4.0  # a machine slower than this is no place to measure
_WORD: Final = re.compile(r"[a-z]+|[0-9]+")


def _work() -> int:
    """Words, tables and calls: what readers of texts do."""
    counted: dict[str, int] = {}
    for turn in range(60):
        for word in _WORD.findall("the rent of week 12 was paid on the day that it fell due " * 4 + str(turn)):
            counted[word] = counted.get(word, 0) + len(word.upper())
    return sum(counted.values()) + sum(_fold(n) for n in range(_CALLS))


_CALLS: Final = 26_000


def _fold(n: int) -> int:
    return (n * 7 + 3) % 11


def stretched(seconds: float) -> float:
    """`seconds` of processor time on the machine where bounds were set, as seconds on this one at this moment.

    It is measured over as long a time: what others do on the same core comes and goes within milliseconds.
    """
    times = max(3, min(60, round(seconds / _WHERE_BOUNDS_WERE_SET)))
    each = sum(_timed() for _ in range(times)) / times
    return seconds * min(_MOST, max(1.0, each / _WHERE_BOUNDS_WERE_SET))


def _timed() -> float:
    began = process_time()
    _work()
    return process_time() - began


def in_time(work: Callable[[], Result], most: float) -> Result:
    """What `work` gives, done within `most` seconds of processor time, in the best of up to five goes.

    The best is what the work needs; what a go takes beyond it is what others did on the same core meanwhile.
    """
    least = float("inf")
    for _ in range(5):
        began = process_time()
        result = work()
        least = min(least, process_time() - began)
        if least <= most or least <= stretched(most):
            return result
    raise AssertionError(f"it takes {least:.3f} s of processor time, and {most:g} s were allowed")
