"""Who acts for a person, and in what."""

from collections.abc import Sequence
from datetime import date

from cases.chains import person_chain, record_on
from cases.people import representatives
from tasks.acts.subjects import PERSON
from tasks.acts.table import CASEWORK, act
from tasks.assembly import House
from tasks.people import Person
from tasks.persons_seen import customer_of
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind


@act(CASEWORK, PERSON, Kind.REPRESENTATIVE_RECORDED)
def appoint(
    house: House,
    person: Person,
    customer_id: int,
    *,
    name: str,
    role: str,
    acts: Sequence[str],
    evidence: str,
    from_on: date,
    until_on: date | None = None,
    phone: str = "",
    email: str = "",
    address: str = "",
) -> int:
    """Record who acts for a person, what their authority covers, and what was seen of it.

    :raises RepresentativeNotUnderstood: something is lacking or unknown
    :raises AuthorityNotCarried: the role cannot carry what is said
    """
    with house.db.write() as session:
        customer_of(session, customer_id)
        made = representatives.appoint(
            session,
            customer_id,
            person.actor,
            house.runtime.clock.now(),
            name=name,
            role=role,
            acts=acts,
            evidence=evidence,
            from_on=from_on,
            until_on=until_on,
            phone=phone,
            email=email,
            address=address,
        )
        said = {"representative": made, "name": name, "role": role, "acts": sorted(set(acts)), "evidence": evidence}
        told = {**said, "from_on": from_on, "until_on": until_on}
        entry = NewEntry(Kind.REPRESENTATIVE_RECORDED, person.actor, payload=told)
        record_on(session, person_chain(customer_id), [entry], house.runtime.clock)
    return made


@act(CASEWORK, PERSON, Kind.REPRESENTATIVE_ENDED)
def end(house: House, person: Person, customer_id: int, representative: int, *, reason: str) -> None:
    """End the authority of somebody who acts for a person.

    :raises NoSuchRepresentative: the person has none of that number
    :raises RepresentativeEnded: it has ended
    :raises EndUnexplained: no reason was given
    """
    with house.db.write() as session:
        customer_of(session, customer_id)
        representatives.end(session, customer_id, representative, person.actor, house.runtime.clock.now(), reason)
        said = {"representative": representative, "reason": reason.strip()}
        entry = NewEntry(Kind.REPRESENTATIVE_ENDED, person.actor, payload=said)
        record_on(session, person_chain(customer_id), [entry], house.runtime.clock)
