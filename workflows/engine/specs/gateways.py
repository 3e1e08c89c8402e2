"""Gateways: where the flow parts and meets."""

from typing import Any

from SpiffWorkflow.bpmn.specs import defaults
from SpiffWorkflow.specs.base import TaskSpec
from SpiffWorkflow.util.task import TaskState

from workflows.diagrams.graph import enough
from workflows.engine.feel import shown
from workflows.engine.merging import merged
from workflows.engine.refusals import EvaluationFailed
from workflows.engine.specs.element import Element
from workflows.engine.token import LIVE, Token, common_ancestor


class _Conditional(Element):
    """Gateways that choose."""

    cond_task_specs: list[tuple[Any, str]]
    default_task_spec: str | None
    name: str

    def expand(self, token: Token) -> None:
        """The chosen flows were taken when the gateway ran."""

    def holds(self, token: Token, condition: Any) -> bool:
        """Whether a flow's condition is true; anything but true and false is refused, null too."""
        text = condition.args[0]
        value = token.workflow.script_engine.evaluate(token, text)
        if not isinstance(value, bool):
            raise EvaluationFailed(
                f"The condition “{text}” at {token.element} gives {shown(value)}; it must give true or false.",
                element=token.element,
            )
        return value

    def choose(self, token: Token, chosen: list[tuple[str, str | None]]) -> None:
        """Take the chosen flows: (target, condition)."""
        specs = token.workflow.spec.task_specs
        if len(self.cond_task_specs) > 1:
            top = token.workflow.top_workflow
            flows = top.procedure.flows
            taken = [
                {
                    "id": flows.get((token.workflow.spec.name, self.name, target)),
                    "target": target.removesuffix(SPLIT),
                    "condition": condition,
                }
                for target, condition in chosen
            ]
            top.note("chosen", token, flows=taken)
        else:
            token.workflow.top_workflow.passed(token)
        for target, _ in chosen:
            token._add_child(specs[target])


RESET, LATE = "reset", "late"
"""What a token at a complex gateway knows: for which ways it waits before that is as it was; that it came late."""
SPLIT = ".BoundaryEventSplit"
"""What the engine appends to the name of a task that has boundary events."""


class ExclusiveGateway(_Conditional, defaults.ExclusiveGateway):
    """The first flow whose condition is true, in the order of the file; else the default."""

    def _run_hook(self, my_task: Token) -> bool:
        for condition, target in self.cond_task_specs:
            if condition is not None and self.holds(my_task, condition):
                self.choose(my_task, [(target, condition.args[0])])
                return True
        if self.default_task_spec is None:
            raise EvaluationFailed(
                f"No condition at {my_task.element} is true and it has no default flow.", element=my_task.element
            )
        self.choose(my_task, [(self.default_task_spec, None)])
        return True


class _Join(Element):
    """Gateways that wait for several tokens. All tokens that arrived stay until they are consumed."""

    joins = True
    name: str
    _inputs: list[str]
    _outputs: list[str]

    def arrived(self, my_task: Token) -> dict[str, list[Token]]:
        """The tokens waiting here, by the element they came from, oldest first."""
        here = [t for t in my_task.workflow.live(TaskState.WAITING) if t.task_spec is self and t is not my_task]
        if my_task._state != TaskState.WAITING:
            my_task._inherit_data()
            my_task.internal_data["via"] = my_task.parent.task_spec.name
            # The newcomer waits behind those who came the same way, and fires with the oldest of each way.
            my_task._set_state(TaskState.WAITING)
        found: dict[str, list[Token]] = {}
        for token in sorted([*here, my_task], key=lambda t: t.last_state_change):
            found.setdefault(token.internal_data["via"], []).append(token)
        return found

    def _awaited(self, my_task: Token, empty: list[str], full: list[str]) -> bool:
        """Whether a token elsewhere can reach an empty flow without being able to reach a full one."""
        reach = my_task.workflow.top_workflow.procedure.reach(my_task.workflow.spec, self.name)
        for token in my_task.workflow.tasks.values():
            if RESET in token.internal_data or (token.task_spec is self and token._state == TaskState.WAITING):
                continue
            if token.task_spec.on_boundary and token._state == TaskState.WAITING:
                continue  # Its activity stands for it.
            moving = token._state & LIVE or (
                token._state == TaskState.FUTURE and token.parent._state == TaskState.COMPLETED
            )
            ways = self._ways_from(token, reach) if moving else frozenset[str]()
            if not ways.isdisjoint(empty) and ways.isdisjoint(full):
                return True
        return False

    def _ways_from(self, token: Token, reach: dict[str, frozenset[str]]) -> frozenset[str]:
        """The ways into the gateway that a token can reach: one that is about to leave it, from behind it."""
        if token.task_spec is not self:
            return reach.get(token.task_spec.name, frozenset())
        return frozenset[str]().union(*(reach.get(name, frozenset()) for name in self._outputs))

    def consume(self, my_task: Token, tokens: list[Token]) -> bool:
        """Let the youngest of the tokens go on with what all of them bring, and take the others away.

        :returns: whether the one that goes on is ``my_task``
        """
        tokens = sorted(tokens, key=lambda t: t.last_state_change)
        *others, last = tokens
        if others:
            base = others[0]
            for token in tokens[1:]:
                base = common_ancestor(base, token)
            last.data = merged(base.data, [token.data for token in tokens])
        for token in others:
            token.cancel()
        if last is not my_task:
            last._ready()
        return last is my_task


