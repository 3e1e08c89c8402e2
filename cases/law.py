"""Every number of law and of policy, looked up by the date of the act that it governs.

The tables lie in ``bpmn/law``; no such number stands anywhere else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from cases.law_rows import Calculated, LawUnreadable, Row, read_rows
from workflows.clock import london_date
from workflows.errors import Refused
from workflows.expressions import YearsAndMonths, written
from workflows.expressions.inferred import BOOLEAN, DAY, DURATION, NUMBER, Argument, Signature
from workflows.expressions.temporal import duration_from
from workflows.yaml_reading import load

__all__ = ["Law", "LawUnreadable", "NoSuchNumber", "Row"]


_DAYS = frozenset({"date", "date and time"})


class NoSuchNumber(Refused):
    """The tables of law hold no such number for that date."""


class NoDay(Refused):
    """The tables of law are asked for a day, and this is none."""


class Law:
    """The tables of one installation.

    :param tables: the files of ``bpmn/law``, by name
    :raises LawUnreadable: a table lacks something, or two rows of one name hold on the same day
    """

    def __init__(self, tables: Mapping[str, bytes]) -> None:
        self._periods = read_rows(tables, "periods")
        self._limits = read_rows(tables, "limits")
        self._fees = read_rows(tables, "fees")
        self._rates = read_rows(tables, "rates")
        self._forms = read_rows(tables, "forms")
        self._named: dict[str, list[Row]] = {}
        for row in (*self._periods, *self._limits, *self._fees, *self._rates, *self._forms):
            rows = self._named.setdefault(row.name, [])
            if rows and rows[0].file != row.file:
                raise LawUnreadable(f"{row.name!r} stands in {rows[0].file} and in {row.file}. Give one another name.")
            rows.append(row)
        holidays = _holidays(tables)
        self.bank_holidays = holidays.days
        self.holidays_known = (holidays.first, holidays.last)
        self.holidays = holidays

    @classmethod
    def of_folder(cls, folder: Path) -> "Law":
        """The tables that lie in a folder."""
        return cls({path.name: path.read_bytes() for path in sorted(folder.glob("*.yaml"))})

    @property
    def rows(self) -> list[Row]:
        """Every row of every table, in the order in which they are written."""
        return [row for rows in self._named.values() for row in rows]

    def named(self, name: str, on: date | None) -> Row:
        """The row of a name that holds on a day, whatever its table.

        :param on: ``None``: no date was said, which is enough where the name has one row only
        :raises NoSuchNumber: there is none for that day, or several and no day was said
        """
        rows = self._named.get(name, [])
        if on is None and len(rows) == 1:
            return rows[0]
        if on is None and rows:
            raise NoSuchNumber(
                f"{name!r} changed over time, so the date that selects it must be said: {rows[0].selected_by}."
            )
        return self.row(rows, name, on or date.min)

    def period(self, name: str, on: date) -> timedelta | YearsAndMonths:
        """A period, as it was on the day of the act.

        :raises NoSuchNumber: the tables have none for that day
        :raises NoDay: what was said is no day
        """
        row = self.period_row(name, on)
        if isinstance(row.value, Calculated):
            raise NoSuchNumber(
                f"The period {name!r} has no length: it is the {row.value}. Ask a rule or a wait for it."
            )
        duration = duration_from(str(row.value))
        if duration is None:
            raise LawUnreadable(f"periods.yaml, {name}: {row.value!r} is not an ISO 8601 duration such as P14D.")
        return duration

    def days(self, name: str, on: date) -> timedelta:
        """A period of so many days, as it was on the day of the act.

        :raises NoSuchNumber: the tables have none for that day
        :raises LawUnreadable: it is of months or years
        """
        length = self.period(name, on)
        if not isinstance(length, timedelta):
            raise LawUnreadable(f"periods.yaml, {name}: this is a number of days, such as P14D. Correct `value`.")
        return length

    def period_row(self, name: str, on: date) -> Row:
        """A period with its way of counting and its source, as it was on the day of the act.

        :raises NoSuchNumber: the tables have none for that day
        :raises NoDay: what was said is no day
        """
        return self.row(self._periods, name, _day(on, f"The period {name!r}"))

    def has_period(self, name: str) -> bool:
        """Whether the tables hold a period of that name, for whatever days."""
        return any(row.name == name for row in self._periods)

    def has_limit(self, name: str) -> bool:
        """Whether they hold a limit of that name, for whatever days."""
        return any(row.name == name for row in self._limits)

    def has_length(self, name: str) -> bool:
        """Whether they hold one that has a length, whatever the facts of a case are."""
        rows = [row for row in self._periods if row.name == name]
        return bool(rows) and not any(isinstance(row.value, Calculated) for row in rows)

    def limit(self, name: str, on: date) -> int:
        """An amount (pence) or a count, as it was on the day of the act.

        :raises NoSuchNumber: the tables have none for that day
        :raises NoDay: what was said is no day
        """
        value = self.row(self._limits, name, _day(on, f"The limit {name!r}")).value
        if not isinstance(value, int):
            raise LawUnreadable(
                f"limits.yaml, {name}: {value} is a day, not a number. Ask for it where a day is wanted."
            )
        return value

    def row(self, rows: list[Row], name: str, on: date) -> Row:
        """The row of a name that holds on a day, with its source."""
        for row in rows:
            if row.name == name and row.begins <= on <= row.ends:
                return row
        if any(row.name == name for row in rows):
            raise NoSuchNumber(
                f"The tables of law hold {name!r}, but not for {on:%-d %B %Y}. Add the row for that date."
            )
        raise NoSuchNumber(f"The tables of law hold nothing called {name!r}. Correct the name or add the row.")

    def is_working_day(self, day: date) -> bool:
        """Whether a day is a business day (CPR 6.2(b)): no Saturday, Sunday or bank holiday.

        :raises NoSuchNumber: the bank holidays of that year are not known
        """
        first, last = self.holidays_known
        if not first <= day <= last:
            raise NoSuchNumber(f"The bank holidays of {day.year} are not in bank_holidays.yaml. Add them.")
        return day.weekday() < 5 and day not in self.bank_holidays

    def add_working_days(self, day: date, count: int) -> date:
        """The date so many business days after a day (or, with a negative number, before it)."""
        step = timedelta(days=1 if count > 0 else -1)
        left = abs(count)
        if left > 1000:
            raise NoSuchNumber(f"{count} working days are more than any period of law.")
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """How many business days lie after ``start``, up to and with ``end``."""
        return sum(self.is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))

    def functions(self) -> dict[str, Any]:
        """What the look-ups are called in FEEL; of what is no day, or no number, each refuses to say anything."""

        def is_working_day(day: Any) -> bool:
            return self.is_working_day(_day(day, "Whether it is a working day"))

        def add_working_days(day: Any, count: Any) -> date:
            if isinstance(count, bool) or not isinstance(count, int | Decimal):
                raise NoDay(f"Working days are counted with a number, and {written(count)} is none.")
            return self.add_working_days(_day(day, "Working days"), int(count))

        def working_days_between(start: Any, end: Any) -> int:
            return self.working_days_between(_day(start, "Working days"), _day(end, "Working days"))

        return {
            "period": self.period,
            "limit": self.limit,
            "is working day": is_working_day,
            "add working days": add_working_days,
            "working days between": working_days_between,
        }

    def signatures(self) -> dict[str, Signature]:
        """What each look-up takes and gives, by its name in FEEL: so that a name that there is not is told."""
        periods, limits = (frozenset(row.name for row in rows) for rows in (self._periods, self._limits))
        day, days = Argument("day", _DAYS), (Argument("start", _DAYS), Argument("end", _DAYS))
        text = frozenset({"string"})
        return {
            "period": Signature((Argument("name", text, "period", periods), Argument("on", _DAYS)), DURATION),
            "limit": Signature((Argument("name", text, "limit", limits), Argument("on", _DAYS)), NUMBER),
            "is working day": Signature((day,), BOOLEAN),
            "add working days": Signature((day, Argument("count", frozenset({"number"}))), DAY),
            "working days between": Signature(days, NUMBER),
        }


def _day(given: Any, what: str) -> date:
    if isinstance(given, datetime):
        return london_date(given) if given.tzinfo is not None else given.date()
    if not isinstance(given, date):
        shown = "nothing was said" if given is None else f"{written(given)} is none"
        raise NoDay(f"{what} is looked up for a day, and {shown}. Name a date, such as facts_on.")
    return given


@dataclass(frozen=True)
class Holidays:
    """Bank holidays, the days between which they are known, and until when they were confirmed."""

    days: frozenset[date]
    first: date
    last: date
    confirmed_until: date
    source: str


def _holidays(tables: Mapping[str, bytes]) -> Holidays:
    file = "bank_holidays.yaml"
    try:
        read = load(tables[file])
        days, source = read["days"], str(read["source"])
        first, last, confirmed = read["from"], read["until"], read["confirmed_until"]
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise LawUnreadable(f"{file} cannot be read as a table of bank holidays: {error}") from error
    for day in (first, last, confirmed, *days):
        if type(day) is not date:
            raise LawUnreadable(f"{file}: {day!r} is no day. Write it like 2026-12-25.")
        if not first <= day <= last:
            raise LawUnreadable(f"{file}: {day} lies outside {first} to {last}. Correct the day or the years.")
    return Holidays(frozenset(days), first, last, confirmed, source)
