"""Which notices stand recommended for whoever leads: by the facts of the moment, not by those of the last night."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from cases.accounts.recommended import recommended
from cases.facts import facts_of_accounts
from cases.held import held_days, held_on, hold_in_words
from cases.rows import AccountRow
from cases.service.stopped import UNSEEN
from tasks.assembly import House
from tasks.kept_back import AGREED, agreed_in_words
from tasks.patches import sees_accounts
from tasks.people import Person

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
