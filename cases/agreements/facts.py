"""Facts of agreements to pay. Money is integer pence."""

from datetime import date, timedelta

from cases.agreements.ended import Ended, ended
from cases.agreements.making import FIRST_DUE
from cases.agreements.standings import (
    DebtStanding,
    agreed,
    holds_of_warned,
    judged,
    newest_made,
    varied_agreements,
)
from cases.agreements.words import Frequency
from cases.calculating.money import pounds
from cases.catalogue import About, Age, Source, fact


def standings(about: About) -> tuple[DebtStanding, ...]:
    """The debts of the account about which an agreement stands, each with how it stands."""
    found = about.of(agreed)
    return judged(found, about.standards) if found is not None else ()


def ends(about: About) -> tuple[Ended, ...]:
    """The debts of the account about which what was agreed was ended, and nothing agreed since; of most none was."""
    made = about.of(newest_made)
    return about.of(ended) or () if made is not None and made.ended else ()


def behind(about: About) -> tuple[DebtStanding, ...]:
    """The debts of the account that are behind beyond their tolerance: what fell due today is not late yet."""
    return tuple(each for each in about.once(standings) if each.is_behind)


@fact(Source.RECORD, Age.DAY)
def arrangement_live(about: About) -> bool:
    """Whether an arrangement about the account's own debt stands: kept, or the day to mend it by has not passed.

    An agreement about court costs alone stops nothing about the rent. Of several debts of the account each must stand.
    Days of a hold while which nobody may speak about the debt do not count against whoever was warned: the night after
    the hold names a new day.
    """
    own = any(each.debt.debt == about.account.kind for each in about.once(standings))
    return own and about.once(all_stand)


@fact(Source.RECORD, Age.DAY)
def agreement_stands(about: About) -> bool:
    """Whether what was agreed about the account stands, whichever of its debts it is about."""
    return bool(about.once(standings)) and about.once(all_stand)


def all_stand(about: About) -> bool:
    """Whether of each debt about which something is agreed what was agreed still stands."""
    held = [each for each in about.of(holds_of_warned) or () if each.hold.kind in about.standards.silencing]
    return all(each.stands(held) for each in about.once(standings))


@fact(Source.RECORD, Age.DAY)
def agreement_status(about: About) -> str | None:
    """What became of the newest agreement about this account (live, breached …); null where there is none."""
    found = about.of(newest_made)
    return found.status if found is not None else None


@fact(Source.RECORD, Age.DAY)
def first_instalment_latest_on(about: About) -> date | None:
    """The last day on which a first instalment agreed that day may fall due; null: the law does not say."""
    law = about.standards.law
    return about.on + timedelta(days=law.limit(FIRST_DUE, about.on)) if law.has_limit(FIRST_DUE) else None


@fact(Source.RECORD, Age.DAY)
def agreement_proposed(about: About) -> bool:
    """Whether something was agreed that waits until somebody who leads approves or declines it."""
    found = about.of(newest_made)
    return found is not None and found.proposed


@fact(Source.RECORD, Age.DAY)
def agreement_changed(about: About) -> bool:
    """Whether what stands was varied, or took the place of what was agreed before."""
    found = about.once(standings)
    if not found:
        return False
    varied = about.looked[varied_agreements]
    return any(each.agreement.supersedes_id is not None or each.agreement.id in varied for each in found)


@fact(Source.LEDGER, Age.EXPORT)
def agreement_behind_pence(about: About) -> int:
    """What is late above what was agreed, beyond the tolerance, in pence; 0 where it is kept or there is none."""
    return sum(each.standing.behind_pence for each in about.once(behind))


@fact(Source.LEDGER, Age.EXPORT)
def agreement_behind_in_words(about: About) -> str | None:
    """What is late so, debt by debt in words (£6.00 of court costs); null where nothing is."""
    title = about.standards.title_of
    late = about.once(behind)
    parts = [f"{pounds(each.standing.behind_pence)} of {title(each.debt.debt).lower()}" for each in late]
    return " and ".join(parts) or None


