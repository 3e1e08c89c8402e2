"""Events: caught, thrown, and attached to the boundary of an activity."""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.bpmn.specs.control import BoundaryEventSplit as SpiffBoundaryEventSplit
from SpiffWorkflow.bpmn.specs.event_definitions import (
    ConditionalEventDefinition,
    CycleTimerEventDefinition,
    DurationTimerEventDefinition,
    ErrorEventDefinition,
    EscalationEventDefinition,
    MessageEventDefinition,
    NoneEventDefinition,
    SignalEventDefinition,
    TerminateEventDefinition,
    TimeDateEventDefinition,
)
from SpiffWorkflow.util.task import TaskState

from workflows.engine.merging import copied, merged
from workflows.engine.refusals import EvaluationFailed
from workflows.engine.specs.element import Element, EndJoin
from workflows.engine.specs.gateways import EventBasedGateway
from workflows.engine.timers import Cycle, timer_value
from workflows.engine.token import BASE, LIVE, UNFINISHED, Token
from workflows.engine.waits import CONDITION

TIMER_KINDS = {
    TimeDateEventDefinition: "date",
    DurationTimerEventDefinition: "duration",
    CycleTimerEventDefinition: "cycle",
}


class StartEvent(Element, defaults.StartEvent):
    """Where the process begins; whoever starts an instance has received its message."""

    passes = True
    event_definition: Any

    @property
    def plain(self) -> bool:
        """Whether it waits for nothing."""
        return isinstance(self.event_definition, NoneEventDefinition)


class Catching(Element):
    """Waits until the runtime says that the event has happened. Compares no dates and matches no names."""

    catches = True
    event_definition: Any
    name: str
    variable: str | None = None

    @property
    def timer(self) -> str | None:
        """``date``, ``duration`` or ``cycle``; ``None`` if this is no timer."""
        return TIMER_KINDS.get(type(self.event_definition))

    @property
    def condition(self) -> str | None:
        """Of a conditional event, what must become true."""
        definition = self.event_definition
        return definition.expression if isinstance(definition, ConditionalEventDefinition) else None

    @property
    def told_by(self) -> str | None:
        """The name of the message that tells it: its own, or of a conditional event ``= condition``."""
        if isinstance(self.event_definition, MessageEventDefinition):
            return str(self.event_definition.name)
        return f"{CONDITION}{self.condition}" if self.condition is not None else None

    def _update_hook(self, my_task: Token) -> bool:
        if my_task._state == TaskState.FUTURE:
            my_task._inherit_data()
            my_task._set_state(TaskState.WAITING)
            self.arm(my_task)
        return False

    def look(self, token: Token) -> bool:
        """Whether a condition over the data of the process has become true since it was last looked at; then it fires.

        What is no truth value is not true: a variable that is not there yet keeps nobody from waiting for it.
        """
        data = token.workflow.standing()
        value = token.workflow.script_engine.evaluate(token, self.condition or "", data) is True
        before, token.internal_data["true"] = token.internal_data.get("true", False), value
        if not value or before:
            return False
        self.catch(token)
        return True

    def arm(self, token: Token) -> None:
        """Evaluate a timer, once: the value is kept, whatever happens to the data."""
        kind = self.timer
        if kind is None or "timer" in token.internal_data:
            return
        text = self.event_definition.expression
        try:
            token.internal_data["timer"] = timer_value(
                kind, text, lambda: token.workflow.script_engine.evaluate(token, text), token.element
            )
        except EvaluationFailed as failed:
            token.internal_data["failed"] = failed.sentence
            token.workflow.top_workflow.note("failed", token, sentence=failed.sentence)

    def catch(self, token: Token, payload: dict[str, Any] | None = None) -> None:
        """The event has happened; it is run at the next advance."""
        token.internal_data["fired"] = True
        if payload:
            token.internal_data["payload"] = copied(payload)
        token._set_state(TaskState.READY)

    def _run_hook(self, my_task: Token) -> bool:
        top = my_task.workflow.top_workflow
        payload = my_task.internal_data.get("payload", {})
        if self.timer is not None:
            top.note("fired", my_task, value=my_task.internal_data.get("timer"))
        else:
            name = self.told_by or self.event_definition.name
            top.note("received", my_task, name=name, payload=copied(payload))
        if self.variable is not None:
            my_task.data[self.variable] = payload
        else:
            my_task.data.update(payload)
        if isinstance(my_task.parent.task_spec, EventBasedGateway):
            for other in my_task.parent.children:
                if other is not my_task:
                    other.cancel()
        return True


