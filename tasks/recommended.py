"""Which notices stand recommended for whoever leads: by the facts of the moment, not by those of the last night."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from cases.accounts.recommended import recommended
from cases.agreements.words import AgreementStatus
from cases.facts import facts_of_accounts
from cases.held import held_days, held_on, hold_in_words
from cases.rows import AccountRow
from cases.service.stopped import UNSEEN
from tasks.assembly import House
from tasks.patches import sees_accounts
from tasks.people import Person

FORBIDS = (
    ("tenancy_ended", "The tenancy has ended, so no notice is prepared: a former tenant is written to otherwise."),
    ("all_tenants_died", "No tenant lives, so none is prepared by it: whoever settles the estate is written to first."),
    ("death_being_settled", "A death is being settled: no notice is prepared meanwhile."),
    ("moratorium_in_force", "A moratorium is in force: no notice is prepared meanwhile."),
    ("insolvency_in_force", "An insolvency is in force: no notice is prepared for what it covers."),
)
"""Facts in whose time no notice is prepared, and what is said of each."""
AGREED = (
    *(name for name, _ in FORBIDS),
    *("arrangement_live", "agreement_proposed", "agreement_made_on", "agreement_status"),
    *("agreement_warned_until", "ended_agreement_mend_by", "notice_considered"),
)
FOLLOWS = "Whoever leads the team follows it."
_LESS = "Less is late by now than the landlord's policy wants before a notice, so it wants an approved exception."
_AFTER = "no notice is prepared before that day is over (Pre-Action Protocol 2.9)."
_ASKED = ("notice_recommended_on", "overdue_pence", "standing_words", *AGREED)


@dataclass(frozen=True)
class Recommended:
    """An account about which a notice stands recommended.

    :ivar since: the day on which it was recommended
    :ivar overdue_pence: what is late today; ``standing`` says it in words
    :ivar agreed: what keeps the notice back: a hold, a death, what was agreed, that less is late; empty: nothing
    """

    account: AccountRow
    since: date
    overdue_pence: int
    standing: str
    agreed: str


def standing_recommended(house: House, session: Session, person: Person, today: date) -> list[Recommended]:
    """The notices that stand recommended about accounts in a person's patches, the longest first."""
    found = []
    theirs = sees_accounts(session, person, set(recommended(session, today, None)))
    held = _held(house, session, person, theirs, today)
    for account in theirs:
        row, facts = next(iter(facts_of_accounts(session, today, house.standards, account, _ASKED)))
        if (since := facts["notice_recommended_on"]) is not None:
            back = agreed_in_words(facts) if (hold := held.get(account)) is None else f"It is held: {hold}."
            found.append(Recommended(row, since, facts["overdue_pence"], facts["standing_words"], back))
    return sorted(found, key=lambda each: (each.since, each.account.id))


def _held(house: House, session: Session, person: Person, accounts: Collection[int], today: date) -> dict[int, str]:
    """Account → the hold that forbids to prepare a notice about it, in words that whoever reads may see."""
    found = {}
    for account, days in held_days(session, house.organisation.stopping("prepare"), accounts).items():
        if (hold := held_on(days, today)) is not None:
            seen = house.organisation.restricted.sees_hold(hold.kind, person.roles)
            found[account] = hold_in_words(hold, house.organisation.holds) if seen else UNSEEN
    return found


def agreed_in_words(facts: Mapping[str, Any]) -> str:
    """What keeps a notice back that is recommended about an account, or was agreed about it; empty: nothing.

    :param facts: of the account, with those of :data:`AGREED`
    """
    for name, sentence in FORBIDS:
        if facts[name]:
            return sentence
    if facts["agreement_proposed"]:
        return "An agreement waits to be approved or declined: no notice is prepared before."
    if facts["arrangement_live"]:
        made = f"An agreement of {_day(facts['agreement_made_on'])}"
        if (until := facts["agreement_warned_until"]) is not None:
            return f"{made} is behind and may be put right until {_day(until)}: {_AFTER}"
        return f"{made} stands: the notice is put off while it is kept (Pre-Action Protocol 2.9)."
    if (until := facts["ended_agreement_mend_by"]) is not None:
        return f"What was agreed was ended, and was to be put right by {_day(until)}: {_AFTER}"
    if (status := facts["agreement_status"]) in {AgreementStatus.BREACHED, AgreementStatus.ENDED}:
        return f"What was agreed last is {status}. {FOLLOWS}"
    return "" if facts["notice_considered"] else f"{_LESS} {FOLLOWS}"


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
