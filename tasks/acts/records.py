"""The record of a case: reading it, checking it, exporting it."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from tasks.acts.subjects import CASE
from tasks.acts.table import EVIDENCE, OPERATOR, WITH_CASES, act
from tasks.assembly import House
from tasks.inbox import record_look
from tasks.people import Person, people
from workflows.db import table
from workflows.evidence import NewEntry, append, export_chain, timeline
from workflows.evidence.kinds import Kind
from workflows.evidence.verify import verify_record
from workflows.runtime.house import NoSuchCase
from workflows.runtime.tables import CaseFile

_case = table(CaseFile)


@dataclass(frozen=True)
class RecordSeen:
    """A case's record.

    :ivar entries: the oldest first
    :ivar problems: what a check found; ``None`` where none was asked for
    :ivar notes: what the check cannot see
    :ivar key: the organisation's public key
    :ivar may_check: whether this person may check and export it
    """

    case: dict[str, Any]
    entries: list[dict[str, Any]]
    names: dict[str, str]
    key: str
    may_check: bool
    problems: list[str] | None = None
    notes: tuple[str, ...] = ()


@act(WITH_CASES, CASE, Kind.CASE_LOOKED_AT)
def look(house: House, person: Person, case_id: int) -> RecordSeen:
    """Read a case's record."""
    with house.db.write() as session:
        record_look(house.runtime, session, person, case_id, what="record")
    return _seen(house, person, case_id)


@act(EVIDENCE, CASE, Kind.RECORD_CHECKED)
def check(house: House, person: Person, case_id: int) -> RecordSeen:
    """Check a case's record: what was changed, removed, added or moved, and what the check cannot see."""
    problems, notes = verify_record(_export(house, person, case_id, Kind.RECORD_CHECKED))
    return _seen(house, person, case_id, [problem.sentence for problem in problems], tuple(notes))


@act(EVIDENCE | {OPERATOR}, CASE, Kind.RECORD_EXPORTED)
def export(house: House, person: Person, case_id: int) -> dict[str, Any]:
    """Export a case's record in the form that ``verify.py`` checks."""
    return _export(house, person, case_id, Kind.RECORD_EXPORTED)


def case_of_reference(house: House, reference: str) -> int:
    """The number of a case, for a door that is told its reference.

    :raises NoSuchCase: there is none
    """
    with house.db.read() as session:
        found = session.execute(select(_case.c.id).where(_case.c.reference == reference)).scalar()
    if found is None:
        raise NoSuchCase(f"There is no case with the reference {reference}.")
    return int(found)


def _export(house: House, person: Person, case_id: int, kind: Kind) -> dict[str, Any]:
    with house.db.write() as session:
        chain_id = house.runtime.chain_of(session, case_id)
        append(session, chain_id, [NewEntry(kind, person.actor)], house.runtime.clock)
        made = export_chain(session, chain_id, house.sealer)
    with house.db.read() as session:
        house.sealer.publish_heads(session)
    return made


def _seen(
    house: House, person: Person, case_id: int, problems: list[str] | None = None, notes: tuple[str, ...] = ()
) -> RecordSeen:
    with house.db.read() as session:
        case = session.execute(select(_case).where(_case.c.id == case_id)).mappings().one()
        return RecordSeen(
            case=dict(case),
            entries=list(timeline(session, case["chain_id"])),
            names=people(session),
            key=house.sealer.public_key,
            may_check=person.may(*EVIDENCE),
            problems=problems,
            notes=notes,
        )
