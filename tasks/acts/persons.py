"""Finding a person, looking at one, and what is changed of them: how they are reached, what they need, who is there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from cases.chains import chain_named, person_chain, record_on
from cases.people import details, finding, needs
from cases.people.finding import PersonFound
from cases.people.words import DetailStatus, LetterFormat
from tasks.acts.subjects import ORGANISATION, PERSON
from tasks.acts.table import CASEWORK, WITH_CASES, act
from tasks.assembly import House
from tasks.inbox import record_list, was_here
from tasks.people import Person
from tasks.persons_seen import PersonSeen, customer_of, person_seen
from tasks.withholding import unseen_people
from workflows.clock import london_date
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind

LONGEST_SEARCH = 100


@dataclass(frozen=True)
class PersonsFound:
    """The people whom some words may mean, the likeliest first.

    :ivar more: whether there may be others: a further word finds them
    """

    words: str
    rows: list[PersonFound]
    more: bool


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def find(house: House, person: Person, *, words: str = "") -> PersonsFound:
    """Find a person by name, address, postcode, telephone, e-mail or reference."""
    wanted = " ".join(words.split())[:LONGEST_SEARCH]
    with house.db.write() as session:
        record_list(house.runtime, session, person, "persons", part=wanted)
        unseen = unseen_people(session, house.organisation.restricted, person.roles)
        rows = finding.find(session, wanted, person.patches, unseen)
    return PersonsFound(wanted, rows, len(rows) == finding.MOST)


@act(WITH_CASES, PERSON, Kind.PERSON_LOOKED_AT)
def look(house: House, person: Person, customer_id: int, *, anew: bool = True) -> PersonSeen:
    """Look at a person: what is known of them, and what was said.

    :param anew: ``False`` for a page that answers the person's own act of a moment ago, which is no look of its own
    """
    with house.db.write() as session:
        seen = person_seen(house, session, person, customer_id)
        chain = chain_named(session, person_chain(customer_id))
        if anew or chain is None or not was_here(session, chain, person):
            looked = NewEntry(Kind.PERSON_LOOKED_AT, person.actor)
            record_on(session, person_chain(customer_id), [looked], house.runtime.clock)
    return seen


@act(CASEWORK, PERSON, Kind.CONTACT_DETAIL_CHANGED)
def keep_detail(
    house: House,
    person: Person,
    customer_id: int,
    *,
    kind: str,
    value: str,
    status: str = DetailStatus.CURRENT,
    confirmed_how: str = "",
    reason: str = "",
    replaces: int | None = None,
) -> int:
    """Confirm, add or change a telephone number, an e-mail address or an address of a person.

    :param replaces: the number of the one in whose place it comes; 0: what the export says
    :raises DetailNotUnderstood: it is none, or a change is not explained
    :raises NoSuchDetail: the person has none of that number
    """
    now = house.runtime.clock.now()
    said = {"kind": kind, "value": value.strip(), "status": status, "confirmed_how": confirmed_how.strip()}
    with house.db.write() as session:
        customer_of(session, customer_id)
        made = details.keep(
            session,
            customer_id,
            person.actor,
            now,
            on=london_date(now),
            kind=kind,
            value=value,
            status=status,
            confirmed_how=confirmed_how,
            reason=reason,
            replaces=replaces,
        )
        told = {**said, "detail": made, "reason": reason.strip(), "replaces": replaces}
        _record(house, session, person, customer_id, Kind.CONTACT_DETAIL_CHANGED, told)
    return made


@act(CASEWORK, PERSON, Kind.NEEDS_RECORDED)
def say_needs(
    house: House,
    person: Person,
    customer_id: int,
    *,
    language: str = "",
    interpreter: bool = False,
    format: str = LetterFormat.STANDARD,  # noqa: A002 -- the word of the field
    reading_difficulty: bool = False,
    notes: str = "",
) -> int:
    """Say what a person needs in order to understand: a language, a format, an interpreter.

    :raises NeedsNotUnderstood: the format is none
    """
    said: dict[str, Any] = {"language": language, "interpreter": interpreter, "format": format}
    said |= {"reading_difficulty": reading_difficulty, "notes": notes}
    with house.db.write() as session:
        customer_of(session, customer_id)
        made = needs.say_needs(session, customer_id, person.actor, house.runtime.clock.now(), **said)
        _record(house, session, person, customer_id, Kind.NEEDS_RECORDED, said)
    return made


@act(CASEWORK, PERSON, Kind.PREFERENCE_RECORDED)
def prefer(
    house: House, person: Person, customer_id: int, *, way: str, wish: str, source: str, said_on: date | None = None
) -> int:
    """Say how a person wants to be contacted, allows it, or refuses it.

    :param said_on: ``None``: today
    :raises NeedsNotUnderstood: a word is unknown, or it is not said how that is known
    """
    now = house.runtime.clock.now()
    said: dict[str, Any] = {"way": way, "wish": wish, "said_on": said_on or london_date(now), "source": source}
    with house.db.write() as session:
        customer_of(session, customer_id)
        made = needs.prefer(session, customer_id, person.actor, now, **said)
        _record(house, session, person, customer_id, Kind.PREFERENCE_RECORDED, said)
    return made


@act(CASEWORK, PERSON, Kind.HOUSEHOLD_CHANGED)
def add_to_household(
    house: House,
    person: Person,
    customer_id: int,
    *,
    relation: str,
    name: str = "",
    born_year: int | None = None,
    age_band: str = "",
    notes: str = "",
) -> int:
    """Say who lives with a person.

    :raises NeedsNotUnderstood: it is not said who they are to the person, or the year is none
    """
    said: dict[str, Any] = {"relation": relation, "name": name, "born_year": born_year}
    said |= {"age_band": age_band, "notes": notes}
    with house.db.write() as session:
        customer_of(session, customer_id)
        made = needs.add_member(session, customer_id, person.actor, house.runtime.clock.now(), **said)
        _record(house, session, person, customer_id, Kind.HOUSEHOLD_CHANGED, {**said, "member": made})
    return made


@act(CASEWORK, PERSON, Kind.HOUSEHOLD_CHANGED)
def take_from_household(house: House, person: Person, customer_id: int, member: int, *, reason: str) -> None:
    """Say that somebody does not live with a person any more.

    :raises NoSuchMember: nobody of that number does
    :raises LeavingUnexplained: no reason was given
    """
    with house.db.write() as session:
        customer_of(session, customer_id)
        needs.take_out(session, customer_id, member, person.actor, house.runtime.clock.now(), reason)
        said = {"member": member, "reason": reason.strip()}
        _record(house, session, person, customer_id, Kind.HOUSEHOLD_CHANGED, said)


def _record(house: House, session: Session, person: Person, customer_id: int, kind: Kind, said: dict[str, Any]) -> None:
    record_on(session, person_chain(customer_id), [NewEntry(kind, person.actor, payload=said)], house.runtime.clock)
