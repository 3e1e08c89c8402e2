"""Conversions between types (DMN 1.5, table 72)."""

import re
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from typing import Any

from workflows.expressions import temporal, tree
from workflows.expressions.errors import FeelSyntaxError
from workflows.expressions.far import FarDate, FarMoment, far_date
from workflows.expressions.far_texts import far_from
from workflows.expressions.limits import checked_length, spend
from workflows.expressions.nanoseconds import combined, with_nano
from workflows.expressions.numbers import Number, is_number, number_from
from workflows.expressions.parse import parse_expression
from workflows.expressions.signature import Form, builtin, forms_of
from workflows.expressions.text import text_of
from workflows.expressions.values import ORDERED, Range, YearsAndMonths, below, kind_of

_NUMBER = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,5})?")

_LONGEST_RANGE = 500
_CALLED = ("date", "time", "date and time", "duration")


@builtin("string(from: any)")
def string(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    pieces = []
    length = 0
    for piece in text_of(value):
        length = checked_length(length + len(piece))
        spend(3)
        pieces.append(piece)
    return "".join(pieces)


@builtin("number(from: string, grouping separator?: string, decimal separator?: string)")
def number(text: str, grouping: str | None = None, point: str | None = None) -> Number | None:
    if grouping not in {None, " ", ",", "."} or point not in {None, ",", "."} or (grouping and grouping == point):
        return None
    if grouping:
        text = text.replace(grouping, "")
    if point == ",":
        text = text.replace(",", ".")
    return number_from(Decimal(text)) if _NUMBER.fullmatch(text) else None


@builtin("number(from: number)")
def number_itself(value: Number) -> Number:
    return value


@builtin("date(from: string)")
def date_of_text(text: str) -> date | None:
    return temporal.date_from(text)


@builtin("date(from: moment)")
def date_of(value: Any) -> Any:
    if isinstance(value, FarMoment):
        return value.day_of
    return value.date() if isinstance(value, datetime) else value


@builtin("date(year: number, month: number, day: number)")
def date_of_parts(year: Number, month: Number, day: Number) -> date:
    return date(_whole(year), _whole(month), _whole(day))


@builtin("time(from: string)")
def time_of_text(text: str) -> time | None:
    return temporal.time_from(text)


@builtin("time(from: clock|date)")
def time_of(value: Any) -> time:
    if isinstance(value, datetime):
        return value.timetz()
    if isinstance(value, FarMoment):
        return value.at
    return value if isinstance(value, time) else time(tzinfo=temporal.zone_from("Z"))


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration)")
def time_of_parts(hour: Number, minute: Number, second: Number, offset: timedelta | None = None) -> time:
    whole = int(second)
    micros, nano = divmod(int((Decimal(second) - whole) * 10**9), 1000)
    made: time = with_nano(time(_whole(hour), _whole(minute), whole, micros, _zone(offset)), nano)
    return made


@builtin("date and time(from: string)")
def datetime_of_text(text: str) -> datetime | None:
    return temporal.datetime_from(text)


@builtin("date and time(from: date and time)")
def datetime_of(value: Any) -> Any:
    return value


@builtin("date and time(date: moment, time: time)")
def datetime_of_parts(day: Any, at: time) -> Any:
    day = day.day_of if isinstance(day, FarMoment) else day
    return FarMoment(day, at) if isinstance(day, FarDate) else combined(day, at)


@builtin("date and time(date: date and time, timezone: string)")
def datetime_in_zone(value: Any, zone: str) -> datetime | None:
    if isinstance(value, FarMoment):
        return None
    return value.astimezone(temporal.zone_from(f"@{zone}")) if value.tzinfo else None


@builtin("duration(from: string)")
def duration(text: str) -> timedelta | YearsAndMonths | None:
    return temporal.duration_from(text)


@builtin("duration(from: duration)")
def duration_itself(value: Any) -> Any:
    return value


@builtin("range(from: string)", cost=2_000)
def range_of(text: str) -> Range | None:
    """Only literals may stand at the ends; one end may be left out, with a bracket that leaves it out too."""
    opening, inside, closing = text.strip()[:1], text.strip()[1:-1].strip(), text.strip()[-1:]
    if opening not in {"[", "(", "]"} or closing not in {"]", ")", "["} or len(text) > _LONGEST_RANGE:
        return None
    try:
        if inside.startswith("..") and opening != "[":
            high = _literal(parse_expression(inside[2:], (), _CALLED))
            return Range(None, high, False, closing == "]")
        if inside.endswith("..") and closing != "]":
            return Range(_literal(parse_expression(inside[:-2], (), _CALLED)), None, opening == "[", False)
        ends = parse_expression(f"[{inside}]", (), _CALLED)
        low, high = (_literal(ends.low), _literal(ends.high)) if isinstance(ends, tree.Interval) else (None, None)
    except FeelSyntaxError:
        return None
    # Neither ends of two types nor ends in the wrong order make a range (DMN 1.5, table 72).
    return Range(low, high, opening == "[", closing == "]") if low is not None and below(low, high, True) else None


@builtin("years and months duration(from: moment, to: moment)")
def years_and_months_duration(start: date, end: date) -> YearsAndMonths:
    return temporal.whole_months(start, end)


def _literal(node: tree.Node) -> Any:
    if not isinstance(node, tree.Constant) or kind_of(node.value) not in ORDERED:
        raise ValueError("not a literal that has an order")
    return node.value


def _whole(value: Number) -> int:
    if not is_number(value) or value != int(value):
        raise ValueError("not whole")
    return int(value)


def _zone(offset: timedelta | None) -> tzinfo | None:
    return None if offset is None else timezone(offset)


def _far_date(text: str) -> FarDate | None:
    found = far_from(text)
    return found if isinstance(found, FarDate) else None


def _far_moment(text: str) -> FarMoment | None:
    found = far_from(text)
    if isinstance(found, FarDate):
        return FarMoment(found, time())
    return found


FAR: dict[str, tuple[Form, ...]] = {
    "date": forms_of(
        ("date(from: string)", _far_date),
        (
            "date(year: number, month: number, day: number)",
            lambda year, month, day: far_date(_whole(year), _whole(month), _whole(day)),
        ),
    ),
    "date and time": forms_of(("date and time(from: string)", _far_moment)),
}
"""Further forms of built-ins, for expressions that are compiled as the standard says: of years that Python has not."""
