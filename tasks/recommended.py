"""Which notices stand recommended for whoever leads: by the facts of the moment, not by those of the last night."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from cases.accounts.recommended import recommended
from cases.agreements.words import AgreementStatus
from cases.facts import facts_of_accounts
from cases.rows import AccountRow
from tasks.assembly import House
from tasks.patches import sees_accounts
from tasks.people import Person

AGREED = (
    *("arrangement_live", "agreement_proposed", "agreement_made_on", "agreement_status"),
    *("agreement_warned_until", "ended_agreement_mend_by"),
)
FOLLOWS = "Whoever leads the team follows it."
_AFTER = "no notice is prepared before that day is over (Pre-Action Protocol 2.9)."
_ASKED = ("notice_recommended_on", "overdue_pence", "standing_words", *AGREED)


@dataclass(frozen=True)
class Recommended:
    """An account about which a notice stands recommended.

    :ivar since: the day on which it was recommended
    :ivar overdue_pence: what is late today; ``standing`` says it in words
    :ivar agreed: what was agreed about the account, and whether it postpones the notice, in words; empty: nothing
    """

    account: AccountRow
    since: date
    overdue_pence: int
    standing: str
    agreed: str


def standing_recommended(house: House, session: Session, person: Person, today: date) -> list[Recommended]:
    """The notices that stand recommended about accounts in a person's patches, the longest first."""
    found = []
    for account in sees_accounts(session, person, set(recommended(session, today, None))):
        row, facts = next(iter(facts_of_accounts(session, today, house.standards, account, _ASKED)))
        if (since := facts["notice_recommended_on"]) is not None:
            found.append(
                Recommended(row, since, facts["overdue_pence"], facts["standing_words"], agreed_in_words(facts))
            )
    return sorted(found, key=lambda each: (each.since, each.account.id))


def agreed_in_words(facts: Mapping[str, Any]) -> str:
    """What was agreed about an account a notice about which is recommended, and what follows from it; empty: nothing.

    :param facts: of the account, with those of :data:`AGREED`
    """
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
    return ""


def _day(day: date) -> str:
    return f"{day:%-d %B %Y}"
