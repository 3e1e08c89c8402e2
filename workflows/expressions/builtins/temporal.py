"""Functions of dates, ``is`` and ``is defined`` (DMN 1.5, tables 77 and 80)."""

from datetime import date
from typing import Any

from workflows.expressions.far import FarDate, FarMoment
from workflows.expressions.signature import builtin
from workflows.expressions.values import equal, kind_of

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@builtin("day of year(date: moment)")
def day_of_year(day: Any) -> int:
    return _near(day).timetuple().tm_yday


@builtin("day of week(date: moment)")
def day_of_week(day: Any) -> str:
    return _DAYS[_near(day).weekday()]


@builtin("month of year(date: moment)")
def month_of_year(day: Any) -> str:
    return _MONTHS[day.month - 1]


@builtin("week of year(date: moment)")
def week_of_year(day: Any) -> int:
    return _near(day).isocalendar().week


def _near(day: Any) -> date:
    """A date of a year that Python has, in the same place of the calendar."""
    near: date = day.near if isinstance(day, FarDate | FarMoment) else day
    return near


@builtin("is(value1: any, value2: any)")
def same(first: Any, second: Any) -> bool:
    if kind_of(first) != kind_of(second) or equal(first, second) is not True:
        return False
    # The same moment in two zones is equal, but not the same.
    return getattr(first, "tzinfo", None) is None or str(first.tzinfo) == str(second.tzinfo)


@builtin("is defined(value: any)")
def is_defined(value: Any) -> bool:
    """Not of the standard, but what many write for it: a name that stands for nothing is null."""
    kind_of(value)
    return value is not None
