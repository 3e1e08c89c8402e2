"""Facts of what is owed, each debt by itself. Money is integer pence."""

from datetime import date

from cases.calculating.counting import add_months
from cases.catalogue import About, Age, Source, fact
from cases.debts.together import sharing
from cases.ledger.keeping import standing
from cases.ledger.lines import apportioned
from cases.tenancies.rent import weekly_rent
from workflows.expressions import YearsAndMonths


def debts_of(about: About) -> dict[str, int]:
    """What is owed of each debt on the account, in pence; negative in credit."""
    found = about.of(standing)
    return apportioned(found.by_debt, about.standards.order_of) if found else {}


def own_balance(about: About) -> int:
    """What is owed of the account's own kind of debt, in pence; negative in credit."""
    return about.once(debts_of).get(about.account.kind, 0)


def in_credit_elsewhere(about: About) -> int:
    """What stands in credit on the account under other debts than its own, in pence.

    It is the payer's money, wherever it was posted: as long as it stands there, so much of the account's own debt is
    pursued by nobody.
    """
    return sum(max(-pence, 0) for debt, pence in about.once(debts_of).items() if debt != about.account.kind)


@fact(Source.LEDGER, Age.EXPORT)
def arrears_pence(about: About) -> int:
    """What is owed of the account's own debt (rent, on a rent account) at the end of that day, in pence; 0 in credit.

    Court costs, recharges and other debts on the same account are not in it.
    """
    return max(own_balance(about), 0)


@fact(Source.LEDGER, Age.EXPORT)
def credit_pence(about: About) -> int:
    """By how much the account's own debt is in credit, in pence; 0 where something is owed."""
    return max(-own_balance(about), 0)


@fact(Source.LEDGER, Age.EXPORT)
def costs_pence(about: About) -> int:
    """What is owed of court costs, in pence; they are no rent."""
    return max(about.once(debts_of).get("court_costs", 0), 0)


@fact(Source.LEDGER, Age.EXPORT)
def other_debts_pence(about: About) -> int:
    """What is owed on the account of other debts than its own, court costs among them, in pence."""
    return sum(max(pence, 0) for debt, pence in about.once(debts_of).items() if debt != about.account.kind)


@fact(Source.LEDGER, Age.EXPORT)
def owed_together_pence(about: About) -> int:
    """What its debtors owe together, of every debt on every account for which one of them is liable, in pence.

    What is in credit on one account is set against nothing: whose it is, is another question.
    """
    owed = sum(max(pence, 0) for pence in about.once(debts_of).values())
    for other in about.of(sharing) or ():
        found = about.looked.also(standing, other)
        debts = apportioned(found.by_debt, about.standards.order_of) if found else {}
        owed += sum(max(pence, 0) for pence in debts.values())
    return owed


@fact(Source.LEDGER, Age.EXPORT)
def weeks_owed(about: About) -> int:
    """Whole weeks of rent that are owed, by ledger and rent."""
    week = weekly_rent(about.account)
    return arrears_pence(about) // week if week > 0 else 0


@fact(Source.LEDGER, Age.EXPORT)
def oldest_charge_on(about: About) -> date | None:
    """The day on which the oldest unpaid charge fell due: money that comes in pays the oldest first."""
    found, left = about.of(standing), own_balance(about)
    oldest = None
    for each in found.charges if found else ():
        if left <= 0:
            break
        left, oldest = left - each.pence, each.on
    return oldest


@fact(Source.LEDGER, Age.EXPORT)
def barred_from(about: About) -> date | None:
    """The first day on which no claim for the oldest unpaid charge may be issued any more (Limitation Act 1980).

    As if nobody had acknowledged the debt or paid towards it since: the careful reading.
    """
    oldest, kind = oldest_charge_on(about), about.standards.debts.get(about.account.kind)
    if oldest is None or kind is None or not kind.limitation:
        return None
    length = about.standards.law.period(kind.limitation, oldest)
    return add_months(oldest, length.months) if isinstance(length, YearsAndMonths) else oldest + length
