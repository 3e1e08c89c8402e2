"""How values are written as text (DMN 1.5, table 72, ``string``)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from workflows.expressions import numbers
from workflows.expressions.far import FarDate, FarMoment
from workflows.expressions.nanoseconds import nano_of, nanoseconds_in, plain_of
from workflows.expressions.values import Range, YearsAndMonths, kind_of
from workflows.expressions.words import KEY


def text_of(value: Any, nested: bool = False) -> Iterator[str]:
    """The pieces of a value's text; texts inside of lists and contexts stand in quotes."""
    kind = kind_of(value)
    if kind == "list":
        yield from _joined("[", "]", (text_of(item, True) for item in value))
    elif isinstance(value, Mapping):
        yield from _joined("{", "}", (_entry(key, item) for key, item in value.items()))
    elif isinstance(value, Range):
        yield "[" if value.low_included else "("
        yield from text_of(value.low, True)
        yield ".."
        yield from text_of(value.high, True)
        yield "]" if value.high_included else ")"
    elif kind == "string" and nested:
        yield '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
    else:
        yield scalar(value)


def written(value: Any, longest: int = 60) -> str:
    """A value as it stands in sentences for people: FEEL, cut off where it is long."""
    text = ""
    for piece in text_of(value, True):
        text += piece
        if len(text) > longest:
            return f"{text[: longest - 1]}…"
    return text


def scalar(value: Any) -> str:
    """The text of a value that is neither list, context nor range."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return numbers.text_of(numbers.number_from(value))
    if isinstance(value, timedelta):
        return _days_and_time(value)
    if isinstance(value, YearsAndMonths):
        return _years_and_months(value)
    if isinstance(value, datetime | time):
        return _moment(value)
    if isinstance(value, FarDate):
        return str(value)
    if isinstance(value, FarMoment):
        return f"{value.day_of}T{_moment(value.at)}"
    return value.isoformat() if isinstance(value, date) else str(value) if isinstance(value, str) else "function"


def _joined(opening: str, closing: str, items: Iterator[Iterator[str]]) -> Iterator[str]:
    yield opening
    for index, item in enumerate(items):
        if index:
            yield ", "
        yield from item
    yield closing


def _entry(key: str, value: Any) -> Iterator[str]:
    if KEY.fullmatch(f"{key}:"):
        yield f"{key}: "
    else:  # what could not stand there without quotation marks
        yield from text_of(key, True)
        yield ": "
    yield from text_of(value, True)


def _moment(value: datetime | time) -> str:
    text: str = plain_of(value).replace(microsecond=0, tzinfo=None).isoformat()
    if nanos := value.microsecond * 1000 + nano_of(value):
        text += f".{nanos:09}".rstrip("0")
    if isinstance(value.tzinfo, ZoneInfo):
        return f"{text}@{value.tzinfo.key}"
    offset = value.utcoffset()
    if offset is None:
        return text
    if not offset:
        return f"{text}Z"
    minutes, seconds = divmod(abs(offset) // timedelta(seconds=1), 60)
    clock = f"{minutes // 60:02}:{minutes % 60:02}" + (f":{seconds:02}" if seconds else "")
    return f"{text}{'-' if offset < timedelta(0) else '+'}{clock}"


def _days_and_time(value: timedelta) -> str:
    seconds, nanos = divmod(abs(nanoseconds_in(value)), 10**9)
    days, seconds = divmod(seconds, 86400)
    hours, seconds = divmod(seconds, 3600)
    minutes, seconds = divmod(seconds, 60)
    last = numbers.text_of(numbers.number_from(seconds + Decimal(nanos).scaleb(-9)))
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "") + (f"{last}S" if last != "0" else "")
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{'-' if value < timedelta(0) else ''}P{text or 'T0S'}"


def _years_and_months(value: YearsAndMonths) -> str:
    years, months = divmod(abs(value.months), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return f"{'-' if value.months < 0 else ''}P{text}"
