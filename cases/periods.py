"""Periods of law counted by their rows: what a wait that names one waits for, and what rules of time ask.

Both take the safe reading. A period is over on the day *after* its last day, also where the law lets an act happen on
the last day itself (calculations call that day ``court_not_before``, and this one ``court_safe``); a life lasts until
the day before its corresponding date, for whether that day itself still counts need not be argued.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cases.calculating.counting import DAY, add_days, add_months, through_months
from cases.calculating.refusals import NoSuchCalculation
from cases.calculations import calculate, rule_named
from cases.law import Law, LawUnreadable, NoSuchNumber
from cases.law_rows import Calculated
from workflows.confidence import marked
from workflows.errors import Malformed
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

    def must_be_calculable(self, facts: Mapping[str, str]) -> None:
        """Refuses a row that asks a calculation for what it does not take or give.

        :param facts: fact of a case → its FEEL type
        :raises LawUnreadable: with the row and what there is
        """
        for row in self._law.rows:
            if not isinstance(row.value, Calculated):
                continue
            place, value = f"{row.file} ({row.name})", row.value
            try:
                rule = rule_named(value.calculation)
            except NoSuchCalculation as no:
                raise LawUnreadable(f"{place}: {no.sentence}") from no
            for each in (value.takes, *(name for name, _fact in value.facts)):
                if each not in rule.takes:
                    raise LawUnreadable(f"{place}: {rule.name} takes {', '.join(rule.takes)}, and no {each!r}.")
            if value.gives not in rule.gives:
                raise LawUnreadable(f"{place}: {rule.name} gives {', '.join(rule.gives)}, and no {value.gives!r}.")
            for _name, fact in value.facts:
                if fact not in facts:
                    raise LawUnreadable(f"{place}: there is no fact {fact!r} of a case. See: duecourse facts")

    def functions(self) -> dict[str, Callable[..., Any]]:
        """``period``, as waits ask for it."""
        return {"period": self._length}

    def _length(self, name: str, on: date) -> Length:
        """Its length; none at all of what is calculated, which a wait counts by itself."""
        row = self._law.period_row(name, on)
        return timedelta() if isinstance(row.value, Calculated) else self._law.period(name, on)

    def counted(
        self, name: str, since: date, length: Length | None = None, facts: Callable[[], Mapping[str, Any]] | None = None
    ) -> Counted:
        """A period that runs from a day on.

        :param length: where it was looked up already
        :param facts: gives the facts of the case
        :raises NoSuchNumber: the tables hold none for that day, it is not counted in days, or a fact is not known
        """
        row = self._law.period_row(name, since)
        if isinstance(row.value, Calculated):
            said = marked(name, row.confidence)
            return self._calculated(row.value, said, since, facts() if facts is not None else {})
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

    def _calculated(self, value: Calculated, name: str, since: date, facts: Mapping[str, Any]) -> Counted:
        inputs = {each: _plain(facts.get(fact)) for each, fact in value.facts if facts.get(fact) is not None}
        try:
            answer = calculate(value.calculation, {value.takes: since.isoformat(), **inputs}, self._law)
        except Malformed as malformed:
            raise NoSuchNumber(f"{name} cannot be calculated: {malformed.sentence}") from malformed
        because = " ".join(answer["because"])
        if value.gives not in answer:
            raise NoSuchNumber(f"{name} cannot be calculated: {because or f'{value.calculation} gives no day'}")
        day = date.fromisoformat(answer[value.gives])
        first = day if value.says == "first_day" else day + DAY
        if first <= since:
            raise NoSuchNumber(
                f"{name} cannot be calculated: {value.calculation} gives {day}, before the period begins."
            )
        return Counted(first, first - DAY, f"the days of the calculation {value.calculation} ({name})")


def _plain(value: Any) -> Any:
    """A fact as calculations take it."""
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, Decimal) and value == int(value) else value


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
