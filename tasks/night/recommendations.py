"""Each night: recommendations of a notice of which nothing is left: nothing is late any more, or they are too old."""

from datetime import date

from sqlmodel import Session

from cases.accounts.recommended import is_over, is_relied_on, recommended
from cases.chains import account_chain, record_on
from cases.facts import facts_of_accounts
from tasks.assembly import House
from tasks.ledgers import is_late
from workflows.clock import london_date
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind

PAID, AGED = "Nothing is late any more.", "It is older than the landlord's policy relies on."
ASKED = ("overdue_pence", "ledger_age_days", "facts_on")


def look_at_recommendations(house: House) -> int:
    """Writes down which recommendations are over, and why; a second look finds nothing more. Returns how many."""
    today = london_date(house.runtime.clock.now())
    with house.db.read() as session:
        since = recommended(session, today, None)
        over = {account: why for account, day in since.items() if (why := _why(house, session, account, day, today))}
    for account, why in over.items():
        with house.db.write() as session:
            is_over(session, account, since[account], today)
            said = {"recommended_on": since[account], "because": why}
            entry = NewEntry(Kind.RECOMMENDATION_OVER, "system", payload=said)
            record_on(session, account_chain(account), [entry], house.runtime.clock)
    return len(over)


def _why(house: House, session: Session, account: int, since: date, today: date) -> str:
    """Why nothing is left of a recommendation; empty: it stands."""
    if not is_relied_on(since, today, house.standards):
        return AGED
    _row, facts = next(facts_of_accounts(session, today, house.standards, account, ASKED))
    # By a ledger that is fresh enough to tell: charges that did not come yet are not paid.
    return PAID if not facts["overdue_pence"] and not is_late(house, facts) else ""
