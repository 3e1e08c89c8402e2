"""Every number of law and of policy, looked up by the date of the act that it governs.

The tables lie in ``bpmn/law``; no such number stands anywhere else.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from workflows.errors import Malformed, Refused
from workflows.expressions import YearsAndMonths
from workflows.expressions.temporal import duration_from


class NoSuchNumber(Refused):
    """The tables of law hold no such number for that date."""


class LawUnreadable(Malformed):
    """A table of law is not written as it should be."""


@dataclass(frozen=True)
class Row:
    """One row: a value, the dates on which it holds, and whence it comes."""

    name: str
    value: Any
    begins: date
    ends: date
    source: str
    confidence: str


class Law:
    """The tables of one installation.

    :param folder: ``bpmn/law``
    :raises LawUnreadable: a table lacks something, or two rows of one name hold on the same day
    """

    def __init__(self, folder: Path) -> None:
        self._periods = _read(folder / "periods.yaml", "periods")
        self._limits = _read(folder / "limits.yaml", "limits")
        holidays = yaml.safe_load((folder / "bank_holidays.yaml").read_text(encoding="utf-8"))
        self.bank_holidays: frozenset[date] = frozenset(holidays["days"])
        self.holidays_known: tuple[date, date] = (holidays["from"], holidays["until"])

    def period(self, name: str, on: date) -> timedelta | YearsAndMonths:
        """A period, as it was on the day of the act.

        :raises NoSuchNumber: the tables have none for that day
        """
        row = self.row(self._periods, name, on)
        duration = duration_from(str(row.value))
        if duration is None:
            raise LawUnreadable(f"periods.yaml, {name}: {row.value!r} is not an ISO 8601 duration such as P14D.")
        return duration

    def has_period(self, name: str) -> bool:
        """Whether the tables hold a period of that name, for whatever days."""
        return any(row.name == name for row in self._periods)

    def limit(self, name: str, on: date) -> int:
        """An amount (pence) or a count, as it was on the day of the act.

        :raises NoSuchNumber: the tables have none for that day
        """
        return int(self.row(self._limits, name, on).value)

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


def _read(path: Path, kind: str) -> list[Row]:
    try:
        listed = yaml.safe_load(path.read_text(encoding="utf-8"))[kind]
        rows = [
            Row(
                name=row["name"],
                value=row["value"],
                begins=row["from"],
                ends=row.get("until", date.max),
                source=row["source"],
                confidence=row["confidence"],
            )
            for row in listed
        ]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise LawUnreadable(f"{path.name} cannot be read as a table of {kind}: {error}") from error
    for row in rows:
        for other in rows:
            if row is not other and row.name == other.name and row.begins <= other.ends and other.begins <= row.ends:
                raise LawUnreadable(f"{path.name}: two rows of {row.name!r} hold on the same day; end one of them.")
    return rows
