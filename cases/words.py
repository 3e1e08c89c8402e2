"""The words of debts and tenancies: what a column may say, once."""

from enum import StrEnum


class Tenure(StrEnum):
    """How a home is let."""

    SECURE = "secure"
    INTRODUCTORY = "introductory"
    ASSURED_SOCIAL = "assured_social"
    ASSURED_NON_SOCIAL = "assured_non_social"


class RentPeriod(StrEnum):
    """How often rent falls due."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"


class TransactionKind(StrEnum):
    """What a line of a ledger is."""

    RENT = "rent"
    PAYMENT = "payment"
    HOUSING_BENEFIT = "housing_benefit"
    UNIVERSAL_CREDIT = "universal_credit"
    REFUND = "refund"
    ADJUSTMENT = "adjustment"


PAID = (TransactionKind.PAYMENT, TransactionKind.HOUSING_BENEFIT, TransactionKind.UNIVERSAL_CREDIT)
"""The kinds that bring money in."""
