"""Keeping the rows of what an instance waits for in step with the engine."""

from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, update

from workflows.clock import machine_now
from workflows.db import table
from workflows.diagrams.graph import HUMAN_TASKS
from workflows.evidence.canonical import plain
from workflows.prepared import Prepared, Upsert
from workflows.runtime.due import due_at, due_of_work
from workflows.runtime.tables import Job, MessageWait, Timer, WorkItem

if TYPE_CHECKING:
    from workflows.runtime.running import Running

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
        status="completed",
        completed_at=bindparam("b_at"),
        completed_by=bindparam("b_by"),
        completed_seq=bindparam("b_seq"),
        draft=None,
    )
)
# A step that was reopened has its row already: it begins anew.
_new = {kind: Upsert(rows, [column.name for column in rows.c]) for kind, rows in TABLES.items()}


class RowKeeper:
    """Compares what the engine waits for with the rows that stand, and writes the difference.

    ``waits`` maps each task id to the kind of its row: ``item``, ``timer``, ``message``, ``job``; ``held`` for a
    person's step that may not open yet (a work item, held); ``refused`` for an automated one; ``failed`` for a step
    whose run failed (an incident).
    """

    def __init__(self, running: "Running") -> None:
        self.running = running
        self._writes: list[tuple[Prepared, dict[str, Any]]] = []

    def keep(self, before: dict[str, str]) -> dict[str, str]:
        """Prepares the difference, for :meth:`write`, and returns the waits as they stand now."""
        now = self._wanted()
        for task_id, kind in before.items():
            if task_id not in now and (ending := "item" if kind == "held" else kind) in _end:
                status = self.running.endings.get(task_id, "cancelled")
                self._writes.append((_end[ending], {"b_task": task_id, "b_status": status}))
                if kind == "job" and status == "cancelled":
                    self.running.runtime.jobs.cancel(self.running.session, task_id)
        for task_id, (kind, wait) in now.items():
            was = before.get(task_id)
            if was != kind:
                self._open(task_id, kind, wait, was)
            elif kind == "timer" and task_id in self.running.endings:  # a cycle fired and goes on
                self._insert(kind, task_id, self._timer(wait))
        return {task_id: kind for task_id, (kind, _wait) in now.items()}

    def write(self) -> None:
        """Writes what was prepared; may run in a batch."""
        for statement, values in self._writes:
            statement.run(self.running.session, values)
        self._writes = []

    def completed(self, task_id: str, actor: str, seq: int) -> None:
        """Notes by whom, when and with which entry of the record a person's step was completed."""
        values = {"b_task": task_id, "b_at": self.running.now, "b_by": actor, "b_seq": seq}
        self._writes.append((_item_done, values))

    def _wanted(self) -> dict[str, tuple[str, Any]]:
        execution = self.running.execution
        wanted: dict[str, tuple[str, Any]] = {}
        if execution.completed:
            return wanted
        steps = self.running.runtime.vocabulary.steps
        hold: str | None = None
        asked = False
        for task in execution.tasks():
            kind = "item"
            step = steps.get(task.element)
            if step is not None and step.enforcement:
                # A hold that began after the step opened holds it all the same.
                if not asked:
                    hold, asked = self.running.runtime.holds(self.running.session, self.running.case_id), True
                kind = "held" if hold is not None else "item"
                if hold is not None:
                    self.running.refuse(task.task_id, "hold", hold)
            wanted[task.task_id] = (kind, task)
        for held in execution.held():
            human = self.running.node(held.element).kind in HUMAN_TASKS
            wanted[held.task_id] = ("held" if human else "refused", held)
        wanted.update({wait.task_id: ("timer", wait) for wait in execution.timers()})
        wanted.update({wait.task_id: ("message", wait) for wait in execution.messages()})
        wanted.update({wait.task_id: ("job", wait) for wait in execution.jobs()})
        wanted.update({failed.task_id: ("failed", failed) for failed in execution.failed()})
        return wanted

    def _open(self, task_id: str, kind: str, wait: Any, was: str | None) -> None:
        match kind:
            case "item" | "held" if was in {"item", "held"}:
                why = self.running.refusal(task_id)[1] if kind == "held" else ""
                status = "open" if kind == "item" else "held"
                values = {"b_task": task_id, "b_status": status, "b_reason": why}
                self._writes.append((_item_status, values))
            case "item" | "held":
                self._insert(kind, task_id, self._item(kind, wait))
            case "timer":
                self._insert(kind, task_id, self._timer(wait))
            case "message":
                self._insert(kind, task_id, {"step": wait.element, "name": wait.name, "status": "waiting"})
            case "job":
                self._insert(kind, task_id, self._job(wait))
                self.running.runtime.jobs.enqueue(self.running.session, task_id)
            case "failed":
                self.running.open_incident(task_id, wait.element, "step failed", wait.sentence)
        if kind in {"held", "refused"} and self.running.refusal(task_id)[0] == "rule":
            self.running.open_incident(task_id, wait.element, "refused by rule", self.running.refusal(task_id)[1])

    def _insert(self, kind: str, task_id: str, values: dict[str, Any]) -> None:
        kind = "item" if kind == "held" else kind
        common = {"task_id": task_id, "case_id": self.running.case_id, "instance_id": self.running.id}
        self._writes.append((_new[kind], {**common, **values}))

    def _item(self, kind: str, task: Any) -> dict[str, Any]:
        node = self.running.node(task.element)
        return {
            "step": task.element,
            "name": node.name or task.element,
            "role": node.lane or "",
            "form": node.properties.get("form", ""),
            "status": "open" if kind == "item" else "held",
            "reason": self.running.refusal(task.task_id)[1] if kind == "held" else "",
            "opened_at": self.running.now,
            "due_at": due_of_work(node.properties.get("due", ""), self.running.now),
            "assignee": None,
            "draft": None,
            "revision": 0,
            "completed_at": None,
            "completed_by": None,
            "completed_seq": None,
        }

    def _timer(self, wait: Any) -> dict[str, Any]:
        node = self.running.node(wait.element)
        now, on_hold = self.running.now, node.properties.get("on_hold", "run")
        # A wait that begins while a hold lasts is stopped from its first moment.
        paused = on_hold != "run" and self.running.runtime.holds(self.running.session, self.running.case_id) is not None
        return {
            "step": wait.element,
            "began_at": now,
            "due_at": due_at(wait.value, now),
            "on_hold": on_hold,
            "extend_by": node.properties.get("extend_by", ""),
            "status": "paused" if paused else "waiting",
            "paused_at": now if paused else None,
        }

    def _job(self, wait: Any) -> dict[str, Any]:
        now = self.running.now
        return {
            "step": wait.element,
            "operation": wait.operation,
            "parameters": plain(wait.parameters),
            "round": self.running.next_round(wait.element)
            + sum(statement is _new["job"] and values["step"] == wait.element for statement, values in self._writes),
            "status": "queued",
            "attempts": 0,
            "queued_at": now,
            "run_at": now,
            "delivered_at": machine_now(),
            "error": "",
        }
