"""What all elements share, and the ones that a process starts and ends with."""

from collections.abc import Collection
from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec
from SpiffWorkflow.bpmn.specs.control import BpmnStartTask, SimpleBpmnTask, _EndJoin
from SpiffWorkflow.specs.WorkflowSpec import WorkflowSpec
from SpiffWorkflow.util.task import TaskState

from workflows.engine.merging import merged
from workflows.engine.token import HOME, UNFINISHED, Token, brought, common_ancestor


class Element:
    """Mixed in before SpiffWorkflow's classes: no predictions, one token at a time.

    :cvar joins: whether a waiting token must be asked again after each step
    :cvar is_step: whether work is done here, so that the host is asked before it opens
    :cvar catches: whether it waits for an event
    :cvar on_boundary: whether it is an event on the boundary of an activity
    :cvar ends_scope: whether it is what comes after everything
    :cvar passes: whether nothing else is told of a token that leaves it
    """

    joins = False
    is_step = False
    catches = False
    on_boundary = False
    passes = False
    ends_scope = False
    outputs: list[Any]
    bpmn_id: str | None

    @property
    def terminates(self) -> bool:
        """Whether it takes everything else in its scope away."""
        return False

    def is_lasting(self, token: Token) -> bool:  # noqa: ARG002  # see overrides
        """Whether a waiting token keeps nothing from ending: it lasts as long as its scope."""
        return False

    def expand(self, token: Token) -> None:
        """Put tokens on the outgoing flows."""
        for output in self.outputs:
            token._add_child(output)

    def kept(self, token: Token) -> dict[str, Any]:  # noqa: ARG002  # see overrides
        """What a token still knows once it has left the element."""
        return {}

    def child_completed(self, token: Token, child: Token) -> None:  # see overrides
        """Told to the parent of a token that was completed."""

    def test(self) -> None:
        """Lint has tested what SpiffWorkflow would test at each step."""

    def _predict(self, my_task: Token, *_: Any, **__: Any) -> None:
        """Futures are not predicted: they cost most of a step and most of the state."""

    def _update(self, my_task: Token) -> None:
        if self._update_hook(my_task):
            my_task._ready()

    def _update_hook(self, my_task: Token) -> bool:
        my_task._inherit_data()
        return True

    def _run_hook(self, my_task: Token) -> bool | None:  # noqa: ARG002  # see overrides
        return True

    def _on_cancel(self, my_task: Token) -> None:
        """Nothing to undo."""


class Start(Element, BpmnStartTask):
    """Before the start events: one of them begins."""

    def expand(self, token: Token) -> None:
        """Put a token on the start event that was told, or else on the plain one."""
        told = token.internal_data.get("start")
        starts = [each for each in self.outputs if each.name == told] if told is not None else []
        starts = starts or [each for each in self.outputs if each.plain] or self.outputs
        token._add_child(starts[0])


class End(Element, SimpleBpmnTask):
    """After everything: completing it completes the scope."""

    ends_scope = True


class EndJoin(Element, _EndJoin):
    """Waits until no token is left in its scope (BPMN 2.0.2 §13.5.6)."""

    joins = True

    def _update_hook(self, my_task: Token) -> bool:
        scope = my_task.workflow
        if my_task._state != TaskState.WAITING:
            my_task._inherit_data()
            for earlier in [t for t in scope.live(TaskState.WAITING) if t.task_spec is self and t is not my_task]:
                # One token is enough to remember what ended branches leave behind, however many end.
                base = common_ancestor(earlier, my_task).data
                my_task.data = merged(base, (brought(earlier), brought(my_task)))
                my_task.internal_data[HOME] = True
                earlier.cancel()
            if HOME not in my_task.internal_data:
                my_task.data = brought(my_task)
                my_task.internal_data[HOME] = True
        others = [t for t in scope.tasks.values() if t._state & UNFINISHED and t is not my_task]
        lasting = [t for t in others if t._state == TaskState.WAITING and t.task_spec.is_lasting(t)]
        if len(lasting) < len(others):
            my_task._set_state(TaskState.WAITING)
            return False
        for waiting in lasting:
            waiting.cancel()  # events that may happen as long as the scope lasts
        return True


class Process(BpmnProcessSpec):
    """A process or the inside of a sub-process, with our start and end.

    :param taken: ids of its elements; our own start and end keep clear of them
    """

    def __init__(
        self, name: str, description: str | None = None, filename: str | None = None, taken: Collection[str] = ()
    ) -> None:
        WorkflowSpec.__init__(self, name=name, filename=filename)
        self.start = Start(self, "(Start)" if "Start" in taken else "Start")
        self.end = EndJoin(self, f"{name}.EndJoin")
        self.end.connect(End(self, "(End)" if "End" in taken else "End"))
        self.svg = None
        self.description = description
        self.io_specification = None
        self.data_objects: dict[str, Any] = {}
        self.data_stores: dict[str, Any] = {}
        self.correlation_keys: dict[str, Any] = {}
        self.bpmn_start_events: list[Any] = []