class IntermediateCatchEvent(Catching, defaults.IntermediateCatchEvent):
    """A timer, message or signal in the flow."""


class ReceiveTask(Catching, defaults.ReceiveTask):
    """A task that waits for a message."""


class BoundaryEvent(Catching, defaults.BoundaryEvent):
    """An event on an activity: cancels it, or runs beside it.

    :ivar lasting: whether it may happen as long as its scope lasts, and not only as long as its activity
    """

    on_boundary = True
    cancel_activity: bool
    lasting: bool = False

    def kept(self, token: Token) -> dict[str, Any]:
        """With what it began, where that is not what its activity began with."""
        return {BASE: token.internal_data[BASE]} if BASE in token.internal_data else {}

    def is_lasting(self, token: Token) -> bool:  # noqa: ARG002  # as each element's
        """As it says."""
        return self.lasting

    def _run_hook(self, my_task: Token) -> bool:
        if self.cancel_activity:
            self._take_over(my_task)
        elif self.lasting:
            # What it begins is done in the context of the scope as it stands, not as it stood when all began.
            my_task.data = dict(my_task.workflow.standing())
            my_task.internal_data[BASE] = dict(my_task.data)
        super()._run_hook(my_task)
        if self.cancel_activity:
            for other in my_task.parent.children:
                if other is not my_task:
                    other.cancel()
        else:
            self._arm_again(my_task)
        return True

    def _take_over(self, token: Token) -> None:
        """What the activity has changed until it is interrupted stays changed: data belong to the process (10.4.1)."""
        for host in token.parent.children:
            if isinstance(host.task_spec, BoundaryEvent) or not host._state & LIVE:
                continue
            scope = token.workflow.top_workflow.subprocesses.get(host.id)
            changed = host.data if scope is None else host.task_spec.standing(host, scope)
            token.data = merged(token.parent.data, (token.data, changed))

    def _arm_again(self, token: Token) -> None:
        """Events that do not interrupt may happen again while the activity lasts (BPMN 2.0.2 §13.5.3)."""
        left = token.internal_data.get("timer")
        if self.timer is not None:
            if not isinstance(left, Cycle) or left.repetitions == 1:
                return
            left = left.next()
        again = token.parent._add_child(self)
        if left is not None:
            again.internal_data["timer"] = left
        if self.condition is not None:
            again.internal_data["true"] = True  # it must become false before it can become true again
        self._update(again)


class BoundaryEventSplit(Element, SpiffBoundaryEventSplit):
    """Opens an activity and its boundary events side by side."""

    def child_completed(self, token: Token, child: Token) -> None:
        """The activity is done: its events can no longer happen."""
        if not isinstance(child.task_spec, BoundaryEvent):
            for other in token.children:
                spec = other.task_spec
                if isinstance(spec, BoundaryEvent) and other._state & UNFINISHED and not spec.lasting:
                    other.cancel()


class IntermediateThrowEvent(Element, defaults.IntermediateThrowEvent):
    """Throws a signal or an escalation; without a definition, a mere milestone."""

    passes = True
    event_definition: Any

    def _run_hook(self, my_task: Token) -> bool:
        throw(my_task, self.event_definition)
        return True


