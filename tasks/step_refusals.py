"""When somebody may not do a step: it is done, another has it, their page is old, or they did its other half."""

from sqlalchemy import bindparam, literal_column, select
from sqlmodel import Session

from tasks.earlier_case import refuse_who_took_part
from tasks.people import Person
from tasks.refusals import (
    FourEyes,
    PageStale,
    StepNotOpen,
    StepTaken,
)
from tasks.tables import User
from workflows.clock import LONDON
from workflows.db import table
from workflows.prepared import Prepared
from workflows.runtime.house import Runtime
from workflows.runtime.rows import WorkItemRow
from workflows.runtime.tables import Instance, WorkItem
from workflows.runtime.words import ItemStatus

_item, _instance, _user = table(WorkItem), table(Instance), table(User)
_done_by = Prepared(
    select(_item.c.name)
    .where(
        _item.c.instance_id == bindparam("b_instance"),
        _item.c.step == bindparam("b_step"),
        _item.c.status == bindparam("b_status"),
        _item.c.completed_by == bindparam("b_by"),
    )
    .limit(literal_column("1"))
)
version_of_instance = Prepared(select(_instance.c.version_id).where(_instance.c.id == bindparam("b_instance")))


def refuse_if_not_open(session: Session, person: Person, item: WorkItemRow) -> None:
    """Refuses a step that was done or is no longer needed.

    :raises StepNotOpen: with who did it, and when
    """
    if item.status == ItemStatus.COMPLETED and item.completed_by == person.actor and item.completed_at is not None:
        at = item.completed_at.astimezone(LONDON)
        raise StepNotOpen(
            f"You completed {item.name!r} already, at {at:%H:%M on %-d %B %Y}. "
            f"It was done once; there is nothing more to do.",
            already=True,
        )
    if item.status == ItemStatus.COMPLETED:
        who = _name(session, item.completed_by or "")
        raise StepNotOpen(f"{who} completed {item.name!r} in the meantime. Look at the case before you go on.")
    if item.status == ItemStatus.CANCELLED:
        raise StepNotOpen(f"{item.name!r} is no longer needed: the case has moved on. Look at the case.")


def refuse_if_taken(session: Session, person: Person, item: WorkItemRow) -> None:
    """Refuses a step that another person has.

    :raises StepTaken: with who it is
    """
    if item.assignee not in (None, person.actor):
        who = _name(session, item.assignee)
        if _is_ended(session, item.assignee):
            raise StepTaken(
                f"{who}, who can sign in no more, has {item.name!r}. Ask a team leader to give it back to the team."
            )
        raise StepTaken(f"{who} has {item.name!r}. Ask them to release it or to hand it over to you.")


def refuse_if_stale(item: WorkItemRow, revision: int) -> None:
    """Refuses what was written on a page that shows the step as it was.

    :raises PageStale: it has changed since
    """
    if item.revision != revision:
        raise PageStale(
            "This step has changed since your page was made: it was saved, handed over or held in the meantime. "
            "Your answers are still on this page; compare them with the step as it stands now, and send them again."
        )


def refuse_same_eyes(runtime: Runtime, session: Session, person: Person, item: WorkItemRow) -> None:
    """Refuses a step to who did one that it must differ from.

    :raises FourEyes: with which that was
    :raises TookPart: they had a part in the earlier case that this one looks at anew
    """
    version_id = version_of_instance.one_or_none(session, {"b_instance": item.instance_id}).version_id
    node = runtime.procedures.node(session, version_id, item.step)
    refuse_who_took_part(runtime, session, person, item, node)
    who = {"b_instance": item.instance_id, "b_status": ItemStatus.COMPLETED, "b_by": person.actor}
    for other in node.differs_from:
        # In whichever round, and for whichever of several: who did any of it does not judge it.
        done_by = _done_by.one_or_none(session, {**who, "b_step": other})
        if done_by is not None:
            raise FourEyes(
                f"{item.name!r} must be done by somebody other than who did {done_by.name!r}, and that was "
                f"{person.name}. Hand it over to a colleague."
            )


def _name(session: Session, actor: str) -> str:
    number = actor.removeprefix("user:")
    name = None
    if number.isdigit():
        name = session.execute(select(_user.c.name).where(_user.c.id == int(number))).scalar()
    return name or "Somebody else"


def _is_ended(session: Session, actor: str) -> bool:
    number = actor.removeprefix("user:")
    active = select(_user.c.active).where(_user.c.id == (int(number) if number.isdigit() else 0))
    return session.execute(active).scalar() is False
