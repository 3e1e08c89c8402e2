"""An open or held step as somebody sees it: whether it is theirs, and to whom they may hand it over."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from cases.organisation import Organisation
from cases.permissions import Group
from tasks.assembly import House
from tasks.inbox import is_late
from tasks.patches import sees_case
from tasks.people import Person, person_of
from tasks.tables import User
from tasks.work import Step
from workflows.db import table
from workflows.runtime.rows import WorkItemRow
from workflows.runtime.words import ItemStatus

_user = table(User)


@dataclass(frozen=True)
class StepSeen:
    """An open or held step as somebody sees it.

    :ivar mine: whether they have it
    :ivar ours: whether it is for their role
    :ivar may: whether they may do it now
    :ivar leads: whether they may give it back or hand it over
    :ivar late: whether it is overdue
    :ivar colleagues: user name and name of those to whom it may be handed over
    """

    step: Step
    mine: bool
    ours: bool
    may: bool
    leads: bool
    late: bool
    colleagues: list[tuple[str, str]]


def step_seen(house: House, session: Session, person: Person, item: WorkItemRow, now: datetime) -> StepSeen:
    """A step as somebody sees it."""
    mine, ours = item.assignee == person.actor, house.organisation.may_do(person.roles, item.role)
    free = item.assignee is None
    answers = house.organisation.permissions.may(person.roles, Group.LEADING)
    leads = item.status == ItemStatus.OPEN and ours and (mine or free or answers)
    return StepSeen(
        step=house.work.step(session, item.task_id),
        mine=mine,
        ours=ours,
        may=item.status == ItemStatus.OPEN and ours and (mine or free),
        leads=leads,
        late=is_late(item, now),
        colleagues=_colleagues(session, house.organisation, item, person) if leads else [],
    )


def _colleagues(
    session: Session, organisation: Organisation, item: WorkItemRow, person: Person
) -> list[tuple[str, str]]:
    """The user names and names of those who may do a step, without whoever has it."""
    rows = session.execute(select(_user).where(_user.c.active.is_(True)).order_by(_user.c.name)).mappings()
    has = item.assignee or person.actor
    return [
        (each.username, each.name)
        for each in (person_of(dict(row)) for row in rows)
        if each.actor != has and organisation.may_do(each.roles, item.role) and sees_case(session, each, item.case_id)
    ]
