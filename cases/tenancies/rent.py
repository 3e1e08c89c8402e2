"""The rent of a tenancy."""

from fractions import Fraction

from cases.calculating.money import half_up
from cases.money.budgets import A_YEAR
from cases.rows import AccountRow


def weekly_rent(account: AccountRow) -> int:
    """The rent of one week in pence, by the year (of a monthly rent 12/52), rounded half up."""
    return half_up(Fraction(int(account.rent_pence) * A_YEAR[account.rent_period], A_YEAR["weekly"]))
