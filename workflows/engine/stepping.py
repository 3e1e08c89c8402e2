"""Running an instance to rest: one ready token at a time."""

from collections import Counter
from typing import TYPE_CHECKING

from SpiffWorkflow.bpmn.specs.event_definitions import ErrorEventDefinition
from SpiffWorkflow.util.task import TaskState

from workflows.engine.refusals import BusinessError, EvaluationFailed, GoingRound
from workflows.engine.scopes import Instance
from workflows.engine.specs.activities import HumanTask
from workflows.engine.specs.events import BoundaryEvent, raise_to_boundary
from workflows.engine.token import Token

if TYPE_CHECKING:
    from workflows.engine.host import Host

MOST_STEPS = 1000
"""Of one advance. More without ever waiting means that the diagram goes round."""


def advance(instance: Instance, host: "Host") -> None:
    """Run to rest: until every token waits for a person, a time, a message, a job, the host's leave or a retry.

    Events that have happened are run before any step, interrupting ones first and outer scopes first, so that what
    they cancel does not run; then an end event that ends the whole process, so that nothing is begun beside it. Steps
    follow depth first, inner scopes before outer ones.

    :raises GoingRound: after 1,000 steps
    """
    instance.host = host
    instance.verbose = bool(getattr(host, "verbose", False))
    asked: set[str] = set()
    walked: Counter[str] = Counter()
    looks = instance.procedure.looks_at_conditions
    try:
        _tell(instance, host)
        while not instance.completed:
            if looks:
                _look(instance)
            token = _next(instance, asked)
            if token is None:
                break
            spec = token.task_spec
            if spec.is_step and "opened" not in token.internal_data:
                asked.add(token.id)
                if not _opens(instance, token, host):
                    _tell(instance, host)
                    continue
            if not isinstance(spec, HumanTask):
                run(instance, token)
                walked[token.element] += 1
                if walked.total() > MOST_STEPS:
                    raise _going_round(instance, walked)
            _tell(instance, host)
    finally:
        instance.host = None


def _look(instance: Instance) -> None:
    """Fire the conditional events whose condition has become true by what has just been done."""
    for scope in instance.scopes():
        for token in scope.live(TaskState.WAITING):
            spec = token.task_spec
            if spec.catches and spec.condition is not None and "failed" not in token.internal_data:
                try:
                    spec.look(token)
                except EvaluationFailed as failed:
                    fail(instance, token, failed.sentence)


def settle(instance: Instance) -> None:
    """Run the events that have happened, and nothing else."""
    for _ in range(MOST_STEPS):
        token = _fired(instance)
        if token is None or instance.completed:
            return
        run(instance, token)


def run(instance: Instance, token: Token) -> None:
    """Run one token; a failure is kept with it, and others go on."""
    try:
        token.run()
    except BusinessError as error:
        if not raise_to_boundary(token, ErrorEventDefinition, error.code, error.payload):
            fail(instance, token, f"The error {error.code!r} of {token.element} is caught by no boundary event.")
    except EvaluationFailed as failed:
        fail(instance, token, failed.sentence)


def fail(instance: Instance, token: Token, sentence: str) -> None:
    """Keep a failure with its token."""
    token.internal_data["failed"] = sentence
    instance.note("failed", token, sentence=sentence)


def _opens(instance: Instance, token: Token, host: "Host") -> bool:
    reason = host.may_open(token.element, token.id)
    if reason is None:
        token.internal_data.pop("held", None)
        token.internal_data["opened"] = instance.tick()
        instance.note("opened", token)
        return True
    if token.internal_data.get("held") != reason:
        token.internal_data["held"] = reason
        instance.note("held", token, reason=reason)
    return False


def _tell(instance: Instance, host: "Host") -> None:
    noted, instance.noted = instance.noted, []
    for event in noted:
        host.record(event)


def _fired(instance: Instance) -> Token | None:
    """The next event that has happened: interrupting ones first, outer scopes first."""
    other = None
    for scope in instance.scopes():
        for token in scope.walk():
            if token._state == TaskState.READY and token.task_spec.catches and "failed" not in token.internal_data:
                if isinstance(token.task_spec, BoundaryEvent) and token.task_spec.cancel_activity:
                    return token
                other = other or token
    return other


def _next(instance: Instance, asked: set[str]) -> Token | None:
    fired = None
    end = None
    first = None
    for scope in instance.scopes():
        found = None
        for token in scope.walk():
            if token._state != TaskState.READY or "failed" in token.internal_data:
                continue
            spec = token.task_spec
            if spec.catches:
                if isinstance(spec, BoundaryEvent) and spec.cancel_activity:
                    return token
                fired = fired or token
            elif spec.terminates and scope is instance:
                end = end or token
            elif found is None and _is_due(token, asked):
                found = token
        first = found or first
    return fired or end or first


def _is_due(token: Token, asked: set[str]) -> bool:
    if not token.task_spec.is_step:
        return True
    if "opened" in token.internal_data:
        return not isinstance(token.task_spec, HumanTask)
    return token.id not in asked


def _going_round(instance: Instance, walked: Counter[str]) -> GoingRound:
    round_it = {name for name, times in walked.items() if times > MOST_STEPS // 100}
    graphs = instance.procedure.graphs.values()
    # Gateways that were put there where a flow parts have no name, and nobody knows their ids.
    named = {node.id: node.name for graph in graphs for _, node in graph.walk() if node.id in round_it and node.name}
    said = ", ".join(f"{name} ({each})" for each, name in sorted(named.items())) or ", ".join(sorted(round_it))
    return GoingRound(
        f"The procedure {instance.procedure.process} took {MOST_STEPS} steps without waiting for anybody; it goes "
        f"round through {said}. Put a task or a timer into the loop, or correct its condition.",
        elements=", ".join(sorted(round_it)),
    )
