"""Each night: which promises to pay were kept, and which were broken, by what the ledger shows."""

from cases.chains import account_chain, person_chain, record_on
from cases.contacts.promises import decide, judged, undecided
from cases.contacts.words import PromiseStatus
from tasks.assembly import House
from workflows.clock import london_date
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind


def look_at_promises(house: House) -> int:
    """Decides every promise of which the ledger tells enough; a second look finds nothing more to decide.

    :returns: how many were decided
    """
    today, decided = london_date(house.runtime.clock.now()), 0
    with house.db.write() as session:
        for each in undecided(session, today):
            stands = judged(each.promise, each.payments, each.known_until)
            if stands is PromiseStatus.OPEN:
                continue
            decided += 1
            decide(session, each.promise.id, stands, today)
            said = {"promise": each.promise.id, "stands": stands, "known_until": each.known_until}
            entry = NewEntry(Kind.PROMISE_DECIDED, "system", payload=said)
            for chain in (person_chain(each.promise.customer_id), account_chain(each.promise.account_id)):
                record_on(session, chain, [entry], house.runtime.clock)
    return decided
