"""Facts of what is late, and of what only timing explains. Money is integer pence."""

from datetime import date, timedelta

from cases.calculating.money import pounds
from cases.catalogue import About, Age, Source, fact
from cases.debts.facts import other_debts_pence
from cases.expected.paying import timing_of
from cases.tenancies.rent import weekly_rent


@fact(Source.LEDGER, Age.EXPORT)
def overdue_pence(about: About) -> int:
    """Of what is owed, what somebody is late with, in pence.

    What a payment will clear that is not due yet (the present rent period, benefit that is paid in arrears, a claim
    whose first payment is not late, the next Direct Debit) is not pursued.
    """
    return about.once(timing_of).overdue


@fact(Source.LEDGER, Age.EXPORT)
def timing_pence(about: About) -> int:
    """Of what is owed, what timing explains, in pence: nobody is late with it."""
    return about.once(timing_of).explained


@fact(Source.LEDGER, Age.EXPORT)
def technical_arrears(about: About) -> bool:
    """Whether something is owed, and timing explains all of it."""
    return about.once(timing_of).is_technical


@fact(Source.LEDGER, Age.EXPORT)
def timing_gone_by(about: About) -> date | None:
    """The day by which what timing explains should be paid."""
    return about.once(timing_of).gone_by


@fact(Source.LEDGER, Age.EXPORT)
def overdue_since(about: About) -> date | None:
    """The first day on which the oldest unpaid charge was late; null where nothing is."""
    return about.once(timing_of).since


@fact(Source.LEDGER, Age.EXPORT)
def expected_pence(about: About) -> int:
    """What would be owed on that day if everybody had paid as they must, in pence."""
    return about.once(timing_of).expected


@fact(Source.LEDGER, Age.EXPORT)
def standing_words(about: About) -> str:
    """How the account stands: what is owed, what of it is not late and when it comes, what is overdue since when."""
    said, others = about.once(timing_of).sentence, other_debts_pence(about)
    if not others:
        return said
    own = about.account.kind.replace("_", " ")
    return f"{said.replace('Nothing is owed', f'No {own} is owed', 1)} Of other debts {pounds(others)} is owed."


@fact(Source.RECORD, Age.DAY)
def exception_last_day(about: About) -> date:
    """The last day to which the landlord's policy lets an exception hold that is allowed today."""
    return about.on + timedelta(days=about.standards.days("exception_lasts", about.on))


@fact(Source.LEDGER, Age.EXPORT)
def notice_considered(about: About) -> bool:
    """Whether as much rent is overdue as the landlord's policy wants before a notice is considered.

    So many whole weeks of rent as the row ``notice_from_weeks`` says; what timing explains is not counted.
    """
    week = weekly_rent(about.account)
    return week > 0 and overdue_pence(about) // week >= about.standards.days("notice_from_weeks", about.on)
