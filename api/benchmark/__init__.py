"""What this machine does, measured side by side in one run."""

import gc
import statistics
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any


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


def run(only: str = "") -> list[dict[str, Any]]:
    """Measures; each figure as a dictionary.

    :param only: only the groups whose name holds this text
    """
    from api.benchmark import durable, exports, expressions, letters, web

    groups: dict[str, Callable[[], Iterable[Figure]]] = {
        "expressions": expressions.figures,
        "durable": durable.figures,
        "web": web.figures,
        "letters": letters.figures,
        "exports": exports.figures,
    }
    made: list[dict[str, Any]] = []
    for name, measure in groups.items():
        if only in name:
            made += [asdict(figure) for figure in measure()]
    return made


def median_of(act: Callable[[], object], times: int, inner: int = 1) -> float:
    """The median time of one call, in seconds.

    :param inner: calls in each measurement, where one alone is too short for the clock
    """
    taken = []
    gc.collect()
    for _ in range(times):
        began = perf_counter()
        for _ in range(inner):
            act()
        taken.append((perf_counter() - began) / inner)
    return statistics.median(taken)
