"""Notices that were recommended and stand so: whoever leads the team follows them."""

from dataclasses import dataclass
from datetime import date

from cases.accounts.recommended import recommended
from cases.facts import facts_of_accounts
from cases.rows import AccountRow
from tasks.acts.subjects import ORGANISATION
from tasks.acts.table import WITH_CASES, act
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.patches import sees_accounts
from tasks.people import Person
from workflows.clock import london_date
from workflows.evidence.kinds import Kind


@dataclass(frozen=True)
class Recommended:
    """An account about which a notice stands recommended.

    :ivar since: the day on which it was recommended
    :ivar overdue_pence: what is late today; ``standing`` says it in words
    """

    account: AccountRow
    since: date
    overdue_pence: int
    standing: str


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person) -> list[Recommended]:
    """See about which accounts a notice stands recommended, the longest first."""
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        record_list(house.runtime, session, person, "notices recommended")
        since = recommended(session, today, None)
        found = []
        for account in sees_accounts(session, person, set(since)):
            row, facts = next(iter(facts_of_accounts(session, today, house.standards, account)))
            found.append(Recommended(row, since[account], facts["overdue_pence"], facts["standing_words"]))
    return sorted(found, key=lambda each: (each.since, each.account.id))
