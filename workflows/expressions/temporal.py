"""Dates, times and durations: literals, properties, shifting (DMN 1.5, 10.3.2.3.4 to 10.3.2.3.8)."""

import calendar
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from workflows.expressions.far import FarDate, FarMoment
from workflows.expressions.nanoseconds import (
    FineDuration,
    FineMoment,
    FineTime,
    lasting,
    nano_of,
    nanoseconds_in,
    plain_of,
    with_nano,
)
from workflows.expressions.numbers import Number, number_from
from workflows.expressions.values import YearsAndMonths

_DATE = r"([0-9]{4})-([0-9]{2})-([0-9]{2})"
_TIME = r"([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\.([0-9]{1,9}))?(Z|z|[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?|@[\w/+-]+)?"
_DATE_ONLY = re.compile(_DATE)
_TIME_ONLY = re.compile(f"T?{_TIME}")
_DATE_TIME = re.compile(f"{_DATE}T{_TIME}")
_YEARS_MONTHS = re.compile(r"(-)?P(?:([0-9]{1,12})Y)?(?:([0-9]{1,12})M)?")
_DAYS_TIME = re.compile(
    r"(-)?P(?:([0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,12})H)?(?:([0-9]{1,12})M)?(?:([0-9]{1,12})(?:\.([0-9]{1,9}))?S)?)?"
)


def date_from(text: str) -> date | None:
    """The date that a text like ``2026-01-31`` names, or None."""
    found = _DATE_ONLY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def time_from(text: str) -> time | None:
    """The time of day that a text like ``09:30:00``, ``09:30:00Z`` or ``09:30:00@Europe/London`` names, or None."""
    found = _TIME_ONLY.fullmatch(text)
    try:
        if not found:
            return None
        hour, minute, second, micro, nano, zone = _clock(found.groups())
        made: time = with_nano(time(hour, minute, second, micro, zone), nano)
        return made
    except ValueError:
        return None


def datetime_from(text: str) -> datetime | None:
    """The date and time that a text like ``2026-01-31T09:30:00+01:00`` names; a date alone means midnight."""
    if day := date_from(text):
        return datetime(day.year, day.month, day.day)  # noqa: DTZ001  # FEEL has local times
    found = _DATE_TIME.fullmatch(text)
    if not found:
        return None
    try:
        year, month, day_of_month = map(int, found.groups()[:3])
        hour, minute, second, micro, nano, zone = _clock(found.groups()[3:])
        made: datetime = with_nano(datetime(year, month, day_of_month, hour, minute, second, micro, zone), nano)
        return made
    except ValueError:
        return None


def duration_from(text: str) -> timedelta | YearsAndMonths | None:
    """The duration that a text like ``P14D``, ``PT2H30M`` or ``-P1Y6M`` names, or None."""
    if found := _YEARS_MONTHS.fullmatch(text):
        sign, years, months = found.groups()
        if years or months:
            total = int(years or 0) * 12 + int(months or 0)
            return YearsAndMonths(-total if sign else total)
    if found := _DAYS_TIME.fullmatch(text):
        sign, days, hours, minutes, seconds, fraction = found.groups()
        if days or hours or minutes or seconds:
            try:
                whole = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
                length = whole * 10**9 + int((fraction or "0").ljust(9, "0"))
                return lasting(-length if sign else length)
            except OverflowError:
                return None
    return None


def temporal_from(text: str) -> date | time | datetime | timedelta | YearsAndMonths | None:
    """The value of an ``@"…"`` literal, or None."""
    return date_from(text) or datetime_from(text) or _not_none(time_from(text), duration_from(text))


def zone_from(name: str) -> tzinfo:
    """A zone by offset or name.

    :raises ValueError: there is no such zone
    """
    if name in {"Z", "z"}:
        return UTC
    if name[0] == "@":
        try:
            return ZoneInfo(name[1:])
        except (ZoneInfoNotFoundError, OSError):
            raise ValueError(f"no zone {name}") from None
    hours, minutes, *seconds = map(int, name[1:].split(":"))
    if hours > 14 or minutes > 59:
        raise ValueError(f"no offset {name}")
    offset = timedelta(hours=hours, minutes=minutes, seconds=seconds[0] if seconds else 0)
    return timezone(-offset if name[0] == "-" else offset) if offset else UTC


def _clock(parts: tuple[str | None, ...]) -> tuple[int, int, int, int, int, Any]:
    """Hour, minute, second, microsecond, nanosecond and zone."""
    hour, minute, second, fraction, zone = parts
    micro, nano = divmod(int((fraction or "0").ljust(9, "0")), 1000)
    return int(hour or 0), int(minute or 0), int(second or 0), micro, nano, zone_from(zone) if zone else None


def _not_none(first: Any, second: Any) -> Any:
    # Midnight and the empty duration are values, too.
    return second if first is None else first


def shift(value: date | datetime, by: YearsAndMonths) -> date | datetime | None:
    """The same day so many months later, or that month's last day; null outside the years 1 to 9999."""
    months = value.year * 12 + value.month - 1 + by.months
    year, month = divmod(months, 12)
    if not 1 <= year <= 9999:
        return None
    return value.replace(year=year, month=month + 1, day=min(value.day, calendar.monthrange(year, month + 1)[1]))


