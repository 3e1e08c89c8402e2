"""Each night: which promises to pay were kept, and which were broken, by what the ledger shows."""

from collections.abc import Mapping

from sqlmodel import Session

from cases.chains import account_chain, person_chain, record_on
from cases.contacts.promises import Undecided, bounced, decide, judged, undecided
from cases.contacts.words import PromiseStatus
from tasks.assembly import House
from workflows.clock import london_date
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind

BOUNCED = "A payment that kept it was taken back."


def look_at_promises(house: House) -> int:
    """Decides every promise of which the ledger tells enough; a second look finds nothing more to decide.

    One that was kept by a payment that bounced is broken in the same night, or open again while its day is not over.

    :returns: how many were decided
    """
    today, decided = london_date(house.runtime.clock.now()), 0
    with house.db.write() as session:
        for each in bounced(session, today):
            stands = judged(each.promise, each.payments, each.known_until)
            decide(session, each.promise.id, stands, None if stands is PromiseStatus.OPEN else today)
            decided += 1
            _tell(house, session, each, stands, {"because": BOUNCED})
        for each in undecided(session, today):
            stands = judged(each.promise, each.payments, each.known_until)
            if stands is PromiseStatus.OPEN:
                continue
            decided += 1
            decide(session, each.promise.id, stands, today)
            _tell(house, session, each, stands, {})
    return decided


def _tell(house: House, session: Session, each: Undecided, stands: PromiseStatus, more: Mapping[str, object]) -> None:
    said = {"promise": each.promise.id, "stands": stands, "known_until": each.known_until, **more}
    entry = NewEntry(Kind.PROMISE_DECIDED, "system", payload=said)
    for chain in (person_chain(each.promise.customer_id), account_chain(each.promise.account_id)):
        record_on(session, chain, [entry], house.runtime.clock)
