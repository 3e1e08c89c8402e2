"""Telling a case that something has come about for which it waits: a claim that is given up, an answer of the court."""

from sqlalchemy import select

from cases.permissions import Group
from tasks.acts.subjects import CASE
from tasks.acts.table import act, of
from tasks.assembly import House
from tasks.consent_told import MESSAGE as TAKEN_BACK
from tasks.opening import published
from tasks.people import Person
from tasks.refusals import ReasonMissing
from workflows.db import table
from workflows.engine import CONDITION
from workflows.errors import Refused
from workflows.evidence.kinds import Kind
from workflows.runtime.tables import CaseFile

_case = table(CaseFile)


class NotWaitedFor(Refused):
    """The case does not wait for that."""


class ToldByTheRecord(Refused):
    """That is told by what is written down on the person's page."""


class ToldByTheNight(Refused):
    """That is told by the night, from the record."""


@act(of(Group.LEADING), CASE, Kind.MESSAGE_SENT)
def tell(house: House, person: Person, case_id: int, *, message: str, reason: str) -> None:
    """Tell a case that something has come about for which it waits, with a reason.

    :param message: by its name in the diagram
    :raises ReasonMissing: no reason was given
    :raises ToldByTheRecord: it is told where consent to a referral is taken back
    :raises ToldByTheNight: its procedure says that the facts decide it (``tells``), and so nobody's word
    :raises NotWaitedFor: the case waits for nothing of that name now
    """
    if not reason.strip():
        raise ReasonMissing("Say what has come about, and how you know; it goes into the case's record.")
    runtime = house.runtime
    with house.db.write() as session:
        runtime.lock_case(session, case_id)
        procedure = session.execute(select(_case.c.procedure).where(_case.c.id == case_id)).scalar_one()
        said = published(house, session).get(procedure)
        told = {told.message for told in said[1].tells} if said is not None else set()
        if message == TAKEN_BACK:
            raise ToldByTheRecord(
                "That consent was taken back is written on the person's page, at the referral. Then the case is told, "
                "and the partner is to be told, too."
            )
        if message in told or message.startswith(CONDITION):
            raise ToldByTheNight(
                f"Whether {message.replace('_', ' ')[:60]} is decided by the facts every night, not by somebody's word."
            )
        if not runtime.send(session, case_id, message, {}, person.actor, reason=reason.strip()[:2000]):
            raise NotWaitedFor(f"The case does not wait for {message[:60]!r} now. Look at what it waits for.")
