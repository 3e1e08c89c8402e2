"""Relations between points and ranges (DMN 1.5, table 78).

A point is the range from itself to itself. An end becomes a pair that orders as the standard's long conditions say:
the value, then 0 when it is included, else 1 for a start (just after it) and -1 for an end (just before it).
"""

from collections.abc import Callable
from typing import Any, TypeAlias

from workflows.expressions.signature import builtin
from workflows.expressions.values import Range, below

End: TypeAlias = tuple[Any, int]
Holds: TypeAlias = Callable[[End, End, End, End], bool]


def _ends(value: Any) -> tuple[End, End] | None:
    if not isinstance(value, Range):
        return ((value, 0), (value, 0))
    if value.low is None or value.high is None:
        return None
    return (value.low, 0 if value.low_included else 1), (value.high, 0 if value.high_included else -1)


def _relation(name: str, first: str, second: str, holds: Holds) -> None:
    """Declares a relation of the starts and ends of two things: ``holds(start1, end1, start2, end2)``."""

    def run(one: Any, two: Any) -> bool | None:
        ends, others = _ends(one), _ends(two)
        if ends is None or others is None or below(ends[0][0], others[0][0]) is None:
            return None
        return holds(*ends, *others)

    builtin(f"{name}({first}: any, {second}: any)")(run)


def _both_ways(name: str, turned: str, holds: Holds, parameters: tuple[str, str] = ("range1", "range2")) -> None:
    _relation(name, *parameters, holds)
    _relation(turned, *parameters, lambda start1, end1, start2, end2: holds(start2, end2, start1, end1))


_both_ways("before", "after", lambda _, end1, start2, __: end1 < start2, ("point1", "point2"))
_both_ways("meets", "met by", lambda _, end1, start2, __: end1 == start2)
_relation("overlaps", "range1", "range2", lambda start1, end1, start2, end2: start1 <= end2 and start2 <= end1)
_both_ways("overlaps before", "overlaps after", lambda start1, end1, start2, end2: start1 < start2 <= end1 <= end2)
_both_ways("finishes", "finished by", lambda start1, end1, start2, end2: end1 == end2 and start1 >= start2)
_both_ways("includes", "during", lambda start1, end1, start2, end2: start1 <= start2 and end1 >= end2)
_both_ways("starts", "started by", lambda start1, end1, start2, end2: start1 == start2 and end1 <= end2)
_relation("coincides", "range1", "range2", lambda start1, end1, start2, end2: start1 == start2 and end1 == end2)
