"""Each night: recommendations of a notice of which nothing is left, as nothing is late any more."""

from collections.abc import Mapping
from typing import Any

from cases.accounts.recommended import is_over, recommended
from cases.chains import account_chain, record_on
from cases.facts import facts_of_accounts
from tasks.assembly import House
from tasks.ledgers import is_late
from workflows.clock import london_date
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind

PAID = "Nothing is late any more."
ASKED = ("overdue_pence", "ledger_age_days", "facts_on")


def look_at_recommendations(house: House) -> int:
    """Writes down which recommendations are over; a second look finds nothing more. Returns how many."""
    today = london_date(house.runtime.clock.now())
    with house.db.read() as session:
        since = recommended(session, today, None)
        over = [
            account
            for account in since
            if any(
                _is_paid(house, facts)
                for _, facts in facts_of_accounts(session, today, house.standards, account, ASKED)
            )
        ]
    for account in over:
        with house.db.write() as session:
            is_over(session, account, since[account], today)
            said = {"recommended_on": since[account], "because": PAID}
            record_on(
                session,
                account_chain(account),
                [NewEntry(Kind.RECOMMENDATION_OVER, "system", payload=said)],
                house.runtime.clock,
            )
    return len(over)


def _is_paid(house: House, facts: Mapping[str, Any]) -> bool:
    """Whether nothing is late, by a ledger that is fresh enough to tell: charges that did not come yet are not paid."""
    return not facts["overdue_pence"] and not is_late(house, facts)
