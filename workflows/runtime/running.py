"""One instance, locked and at rest, within one unit of work.

The order is always the same: lock the case, bring the engine to rest (so that what interrupts has interrupted), look
whether the task is still open, act, bring the engine to rest again, and write down what that changed.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from workflows.db import table
from workflows.diagrams import Node
from workflows.diagrams.graph import HUMAN_TASKS
from workflows.editions.tables import EditionTable
from workflows.engine import Execution, Procedure, StepEvent
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.prepared import Prepared, batch, savepoint
from workflows.runtime.closing import close_case
from workflows.runtime.gate import Closed, Gate
from workflows.runtime.guard import RULES, guard_of
from workflows.runtime.handlers import Kept, StepWork
from workflows.runtime.keeping import Ending, Place, RowKeeper
from workflows.runtime.means import Means
from workflows.runtime.tables import CaseFile, Instance, InstanceState
from workflows.runtime.trouble import open_incident, overtaken
from workflows.runtime.words import (
    IncidentKind,
    InstanceStatus,
    ItemStatus,
    JobStatus,
    MessageStatus,
    TimerStatus,
)

_case, _instance, _state, _edition = table(CaseFile), table(Instance), table(InstanceState), table(EditionTable)
_open = Prepared(
    select(
        _instance.c.id,
        _instance.c.case_id,
        _instance.c.version_id,
        _instance.c.status,
        _instance.c.revision,
        _instance.c.state,
        _instance.c.waits,
        _case.c.guard,
        _case.c.chain_id,
        _case.c.reference,
        select(_edition.c.sha256).order_by(_edition.c.number.desc()).limit(1).scalar_subquery().label("edition"),
    )
    # Rows are locked in this order: everybody locks the case first, so that nobody waits for another in a ring.
    .select_from(_case.join(_instance, _case.c.id == _instance.c.case_id))
    .where(_instance.c.id == bindparam("instance"))
    .with_for_update(key_share=True)
)
_save_instance = Prepared(
    update(_instance)
    .where(_instance.c.id == bindparam("b_id"))
    .values(
        status=bindparam("b_status"),
        revision=bindparam("b_revision"),
        state=bindparam("b_state"),
        waits=bindparam("b_waits"),
        ended_at=bindparam("b_ended"),
    )
)
_save_guard = Prepared(update(_case).where(_case.c.id == bindparam("b_id")).values(guard=bindparam("b_guard")))
_save_state = Prepared(insert(_state), ["instance_id", "seq", "state", "guard"])

WORDS = {
    "opened": Kind.STEP_OPENED,
    "started": Kind.STEP_STARTED,
    "completed": Kind.STEP_COMPLETED,
    "cancelled": Kind.STEP_CANCELLED,
    "held": Kind.STEP_HELD,
    "failed": Kind.STEP_FAILED,
    "decided": Kind.DECISION_TAKEN,
    "chosen": Kind.WAY_CHOSEN,
    "fired": Kind.TIME_CAME,
    "received": Kind.MESSAGE_RECEIVED,
    "ended": Kind.END_REACHED,
}
SYSTEM = "system"


class Running:
    """A running instance; also the engine's host.

    :ivar in_force: the rule book under which this unit of work runs
    :ivar execution: the engine's side of it
    :ivar procedure: the compiled version it is pinned to
    :ivar data: the process data
    """

    def __init__(self, means: Means, session: Session, row: Any, procedure: Procedure) -> None:
        self.means = means
        self.in_force = means.in_force
        rules = self.in_force.reading.rules
        self.session = session
        self.now: datetime = means.clock.now()
        self.id: int = row.id
        self.case_id: int = row.case_id
        self.reference: str = row.reference
        self.version_id: int = row.version_id
        self.chain_id: int = row.chain_id
        self.waits: dict[str, str] = dict(row.waits)
        self.guard: dict[str, Any] = row.guard
        self._guard_before = row.guard
        if row.guard.get(RULES) != rules.version:  # the rules have changed since
            self.guard = guard_of(session, row.chain_id, rules)
        self._revision: int = row.revision
        self._entries: list[NewEntry] = []
        self.gate = Gate(means, session, row.case_id, self.now)
        self._refused: dict[str, Closed] = {}
        self._actor: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self._completed: tuple[str, str] | None = None
        self.endings: dict[str, Ending] = {}
        self.procedure = procedure
        self.execution: Execution

    @classmethod
    def open(cls, means: Means, session: Session, instance_id: int) -> "Running | None":
        """Locks and restores an instance and brings it to rest; ``None`` where it has ended or never was."""
        row = _open.one_or_none(session, {"instance": instance_id})
        if row is None or row.status != InstanceStatus.RUNNING:
            return None
        if (row.edition or "") != means.in_force.sha256:
            means.follow_edition(session)  # published since, by whichever process: what comes now is done under it
        running = cls(means, session, row, means.procedures.compiled(session, row.version_id))
        running.execution = Execution.restore(running.procedure, row.state)
        running.execution.advance(running)
        return running

    # What the engine asks of its host.

    def may_open(self, element: str, task_id: str) -> str | None:
        """Asks the gate; see :class:`workflows.engine.Host`."""
        levels = self.in_force.reading.rules.asks_for_level(element)
        actor = SYSTEM if levels and self.node(element).kind not in HUMAN_TASKS else ""
        closed = self.gate.closed(self.guard, element, actor)
        if closed is None:
            return None
        self._refused[task_id] = closed
        return closed.sentence

    def run(self, element: str, operation: str, parameters: dict[str, Any], data: dict[str, Any], task_id: str) -> Any:
        """Runs an inline step in a savepoint, so that a failed one leaves nothing behind."""
        work = StepWork(
            case_id=self.case_id,
            instance_id=self.id,
            step=element,
            round=1,
            parameters=parameters,
            data=data,
            now=self.now,
            simulated=self.means.clock.simulated,
            by=self._completed[1] if self._completed is not None else SYSTEM,
        )
        with savepoint(self.session):
            done = self.in_force.reading.handlers.inline[operation](self.session, work)
        if not isinstance(done, Kept):
            return done
        self._actor[task_id] = (SYSTEM, done.evidence)
        return dict(done.result)

    def record(self, event: StepEvent) -> None:
        """Notes an event for the record, and lets the guard follow."""
        kind, element = event.kind, event.element
        if kind == "held" and self.waits.get(event.task_id) == "held":
            return  # noted when it was first held
        actor, said = self._actor.pop(event.task_id, (SYSTEM, {})) if kind == "completed" else (SYSTEM, {})
        payload = {**event.detail, **said}
        if kind == "held":
            payload["because"] = self._refused[event.task_id].kind if event.task_id in self._refused else ""
        self._entries.append(NewEntry(WORDS[kind], actor, element, payload))
        if kind == "completed":
            self._follow(element, "" if actor == SYSTEM else actor)

    # What people and the world do.

    def complete(self, task_id: str, data: Mapping[str, Any], actor: str, said: Mapping[str, Any]) -> None:
        """A person has done a step.

        :param data: becomes process data
        :param said: goes to the record (the whole form)
        :raises TaskGone: it is no longer open
        """
        self._actor[task_id] = (actor, said)
        self.execution.complete(task_id, data)
        self._completed = (task_id, actor)
        self.endings[task_id] = ItemStatus.COMPLETED
        self.execution.advance(self)

    def fire(self, task_id: str) -> None:
        """A timer is due.

        :raises TaskGone: it waits no more
        """
        self.execution.fire(task_id)
        self.endings[task_id] = TimerStatus.FIRED
        self.execution.advance(self)

    def deliver(self, task_id: str, payload: Mapping[str, Any]) -> None:
        """A message has come.

        :raises TaskGone: it is waited for no more
        """
        self.execution.deliver(task_id, payload)
        self.endings[task_id] = MessageStatus.RECEIVED
        self.execution.advance(self)

    def finish(self, task_id: str, result: Mapping[str, Any], said: Mapping[str, Any]) -> None:
        """A job has done its step; what it made is kept in the house until it is let out.

        :param said: goes to the record
        :raises TaskGone: the step is no longer open
        """
        self._actor[task_id] = (SYSTEM, said)
        self.execution.finish(task_id, dict(result))
        self.endings[task_id] = JobStatus.KEPT
        self.execution.advance(self)

    def note(self, kind: str, actor: str, step: str = "", /, about: date | None = None, **payload: Any) -> None:
        """Adds an entry to the case's record when this unit of work is saved.

        :param about: the day that it speaks of, where that is another
        """
        self._entries.append(NewEntry(kind, actor, step, payload, about=about))

    def enter(self, entry: NewEntry) -> None:
        """Adds an entry that says something in clear, too."""
        self._entries.append(entry)

    def tell_guard(self, label: str) -> None:
        """Something happened outside the diagram that rules may speak of (``breathing_space_began``).

        The entry that tells of it must bear the label as its step, so that the rules can be followed in the record.
        """
        self._follow(label, "")

    def _follow(self, step: str, actor: str) -> None:
        self.guard = self.in_force.reading.rules.of_case.after(self.guard, step, actor, self.gate.when)
        self.gate.memory.after(self.case_id, step, actor, self.gate.when)

    def save(self) -> int:
        """Writes rows, record and state; returns the number of the last entry of the case's record."""
        execution = self.execution
        rows = RowKeeper(self.means, self.session, self.gate, execution, self._place())
        self.waits = rows.keep(self.waits, self._completed[0] if self._completed is not None else "")
        for incident in rows.incidents:
            self.open_incident(*incident)
        self._entries += overtaken(self.session, rows.overtaken, self.now)
        ended = execution.completed
        if ended:
            self._entries.append(NewEntry(Kind.PROCEDURE_ENDED, SYSTEM, payload={"ends": list(execution.ends)}))
        state = execution.state()
        self._revision += 1
        values = {
            "b_id": self.id,
            "b_status": InstanceStatus.COMPLETED if ended else InstanceStatus.RUNNING,
            "b_revision": self._revision,
            "b_state": state,
            "b_waits": self.waits,
            "b_ended": self.now if ended else None,
        }
        with batch(self.session):
            seq = append(self.session, self.chain_id, self._entries, self.means.clock)
            _save_instance.run(self.session, values)
            if self._entries:
                kept = {"instance_id": self.id, "seq": seq, "state": state, "guard": self.guard}
                _save_state.run(self.session, kept)
            if self.guard != self._guard_before:
                _save_guard.run(self.session, {"b_id": self.case_id, "b_guard": self.guard})
            if self._completed is not None:
                rows.completed(*self._completed, seq)
            rows.write()
        self._entries = []
        if ended:
            close_case(self.session, self.case_id, self.id, execution.ends, self.now, self._goes_on)
        return seq

    def node(self, element: str) -> Node:
        """An element of the diagram that this instance is pinned to."""
        return self.in_force.procedures.node(self.session, self.version_id, element)

    def open_incident(self, task_id: str, step: str, kind: IncidentKind, sentence: str) -> None:
        """A person must look at this: once for each task and kind, however often it comes up."""
        entry = open_incident(self.session, self.case_id, self.id, task_id, step, kind, sentence, self.now)
        if entry is not None:
            self._entries.append(entry)

    def _place(self) -> Place:
        return Place(
            case_id=self.case_id,
            instance_id=self.id,
            now=self.now,
            node=self.node,
            refused=self._refused,
            endings=self.endings,
        )

    def _goes_on(self, ends: tuple[str, ...]) -> bool:
        """Whether the case goes on with another procedure where this one has ended; of several ends, at the last at
        which one begins.
        """
        ended, data = self.procedure.process, self.execution.data
        means, known = self.means, self.means.in_force.going_on
        end = next((each for each in reversed(ends) if (ended, each) in known), None)
        return end is not None and means.go_on(self.session, self.case_id, self.id, ended, end, data)
