"""When rent falls due: weekly, fortnightly, four-weekly or monthly on any day; weeks without rent; 53-week years."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from cases.words import RentPeriod

WEEKS = {RentPeriod.WEEKLY: 1, RentPeriod.FORTNIGHTLY: 2, RentPeriod.FOUR_WEEKLY: 4}
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class RentCalendar:
    """The days on which the rent of a tenancy falls due.

    :ivar begins: one day on which a period begins: weeks are counted from it, and of months it says the day
    :ivar rent_free: weeks without rent, each by the day on which it would have fallen due
    """

    period: RentPeriod
    begins: date
    rent_free: frozenset[date] = field(default_factory=frozenset)

    def charge_days(self, since: date, until: date) -> Iterator[date]:
        """The days on which rent falls due in a span, both its days counted; none of a week without rent."""
        day = self.on_or_after(since)
        while day <= until:
            if day not in self.rent_free:
                yield day
            day = self.after(day)

    def on_or_after(self, day: date) -> date:
        """The first day, from one on, on which a period begins."""
        weeks = WEEKS.get(self.period)
        if weeks is not None:
            return day + timedelta(days=-(day - self.begins).days % (7 * weeks))
        this = _in_month(day.year, day.month, self.begins.day)
        return this if this >= day else _in_month(*_next_month(day), self.begins.day)

    def after(self, day: date) -> date:
        """The day on which the period after the one that begins on a day begins."""
        return self.on_or_after(day + _DAY)

    def last_day(self, begins: date) -> date:
        """The last day of the period that a charge is for, whichever day it bears."""
        return end_of_period(self.period, begins)

    def charges(self, since: date, until: date) -> int:
        """How many times rent falls due in a span: of a year of weekly rent 52, in some years 53."""
        return sum(1 for _day in self.charge_days(since, until))


def end_of_period(period: RentPeriod, begins: date) -> date:
    """The last day of a rent period that begins on a day."""
    weeks = WEEKS.get(period)
    if weeks is not None:
        return begins + timedelta(days=7 * weeks - 1)
    return _in_month(*_next_month(begins), begins.day) - _DAY


def rent_year(on: date) -> date:
    """The first Monday of the April in which the rent year of a day begins: as most landlords count it."""
    for year in (on.year, on.year - 1):
        first = date(year, 4, 1)
        begins = first + timedelta(days=-first.weekday() % 7)
        if begins <= on:
            return begins
    raise AssertionError("a year begins before each of its days")


def _next_month(day: date) -> tuple[int, int]:
    return (day.year + 1, 1) if day.month == 12 else (day.year, day.month + 1)


def _in_month(year: int, month: int, day: int) -> date:
    """A day of a month; of one that is too short its last."""
    return date(year, month, min(day, monthrange(year, month)[1]))
