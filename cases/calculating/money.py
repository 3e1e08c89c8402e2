"""Exact money: fractions of a penny until the one rounding that a rule states."""

from decimal import Decimal
from fractions import Fraction

from cases.calculating.working import Working
from cases.law_rows import Band


def share(pence: int | Fraction, percent: Decimal | int) -> Fraction:
    """So many percent of an amount, exactly."""
    return Fraction(pence) * Fraction(percent) / 100


def half_up(amount: Fraction) -> int:
    """To the nearest penny; half a penny goes up."""
    return int((amount + Fraction(1, 2)).__floor__())


def half_down(amount: Fraction) -> int:
    """To the nearest penny; half a penny goes down."""
    return int((amount - Fraction(1, 2)).__ceil__())


def down(amount: Fraction) -> int:
    """A fraction of a penny is left out."""
    return int(amount.__floor__())


def up(amount: Fraction) -> int:
    """A fraction of a penny counts as one."""
    return int(amount.__ceil__())


def band_of(bands: tuple[Band, ...], pence: int) -> Band:
    """The band in which an amount lies."""
    return next(band for band in bands if band.up_to is None or pence <= band.up_to)


def by_band(band: Band, pence: int) -> Fraction:
    """What a band takes of an amount, exactly."""
    if band.pence is not None:
        return Fraction(band.pence)
    taken = share(min(pence, band.of_first or pence), band.percent or 0)
    return taken + share(max(0, pence - band.of_first), band.excess_percent or 0) if band.of_first else taken


def pounds(pence: int) -> str:
    """An amount as sentences name it: ``£1,234.56``."""
    sign = "-" if pence < 0 else ""
    return f"{sign}£{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def plain(percent: Decimal) -> str:
    """A percentage as sentences name it: ``7.5 %``, ``8 %``."""
    return f"{percent.normalize():f} %"


def whole_percent(working: Working, percent: Decimal) -> int:
    """A percentage that must be a whole number."""
    if percent != int(percent):
        working.refuse(f"{plain(percent)} is no whole percentage. Correct the table rates.yaml.")
    return int(percent)
