"""A trial run: any procedure, without a database, from its start to its end or to where nothing more can happen.

What happens is decided by what is given beforehand and by one fixed order, so that the same trial always gives the same
trace. ``docs/trace.md`` describes both for those who test us.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from workflows.diagrams.timers import Cycle
from workflows.engine.execution import Execution
from workflows.engine.host import StepEvent
from workflows.engine.procedure import Procedure
from workflows.engine.waits import JobWait, MessageWait, OpenTask, SignalWait, TimerWait
from workflows.errors import Malformed
from workflows.expressions import YearsAndMonths
from workflows.expressions.temporal import shift
from workflows.expressions.text import scalar

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)
"""When every trial begins, unless it is told."""
_NEVER = datetime.max.replace(tzinfo=UTC)
"""After all that a clock can show."""
MOST_ACTS = 2000
EACH, ERROR, OPEN = "$each", "$error", "$open"
"""Marks in answers: one answer for each visit; a BPMN error instead of a result; left undone."""


class TrialTooLong(Malformed):
    """The trial never comes to rest."""


class BadAnswer(Malformed):
    """An answer cannot be given."""


@dataclass(frozen=True)
class Script:
    """What is given to a trial.

    :ivar data: of the start
    :ivar answers: element id → what a person enters, or what a service gives; with the marks above
    :ivar messages: (name, payload), delivered in this order
    :ivar begin: when it begins, aware
    :ivar until: how far the clock goes, aware; ``None``: it stands still
    """

    data: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[str, Any] = field(default_factory=dict)
    messages: Sequence[tuple[str, Mapping[str, Any]]] = ()
    begin: datetime = BEGIN
    until: datetime | None = None


class Trial:
    """One run. Drives an execution as its host.

    :ivar events: what happened, in order: ``at``, ``element``, ``kind``, ``detail``
    """

    verbose = True

    def __init__(self, procedure: Procedure, script: Script) -> None:
        self.procedure = procedure
        self.script = script
        self.events: list[dict[str, Any]] = []
        self.now = script.begin
        self.messages = list(script.messages)
        self._began: dict[str, datetime] = {}
        self._visits: Counter[str] = Counter()
        self._left: set[str] = set()

    def told(self) -> dict[str, Any]:
        """Run to the end, or until nothing more can happen.

        :returns: the trace, JSON values only (see ``docs/trace.md``)
        :raises TrialTooLong: after 2,000 acts
        :raises Refused: data or an answer cannot be stored
        """
        data = dict(self.script.data)
        starts = [n for n in self.procedure.graph.nodes.values() if n.kind == "startEvent"]
        at = next((n for n in starts if n.event and self.messages and n.event.name == self.messages[0][0]), None)
        if at is not None and at.event is not None:
            payload, variable = self.messages.pop(0)[1], at.event.variable
            data |= {variable: payload} if variable else payload
        elif all(n.events for n in starts):
            at = starts[0]  # what is drawn first begins, where nothing says otherwise
        case = Execution.start(self.procedure, data, at.id if at is not None else None)
        for _ in range(MOST_ACTS):
            case.advance(self)
            case.state()  # As it would be stored: limits of data hold, and the finished past is forgotten.
            for timer in case.timers():
                self._began.setdefault(timer.task_id, self.now)
            if case.completed or not self._act(case):
                return self._told(case)
        raise TrialTooLong(
            f"The trial of {self.procedure.process} was stopped after {MOST_ACTS} acts at "
            f"{self.now.isoformat()}. Let the clock run less far, or give answers that end it.",
            process=self.procedure.process,
        )

    def may_open(self, element: str, task_id: str) -> str | None:  # noqa: ARG002 -- the host's protocol
        """Nothing is held in a trial."""
        return None

    def run(self, element: str, operation: str, parameters: dict[str, Any], data: dict[str, Any], task_id: str) -> Any:
        """Never asked: in a trial every operation is a job."""
        raise NotImplementedError(operation)

    def record(self, event: StepEvent) -> None:
        """Note an event."""
        detail = {name: plain(value) for name, value in event.detail.items()}
        self.events.append({"at": self.now.isoformat(), "element": event.element, "kind": event.kind, "detail": detail})

    def _act(self, case: Execution) -> bool:
        """The one next thing to happen; false if nothing can."""
        if self.messages:
            name, payload = self.messages[0]
            waiting = next((wait for wait in case.messages() if wait.name == name), None)
            if waiting is not None:
                self.messages.pop(0)
                case.deliver(waiting.task_id, payload)
                return True
        for job in case.jobs():
            if job.task_id not in self._left and self._finish(case, job):
                return True
        for task in case.tasks():
            if task.task_id not in self._left and self._complete(case, task):
                return True
        due = self._next(case)
        if due is None:
            return False
        at, timer = due
        self.now = max(self.now, at)
        case.fire(timer.task_id)
        return True

    def _finish(self, case: Execution, job: JobWait) -> bool:
        answer = self._answer(job)
        if isinstance(answer, Mapping) and answer.get(OPEN):
            return False
        if isinstance(answer, Mapping) and ERROR in answer:
            data = answer.get("data", {})
            case.throw(job.task_id, str(answer[ERROR]), data if isinstance(data, Mapping) else {})
        else:
            case.finish(job.task_id, answer)
        return True

    def _complete(self, case: Execution, task: OpenTask) -> bool:
        answer = self._answer(task)
        if isinstance(answer, Mapping) and answer.get(OPEN):
            return False
        if answer is not None and not isinstance(answer, Mapping):
            raise BadAnswer(f"What a person enters at {task.element} must be an object of names and values.")
        case.complete(task.task_id, answer or {})
        return True

    def _answer(self, wait: OpenTask | JobWait) -> Any:
        """What is given for this visit; of several the last one stands for all further visits."""
        answer = self.script.answers.get(wait.element)
        if isinstance(answer, Mapping) and EACH in answer:
            several = answer[EACH]
            if not isinstance(several, list) or not several:
                raise BadAnswer(f"{EACH} of {wait.element} must be a list with one answer for each visit.")
            answer = several[min(self._visits[wait.element], len(several) - 1)]
        self._visits[wait.element] += 1
        if isinstance(answer, Mapping) and answer.get(OPEN):
            self._left.add(wait.task_id)
        return answer

    def _next(self, case: Execution) -> tuple[datetime, TimerWait] | None:
        """The timer that is due first, if it is due before the clock stops; of several the one that waits longest."""
        if self.script.until is None:
            return None
        waiting = [(due_at(timer.value, self._began[timer.task_id]), timer) for timer in case.timers()]
        waiting = [each for each in waiting if each[0] <= self.script.until]
        return min(waiting, key=lambda each: (each[0], self._began[each[1].task_id]), default=None)

    def _told(self, case: Execution) -> dict[str, Any]:
        stands = max(self.now, self.script.until) if self.script.until and not case.completed else self.now
        return {
            "process": self.procedure.process,
            "begun": self.script.begin.isoformat(),
            "clock": stands.isoformat(),
            "ended": case.completed,
            "ends": list(case.ends),
            "data": plain(case.data),
            "events": self.events,
            "waits": {
                "tasks": [task.element for task in case.tasks()],
                "jobs": [job.element for job in case.jobs()],
                "messages": [_named(wait) for wait in case.messages() if wait.condition is None],
                "signals": [_named(wait) for wait in case.signals()],
                "conditions": [
                    {"element": wait.element, "condition": wait.condition}
                    for wait in case.messages()
                    if wait.condition is not None
                ],
                "timers": [
                    {"element": t.element, "due": due_at(t.value, self._began[t.task_id]).isoformat()}
                    for t in case.timers()
                    if due_at(t.value, self._began[t.task_id]) < _NEVER
                ],
                "joins": [{"element": element, "tokens": count} for element, count in case.joins().items()],
                "failed": [{"element": f.element, "sentence": f.sentence} for f in case.failed()],
            },
            "undelivered": [name for name, _ in self.messages],
        }


def _named(wait: MessageWait | SignalWait) -> dict[str, str]:
    return {"element": wait.element, "name": wait.name}


def due_at(value: Any, began: datetime) -> datetime:
    """When a timer is due in a trial: as ISO 8601 counts, and a date at its midnight in UTC.

    (In the house whole days are clear days, as the Civil Procedure Rules count: see ``workflows.runtime.due``.)
    """
    match value:
        case Cycle():
            moment = due_at(value.interval, began) if value.start is None else value.moment(began)
            due = moment.astimezone(UTC) if moment is not None else _NEVER
            return due if value.end is None or due <= value.end else _NEVER
        case datetime():
            return value.astimezone(UTC)
        case date():
            return datetime(value.year, value.month, value.day, tzinfo=UTC)
        case timedelta():
            return _later(began, value)
        case YearsAndMonths():
            moved = shift(began, value)
            return moved if isinstance(moved, datetime) else _NEVER
    return _NEVER


def _later(began: datetime, by: timedelta) -> datetime:
    try:
        return began + by
    except OverflowError:
        return _NEVER


def plain(value: Any) -> Any:
    """A FEEL value as JSON: numbers as numbers, times and durations as their ISO 8601 texts."""
    if isinstance(value, Mapping):
        return {str(name): plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Cycle):
        times = "" if value.repetitions is None else value.repetitions
        parts = (None if value.fired else value.start, value.interval, value.end)
        return "/".join([f"R{times}", *(scalar(part) for part in parts if part is not None)])
    if value is None or isinstance(value, bool | int | str):
        return value
    return scalar(value)
