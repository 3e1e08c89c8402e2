"""Times, date-times and durations to the nanosecond, which FEEL has and Python has not (DMN 1.5, 10.3.2.3.5 to 7).

Nearly every value of a case is exact to the microsecond, and stays a plain Python value with Python's speed. Only one
that has nanoseconds besides is of the classes here, which keep the rest, from 1 to 999. So two values are equal only if
both are plain or both are not, and each has one form.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any, SupportsIndex

MICROSECOND = timedelta(microseconds=1)


class _Fine:
    """What the three kinds share: order, equality, copies.

    :ivar plain: the value to the microsecond, rounded down
    :ivar nano: the nanoseconds besides, from 1 to 999
    """

    plain: Any
    nano: int

    def _key(self, other: Any) -> tuple[Any, int]:
        return getattr(other, "plain", other), nano_of(other)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and (self.plain, self.nano) == (other.plain, other.nano)

    def __lt__(self, other: Any) -> bool:
        return bool((self.plain, self.nano) < self._key(other))

    def __le__(self, other: Any) -> bool:
        return bool((self.plain, self.nano) <= self._key(other))

    def __gt__(self, other: Any) -> bool:
        return bool((self.plain, self.nano) > self._key(other))

    def __ge__(self, other: Any) -> bool:
        return bool((self.plain, self.nano) >= self._key(other))

    def __hash__(self) -> int:
        return hash((self.plain, self.nano))

    def __reduce_ex__(self, _protocol: SupportsIndex) -> tuple[Any, ...]:
        return with_nano, (self.plain, self.nano)

    def __copy__(self) -> Any:
        return self

    def __deepcopy__(self, _memo: Any) -> Any:
        return self

    def __repr__(self) -> str:
        return f"with_nano({self.plain!r}, {self.nano})"


class FineTime(_Fine, time):
    """A time of day with nanoseconds."""

    def replace(self, *given: Any, **named: Any) -> Any:
        """The time with other parts; the nanoseconds stay."""
        return with_nano(self.plain.replace(*given, **named), self.nano)


class FineMoment(_Fine, datetime):
    """A date and time with nanoseconds."""

    def replace(self, *given: Any, **named: Any) -> Any:
        """The moment with other parts; the nanoseconds stay."""
        return with_nano(self.plain.replace(*given, **named), self.nano)

    def astimezone(self, tz: tzinfo | None = None) -> Any:
        """The same moment in another zone."""
        return with_nano(self.plain.astimezone(tz), self.nano)

    def timetz(self) -> Any:
        """Its time of day, with its zone."""
        return with_nano(self.plain.timetz(), self.nano)


class FineDuration(_Fine, timedelta):
    """A days and time duration with nanoseconds."""


def nano_of(value: Any) -> int:
    """The nanoseconds of a value besides its microseconds."""
    return value.nano if isinstance(value, _Fine) else 0


def plain_of(value: Any) -> Any:
    """The value to the microsecond, rounded down."""
    return value.plain if isinstance(value, _Fine) else value


def with_nano(value: Any, nano: int) -> Any:
    """A plain time, date and time or duration with so many nanoseconds, from 0 to 999, besides."""
    if not nano:
        return value
    made: Any = _MAKE[type(value)](value)
    made.plain, made.nano = value, nano
    return made


def nanoseconds_in(duration: timedelta) -> int:
    """A duration's length in nanoseconds."""
    micros: int = plain_of(duration) // MICROSECOND
    return micros * 1000 + nano_of(duration)


def lasting(nanoseconds: int) -> timedelta:
    """The duration of so many nanoseconds.

    :raises OverflowError: it is longer than any that there is
    """
    micros, nano = divmod(nanoseconds, 1000)
    made: timedelta = with_nano(timedelta(microseconds=micros), nano)
    return made


def combined(day: date, at: time) -> datetime:
    """A date and time of a date and a time of day."""
    made: datetime = with_nano(datetime.combine(day, plain_of(at)), nano_of(at))
    return made


def offset_of(at: time) -> timedelta:
    """What its clock is ahead of UTC; none for a local one. In a named zone a time of day has no offset without a date:
    that of the zone's standard time counts.
    """
    offset = at.utcoffset()
    if offset is not None or at.tzinfo is None:
        return offset or timedelta(0)
    day = datetime(2000, 1, 1, tzinfo=at.tzinfo)
    return (day.utcoffset() or timedelta(0)) - (day.dst() or timedelta(0))


def since_midnight(at: time) -> int:
    """Nanoseconds, in UTC where the time has a zone."""
    clock = timedelta(hours=at.hour, minutes=at.minute, seconds=at.second, microseconds=at.microsecond)
    return nanoseconds_in(clock - offset_of(at)) + nano_of(at)


def _time(at: time) -> FineTime:
    return FineTime(at.hour, at.minute, at.second, at.microsecond, at.tzinfo, fold=at.fold)


def _moment(at: datetime) -> FineMoment:
    return FineMoment(at.year, at.month, at.day, at.hour, at.minute, at.second, at.microsecond, at.tzinfo, fold=at.fold)


def _duration(length: timedelta) -> FineDuration:
    return FineDuration(length.days, length.seconds, length.microseconds)


_MAKE: dict[type, Callable[[Any], Any]] = {time: _time, datetime: _moment, timedelta: _duration}
