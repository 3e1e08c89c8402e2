"""Functions of numbers and booleans (DMN 1.5, tables 76 and 70)."""

from typing import Any

from workflows.expressions import numbers
from workflows.expressions.nanoseconds import lasting, nanoseconds_in
from workflows.expressions.numbers import DECIMAL128, Number, number_from, rounded
from workflows.expressions.signature import builtin

_SLOW = 100


@builtin("not(negand: boolean)")
def negation(negand: bool) -> bool:
    return not negand


@builtin("decimal(n: number, scale: number)")
def decimal(n: Number, scale: Number) -> Number | None:
    return rounded(n, scale, "even")


def _rounding(name: str, mode: str) -> None:
    """Declares a rounding, to whole numbers or to a scale. A scale that is null is not one that was left out."""
    builtin(f"{name}(n: number)")(lambda n: rounded(n, 0, mode))
    builtin(f"{name}(n: number, scale: number)")(lambda n, scale: rounded(n, scale, mode))


for _name in ("floor", "ceiling", "round up", "round down", "round half up", "round half down"):
    _rounding(_name, _name.removeprefix("round "))


@builtin("abs(n: number|duration)")
def absolute(n: Any) -> Any:
    if numbers.is_number(n):
        return numbers.magnitude(n)
    return type(n)(abs(n.months)) if hasattr(n, "months") else lasting(abs(nanoseconds_in(n)))


@builtin("modulo(dividend: number, divisor: number)")
def modulo(dividend: Number, divisor: Number) -> Number | None:
    return numbers.modulo(dividend, divisor)


@builtin("sqrt(number: number)", cost=_SLOW)
def sqrt(number: Number) -> Number | None:
    return None if number < 0 else number_from(DECIMAL128.sqrt(number))


@builtin("log(number: number)", cost=_SLOW)
def log(number: Number) -> Number | None:
    return None if number <= 0 else number_from(DECIMAL128.ln(number))


@builtin("exp(number: number)", cost=_SLOW)
def exp(number: Number) -> Number | None:
    return number_from(DECIMAL128.exp(number))


@builtin("odd(number: number)")
def odd(number: Number) -> bool:
    return numbers.modulo(number, 2) == 1


@builtin("even(number: number)")
def even(number: Number) -> bool:
    return not numbers.modulo(number, 2)
