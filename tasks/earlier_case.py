"""Who took part in an earlier case about the same debt, and so does no step of the one that looks at it anew.

The properties of a step say it: ``apart_from`` names steps of another procedure (``complaint.draft_stage_1``), and
``apart_on`` the answer of this case that says on which day that other case was answered. It is worked out from the
record, and nobody is asked whether it is so (Complaint Handling Code 6.13).
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from cases.tables import CaseAccount
from tasks.patches import sees_case
from tasks.people import Person, person_of
from tasks.readings import organisation_of
from tasks.refusals import FourEyes
from tasks.tables import User
from workflows.clock import london_date
from workflows.db import table
from workflows.diagrams import Node
from workflows.evidence import timeline
from workflows.evidence.kinds import Kind
from workflows.runtime.house import Runtime
from workflows.runtime.rows import WorkItemRow
from workflows.runtime.tables import CaseFile, WorkItem
from workflows.runtime.words import ItemStatus

_item, _case, _account, _user = table(WorkItem), table(CaseFile), table(CaseAccount), table(User)
MOST_NAMED = 3
"""Colleagues who may do it that a refusal names."""


class TookPart(FourEyes):
    """Whoever had a part in the earlier case has none in this."""


@dataclass(frozen=True)
class Part:
    """What somebody did in an earlier case.

    :ivar opened_at: when that case was opened, and ``closed_at`` when it was closed (both aware; ``None``: it is open)
    :ivar by: who did it, as the record names people
    """

    reference: str
    opened_at: datetime
    closed_at: datetime | None
    name: str
    by: str

    def lasted_on(self, day: date) -> bool:
        """Whether its case was open on a day of London's."""
        closed = self.closed_at
        return london_date(self.opened_at) <= day and (closed is None or day <= london_date(closed))


def refuse_who_took_part(runtime: Runtime, session: Session, person: Person, item: WorkItemRow, node: Node) -> None:
    """Refuses a step to whoever did one of the earlier case from which it is kept apart.

    :raises TookPart: with what they did, where, and who may do it
    """
    if not node.properties.get("apart_from"):
        return
    parts = _parts(runtime, session, item, node)
    own = next((part for part in parts if part.by == person.actor), None)
    if own is None:
        return
    others = _who_may(runtime, session, item, node, {part.by for part in parts})
    offer = (
        f"Hand it over to {' or '.join(others)}."
        if others
        else f"Nobody else who is {item.role.lower()} and sees this case may do it: ask an administrator for somebody."
    )
    raise TookPart(
        f"{item.name!r} must be done by somebody who had no part in {own.reference}, and {person.name} did "
        f"{own.name!r} there. {offer}"
    )


def _parts(runtime: Runtime, session: Session, item: WorkItemRow, node: Node) -> list[Part]:
    """What was done in the earlier cases: in those that lasted on the day that is said; where none did, in all."""
    named = [each.strip().partition(".") for each in node.properties["apart_from"].split(",")]
    mine = select(_account.c.account_id).where(_account.c.case_id == item.case_id)
    query = (
        select(_case.c.procedure, _item.c.step, _case.c.reference, _case.c.opened_at, _case.c.closed_at)
        .add_columns(_item.c.name, _item.c.completed_by)
        .join(_case, _case.c.id == _item.c.case_id)
        .join(_account, _account.c.case_id == _case.c.id)
        .where(
            _account.c.account_id.in_(mine),
            _case.c.id != item.case_id,
            _item.c.status == ItemStatus.COMPLETED,
            _item.c.step.in_([step for _, _, step in named]),
        )
        .order_by(_item.c.completed_at.desc(), _item.c.task_id)
    )
    asked = {(procedure, step) for procedure, _, step in named}
    parts = [Part(*row[2:]) for row in session.execute(query).all() if (row[0], row[1]) in asked]
    day = _said(runtime, session, item.case_id, node.properties.get("apart_on", ""))
    return [part for part in parts if day is not None and part.lasted_on(day)] or parts


def _said(runtime: Runtime, session: Session, case_id: int, question: str) -> date | None:
    """The day that the case's record holds as the answer to a question; ``None``: none, or it was erased."""
    day = None
    for entry in timeline(session, runtime.chain_of(session, case_id)):
        if entry["kind"] == Kind.STEP_COMPLETED and question in (
            answers := (entry["content"] or {}).get("answers", {})
        ):
            day = date.fromisoformat(str(answers[question]))
    return day


def _who_may(runtime: Runtime, session: Session, item: WorkItemRow, node: Node, apart: set[str]) -> list[str]:
    """Some colleagues who may do it: by role, patch, and what they did in both cases."""
    half = (_item.c.instance_id == item.instance_id) & _item.c.step.in_(node.differs_from)
    done = select(_item.c.completed_by).where(half, _item.c.status == ItemStatus.COMPLETED)
    apart = apart | set(session.execute(done).scalars())
    organisation = organisation_of(runtime.book)
    rows = session.execute(select(_user).where(_user.c.active.is_(True)).order_by(_user.c.name)).mappings()
    people = [person_of(dict(row)) for row in rows]
    may = [each for each in people if each.actor not in apart and organisation.may_do(each.roles, item.role)]
    return [each.name for each in may if sees_case(session, each, item.case_id)][:MOST_NAMED]
