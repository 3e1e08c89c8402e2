"""The words of debts and tenancies: what a column may say, once."""

from enum import StrEnum


class Tenure(StrEnum):
    """How a home, or a garage, is let: by the tenancy's own terms, never by what the landlord is called."""

    SECURE = "secure"
    """Secure, periodic (Housing Act 1985 s.79)."""
    SECURE_FIXED = "secure_fixed"
    FLEXIBLE = "flexible"
    """Secure for a fixed term of two years or more (Housing Act 1985 s.107A)."""
    INTRODUCTORY = "introductory"
    """On trial for a year, or for the time of its extension (Housing Act 1996 ss.124, 125)."""
    DEMOTED = "demoted"
    ASSURED_SOCIAL = "assured_social"
    """Assured and periodic, let by a social landlord."""
    ASSURED_FIXED = "assured_fixed"
    STARTER = "starter"
    """An assured shorthold with which a social landlord begins."""
    ASSURED_NON_SOCIAL = "assured_non_social"
    """Assured, let at a market rent."""
    LICENCE = "licence"
    NON_SECURE = "non_secure"
    """Let by a council and not secure, as temporary accommodation is (Housing Act 1985 sch. 1)."""
    SHARED_OWNERSHIP = "shared_ownership"
    LEASEHOLD = "leasehold"
    GARAGE = "garage"


class RentPeriod(StrEnum):
    """How often rent falls due."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"


class TransactionKind(StrEnum):
    """What a line of a ledger is."""

    RENT = "rent"
    CHARGE = "charge"
    """What falls due and is no rent: of which debt, its line says."""
    PAYMENT = "payment"
    HOUSING_BENEFIT = "housing_benefit"
    UNIVERSAL_CREDIT = "universal_credit"
    """Paid straight to the landlord (a managed payment)."""
    THIRD_PARTY_DEDUCTION = "third_party_deduction"
    """Taken from a benefit for arrears, and paid to the landlord."""
    REFUND = "refund"
    REVERSAL = "reversal"
    """Takes an earlier line back: a payment that bounced, a charge that was none."""
    WRITE_OFF = "write_off"
    WRITE_BACK = "write_back"
    ADJUSTMENT = "adjustment"


class Payer(StrEnum):
    """Who paid."""

    TENANT = "tenant"
    HOUSING_BENEFIT = "housing_benefit"
    UNIVERSAL_CREDIT = "universal_credit"
    THIRD_PARTY_DEDUCTION = "third_party_deduction"
    AGENCY = "agency"
    """Whoever collects for the landlord."""
    SOMEBODY_ELSE = "somebody_else"


PAID = (
    TransactionKind.PAYMENT,
    TransactionKind.HOUSING_BENEFIT,
    TransactionKind.UNIVERSAL_CREDIT,
    TransactionKind.THIRD_PARTY_DEDUCTION,
)
"""The kinds that bring money in."""
FALLS_DUE = (TransactionKind.RENT, TransactionKind.CHARGE)
"""The kinds by which something falls due."""
RENT = "rent"
"""The kind of debt that rent is; other kinds are the landlord's own to name (``bpmn/organisation/debts``)."""
