"""Acts that came to be known as void or wrong: seeing them, and settling what the customer is told."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select, update

from cases.covering import covering
from cases.permissions import Group
from cases.tables import Hold
from cases.undone.tables import ActUndone
from tasks.acts.closing import CLOSERS, no_hold_may_cover, settle_all
from tasks.acts.subjects import CASE, ORGANISATION
from tasks.acts.table import ANSWERABLE, act, of
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.patches import of_patches
from tasks.people import Person, people
from tasks.refusals import ReasonMissing
from tasks.withholding import HELD, HELD_WORDS
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import NotFound, Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.sending_back import send_back as put_back
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus

_undone, _hold, _case = table(ActUndone), table(Hold), table(CaseFile)
LONGEST = 2000
MOST = 500


class NoSuchUndoneAct(NotFound):
    """There is no such act."""


class SettledAlready(Refused):
    """What is done about that act was settled already."""


@dataclass(frozen=True)
class UndoneAct:
    """An act that is void or wrong.

    :ivar hold: the kind of hold that forbade it
    :ivar documents: how many letters it sent
    :ivar by: who settled it, by name
    :ivar open: whether the case is open, and so goes on only when a leader has sent it back or closed it
    :ivar held: whether a hold covers the case still, so that neither can be done yet
    """

    id: int
    case_id: int
    reference: str
    title: str
    step: str
    done_on: date
    effect: str
    because: str
    documents: int
    hold: str
    hold_begins_on: date
    found_at: datetime
    settled_at: datetime | None
    settled_reason: str
    by: str
    open: bool
    held: bool


@act(ANSWERABLE, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person, *, settled: bool = False) -> list[UndoneAct]:
    """See the acts that are void or wrong, for something that came to light after them.

    :param settled: those of which it is settled what is done; otherwise those of which it is not
    """
    columns = (_undone, _case.c.reference, _case.c.title, _case.c.status, _hold.c.kind.label("hold"), _hold.c.begins_on)
    query = (
        select(*columns)
        .join(_case, _case.c.id == _undone.c.case_id)
        .join(_hold, _hold.c.id == _undone.c.hold_id)
        .where(_undone.c.settled_at.is_not(None) if settled else _undone.c.settled_at.is_(None))
        .order_by(_undone.c.found_at.desc(), _undone.c.id)
        .limit(MOST)
    )
    if person.patches:
        query = query.where(of_patches(person, _undone.c.case_id))
    with house.db.write() as session:
        record_list(house.runtime, session, person, "acts undone", settled=settled)
        names = people(session)
        restricted = house.organisation.restricted
        rows = session.execute(query).mappings().all()
        today = london_date(house.runtime.clock.now())
        held = {each for each in {row["case_id"] for row in rows} if covering(session, each, today)}
        found = [
            row_of(
                UndoneAct,
                {
                    **row,
                    "hold_begins_on": row["begins_on"],
                    "by": names.get(row["settled_by"], ""),
                    "open": row["status"] == CaseStatus.OPEN,
                    "held": row["case_id"] in held,
                },
            )
            for row in rows
        ]
    return [
        each
        if restricted.sees_hold(each.hold, person.roles)
        else replace(each, hold=HELD, because=HELD_WORDS, settled_reason=HELD_WORDS if each.settled_reason else "")
        for each in found
    ]


@act(of(Group.RELEASING_HOLDS), CASE, Kind.ACT_SETTLED)
def settle(house: House, person: Person, case_id: int, *, undone: int, reason: str) -> None:
    """Settle what is done about an act that is void or wrong: what the customer was told, what was put right.

    :param undone: the number of the act
    :raises ReasonMissing: it was not said what was done
    :raises NoSuchUndoneAct: there is none in the case
    :raises SettledAlready: somebody has settled it
    """
    said = reason.strip()[:LONGEST]
    if not said:
        raise ReasonMissing("Say what was done about it: what the customer was told, and what was put right.")
    with house.db.write() as session:
        house.runtime.lock_case(session, case_id)
        where = (_undone.c.id == undone) & (_undone.c.case_id == case_id)
        row = session.execute(select(_undone).where(where)).one_or_none()
        if row is None:
            raise NoSuchUndoneAct(f"There is no act {undone} in this case that is void or wrong.")
        if row.settled_at is not None:
            raise SettledAlready("Somebody has settled that already; see the list of what is settled.")
        values = {"settled_by": person.actor, "settled_at": house.runtime.clock.now(), "settled_reason": said}
        session.execute(update(_undone).where(where).values(**values))
        entry = NewEntry(Kind.ACT_SETTLED, person.actor, row.step, {"act": undone, "hold": row.hold_id, "reason": said})
        append(session, house.runtime.chain_of(session, case_id), [entry], house.runtime.clock)


@act(CLOSERS, CASE, Kind.CASE_SENT_BACK, Kind.ACT_SETTLED)
def send_back(house: House, person: Person, case_id: int, *, reason: str) -> str:
    """Send a case back to its first void or wrong act, which is done anew as the facts are then; it settles them all.

    :param reason: what the customer was told, and what was put right
    :returns: the step that is done anew
    :raises ReasonMissing: it was not said
    :raises StillHeld: a hold still covers the case
    :raises CannotBeSentBack: something would be lost or repeated; then the case is closed instead
    """
    said = reason.strip()[:LONGEST]
    if not said:
        raise ReasonMissing("Say what the customer was told, and why the act is done anew.")
    with house.db.write() as session:
        house.runtime.lock_case(session, case_id)
        no_hold_may_cover(house, session, case_id)
        step = put_back(house.runtime, session, case_id, person.actor, said)
        settle_all(house, session, person, case_id, said)
        return step
