"""Dates and date-times of years that Python does not have: before 1 and after 9999 (DMN 1.5, 10.3.2.3.5, 10.3.2.3.6).

The standard has them; a procedure has not, for a year 20266 in it is a typing error. So they come into being only where
an expression is compiled as the standard says, and what a procedure compiles knows nothing of them. They are read,
compared, written and taken apart; arithmetic with them is null.
"""

import calendar
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta, tzinfo
from functools import total_ordering
from typing import Any

from workflows.expressions.nanoseconds import nano_of, nanoseconds_in, plain_of

_FARTHEST = 999_999_999
_CYCLE = 400
"""Years after which the calendar repeats itself, days of the week too."""
_CYCLE_DAYS = 146_097


@total_ordering
@dataclass(frozen=True, slots=True)
class FarDate:
    """A date of such a year, which is counted through 0: the year before 1 is 0."""

    year: int
    month: int
    day: int

    @property
    def near(self) -> date:
        """A date of the same month, day and day of the week, of a year that Python has."""
        return date(2000 + self.year % _CYCLE, self.month, self.day)

    def isoweekday(self) -> int:
        """The day of the week, from 1, Monday."""
        return self.near.isoweekday()

    def __lt__(self, other: Any) -> bool:
        return (self.year, self.month, self.day) < (other.year, other.month, other.day)

    def __str__(self) -> str:
        sign = "-" if self.year < 0 else ""
        return f"{sign}{abs(self.year):04}-{self.month:02}-{self.day:02}"


@total_ordering
@dataclass(frozen=True, slots=True, eq=False)
class FarMoment:
    """A date and time of such a year."""

    day_of: FarDate
    at: time

    @property
    def tzinfo(self) -> tzinfo | None:
        """Its zone; None for a local one."""
        return self.at.tzinfo

    @property
    def year(self) -> int:
        """As of its date; so are month and day."""
        return self.day_of.year

    @property
    def month(self) -> int:
        return self.day_of.month

    @property
    def day(self) -> int:
        return self.day_of.day

    @property
    def near(self) -> date:
        """As of its date."""
        return self.day_of.near

    def isoweekday(self) -> int:
        """As of its date."""
        return self.day_of.isoweekday()

    def utcoffset(self) -> timedelta | None:
        """What its clock is ahead of UTC; None for a local one."""
        return datetime.combine(self.near, plain_of(self.at)).utcoffset()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, FarMoment | datetime) or (self.tzinfo is None) != (other.tzinfo is None):
            return False
        return _instant(self) == _instant(other)

    def __lt__(self, other: Any) -> bool:
        return _instant(self) < _instant(other)

    def __hash__(self) -> int:
        return hash(_instant(self))


def _instant(value: Any) -> int:
    """Nanoseconds since a day long ago, in UTC where there is a zone."""
    at = value.at if isinstance(value, FarMoment) else value
    whole, near = divmod(value.year, _CYCLE)
    day = date(2000 + near, value.month, value.day).toordinal() + whole * _CYCLE_DAYS
    clock = timedelta(days=0, hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
    offset: timedelta = value.utcoffset() or timedelta(0)
    return int(day * 86_400 * 10**9 + nanoseconds_in(clock - offset) + nano_of(at))


def far_date(year: int, month: int, day: int) -> FarDate | None:
    """The date, where Python has no such year and the standard has.

    :raises ValueError: there is no such month or day
    """
    if 1 <= year <= MAXYEAR or abs(year) > _FARTHEST or not year:
        return None
    if not 1 <= day <= calendar.monthrange(2000 + year % _CYCLE, month)[1]:
        raise ValueError("no such day")
    return FarDate(year, month, day)
