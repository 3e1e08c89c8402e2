"""The records of cases and of persons: reading them, checking them, exporting them."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import select

from cases.chains import person_chain, record_on
from cases.rows import CustomerRow
from tasks.acts.subjects import CASE, ORGANISATION, PERSON
from tasks.acts.table import BY_OPERATOR, EVIDENCE, WITH_CASES, act
from tasks.assembly import House
from tasks.elsewhere import elsewhere
from tasks.inbox import record_look
from tasks.people import Person, people
from tasks.persons_seen import customer_of
from tasks.records import Notes, check_record, export_record
from tasks.records import check_everything as check_all
from tasks.records import rotate_key as new_key
from tasks.withholding import Sight, customer_seen
from workflows.db import table
from workflows.evidence import NewEntry, Report, TimelineEntry, entries_of
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.rows import CaseRow
from workflows.runtime.tables import CaseFile

_case = table(CaseFile)


@dataclass(frozen=True)
class RecordSeen:
    """A case's record.

    :ivar entries: the oldest first
    :ivar problems: what a check found; ``None`` where none was asked for
    :ivar notes: who acted, what came along, and what the check cannot see
    :ivar key: the organisation's public key
    :ivar may_check: whether this person may check and export it
    """

    case: CaseRow
    entries: list[TimelineEntry]
    names: dict[str, str]
    key: str
    may_check: bool
    problems: list[str] | None = None
    notes: Notes | None = None


@dataclass(frozen=True)
class PersonRecordSeen:
    """A person's record.

    :ivar entries: the oldest first; of what whoever looks may not see it says that it is withheld
    """

    customer: CustomerRow
    entries: list[TimelineEntry]
    names: dict[str, str]
    may_export: bool


@act(WITH_CASES, CASE, Kind.CASE_LOOKED_AT)
def look(house: House, person: Person, case_id: int) -> RecordSeen:
    """Read a case's record."""
    with house.db.write() as session:
        record_look(house.runtime, session, person, case_id, what="record")
    return _seen(house, person, case_id)


@act(EVIDENCE, CASE, Kind.RECORD_CHECKED)
def check(house: House, person: Person, case_id: int) -> RecordSeen:
    """Check a case's record: what was changed, removed, added or moved, and what the check cannot see."""
    problems, notes = check_record(house, case_id, person.actor)
    return _seen(house, person, case_id, problems, notes)


@act(EVIDENCE | BY_OPERATOR, CASE, Kind.RECORD_EXPORTED)
def export(house: House, person: Person, case_id: int) -> dict[str, Any]:
    """Export a case's record, with its documents, in the form that ``verify.py`` checks."""
    with house.db.read() as session:
        chain_id = house.runtime.chain_of(session, case_id)
    return export_record(house, chain_id, Kind.RECORD_EXPORTED, person.actor, person.roles)


@act(WITH_CASES, PERSON, Kind.PERSON_LOOKED_AT)
def look_at_person(house: House, person: Person, customer_id: int) -> PersonRecordSeen:
    """Read a person's record."""
    with house.db.write() as session:
        customer = customer_of(session, customer_id)
        looked = NewEntry(Kind.PERSON_LOOKED_AT, person.actor, payload={"what": "record"})
        chain_id = record_on(session, person_chain(customer_id), [looked], house.runtime.clock)
        restricted = house.organisation.restricted
        of_others = elsewhere(session, person, customer_id)
        entries = [each for each in entries_of(session, chain_id) if not of_others(each.content)]
        shown = Sight.of(session, restricted, person.roles, customer_id).shown(entries)
        seen = customer_seen(session, restricted, person, customer)
        return PersonRecordSeen(seen, shown, people(session), EVIDENCE.includes(house, person))


@act(EVIDENCE, PERSON, Kind.RECORD_EXPORTED)
def export_person(house: House, person: Person, customer_id: int) -> dict[str, Any]:
    """Export a person's record; what one may not see of it is withheld, and its hash is kept."""
    with house.db.write() as session:
        customer_of(session, customer_id)
        chain_id = record_on(session, person_chain(customer_id), [], house.runtime.clock)
    of_others = partial(elsewhere, person=person, customer_id=customer_id)
    return export_record(house, chain_id, Kind.RECORD_EXPORTED, person.actor, person.roles, of_others)


@act(EVIDENCE | BY_OPERATOR, ORGANISATION)
def check_everything(house: House, person: Person, *, heads_file: Path | None = None) -> Report:
    """Check the whole record, and every row and document that it speaks of against it.

    It changes nothing, not even the record: so it may be done on a copy that nobody may write to.

    :param heads_file: signed heads that were kept where nobody of the database can write
    """
    del person
    return check_all(house, heads_file)


@act(BY_OPERATOR, ORGANISATION, Kind.SIGNING_KEY_CHANGED)
def rotate_key(house: House, person: Person) -> tuple[str, str]:
    """Put a new signing key in force, which the old one signs.

    :returns: the old key and the new one, base64
    """
    return new_key(house, person.actor)


def case_of_reference(house: House, reference: str) -> int:
    """The number of a case, for a door that is told its reference; 0, which no case bears, where there is none."""
    with house.db.read() as session:
        return int(session.execute(select(_case.c.id).where(_case.c.reference == reference)).scalar() or 0)


def _seen(
    house: House, person: Person, case_id: int, problems: list[str] | None = None, notes: Notes | None = None
) -> RecordSeen:
    with house.db.read() as session:
        case = row_of(CaseRow, session.execute(select(_case).where(_case.c.id == case_id)).mappings().one())
        return RecordSeen(
            case=case,
            entries=Sight.of(session, house.organisation.restricted, person.roles).shown(
                entries_of(session, case.chain_id)
            ),
            names=people(session),
            key=house.sealer.public_key,
            may_check=EVIDENCE.includes(house, person),
            problems=problems,
            notes=notes,
        )
