"""Relations between points and ranges (DMN 1.5, table 78).

A point is the range from itself to itself. An end becomes a pair that orders as the standard's long conditions say:
the value, then 0 when it is included, else 1 for a start (just after it) and -1 for an end (just before it).
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from workflows.expressions.signature import builtin
from workflows.expressions.values import ORDERED, Range, below

End: TypeAlias = tuple[Any, int]
Holds: TypeAlias = Callable[[End, End, End, End], bool]
Pair: TypeAlias = tuple[str, str]
"""The names of two parameters, which say whether points or ranges stand there."""
_POINTS: tuple[Pair, ...] = (("point1", "point2"),)
_RANGES: tuple[Pair, ...] = (("range1", "range2"),)
_INSIDE: tuple[Pair, ...] = (("point", "range"),)
_AROUND: tuple[Pair, ...] = (("range", "point"),)
_KIND = {"point": "|".join(sorted(ORDERED)), "range": "range"}


def _ends(value: Any) -> tuple[End, End] | None:
    if not isinstance(value, Range):
        return ((value, 0), (value, 0))
    if value.low is None or value.high is None:
        return None
    return (value.low, 0 if value.low_included else 1), (value.high, 0 if value.high_included else -1)


def _relation(name: str, holds: Holds, forms: tuple[Pair, ...]) -> None:
    """Declares a relation of the starts and ends of two things: ``holds(start1, end1, start2, end2)``."""

    def run(one: Any, two: Any) -> bool | None:
        ends, others = _ends(one), _ends(two)
        if ends is None or others is None or below(ends[0][0], others[0][0]) is None:
            return None
        return holds(*ends, *others)

    for form in forms:
        builtin(f"{name}({', '.join(f'{each}: {_KIND[each[:5]]}' for each in form)})")(run)


def _both_ways(name: str, turned: str, holds: Holds, forms: tuple[Pair, ...] = _RANGES) -> None:
    _relation(name, holds, forms)
    others = tuple((two, one) if one[-1] != "1" else (one, two) for one, two in forms)
    _relation(turned, lambda start1, end1, start2, end2: holds(start2, end2, start1, end1), others)


_both_ways("before", "after", lambda _, end1, start2, __: end1 < start2, (*_POINTS, *_INSIDE, *_AROUND, *_RANGES))
_both_ways("meets", "met by", lambda _, end1, start2, __: end1 == start2)
_relation("overlaps", lambda start1, end1, start2, end2: start1 <= end2 and start2 <= end1, _RANGES)
_both_ways("overlaps before", "overlaps after", lambda start1, end1, start2, end2: start1 < start2 <= end1 <= end2)
_both_ways(
    "finishes",
    "finished by",
    lambda start1, end1, start2, end2: end1 == end2 and start1 >= start2,
    (*_INSIDE, *_RANGES),
)
_both_ways(
    "includes", "during", lambda start1, end1, start2, end2: start1 <= start2 and end1 >= end2, (*_AROUND, *_RANGES)
)
_both_ways(
    "starts",
    "started by",
    lambda start1, end1, start2, end2: start1 == start2 and end1 <= end2,
    (*_INSIDE, *_RANGES),
)
_relation("coincides", lambda start1, end1, start2, end2: start1 == start2 and end1 == end2, (*_POINTS, *_RANGES))