def later(value: date | datetime | time, by: timedelta) -> date | datetime | time | None:
    """The moment so much later. A date counts as its midnight, a time of day goes round the clock."""
    if isinstance(value, FineTime | FineMoment) or (isinstance(by, FineDuration) and type(value) is not date):
        over, nano = divmod(nano_of(value) + nano_of(by), 1000)
        moved = _later(plain_of(value), plain_of(by) + timedelta(microseconds=over))
        return moved and with_nano(moved, nano)
    return _later(value, by)


def _later(value: date | datetime | time, by: timedelta) -> date | datetime | time | None:
    try:
        if isinstance(value, time):
            day = datetime(2000, 1, 2, tzinfo=UTC).replace(hour=value.hour, minute=value.minute, second=value.second)
            return (day.replace(microsecond=value.microsecond) + by % timedelta(1)).time().replace(tzinfo=value.tzinfo)
        if isinstance(value, datetime) and value.tzinfo is not None:
            return (value.astimezone(UTC) + by).astimezone(value.tzinfo)
        return value + timedelta(by.days) if type(value) is date else value + by
    except OverflowError:
        return None


def between(left: date | datetime, right: date | datetime) -> timedelta | None:
    """left - right; null when one has a zone and the other has none. A date counts as its midnight."""
    a, b = _moment(left, right), _moment(right, left)
    if (a.tzinfo is None) != (b.tzinfo is None):
        return None
    if nano_of(a) or nano_of(b):
        return lasting(nanoseconds_in(plain_of(a) - plain_of(b)) + nano_of(a) - nano_of(b))
    return a - b


def _moment(value: date | datetime, other: date | datetime) -> datetime:
    if isinstance(value, datetime):
        return value
    zone = other.tzinfo if isinstance(other, datetime) else None
    return datetime(value.year, value.month, value.day, tzinfo=UTC if zone else None)


def whole_months(start: date, end: date) -> YearsAndMonths:
    """Whole months from one date to another (DMN 1.5, table 77, years and months duration)."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsAndMonths(months)


def seconds_in(duration: timedelta) -> Number:
    """A duration's length in seconds."""
    return number_from(Decimal(nanoseconds_in(duration)).scaleb(-9))


def _second(value: Any) -> Number:
    nanos = value.microsecond * 1000 + nano_of(value)
    return number_from(value.second + Decimal(nanos).scaleb(-9)) if nanos else int(value.second)


def _offset(value: Any) -> timedelta | None:
    offset: timedelta | None = value.utcoffset()
    return offset


def _zone(value: Any) -> str | None:
    return getattr(value.tzinfo, "key", None)


def _part(unit: int, upper: int | None) -> Callable[[timedelta], Number]:
    def part(value: timedelta) -> Number:
        nanos = abs(nanoseconds_in(value))
        count = nanos // (unit * 10**9) % upper if upper else nanos // (unit * 10**9)
        return -count if value < timedelta(0) else count

    return part


def _seconds(value: timedelta) -> Number:
    nanos = abs(nanoseconds_in(value)) % 60_000_000_000
    seconds = number_from(Decimal(nanos).scaleb(-9))
    return -seconds if value < timedelta(0) else seconds


def _years(value: YearsAndMonths) -> Number:
    return int(value.months / 12)


_OF_DATE: dict[str, Callable[[Any], Any]] = {
    "year": lambda value: value.year,
    "month": lambda value: value.month,
    "day": lambda value: value.day,
    "weekday": lambda value: value.isoweekday(),
}
_OF_TIME: dict[str, Callable[[Any], Any]] = {
    "hour": lambda value: value.hour,
    "minute": lambda value: value.minute,
    "second": _second,
    "time offset": _offset,
    "timezone": _zone,
}


def _at(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: read(value.at)


_OF_DURATION: dict[str, Callable[[Any], Any]] = {
    "days": _part(86400, None),
    "hours": _part(3600, 24),
    "minutes": _part(60, 60),
    "seconds": _seconds,
}
_OF_TYPE: dict[type, dict[str, Callable[[Any], Any]]] = {
    date: _OF_DATE,
    FarDate: _OF_DATE,
    FarMoment: _OF_DATE | {name: _at(read) for name, read in _OF_TIME.items()} | {"time offset": _offset},
    **dict.fromkeys((time, FineTime), _OF_TIME),
    **dict.fromkeys((datetime, FineMoment), _OF_DATE | _OF_TIME),
    **dict.fromkeys((timedelta, FineDuration), _OF_DURATION),
    YearsAndMonths: {"years": _years, "months": lambda value: value.months - 12 * _years(value)},
}
PROPERTIES = ("time offset", "start included", "end included")


def property_of(value: Any, name: str) -> Any:
    """A property of a date, time, date and time or duration; null when it has no such property (DMN 1.5, table 65)."""
    read = _OF_TYPE.get(type(value), {}).get(name)
    return read(value) if read else None