@fact(Source.LEDGER, Age.EXPORT)
def agreement_behind_since(about: About) -> date | None:
    """The day of the first instalment that is not met; null where an agreement is kept or there is none."""
    missed = [each.standing.missed_on for each in about.once(behind)]
    return min((day for day in missed if day is not None), default=None)


@fact(Source.RECORD, Age.DAY)
def agreement_expected_pence(about: About) -> int | None:
    """What may be late at most by what was agreed, in pence; null where there is no agreement."""
    found = about.once(standings)
    return sum(each.standing.expected_pence for each in found) if found else None


@fact(Source.RECORD, Age.DAY)
def agreement_next_due(about: About) -> date | None:
    """The next day on which an instalment falls due; null where there is no agreement, or nothing left to pay."""
    due = [each.standing.next_due for each in about.once(standings)]
    return min((day for day in due if day is not None), default=None)


@fact(Source.RECORD, Age.DAY)
def agreement_warned_until(about: About) -> date | None:
    """The last day on which a broken agreement can be mended; null where none was warned."""
    named = [each.agreement.mend_by for each in about.once(standings)]
    return min((day for day in named if day is not None), default=None)


@fact(Source.RECORD, Age.DAY)
def agreement_made_on(about: About) -> date | None:
    """The day on which the agreement that stands was made or last varied; null where there is none."""
    return max((each.agreement.agreed_on for each in about.once(standings)), default=None)


@fact(Source.RECORD, Age.DAY)
def agreement_ended_on(about: About) -> date | None:
    """The day on which somebody ended what was agreed, and nothing was agreed about the debt since; null: none.

    What a court ordered was not agreed: of its end the court's own order tells.
    """
    return max((each.ended_on for each in about.once(ends) if each.agreed), default=None)


@fact(Source.RECORD, Age.DAY)
def agreement_ended_in_words(about: About) -> str | None:
    """What was agreed and ended on that day, in words: how much, how often, until when; null where nothing was."""
    day = agreement_ended_on(about)
    parts = [
        f"{pounds(each.instalment_pence)} {_OFTEN[each.frequency]} towards {each.debt.replace('_', ' ')}"
        for each in about.once(ends)
        if each.agreed and each.ended_on == day
    ]
    return f"{' and '.join(parts)}, until {day:%-d %B %Y}" if day is not None else None


@fact(Source.RECORD, Age.DAY)
def ended_agreement_mend_by(about: About) -> date | None:
    """The last day that a warning gave to put right what was agreed about the account's own debt and ended since; null
    where none was given, or it is over.

    Nobody is asked in writing for what is late before that day is over: whoever was told of it relies on it. It is over
    once the ledger is known to its end, as for what stands.
    """
    own = [each.mend_by for each in about.once(ends) if each.debt == about.account.kind]
    to_come = (day for day in own if day is not None and (about.on <= day or about.account.balance_on < day))
    return max(to_come, default=None)


@fact(Source.RECORD, Age.DAY)
def agreement_instalment_pence(about: About) -> int | None:
    """What is paid each time by what was agreed about this account, in pence; null where there is no agreement."""
    found = about.once(standings)
    return sum(each.debt.instalment_pence for each in found) if found else None


@fact(Source.RECORD, Age.DAY)
def agreement_in_words(about: About) -> str | None:
    """What was agreed about this account in words: how much, how often, from when; null where there is nothing."""
    found = about.once(standings)
    parts = (
        f"\u00a3{each.debt.instalment_pence / 100:,.2f} {_OFTEN[each.agreement.frequency]} towards "
        f"{each.debt.debt.replace('_', ' ')}, the first payment on {each.agreement.first_due:%-d %B %Y}"
        for each in found
    )
    return "; and ".join(parts) or None


_OFTEN = {
    Frequency.WEEKLY: "every week",
    Frequency.FORTNIGHTLY: "every two weeks",
    Frequency.FOUR_WEEKLY: "every four weeks",
    Frequency.MONTHLY: "every month",
}
