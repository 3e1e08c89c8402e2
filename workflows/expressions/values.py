"""FEEL values in Python, their kinds, equality and order (DMN 1.5, 10.3.2.3 to 10.3.2.13).

====================================  =====================================================
number                                int or Decimal (never float, never bool)
string, boolean, null                 str, bool, None
list, context                         list, dict with string keys
date, time                            datetime.date, datetime.time
date and time                         datetime.datetime; without tzinfo it is a local one
days and time duration                datetime.timedelta
those with nanoseconds                FineTime, FineMoment, FineDuration
those of years before 1, after 9999   FarDate, FarMoment
years and months duration             YearsAndMonths
range                                 Range
function                              FeelFunction
====================================  =====================================================
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from workflows.expressions.errors import FeelLimit, NotFeel
from workflows.expressions.far import FarDate, FarMoment
from workflows.expressions.limits import CALLS, meter, spend
from workflows.expressions.nanoseconds import FineDuration, FineMoment, FineTime, since_midnight
from workflows.expressions.types import Type


@dataclass(frozen=True, slots=True, order=True)
class YearsAndMonths:
    """A years and months duration: a whole number of months, perhaps negative."""

    months: int


@dataclass(frozen=True, slots=True)
class Range:
    """All values between two ends; an end that is None is open to infinity."""

    low: Any
    high: Any
    low_included: bool = True
    high_included: bool = True

    def includes(self, value: Any) -> bool | None:
        """Whether a value lies between the ends; None when it cannot be compared with them."""
        if value is None:
            return None
        above = True if self.low is None else below(self.low, value, self.low_included)
        if above is False:
            return False
        under = True if self.high is None else below(value, self.high, self.high_included)
        return None if above is None else under


@dataclass(frozen=True, slots=True, eq=False)
class FeelFunction:
    """A function defined in FEEL.

    :ivar parameters: its parameters' names
    :ivar run: takes as many positional arguments
    :ivar types: the types of its parameters; none where they may be any
    :ivar gives: the type of what it gives; None where that is not known before it is called
    :ivar any_number: whether it says itself how many arguments it takes
    """

    parameters: tuple[str, ...]
    run: Callable[..., Any]
    types: tuple[Type, ...] = ()
    gives: Type | None = None
    any_number: bool = False

    def __call__(self, *arguments: Any) -> Any:
        """The result; null when the number of arguments is wrong.

        :raises FeelLimit: functions call one another too deep
        """
        if len(arguments) != len(self.parameters) and not self.any_number:
            return None
        if meter.calls >= CALLS:
            raise FeelLimit(f"Functions call one another more than {CALLS} levels deep.")
        meter.calls += 1
        try:
            return self.run(*arguments)
        finally:
            meter.calls -= 1


_KINDS: dict[type, str] = {
    int: "number",
    Decimal: "number",
    str: "string",
    bool: "boolean",
    type(None): "null",
    list: "list",
    dict: "context",
    date: "date",
    datetime: "date and time",
    time: "time",
    timedelta: "days and time duration",
    FarDate: "date",
    FarMoment: "date and time",
    FineTime: "time",
    FineMoment: "date and time",
    FineDuration: "days and time duration",
    YearsAndMonths: "years and months duration",
    Range: "range",
    FeelFunction: "function",
}
_ABSTRACT: tuple[tuple[type, str], ...] = (
    (bool, "boolean"),
    (int, "number"),
    (Decimal, "number"),
    (str, "string"),
    (Mapping, "context"),
    (datetime, "date and time"),
    (date, "date"),
    (time, "time"),
    (timedelta, "days and time duration"),
)
ORDERED = frozenset(
    {"number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"}
)


def kind_of(value: Any) -> str:
    """The name of a value's FEEL type.

    :raises NotFeel: FEEL has no such value; a float above all
    """
    kind = _KINDS.get(type(value))
    if kind is None:
        for each, name in _ABSTRACT:
            if isinstance(value, each):
                return name
        if isinstance(value, Sequence) and not isinstance(value, bytes | bytearray | memoryview):
            return "list"
        what = type(value).__name__
        advice = "give an int or a Decimal" if isinstance(value, float) else "convert it before"
        raise NotFeel(f"{str(value)[:40]!r} is a Python {what}, which FEEL does not have: {advice}.")
    return kind


def equal(left: Any, right: Any) -> bool | None:
    """left = right; None when their types differ (DMN 1.5, 10.3.2.13)."""
    kind = kind_of(left)
    if kind != kind_of(right):
        return False if left is None or right is None else None
    if kind == "list":
        spend(2 * len(left) + 2)
        return len(left) == len(right) and _all(equal(a, b) for a, b in zip(left, right, strict=True))
    if kind == "context":
        spend(2 * len(left) + 2)
        return left.keys() == right.keys() and _all(equal(left[key], right[key]) for key in left)
    if kind == "range":
        return (
            left.low_included == right.low_included
            and left.high_included == right.high_included
            and _all((equal(left.low, right.low), equal(left.high, right.high)))
        )
    if kind == "function":
        return True if left is right else None
    if kind in {"date and time", "time"} and (left.tzinfo is None) != (right.tzinfo is None):
        return False  # a local time and one with a zone are never the same
    if kind == "time" and left.tzinfo is not None:
        return since_midnight(left) == since_midnight(right)
    return bool(left == right)


def below(left: Any, right: Any, or_equal: bool = False) -> bool | None:
    """left < right, or left <= right; None when they cannot be ordered (DMN 1.5, 10.3.2.13)."""
    kind = kind_of(left)
    if kind != kind_of(right) or kind not in ORDERED:
        return None
    if kind in {"date and time", "time"} and (left.tzinfo is None) != (right.tzinfo is None):
        return None
    if kind == "time" and left.tzinfo != right.tzinfo and None in {left.utcoffset(), right.utcoffset()}:
        return None  # a time of day in a named zone has no offset without a date
    return bool(left <= right if or_equal else left < right)


def _all(answers: Any) -> bool | None:
    result: bool | None = True
    for answer in answers:
        if answer is False:
            return False
        if answer is None:
            result = None
    return result
