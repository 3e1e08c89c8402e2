"""Facts of agreements to pay. Money is integer pence."""

from datetime import date

from cases.agreements.standings import standings
from cases.catalogue import About, Age, Source, fact


@fact(Source.RECORD, Age.DAY)
def arrangement_live(about: About) -> bool:
    """Whether an arrangement stands: it is kept, or the day by which it is to be mended has not passed.

    Of several agreements about an account each must stand.
    """
    found = about.of(standings)
    return bool(found) and all(each.stands for each in found or ())


@fact(Source.LEDGER, Age.EXPORT)
def agreement_behind_pence(about: About) -> int:
    """What is late above what was agreed, in pence; 0 where an agreement is kept or there is none."""
    return sum(each.standing.behind_pence for each in about.of(standings) or ())


@fact(Source.LEDGER, Age.EXPORT)
def agreement_behind_since(about: About) -> date | None:
    """The day of the first instalment that is not met; null where an agreement is kept or there is none."""
    missed = [each.standing.missed_on for each in about.of(standings) or ()]
    return min((day for day in missed if day is not None), default=None)


@fact(Source.RECORD, Age.DAY)
def agreement_expected_pence(about: About) -> int | None:
    """What may be late at most by what was agreed, in pence; null where there is no agreement."""
    found = about.of(standings)
    return sum(each.standing.expected_pence for each in found) if found else None


@fact(Source.RECORD, Age.DAY)
def agreement_next_due(about: About) -> date | None:
    """The next day on which an instalment falls due; null where there is no agreement, or nothing left to pay."""
    due = [each.standing.next_due for each in about.of(standings) or ()]
    return min((day for day in due if day is not None), default=None)


@fact(Source.RECORD, Age.DAY)
def agreement_warned_until(about: About) -> date | None:
    """The last day on which a broken agreement can be mended; null where none was warned."""
    named = [each.agreement.mend_by for each in about.of(standings) or ()]
    return min((day for day in named if day is not None), default=None)