class ParallelGateway(_Join, defaults.ParallelGateway):
    """One token from each incoming flow, one onto each outgoing flow (BPMN 2.0.2 §13.4.1), on loops too."""

    passes = True

    def _update_hook(self, my_task: Token) -> bool:
        if len(self._inputs) == 1:
            my_task._inherit_data()
            return True
        found = self.arrived(my_task)
        if any(name not in found for name in self._inputs):
            return False
        return self.consume(my_task, [found[name][0] for name in self._inputs])


class InclusiveGateway(_Conditional, _Join, defaults.InclusiveGateway):
    """Waits for every token that can still arrive (BPMN 2.0.2 §13.4.3); takes every flow whose condition is true."""

    joins = True

    def _update_hook(self, my_task: Token) -> bool:
        if len(self._inputs) == 1:
            my_task._inherit_data()
            return True
        found = self.arrived(my_task)
        empty = [name for name in self._inputs if name not in found]
        if empty and self._awaited(my_task, empty, list(found)):
            return False
        return self.consume(my_task, [tokens[0] for tokens in found.values()])

    def _run_hook(self, my_task: Token) -> bool:
        chosen: list[tuple[str, str | None]] = [
            (target, condition.args[0])
            for condition, target in self.cond_task_specs
            if condition is not None and self.holds(my_task, condition)
        ]
        if not chosen:
            chosen = [(target, None) for condition, target in self.cond_task_specs if condition is None]
        if not chosen:
            raise EvaluationFailed(
                f"No condition at {my_task.element} is true and it has no default flow.", element=my_task.element
            )
        self.choose(my_task, chosen)
        return True


class ComplexGateway(_Join, defaults.ParallelGateway):
    """Goes on once tokens have come on enough of its ways in (a discriminator; BPMN 2.0.2 §13.4.5).

    Then it waits for those that may still come on the other ways: they end here, as at an end event. When none can come
    any more it is as it was, and may go on again. Until then one token stays, which knows for which ways it waits.
    """

    passes = True
    activation: str | None = None

    def _update_hook(self, my_task: Token) -> bool:
        resetting = self._resetting(my_task)
        if my_task is resetting:
            if not self._awaited(my_task, list(my_task.internal_data[RESET]), []):
                my_task.cancel()
            return False
        if resetting is not None:
            return self._late(my_task, resetting)
        found = self.arrived(my_task)
        if len(found) < self._needs():
            return False
        first = self.consume(my_task, [tokens[0] for tokens in found.values()])
        if others := [name for name in self._inputs if name not in found]:
            waiting = my_task.parent._add_child(self, TaskState.WAITING)
            waiting.data = dict(my_task.data)
            waiting.internal_data[RESET] = others
        return first

    def _late(self, my_task: Token, resetting: Token) -> bool:
        """One that comes while it waits to be as it was: the first on each way ends here, others wait for the next."""
        if my_task._state != TaskState.WAITING:
            my_task._inherit_data()
            my_task.internal_data["via"] = my_task.parent.task_spec.name
        left = resetting.internal_data[RESET]
        if (via := my_task.internal_data["via"]) not in left:
            my_task._set_state(TaskState.WAITING)
            return False
        resetting.internal_data = {RESET: [name for name in left if name != via]}
        my_task.internal_data[LATE] = True
        return True

    def is_lasting(self, token: Token) -> bool:
        """One that only waits to be as it was."""
        return RESET in token.internal_data

    def _resetting(self, my_task: Token) -> Token | None:
        here = my_task.workflow.live(TaskState.WAITING)
        return next((t for t in here if t.task_spec is self and RESET in t.internal_data), None)

    def _needs(self) -> int:
        return enough(self.activation or "") or len(self._inputs)

    def expand(self, token: Token) -> None:
        """Go on; one that came late ends."""
        if LATE in token.internal_data:
            token._add_child(token.workflow.spec.end)
        else:
            super().expand(token)


class EventBasedGateway(Element, defaults.EventBasedGateway):
    """Opens all the events behind it; the first to happen cancels the others (see ``events``)."""

    passes = True

    def connect(self, child: Any) -> None:
        """Leave the events with their own elements: SpiffWorkflow's shared slot confuses two timers."""
        TaskSpec.connect(self, child)
