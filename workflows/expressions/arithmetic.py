"""Arithmetic over all types that have it (DMN 1.5, 10.3.2.11.1, tables 58 to 61). What has none is null."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from workflows.expressions import numbers
from workflows.expressions.limits import checked_length, spend
from workflows.expressions.nanoseconds import FineDuration, lasting, nanoseconds_in, since_midnight
from workflows.expressions.numbers import Number, is_number
from workflows.expressions.temporal import between, later, seconds_in, shift
from workflows.expressions.values import YearsAndMonths, kind_of

Work: TypeAlias = Callable[[Any, Any], Any]
_POWER_COST = 100
_BOUND = 10**17


def arithmetic(sign: str) -> Work:
    """The function of an arithmetic sign."""
    of_numbers, of_others = _WORK[sign]

    def work(left: Any, right: Any) -> Any:
        try:
            if is_number(left) and is_number(right):
                return of_numbers(left, right)
            if left is None or right is None:
                return None
            kinds = kind_of(left), kind_of(right)
            if kinds == ("number", "number"):
                return of_numbers(numbers.number_from(left), numbers.number_from(right))
            return of_others(left, right)
        except (ArithmeticError, ValueError):
            return None

    return work


def negated(value: Any) -> Any:
    """-value, of a number or a duration."""
    if is_number(value):
        return numbers.opposite(value)
    if type(value) is timedelta:
        return -value
    if type(value) is FineDuration:
        return lasting(-nanoseconds_in(value))
    return YearsAndMonths(-value.months) if type(value) is YearsAndMonths else kind_of(value) and None


def _power(left: Number, right: Number) -> Number | None:
    spend(_POWER_COST)
    return numbers.power(left, right)


def _add(left: Any, right: Any) -> Any:
    if isinstance(left, str) and isinstance(right, str):
        spend(checked_length(len(left) + len(right)) >> 6)
        return left + right
    if isinstance(left, timedelta | YearsAndMonths) and not isinstance(right, timedelta | YearsAndMonths):
        left, right = right, left
    return _shifted(left, right)


def _subtract(left: Any, right: Any) -> Any:
    if isinstance(right, timedelta | YearsAndMonths):
        return _shifted(left, negated(right))
    if isinstance(left, date) and isinstance(right, date):
        return between(left, right)
    if isinstance(left, time) and isinstance(right, time) and (left.tzinfo is None) == (right.tzinfo is None):
        return lasting(since_midnight(left) - since_midnight(right))
    return None


def _shifted(left: Any, by: Any) -> Any:
    if isinstance(by, timedelta):
        if isinstance(left, timedelta):
            return lasting(nanoseconds_in(left) + nanoseconds_in(by))
        return later(left, by) if isinstance(left, date | datetime | time) else None
    if isinstance(by, YearsAndMonths):
        if isinstance(left, YearsAndMonths):
            return YearsAndMonths(left.months + by.months)
        return shift(left, by) if isinstance(left, date | datetime) else None
    return None


def _multiply(left: Any, right: Any) -> Any:
    if is_number(left):
        left, right = right, left
    return _scaled(left, right) if is_number(right) else None


def _divide(left: Any, right: Any) -> Any:
    if is_number(right):
        if not right:
            return None
        if isinstance(left, timedelta):
            return _scaled_length(numbers.DECIMAL128.divide(Decimal(nanoseconds_in(left)), Decimal(right)))
        return (
            YearsAndMonths(_months(numbers.DECIMAL128.divide(left.months, right)))
            if isinstance(left, YearsAndMonths)
            else None
        )
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return numbers.divide(seconds_in(left), seconds_in(right))
    if isinstance(left, YearsAndMonths) and isinstance(right, YearsAndMonths):
        return numbers.divide(left.months, right.months)
    return None


def _scaled(duration: Any, by: Number) -> Any:
    if isinstance(duration, timedelta):
        return _scaled_length(numbers.DECIMAL128.multiply(Decimal(nanoseconds_in(duration)), Decimal(by)))
    if isinstance(duration, YearsAndMonths):
        return YearsAndMonths(_months(numbers.DECIMAL128.multiply(Decimal(duration.months), Decimal(by))))
    return None


def _scaled_length(nanos: Decimal) -> timedelta | None:
    return lasting(round(nanos)) if abs(nanos) < _BOUND * 1_000_000 else None


def _months(months: Decimal) -> int:
    if abs(months) > _BOUND:
        raise OverflowError
    return int(months)


def _none(_left: Any, _right: Any) -> Any:
    return None


_WORK: dict[str, tuple[Work, Work]] = {
    "+": (numbers.add, _add),
    "-": (numbers.subtract, _subtract),
    "*": (numbers.multiply, _multiply),
    "/": (numbers.divide, _divide),
    "**": (_power, _none),
}
