"""Facts of what is owed. Money is integer pence."""

from cases.catalogue import About, Age, Source, fact
from cases.debts.together import owed_together
from cases.ledger.lines import sums
from cases.tenancies.rent import weekly_rent
from cases.words import RentPeriod


@fact(Source.LEDGER, Age.EXPORT)
def arrears_pence(about: About) -> int:
    """What is owed at the end of that day, in pence; 0 in credit."""
    ledger = about.of(sums)
    return max(ledger.balance, 0) if ledger else 0


@fact(Source.LEDGER, Age.EXPORT)
def overdue_pence(about: About) -> int:
    """Of it, what did not fall due within the present rent period, in pence.

    A debt that the next payment will clear by itself is not pursued.
    """
    ledger = about.of(sums)
    if ledger is None:
        return 0
    recent = ledger.week if about.account.rent_period is RentPeriod.WEEKLY else ledger.month
    return max(ledger.balance - recent, 0)


@fact(Source.LEDGER, Age.EXPORT)
def owed_together_pence(about: About) -> int:
    """What its debtors owe together, on all accounts for which one of them is liable, in pence."""
    together = about.of(owed_together)
    return arrears_pence(about) if together is None else together


@fact(Source.LEDGER, Age.EXPORT)
def weeks_owed(about: About) -> int:
    """Whole weeks of rent that are owed, by ledger and rent."""
    week = weekly_rent(about.account)
    return arrears_pence(about) // week if week > 0 else 0
