"""A host for tests, and a driver that plays the runtime: saves and restores at every step unless told not to."""

from collections.abc import Callable, Mapping
from typing import Any

from tests.engine.drawing import Drawing
from workflows.diagrams.vocabulary import Vocabulary
from workflows.engine import Execution, Procedure, StepEvent, compile_procedure

Handler = Callable[..., Any]


class Recorder:
    """A host that runs Python functions and keeps the record."""

    def __init__(self, handlers: Mapping[str, Handler] | None = None) -> None:
        self.handlers = dict(handlers or {})
        self.events: list[StepEvent] = []
        self.asked: list[str] = []
        self.forbidden: dict[str, str] = {}

    def may_open(self, element: str, task_id: str) -> str | None:
        self.asked.append(element)
        return self.forbidden.get(element)

    def run(self, element: str, operation: str, parameters: dict[str, Any], data: dict[str, Any], task_id: str) -> Any:
        return self.handlers[operation](**parameters)

    def record(self, event: StepEvent) -> None:
        self.events.append(event)

    def said(self, *kinds: str) -> list[tuple[str, str]]:
        """(kind, element) of the events, of the given kinds only."""
        return [(e.kind, e.element) for e in self.events if not kinds or e.kind in kinds]


class Driver:
    """A case in a test, addressed by element ids."""

    def __init__(
        self,
        drawing: Drawing | bytes,
        *others: Drawing,
        handlers: Mapping[str, Handler] | None = None,
        jobs: tuple[str, ...] = (),
        files: Mapping[str, bytes] | None = None,
        durable: bool = True,
        process: str | None = None,
        forbid: Mapping[str, str] | None = None,
        **data: Any,
    ) -> None:
        self.host = Recorder(handlers)
        self.host.forbidden.update(forbid or {})
        modes: dict[str, Any] = dict.fromkeys(handlers or {}, "inline") | dict.fromkeys(jobs, "job")
        self.vocabulary = Vocabulary(handlers=modes)
        xml = drawing if isinstance(drawing, bytes) else drawing.xml(*others)
        self.files = {"p.bpmn": xml, **(files or {})}
        self.process = process or (drawing.ident if isinstance(drawing, Drawing) else "p")
        self.procedure: Procedure = compile_procedure(self.files, self.process, self.vocabulary)
        self.durable = durable
        self.case = Execution.start(self.procedure, data)
        self.advance()

    def advance(self) -> "Driver":
        self.case.advance(self.host)
        if self.durable:
            self.case = Execution.restore(self.procedure, self.case.state())
        return self

    @property
    def open(self) -> list[str]:
        """The elements of the open human tasks, in their order."""
        return [task.element for task in self.case.tasks()]

    @property
    def timers(self) -> dict[str, Any]:
        return {timer.element: timer.value for timer in self.case.timers()}

    @property
    def messages(self) -> list[str]:
        return [wait.element for wait in self.case.messages()]

    @property
    def jobs(self) -> list[str]:
        return [job.element for job in self.case.jobs()]

    def id_of(self, element: str, which: int = 0) -> str:
        case = self.case
        waits: list[Any] = [*case.tasks(), *case.timers(), *case.messages(), *case.jobs(), *case.failed(), *case.held()]
        return str([wait.task_id for wait in waits if wait.element == element][which])

    def do(self, element: str, which: int = 0, **data: Any) -> "Driver":
        self.case.complete(self.id_of(element, which), data)
        return self.advance()

    def fire(self, element: str) -> "Driver":
        self.case.fire(self.id_of(element))
        return self.advance()

    def deliver(self, element: str, **payload: Any) -> "Driver":
        self.case.deliver(self.id_of(element), payload)
        return self.advance()

    def finish(self, element: str, result: Any = None) -> "Driver":
        self.case.finish(self.id_of(element), result)
        return self.advance()

    def throw(self, element: str, code: str, **payload: Any) -> "Driver":
        self.case.throw(self.id_of(element), code, payload)
        return self.advance()
