"""One figure, and the median of a call's time."""

import gc
import statistics
from collections.abc import Callable
from dataclasses import dataclass
from time import perf_counter, process_time


@dataclass(frozen=True)
class Figure:
    """One figure.

    :ivar ratio: of ``value`` to what it is measured against, or to the target where that is a number; else ``None``
    """

    name: str
    value: float
    unit: str
    against: str
    ratio: float | None
    target: str
    met: bool


def median_of(act: Callable[[], object], times: int, inner: int = 1, *, cpu: bool = False) -> float:
    """The median time of one call, in seconds.

    :param inner: calls in each measurement, where one alone is too short for the clock
    :param cpu: the processor's time instead of the wall's
    """
    clock = process_time if cpu else perf_counter
    taken = []
    gc.collect()
    for _ in range(times):
        began = clock()
        for _ in range(inner):
            act()
        taken.append((clock() - began) / inner)
    return statistics.median(taken)
