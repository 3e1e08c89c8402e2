"""The rent of a tenancy."""

from cases.rows import AccountRow
from cases.words import RentPeriod


def weekly_rent(account: AccountRow) -> int:
    """The rent of one week in pence; of a monthly rent 12/52, rounded half up."""
    rent = int(account.rent_pence)
    return rent if account.rent_period is RentPeriod.WEEKLY else (rent * 12 * 2 + 52) // (52 * 2)
