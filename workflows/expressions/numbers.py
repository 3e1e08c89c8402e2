"""Numbers: whole ones as int, others as Decimal, rounded to 34 digits half even (DMN 1.5, 10.3.2.3.1). Never float.

FEEL does not tell 1 from 1.0, so every result that is whole and has no more than 34 digits is an int.
"""

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
)
from typing import Any, TypeAlias, TypeGuard

from workflows.expressions.limits import DIGITS

Number: TypeAlias = int | Decimal

DECIMAL128 = Context(
    prec=DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
ROUNDINGS = {
    "even": ROUND_HALF_EVEN,
    "up": ROUND_UP,
    "down": ROUND_DOWN,
    "half up": ROUND_HALF_UP,
    "half down": ROUND_HALF_DOWN,
    "floor": ROUND_FLOOR,
    "ceiling": ROUND_CEILING,
}
_LARGEST_INT = 10**DIGITS
_SCALES = range(-6111, 6177)


def is_number(value: Any) -> TypeGuard[Number]:
    """Whether a value is a FEEL number; a Python boolean is none."""
    return type(value) is int or type(value) is Decimal


def number_from(value: Number) -> Number:
    """The number in its one form: an int when it is whole and fits, else a Decimal of at most 34 digits.

    :raises decimal.Overflow: the number is larger than decimal128 has
    """
    if type(value) is int and -_LARGEST_INT < value < _LARGEST_INT:
        return value
    number = DECIMAL128.plus(Decimal(value)).normalize(DECIMAL128)
    # normalize() leaves no trailing zeros, so a whole number has an exponent that is not negative.
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= 0 and number.adjusted() < DIGITS:
        return int(number)
    return number


def opposite(number: Number) -> Number:
    """-number, exactly: Python's minus would round a Decimal to its own context."""
    return -number if isinstance(number, int) else number.copy_negate()


def magnitude(number: Number) -> Number:
    """The number without its sign, exactly."""
    return abs(number) if isinstance(number, int) else number.copy_abs()


def add(left: Number, right: Number) -> Number:
    """left + right"""
    if type(left) is int and type(right) is int:
        return number_from(left + right)
    return number_from(DECIMAL128.add(left, right))


def subtract(left: Number, right: Number) -> Number:
    """left - right"""
    if type(left) is int and type(right) is int:
        return number_from(left - right)
    return number_from(DECIMAL128.subtract(left, right))


def multiply(left: Number, right: Number) -> Number:
    """left * right"""
    if type(left) is int and type(right) is int:
        return number_from(left * right)
    return number_from(DECIMAL128.multiply(left, right))


def divide(left: Number, right: Number) -> Number | None:
    """left / right; null when right is 0"""
    return number_from(DECIMAL128.divide(left, right)) if right else None


def power(left: Number, right: Number) -> Number | None:
    """left ** right; null when there is no such real number"""
    if not right:
        return 1
    if (left < 0 and right != int(right)) or (not left and right < 0):
        return None
    return number_from(DECIMAL128.power(Decimal(left), Decimal(right)))


def modulo(left: Number, right: Number) -> Number | None:
    """left - right * floor(left / right): the sign is that of the divisor (DMN 1.5, table 76)"""
    if not right:
        return None
    if type(left) is int and type(right) is int:
        return left % right
    rest = DECIMAL128.remainder(Decimal(left), Decimal(right))
    return number_from(DECIMAL128.add(rest, right) if rest and (rest < 0) != (right < 0) else rest)


def rounded(number: Number, scale: Number, mode: str) -> Number | None:
    """The number at so many digits after the point, or null for a scale that decimal128 does not have.

    :param scale: whole; negative rounds to tens, hundreds, …
    :param mode: a key of ``ROUNDINGS``
    """
    if scale != int(scale) or int(scale) not in _SCALES:
        return None
    value = Decimal(number)
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -scale:
        return number
    # Fewer digits than the number has, so 34 always suffice (one more when it rounds up to a power of ten).
    context = Context(prec=DIGITS + 1, rounding=ROUNDINGS[mode], Emin=-9999, Emax=9999)
    return number_from(value.quantize(Decimal(1).scaleb(-int(scale)), context=context))


def text_of(number: Number) -> str:
    """The number in plain digits, with an exponent only where there would be more than 34 of them."""
    if not isinstance(number, Decimal):
        return str(number)
    return format(number, "f") if -DIGITS <= number.adjusted() <= DIGITS else str(number)
