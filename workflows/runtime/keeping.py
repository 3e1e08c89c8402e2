"""Keeping the rows of what an instance waits for in step with the engine."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update
from sqlmodel import Session

from workflows.clock import london_date, machine_now
from workflows.db import table
from workflows.diagrams import Node
from workflows.diagrams.graph import HUMAN_TASKS
from workflows.diagrams.waits import rows_of_wait
from workflows.engine import Execution
from workflows.evidence.canonical import plain
from workflows.prepared import Prepared, Upsert
from workflows.runtime.due import day_named, due_at_end, due_of_work
from workflows.runtime.gate import Closed, Gate
from workflows.runtime.means import Means
from workflows.runtime.tables import Job, MessageWait, Timer, WorkItem
from workflows.runtime.words import IncidentKind, ItemStatus, JobStatus, MessageStatus, OnHold, TimerStatus

_item, _timer, _message, _job = table(WorkItem), table(Timer), table(MessageWait), table(Job)
TABLES = {"item": _item, "timer": _timer, "message": _message, "job": _job}
_end = {
    kind: Prepared(update(rows).where(rows.c.task_id == bindparam("b_task")).values(status=bindparam("b_status")))
    for kind, rows in TABLES.items()
}
_item_status = Prepared(
    update(_item)
    .where(_item.c.task_id == bindparam("b_task"))
    .values(status=bindparam("b_status"), reason=bindparam("b_reason"), revision=_item.c.revision + 1)
)
_item_done = Prepared(
    update(_item)
    .where(_item.c.task_id == bindparam("b_task"))
    .values(
        status=ItemStatus.COMPLETED,
        completed_at=bindparam("b_at"),
        completed_by=bindparam("b_by"),
        completed_seq=bindparam("b_seq"),
        draft=None,
    )
)
Ending = ItemStatus | TimerStatus | MessageStatus | JobStatus
_CANCELLED: dict[str, Ending] = {
    "item": ItemStatus.CANCELLED,
    "timer": TimerStatus.CANCELLED,
    "message": MessageStatus.CANCELLED,
    "job": JobStatus.CANCELLED,
}
_STUCK = frozenset({"held", "refused", "failed"})
# A step that was reopened has its row already: it begins anew.
_new = {kind: Upsert(rows, [column.name for column in rows.c]) for kind, rows in TABLES.items()}


@dataclass(frozen=True)
class Place:
    """Where rows belong, and what one unit of work has found out about them so far.

    :ivar node: an element of the diagram that the instance is pinned to
    :ivar refused: why a held task is held, by task id
    :ivar endings: how a task that waits no more has ended (``completed``, ``fired``), by task id
    """

    case_id: int
    instance_id: int
    now: datetime
    node: Callable[[str], Node]
    refused: dict[str, Closed]
    endings: Mapping[str, Ending]


class RowKeeper:
    """Compares what the engine waits for with the rows that stand, and writes the difference.

    ``waits`` maps each task id to the kind of its row: ``item``, ``timer``, ``message``, ``job``; ``held`` for a
    person's step that may not open yet (a work item, held); ``refused`` for an automated one; ``failed`` for a step
    whose run failed (an incident).

    :ivar incidents: what a person must look at, after :meth:`keep`: (task id, step, kind, sentence) each
    :ivar overtaken: the task ids of what could not go on and is past that, or is not waited for any more: nobody needs
        to look at it
    """

    def __init__(self, means: Means, session: Session, gate: Gate, execution: Execution, place: Place) -> None:
        self._means = means
        self._session = session
        self._gate = gate
        self._execution = execution
        self._place = place
        self._writes: list[tuple[Prepared, dict[str, Any]]] = []
        self.incidents: list[tuple[str, str, IncidentKind, str]] = []
        self.overtaken: list[str] = []

    def keep(self, before: dict[str, str], done: str = "") -> dict[str, str]:
        """Prepares the difference, for :meth:`write`, and returns the waits as they stand now.

        :param done: the step of which :meth:`completed` will note that it ended, and by whom
        """
        now = self._wanted()
        for task_id, kind in before.items():
            if task_id not in now and task_id != done and (ending := "item" if kind == "held" else kind) in _end:
                status = self._place.endings.get(task_id, _CANCELLED[ending])
                self._writes.append((_end[ending], {"b_task": task_id, "b_status": status}))
                if kind == "job" and status == JobStatus.CANCELLED:
                    self._means.jobs.cancel(self._session, task_id)
                    self.overtaken.append(task_id)
            if kind in _STUCK and (task_id not in now or now[task_id][0] != kind):
                self.overtaken.append(task_id)
        for task_id, (kind, wait) in now.items():
            was = before.get(task_id)
            if was != kind:
                self._open(task_id, kind, wait, was)
            elif kind == "timer" and task_id in self._place.endings:  # a cycle fired and goes on
                self._insert(kind, task_id, self._timer(wait))
        return {task_id: kind for task_id, (kind, _wait) in now.items()}

    def write(self) -> None:
        """Writes what was prepared; may run in a batch."""
        for statement, values in self._writes:
            statement.run(self._session, values)
        self._writes = []

    def completed(self, task_id: str, actor: str, seq: int) -> None:
        """Notes by whom, when and with which entry of the record a person's step was completed."""
        values = {"b_task": task_id, "b_at": self._place.now, "b_by": actor, "b_seq": seq}
        self._writes.append((_item_done, values))

    def _wanted(self) -> dict[str, tuple[str, Any]]:
        execution = self._execution
        wanted: dict[str, tuple[str, Any]] = {}
        if execution.completed:
            return wanted
        holds: dict[frozenset[str] | None, str | None] = {}
        for task in execution.tasks():
            kind = "item"
            if self._gate.is_enforcement(task.element):
                # A hold that began after the step opened holds it all the same.
                kinds = self._gate.stopped_by(task.element)
                if kinds not in holds:
                    holds[kinds] = self._gate.hold(task.element)
                if (hold := holds[kinds]) is not None:
                    kind = "held"
                    self._place.refused[task.task_id] = Closed("hold", hold)
            wanted[task.task_id] = (kind, task)
        for held in execution.held():
            human = self._place.node(held.element).kind in HUMAN_TASKS
            wanted[held.task_id] = ("held" if human else "refused", held)
        wanted.update({wait.task_id: ("timer", wait) for wait in execution.timers()})
        wanted.update({wait.task_id: ("message", wait) for wait in execution.messages()})
        wanted.update({wait.task_id: ("job", wait) for wait in execution.jobs()})
        wanted.update({failed.task_id: ("failed", failed) for failed in execution.failed()})
        return wanted

    def _open(self, task_id: str, kind: str, wait: Any, was: str | None) -> None:
        match kind:
            case "item" | "held" if was in {"item", "held"}:
                why = self._why(task_id).sentence if kind == "held" else ""
                status = ItemStatus.OPEN if kind == "item" else ItemStatus.HELD
                values = {"b_task": task_id, "b_status": status, "b_reason": why}
                self._writes.append((_item_status, values))
            case "item" | "held":
                self._insert(kind, task_id, self._item(kind, wait))
            case "timer":
                self._insert(kind, task_id, self._timer(wait))
            case "message":
                self._insert(kind, task_id, {"step": wait.element, "name": wait.name, "status": MessageStatus.WAITING})
            case "job":
                self._insert(kind, task_id, self._job(wait))
                self._means.jobs.enqueue(self._session, task_id)
            case "failed":
                self.incidents.append((task_id, wait.element, IncidentKind.STEP_FAILED, wait.sentence))
        if kind in {"held", "refused"} and (why_not := self._why(task_id)).kind == "rule":
            self.incidents.append((task_id, wait.element, IncidentKind.REFUSED_BY_RULE, why_not.sentence))

    def _why(self, task_id: str) -> Closed:
        return self._place.refused.get(task_id, Closed("hold", ""))

    def _next_round(self, step: str) -> int:
        """The number of this visit of an automated step in this instance, counted from 1."""
        where = (_job.c.instance_id == self._place.instance_id) & (_job.c.step == step)
        stored = self._session.execute(select(func.count()).select_from(_job).where(where)).scalar_one()
        prepared = sum(statement is _new["job"] and values["step"] == step for statement, values in self._writes)
        return 1 + int(stored) + int(prepared)

    def _insert(self, kind: str, task_id: str, values: dict[str, Any]) -> None:
        kind = "item" if kind == "held" else kind
        common = {"task_id": task_id, "case_id": self._place.case_id, "instance_id": self._place.instance_id}
        self._writes.append((_new[kind], {**common, **values}))

    def _item(self, kind: str, task: Any) -> dict[str, Any]:
        node = self._place.node(task.element)
        # What is held from its first moment has no data yet: it is due by its own days.
        last = day_named(node.properties.get("last_day", ""), getattr(task, "data", {}))
        return {
            "step": task.element,
            "name": node.name or task.element,
            "role": node.lane or "",
            "form": node.properties.get("form", ""),
            "status": ItemStatus.OPEN if kind == "item" else ItemStatus.HELD,
            "reason": self._why(task.task_id).sentence if kind == "held" else "",
            "opened_at": self._place.now,
            "due_at": due_of_work(node.properties.get("due", ""), self._place.now, last),
            "assignee": None,
            "draft": None,
            "revision": 0,
            "completed_at": None,
            "completed_by": None,
            "completed_seq": None,
        }

    def _timer(self, wait: Any) -> dict[str, Any]:
        node = self._place.node(wait.element)
        now, on_hold = self._place.now, node.properties.get("on_hold", OnHold.RUN)
        due = due_at_end(rows_of_wait(node.event), wait.value, now, self._means.periods, self._gate.when.facts)
        # A wait that begins while a hold lasts is stopped from its first moment.
        paused = on_hold != OnHold.RUN and self._gate.hold_over_case() is not None
        return {
            "step": wait.element,
            "began_at": now,
            "due_at": due,
            "unheld_due_at": due,
            "holds_from": london_date(now),
            "on_hold": on_hold,
            "extend_by": node.properties.get("extend_by", ""),
            "status": TimerStatus.PAUSED if paused else TimerStatus.WAITING,
            "paused_at": now if paused else None,
        }

    def _job(self, wait: Any) -> dict[str, Any]:
        now = self._place.now
        return {
            "step": wait.element,
            "operation": wait.operation,
            "parameters": plain(wait.parameters),
            "round": self._next_round(wait.element),
            "status": JobStatus.QUEUED,
            "attempts": 0,
            "queued_at": now,
            "run_at": now,
            "delivered_at": machine_now(),
            "error": "",
        }