class EndEvent(Element, defaults.EndEvent):
    """Ends a path; terminates the scope or throws an error or escalation on the way."""

    event_definition: Any

    @property
    def terminates(self) -> bool:
        """Whether it is a terminate end event, which takes everything else in its scope away."""
        return isinstance(self.event_definition, TerminateEventDefinition)

    def _run_hook(self, my_task: Token) -> bool:
        scope, top = my_task.workflow, my_task.workflow.top_workflow
        if not throw(my_task, self.event_definition):
            code = self.event_definition.code
            raise EvaluationFailed(
                f"The error {code or 'without a code'} of {my_task.element} is caught by no boundary event.",
                element=my_task.element,
            )
        if self.terminates:
            my_task.data = scope.standing()
            for other in scope.live():
                if other is not my_task and not isinstance(other.task_spec, EndJoin):
                    other.cancel()
        if scope is top and my_task.element not in top.ends:
            top.ends.append(my_task.element)
        top.note("ended", my_task, process=scope.spec.name)
        return True


def throw(token: Token, definition: Any) -> bool:
    """Throw what an event definition says.

    :returns: false for an error that nobody catches; an escalation or a signal need not be caught
    """
    if isinstance(definition, SignalEventDefinition):
        _signal(token, definition.name)
    elif isinstance(definition, EscalationEventDefinition):
        raise_to_boundary(token, EscalationEventDefinition, definition.code, None)
    elif isinstance(definition, ErrorEventDefinition):
        return raise_to_boundary(token, ErrorEventDefinition, definition.code, None)
    return True


def _signal(token: Token, name: str) -> None:
    """Every event of the instance that waits for the signal, in all scopes."""
    for scope in token.workflow.top_workflow.scopes():
        for waiting in scope.live(TaskState.WAITING):
            spec = waiting.task_spec
            if not spec.catches or not isinstance(spec.event_definition, SignalEventDefinition):
                continue
            if spec.event_definition.name == name:
                spec.catch(waiting)


def raise_to_boundary(token: Token, kind: type[Any], code: str | None, payload: dict[str, Any] | None) -> bool:
    """Hand an error or an escalation to the innermost boundary event that catches it.

    On the activity itself first, then on each scope round it; an event with the very code before one that catches all.

    :param payload: goes with it; ``None``: the data of the token, unless what catches it takes over those of the scope
    :returns: whether one caught it
    """
    top = token.workflow.top_workflow
    host: Token | None = token
    while host is not None:
        # An instance of a loop has its boundary events on the loop.
        beside = host.parent
        if "index" in host.internal_data and beside is not None:
            host, beside = beside, beside.parent
        if beside is not None and isinstance(beside.task_spec, BoundaryEventSplit):
            event = _catcher(beside, kind, code)
            if event is not None and not isinstance(host.task_spec, BoundaryEvent):
                if payload is None:
                    payload = {} if event.task_spec.cancel_activity else token.data
                event.task_spec.catch(event, payload)
                return True
        opener = host.workflow.parent_task_id
        host = top.get_task_from_id(opener) if opener is not None else None
        if payload is None and host is not None and host.task_spec.passing is not None:
            payload = {}  # of what is called only what is named comes back
    return False


def _catcher(split: Token, kind: type[Any], code: str | None) -> Token | None:
    """The waiting boundary event that catches the code; one that names it before one that catches all."""
    children: list[Token] = split.children
    waiting = [
        t
        for t in children
        if t._state == TaskState.WAITING and t.task_spec.catches and isinstance(t.task_spec.event_definition, kind)
    ]
    for wanted in (code, None):
        for event in waiting:
            if event.task_spec.event_definition.code == wanted:
                return event
    return None


__all__ = [
    "BoundaryEvent",
    "BoundaryEventSplit",
    "Catching",
    "EndEvent",
    "IntermediateCatchEvent",
    "IntermediateThrowEvent",
    "MessageEventDefinition",
    "ReceiveTask",
    "StartEvent",
]
