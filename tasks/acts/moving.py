"""Moving a case to another version of its procedure: looked at first, done with a reason, taken back at first."""

from cases.permissions import Group
from tasks.acts.subjects import CASE
from tasks.acts.table import WITH_CASES, act, of
from tasks.assembly import House
from tasks.inbox import record_look
from tasks.people import Person
from tasks.refusals import ReasonMissing
from workflows.evidence.kinds import Kind
from workflows.runtime.moving import Preview, move_case
from workflows.runtime.moving import preview as previewed
from workflows.runtime.moving import take_back as put_back

MOVERS = of(Group.MOVING)
"""Roles that decide by which version a case goes on."""


@act(WITH_CASES, CASE, Kind.CASE_LOOKED_AT)
def preview(house: House, person: Person, case_id: int, *, version: int | None = None) -> list[Preview]:
    """See what moving a case to another version of its procedure would do.

    :param version: the number of the version; ``None``: the newest
    :raises NothingToMove: no procedure runs in the case, or there is no such version
    """
    with house.db.write() as session:
        record_look(house.runtime, session, person, case_id)
    with house.db.read() as session:
        return previewed(house.runtime, session, case_id, version)


@act(MOVERS, CASE, Kind.VERSION_MOVED)
def move(house: House, person: Person, case_id: int, *, reason: str, version: int | None = None) -> list[Preview]:
    """Move a case to another version of its procedure, with a reason.

    :raises ReasonMissing: no reason was given
    :raises CannotBeMoved: with every reason
    """
    if not reason.strip():
        raise ReasonMissing("Say why the case is moved; the reason goes into its record.")
    with house.db.write() as session:
        return move_case(house.runtime, session, case_id, person.actor, reason.strip()[:2000], version)


@act(MOVERS, CASE, Kind.VERSION_MOVED)
def take_back(house: House, person: Person, case_id: int, *, reason: str) -> None:
    """Take back that a case was moved, as long as nothing has happened in it since.

    :raises ReasonMissing: no reason was given
    :raises TooLateToTakeBack: something has happened
    """
    if not reason.strip():
        raise ReasonMissing("Say why the move is taken back; the reason goes into the record.")
    with house.db.write() as session:
        put_back(house.runtime, session, case_id, person.actor, reason.strip()[:2000])
