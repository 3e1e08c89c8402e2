"""What people do with steps: look, take, give back, hand over, keep a draft, complete, take back."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cases.permissions import Group
from tasks import inbox
from tasks.acts.subjects import STEP
from tasks.acts.table import CASEWORK, EVERYBODY, WITH_CASES, act, of
from tasks.assembly import House
from tasks.attaching import FileBrought
from tasks.beside_steps import Beside, beside
from tasks.inbox import WorkRow
from tasks.people import Person, people
from tasks.work import Step
from workflows.clock import london_date
from workflows.evidence.kinds import Kind

LEADERS = of(Group.LEADING)


@dataclass(frozen=True)
class WorkList:
    """One page of somebody's work.

    :ivar total: how many there are in all
    :ivar counted: how many are ``mine``, ``free``, ``overdue``, ``held``
    :ivar offered: the steps and patches to choose from
    :ivar names: who is who
    :ivar beside: what waits for them beside these steps
    """

    rows: list[WorkRow]
    total: int
    counted: dict[str, int]
    offered: dict[str, list[tuple[str, str]]]
    names: dict[str, str]
    beside: list[Beside]


@act(EVERYBODY)
def list_(
    house: House,
    person: Person,
    *,
    whose: str = "all",
    step: str = "",
    patch: str = "",
    search: str = "",
    page: int = 1,
) -> WorkList:
    """See one's own work list.

    It holds the steps of one's own lanes alone; who has no lane has an empty one.
    """
    now = house.runtime.clock.now()
    with house.db.read() as session:
        lanes = house.organisation.lanes_of(person.roles)
        rows, total = inbox.work_list(
            session, person, lanes, now, whose=whose, step=step, patch=patch, search=search, page=page
        )
        return WorkList(
            rows=rows,
            total=total,
            counted=inbox.counts(session, person, lanes, now),
            offered=inbox.filters(session, person, lanes),
            names=people(session),
            beside=beside(house, session, person, london_date(now)),
        )


@act(WITH_CASES, STEP, Kind.CASE_LOOKED_AT)
def look(house: House, person: Person, task_id: str) -> Step:
    """Look at a step, with its form.

    :raises NoSuchStep: there is none
    """
    with house.db.write() as session:
        step = house.work.step(session, task_id)
        inbox.record_look(house.runtime, session, person, step.item.case_id, what="step")
    return step


@act(CASEWORK, STEP, Kind.STEP_CLAIMED)
def claim(house: House, person: Person, task_id: str) -> None:
    """Take a step."""
    with house.db.write() as session:
        house.work.claim(session, person, task_id)


@act(CASEWORK, STEP, Kind.STEP_RELEASED)
def release(house: House, person: Person, task_id: str) -> None:
    """Give a step back to the team."""
    with house.db.write() as session:
        house.work.release(session, person, task_id)


@act(CASEWORK, STEP, Kind.STEP_HANDED_OVER)
def hand_over(house: House, person: Person, task_id: str, *, to: str, reason: str) -> None:
    """Hand a step over to a colleague, with a reason."""
    with house.db.write() as session:
        house.work.hand_over(session, person, task_id, to, reason)


@act(CASEWORK, STEP)
def save_draft(house: House, person: Person, task_id: str, *, answers: Mapping[str, Any], revision: int) -> int:
    """Keep unfinished answers of a step.

    They are nobody's word yet, so the record says nothing of them.

    :returns: the step's new revision
    """
    with house.db.write() as session:
        return house.work.save_draft(session, person, task_id, answers, revision)


@act(CASEWORK, STEP)
def bring(house: House, person: Person, task_id: str, *, question: str, name: str, content: bytes) -> FileBrought:
    """Bring a file for a question of a step; it becomes a document of the case with the step.

    Until then it is nobody's word, so the record says nothing of it.
    """
    with house.db.write() as session:
        return house.work.bring(session, person, task_id, question, name, content)


@act(CASEWORK, STEP, Kind.STEP_COMPLETED)
def complete(
    house: House, person: Person, task_id: str, *, answers: Mapping[str, Any], revision: int | None = None
) -> None:
    """Complete a step; the case moves on in the same unit of work."""
    with house.db.write() as session:
        house.work.complete(session, person, task_id, answers, revision)


@act(LEADERS, STEP, Kind.STEP_REOPENED)
def reopen(house: House, person: Person, task_id: str, *, reason: str) -> None:
    """Take back a wrong click: a completed step is open again."""
    with house.db.write() as session:
        house.work.reopen(session, person, task_id, reason)


def about(house: House, person: Person, task_id: str) -> Step | None:
    """A step for a door that reads its form's fields; ``None`` where there is none that the person may see.

    It shows nothing by itself, so it is no act.
    """
    with house.db.read() as session:
        found = STEP.find(session, person, task_id)
        return house.work.step(session, task_id) if found is not None and found.visible else None
