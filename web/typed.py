"""What people type into single fields: amounts, days and numbers; ``None`` where it is none."""

from datetime import date
from decimal import Decimal, InvalidOperation

from web.visitors import Posted, text

LARGEST = 10_000_000
"""Pence that a field takes at most."""


def pence_of(posted: Posted, name: str) -> int | None:
    """An amount that was typed in pounds (``3.75``, ``£1,200``), in pence."""
    plain = text(posted, name).strip().removeprefix("£").replace(",", "")
    if not plain or len(plain) > 12 or not plain.isascii():
        return None
    try:
        pence = Decimal(plain) * 100
    except InvalidOperation:
        return None
    whole = pence.is_finite() and pence == pence.to_integral_value()
    return int(pence) if whole and 0 <= pence <= LARGEST else None


def day_of(posted: Posted, name: str) -> date | None:
    """A day that was typed in three fields."""
    try:
        year, month, day = (text(posted, f"{name}-{part}").strip() for part in ("year", "month", "day"))
        return date(*(int(part) if len(part) <= 4 else 0 for part in (year, month, day)))
    except (ValueError, OverflowError):
        return None


def no_day(posted: Posted, name: str) -> bool:
    """Whether nothing was typed into the fields of a day."""
    return not any(text(posted, f"{name}-{part}").strip() for part in ("day", "month", "year"))


def number_of(posted: Posted, name: str) -> int | None:
    """A whole number."""
    plain = text(posted, name).strip()
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) < 10 else None
