"""Handing over a leaver's desk, or a whole patch, to one colleague."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from cases.permissions import Group
from tasks import handing_over
from tasks.acts.subjects import ORGANISATION
from tasks.acts.table import act, of
from tasks.assembly import House, installation
from tasks.handing_over import ChangedSince, Goes, NothingToHandOver, questions_of, seal_of, what_goes, who_has
from tasks.inbox import record_list
from tasks.people import Person, named, person_of
from tasks.refusals import ReasonMissing
from tasks.tables import User
from workflows.db import table
from workflows.errors import Malformed, NotFound
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind

_user = table(User)
HANDERS = of(Group.LEADING) | of(Group.USERS)
"""Who hands over what others have: whoever leads, or ends who leaves."""


class NoSuchColleague(NotFound):
    """There is no such user to hand over from, or to."""


class HandOverNotUnderstood(Malformed):
    """It is not said whose steps go to whom.

    Its fact ``field`` says what is missing: ``of``, ``to`` or ``reason``.
    """


@dataclass(frozen=True)
class HandOverSeen:
    """What would go.

    :ivar of, to: the names of who has it, and of who would; empty: not said
    :ivar goes: each step; empty too where nobody and no patch was named yet
    :ivar questions: how many questions of colleagues wait for the answer of who has it; they go to nobody else
    :ivar seal: what must be said to hand over exactly this
    :ivar colleagues: who may be given steps, and :ivar people: who has some: user name and name
    :ivar names: who is who
    """

    of: str
    to: str
    goes: list[Goes]
    questions: int
    seal: str
    colleagues: list[tuple[str, str]]
    people: list[tuple[str, str]]
    names: dict[str, str]

    @property
    def cases(self) -> int:
        """How many cases it is of."""
        return len({each.item.case_id for each in self.goes})

    @property
    def late(self) -> int:
        """How many steps are overdue."""
        return sum(each.late for each in self.goes)

    @property
    def against(self) -> int:
        """How many cannot go."""
        return sum(bool(each.obstacle) for each in self.goes)


@act(HANDERS, ORGANISATION, Kind.LIST_LOOKED_AT)
def look(house: House, person: Person, *, of: str = "", patch: str = "", to: str = "") -> HandOverSeen:
    """See which steps of a colleague, or of a patch, would go to another, and what stands against it.

    :param of: whose, by user name; empty: of the whole patch, also those that nobody has
    :param patch: only cases of this patch
    :param to: to whom; empty: that is not said yet
    :raises NoSuchColleague: there is no such user, or the other may not sign in
    """
    with house.db.write() as session:
        from_, receiver = _from(session, of), _to(session, to) if to.strip() else None
        goes = []
        if from_ is not None or patch.strip():
            record_list(house.runtime, session, person, "steps to hand over", of=of.strip(), patch=patch.strip())
            goes = what_goes(house, session, person, from_.actor if from_ else "", patch.strip(), receiver)
        having = who_has(session, person)
        known = [(person_of(dict(row)), row["active"]) for row in session.execute(_everybody).mappings()]
        workers = house.organisation.permissions.roles([Group.CASEWORK])
        return HandOverSeen(
            of=from_.name if from_ else "",
            to=receiver.name if receiver else "",
            goes=goes,
            questions=questions_of(session, person, from_.actor) if from_ else 0,
            seal=seal_of(goes),
            colleagues=[(each.username, each.name) for each, active in known if active and each.may(*workers)],
            people=[(each.username, each.name) for each, _ in known if each.actor in having],
            names={each.actor: each.name for each, _ in known},
        )


@act(HANDERS, ORGANISATION, Kind.WORK_HANDED_OVER, Kind.STEP_HANDED_OVER)
def hand_over(house: House, person: Person, *, to: str, reason: str, seal: str, of: str = "", patch: str = "") -> int:
    """Hand all steps of a colleague, or of a patch, over to another; gives how many.

    :param seal: of what was looked at: that goes, or nothing
    :raises ReasonMissing: no reason was given
    :raises HandOverNotUnderstood: it is not said whose, or to whom
    :raises NoSuchColleague: there is no such user, or the other may not sign in
    :raises NothingToHandOver: nothing would go
    :raises ChangedSince: what would go is not what was looked at
    :raises NotWhole: something cannot go, so nothing went
    """
    if not of.strip() and not patch.strip():
        raise HandOverNotUnderstood("Say whose steps are handed over, or those of which patch.", field="of")
    if not to.strip():
        raise HandOverNotUnderstood("Say to whom.", field="to")
    if not reason.strip():
        raise ReasonMissing("Say why; the reason goes into the record of every case.", field="reason")
    with house.db.write() as session:
        from_, receiver = _from(session, of), _to(session, to)
        actor, why = from_.actor if from_ else "", reason.strip()[:2000]
        goes = what_goes(house, session, person, actor, patch.strip(), receiver)
        if not goes:
            raise NothingToHandOver(f"There is no open step of that which would go to {receiver.name}.")
        if seal_of(goes) != seal:
            raise ChangedSince(
                "What would go is not what was shown: steps were done, taken or added since. Nothing was handed over. "
                "Look at the list as it is now."
            )
        handing_over.hand_over(house, session, person, goes, receiver, why)
        said = {"of": actor, "patch": patch.strip(), "to": receiver.actor, "reason": why}
        entry = NewEntry(Kind.WORK_HANDED_OVER, person.actor, payload=said, clear={"steps": len(goes)})
        append(session, installation(session).chain_id, [entry], house.runtime.clock)
    return len(goes)


_everybody = select(_user).order_by(_user.c.name, _user.c.id)


def _from(session: Session, of: str) -> Person | None:
    """Whose steps go, also of somebody who was ended; ``None``: of nobody in particular."""
    if not of.strip():
        return None
    row = session.execute(select(_user).where(named(of))).mappings().one_or_none()
    if row is None:
        raise NoSuchColleague(f"There is no user {of.strip()[:200]!r} to hand over from.")
    return person_of(dict(row))


def _to(session: Session, to: str) -> Person:
    row = session.execute(select(_user).where(named(to), _user.c.active.is_(True))).mappings().one_or_none()
    if row is None:
        raise NoSuchColleague(f"There is no active user {to.strip()[:200]!r} to hand over to.")
    return person_of(dict(row))
