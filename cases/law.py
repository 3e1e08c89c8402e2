"""Every number of law and of policy, looked up by the date of the act that it governs.

The tables lie in ``bpmn/law``; no such number stands anywhere else.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from cases.law_rows import LawUnreadable, Row, read_rows
from workflows.errors import Refused
from workflows.expressions import YearsAndMonths
from workflows.expressions.temporal import duration_from
from workflows.yaml_reading import load

__all__ = ["Law", "LawUnreadable", "NoSuchNumber", "Row"]


class NoSuchNumber(Refused):
    """The tables of law hold no such number for that date."""


class Law:
    """The tables of one installation.

    :param folder: ``bpmn/law``
    :raises LawUnreadable: a table lacks something, or two rows of one name hold on the same day
    """

    def __init__(self, folder: Path) -> None:
        self._periods = read_rows(folder / "periods.yaml", "periods")
        self._limits = read_rows(folder / "limits.yaml", "limits")
        self._fees = read_rows(folder / "fees.yaml", "fees")
        self._rates = read_rows(folder / "rates.yaml", "rates")
        self._forms = read_rows(folder / "forms.yaml", "forms")
        self._named: dict[str, list[Row]] = {}
        for row in (*self._periods, *self._limits, *self._fees, *self._rates, *self._forms):
            rows = self._named.setdefault(row.name, [])
            if rows and rows[0].file != row.file:
                raise LawUnreadable(f"{row.name!r} stands in {rows[0].file} and in {row.file}. Give one another name.")
            rows.append(row)
        holidays = _holidays(folder / "bank_holidays.yaml")
        self.bank_holidays = holidays.days
        self.holidays_known = (holidays.first, holidays.last)
        self.holidays = holidays

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
        """
        row = self.period_row(name, on)
        duration = duration_from(str(row.value))
        if duration is None:
            raise LawUnreadable(f"periods.yaml, {name}: {row.value!r} is not an ISO 8601 duration such as P14D.")
        return duration

    def period_row(self, name: str, on: date) -> Row:
        """A period with its way of counting and its source, as it was on the day of the act.

        :raises NoSuchNumber: the tables have none for that day
        """
        return self.row(self._periods, name, on)

    def has_period(self, name: str) -> bool:
        """Whether the tables hold a period of that name, for whatever days."""
        return any(row.name == name for row in self._periods)

    def limit(self, name: str, on: date) -> int:
        """An amount (pence) or a count, as it was on the day of the act.

        :raises NoSuchNumber: the tables have none for that day
        """
        value = self.row(self._limits, name, on).value
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
        """What the look-ups are called in FEEL."""
        return {
            "period": self.period,
            "limit": self.limit,
            "is working day": self.is_working_day,
            "add working days": lambda day, count: self.add_working_days(day, int(count)),
            "working days between": self.working_days_between,
        }


@dataclass(frozen=True)
class Holidays:
    """Bank holidays, the days between which they are known, and until when they were confirmed."""

    days: frozenset[date]
    first: date
    last: date
    confirmed_until: date
    source: str


def _holidays(path: Path) -> Holidays:
    try:
        read = load(path.read_text(encoding="utf-8"))
        days, source = read["days"], str(read["source"])
        first, last, confirmed = read["from"], read["until"], read["confirmed_until"]
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise LawUnreadable(f"{path.name} cannot be read as a table of bank holidays: {error}") from error
    for day in (first, last, confirmed, *days):
        if type(day) is not date:
            raise LawUnreadable(f"{path.name}: {day!r} is no day. Write it like 2026-12-25.")
        if not first <= day <= last:
            raise LawUnreadable(f"{path.name}: {day} lies outside {first} to {last}. Correct the day or the years.")
    return Holidays(frozenset(days), first, last, confirmed, source)
