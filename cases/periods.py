"""Periods of law counted by their rows: what a wait that names one waits for, and what rules of time ask.

Both take the safe reading. A period is over on the day *after* its last day, also where the law lets an act happen on
the last day itself (calculations call that day ``court_not_before``, and this one ``court_safe``); a life lasts until
the day before its corresponding date, for whether that day itself still counts need not be argued.
"""

from collections.abc import Callable
from datetime import date, timedelta

from cases.calculating.counting import DAY, add_days, add_months, through_months
from cases.law import Law, NoSuchNumber
from workflows.confidence import marked
from workflows.expressions import YearsAndMonths
from workflows.proofs.sentences import Counted

Length = timedelta | YearsAndMonths
SHORT = 5


class Periods:
    """Counts the periods of the tables of law (:class:`workflows.proofs.sentences.Periods`)."""

    def __init__(self, law: Law) -> None:
        self._law = law

    def __contains__(self, name: object) -> bool:
        """Whether the tables hold a period of that name, for whatever days."""
        return isinstance(name, str) and self._law.has_period(name)

    def counted(self, name: str, since: date, length: Length | None = None) -> Counted:
        """A period that runs from a day on.

        :param length: where it was looked up already
        :raises NoSuchNumber: the tables hold none for that day, or it is not counted in days
        """
        row = self._law.period_row(name, since)
        length = length if length is not None else self._law.period(name, since)
        if isinstance(length, YearsAndMonths):
            count, unit = length.months, "months" if length.months != 1 else "month"
        else:
            count, unit = length.days, "days" if length.days != 1 else "day"
        if (row.counting, unit[0]) not in _LAST:
            raise NoSuchNumber(
                f"The period {name!r} is counted in {row.counting}, which no day can be worked out from."
            )
        words, last_of, doubtful = _LAST[row.counting, unit[0]]
        last = last_of(self._law, since, count)
        told = f"{count} {words.format(unit)} ({marked(name, row.confidence)})"
        return Counted(last + DAY, last - DAY if doubtful else last, told)


def _clear_days(law: Law, since: date, count: int) -> date:
    """The last of so many clear days; of five or less, business days alone (CPR 2.8(4))."""
    return law.add_working_days(since, count) if count <= SHORT else add_days(since, count)


def _days_without_sundays(law: Law, since: date, count: int) -> date:
    day = since
    while count:
        day += DAY
        if day.weekday() < 5:
            count -= law.is_working_day(day)
        else:
            # Of a weekend Saturdays count, but for a Christmas or Boxing Day, whose substitute is another day.
            count -= day.weekday() == 5 and day not in law.bank_holidays and (day.month, day.day) not in _CHRISTMAS
    return day


_CHRISTMAS = {(12, 25), (12, 26)}
_LAST: dict[tuple[str, str], tuple[str, Callable[[Law, date, int], date], bool]] = {
    ("calendar days", "d"): ("{}", lambda _law, since, count: add_days(since, count), False),
    ("clear days", "d"): ("clear {}", _clear_days, False),
    ("beginning with", "d"): ("{} beginning with it", lambda _law, since, count: add_days(since, count - 1), False),
    ("working days", "d"): ("working {}", lambda law, since, count: law.add_working_days(since, count), False),
    ("days without Sundays and holidays", "d"): ("{} without Sundays and holidays", _days_without_sundays, False),
    ("weeks", "d"): ("{}", lambda _law, since, count: add_days(since, count), False),
    ("corresponding date", "m"): ("{}", lambda _law, since, count: add_months(since, count), True),
    ("corresponding date, beginning with", "m"): (
        "{} beginning with it",
        lambda _law, since, count: through_months(since, count),
        False,
    ),
}
"""(way of counting, days or months) → in words, the last day of the period, and whether that day can be argued."""
