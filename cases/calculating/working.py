"""The working of one calculation: its input, the rows of law that it used, and the sentences that show the count."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, NoReturn, TypeVar

from cases.calculating.refusals import InputContradicts, InputLacking, NotAllowed
from cases.law import Law, NoSuchNumber
from cases.law_rows import Band, Row
from workflows.expressions import YearsAndMonths
from workflows.expressions.temporal import duration_from

T = TypeVar("T")


class Working:
    """What a rule reads its input from and shows its count in.

    :param law: the tables
    :param values: the input, each of its declared kind; what is absent is not there
    """

    def __init__(self, law: Law, values: Mapping[str, Any]) -> None:
        self.law = law
        self.values = values
        self.because: list[str] = []
        self.used: list[Row] = []
        self.holidays_until: date | None = None

    # The input. Each of these raises InputLacking where it is absent.

    def has(self, *names: str) -> bool:
        """Whether the input says all of these."""
        return all(self.values.get(name) is not None for name in names)

    def _value(self, name: str, kind: type[T]) -> T:
        value = self.values.get(name)
        if value is None:
            raise InputLacking(f"The input lacks `{name}`. Add it.")
        if not isinstance(value, kind):  # a slip of the rule: it asks for another kind than it declares
            raise TypeError(f"{name} is declared as another kind than {kind.__name__}")
        return value

    def day(self, name: str) -> date:
        """A date of the input."""
        return self._value(name, date)

    def hour(self, name: str) -> time:
        """A time of day of the input."""
        return self._value(name, time)

    def moment(self, name: str) -> datetime:
        """A time stamp of the input."""
        return self._value(name, datetime)

    def word(self, name: str) -> str:
        """A text of the input."""
        return self._value(name, str)

    def whole(self, name: str, otherwise: int | None = None) -> int:
        """A number or an amount of the input; ``otherwise`` where it is absent."""
        if otherwise is not None and not self.has(name):
            return otherwise
        return self._value(name, int)

    def yes(self, name: str, otherwise: bool | None = None) -> bool:
        """A true or false of the input; ``otherwise`` where it is absent."""
        if otherwise is not None and not self.has(name):
            return otherwise
        return self._value(name, bool)

    def many(self, name: str) -> tuple[Any, ...]:
        """A list of the input."""
        return self._value(name, tuple)

    def look_at_calendar(self, day: date) -> None:
        """Notes that the bank holidays up to a day were looked at."""
        self.holidays_until = max(day, self.holidays_until or day)

    def need(self, *names: str) -> NoReturn:
        """Says that one of these is needed."""
        raise InputLacking(f"The input lacks {' or '.join(f'`{name}`' for name in names)}. Add it.")

    def order(self, first: str, then: str) -> None:
        """Of two dates of the input, the first must not come after the other.

        :raises InputContradicts: it does
        """
        if self.has(first, then) and self.day(first) > self.day(then):
            raise InputContradicts(
                f"`{first}` ({self.day(first)}) lies after `{then}` ({self.day(then)}). Correct one of them."
            )

    # What is said.

    def say(self, sentence: str) -> None:
        """One sentence of the count."""
        if sentence not in self.because:
            self.because.append(sentence)

    def refuse(self, sentence: str, **outputs: Any) -> NoReturn:
        """The law does not allow it.

        :param outputs: what the answer says besides
        :raises NotAllowed: always
        """
        raise NotAllowed(sentence, **outputs)

    # The rows of law.

    def row(self, name: str, on: date | None) -> Row:
        """A row of law, noted as used.

        :param on: the date that selects it; ``None``: it never changed
        """
        row = self.law.named(name, on)
        if row not in self.used:
            self.used.append(row)
        return row

    def period(self, name: str, on: date | None) -> timedelta | YearsAndMonths:
        """A period of law."""
        length = duration_from(str(self.row(name, on).value))
        if length is None:
            raise NoSuchNumber(f"{name!r} is no period.")
        return length

    def days(self, name: str, on: date | None) -> int:
        """A period of law, in days."""
        length = self.period(name, on)
        if not isinstance(length, timedelta):
            raise NoSuchNumber(f"{name!r} is counted in months, not in days. Correct the table periods.yaml.")
        return length.days

    def months(self, name: str, on: date | None) -> int:
        """A period of law, in months."""
        length = self.period(name, on)
        if not isinstance(length, YearsAndMonths):
            raise NoSuchNumber(f"{name!r} is counted in days, not in months. Correct the table periods.yaml.")
        return length.months

    def limit(self, name: str, on: date | None) -> int:
        """A limit: an amount in pence, or a count."""
        return self._of_row(name, on, int)

    def limit_day(self, name: str, on: date | None) -> date:
        """A limit that is a day."""
        return self._of_row(name, on, date)

    def percent(self, name: str, on: date | None) -> Decimal:
        """A rate, in percent."""
        return self._of_row(name, on, Decimal)

    def bands(self, name: str, on: date | None) -> tuple[Band, ...]:
        """A scale."""
        return self._of_row(name, on, tuple)

    def form(self, name: str, on: date | None) -> str:
        """The name of a form."""
        return self._of_row(name, on, str)

    def _of_row(self, name: str, on: date | None, kind: type[T]) -> T:
        value = self.row(name, on).value
        if not isinstance(value, kind):
            raise NoSuchNumber(f"The row {name!r} is not of the kind that the calculation needs. Correct its table.")
        return value
