"""What SpiffWorkflow compiled → the plain graph: the second reading of a diagram, compared with the first.

Names of flows, documentation and properties are not compiled, and so not compared.
"""

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions import (
    ConditionalEventDefinition,
    ErrorEventDefinition,
    EscalationEventDefinition,
    MessageEventDefinition,
    SignalEventDefinition,
    TerminateEventDefinition,
)

from workflows.diagrams.graph import EventDefinition, Flow, Graph, Loop, Node
from workflows.engine.refusals import ReadingsDiffer
from workflows.engine.specs import activities, events, gateways, loops
from workflows.engine.specs.element import EndJoin, Process

_KINDS = {
    activities.UserTask: "userTask",
    activities.ManualTask: "manualTask",
    activities.NoneTask: "task",
    activities.ServiceTask: "serviceTask",
    activities.BusinessRuleTask: "businessRuleTask",
    activities.SubProcess: "subProcess",
    activities.CallActivity: "callActivity",
    gateways.ExclusiveGateway: "exclusiveGateway",
    gateways.ParallelGateway: "parallelGateway",
    gateways.InclusiveGateway: "inclusiveGateway",
    gateways.ComplexGateway: "complexGateway",
    gateways.EventBasedGateway: "eventBasedGateway",
    events.StartEvent: "startEvent",
    events.EndEvent: "endEvent",
    events.IntermediateCatchEvent: "intermediateCatchEvent",
    events.IntermediateThrowEvent: "intermediateThrowEvent",
    events.BoundaryEvent: "boundaryEvent",
    events.ReceiveTask: "receiveTask",
}
_EVENTS = {
    MessageEventDefinition: "message",
    SignalEventDefinition: "signal",
    ErrorEventDefinition: "error",
    EscalationEventDefinition: "escalation",
    TerminateEventDefinition: "terminate",
    ConditionalEventDefinition: "conditional",
}
_UNNAMED = {"None Error Event", "None Escalation Event"}
"""What SpiffWorkflow calls an error or escalation that catches every code."""
_LOOPS = {
    loops.StandardLoop: "standard",
    loops.SequentialMultiInstance: "sequential",
    loops.ParallelMultiInstance: "parallel",
}


def graph_of(spec: Process, others: Mapping[str, Process]) -> Graph:
    """The graph of one compiled process, with those of its sub-processes."""
    specs = spec.task_specs
    attached = {
        output: split.removesuffix(gateways.SPLIT)
        for split, task in specs.items()
        if isinstance(task, events.BoundaryEventSplit)
        for output in task._outputs
        if isinstance(specs[output], events.BoundaryEvent)
    }
    nodes: dict[str, Node] = {}
    flows: list[Flow] = []
    for name, task in specs.items():
        if task.bpmn_id is None and not isinstance(task, loops._Looping):
            continue
        if name.endswith(" [child]"):
            continue
        nodes[name] = _node(name, task, specs, attached, others)
        flows += _flows(name, task, specs)
    return Graph(id=spec.name, name=spec.description or spec.name, nodes=MappingProxyType(nodes), flows=tuple(flows))


def _node(
    name: str, task: Any, specs: Mapping[str, Any], attached: Mapping[str, str], others: Mapping[str, Process]
) -> Node:
    loop = None
    inner = task
    if isinstance(task, loops._Looping):
        inner = specs[task.task_spec]
        loop = _loop(task)
    kind = _KINDS[type(inner)]
    return Node(
        id=name,
        kind=kind,
        name=inner.bpmn_name or "",
        lane=inner.lane,
        operation=getattr(inner, "operation", None),
        parameters=MappingProxyType(dict(getattr(inner, "parameters", {}))),
        outputs=MappingProxyType(dict(getattr(inner, "outputs_of_result", {}))),
        result=getattr(inner, "result", None),
        decision=getattr(inner, "decision", None),
        called=inner.spec if kind == "callActivity" else None,
        passing=getattr(inner, "passing", None),
        activation=getattr(inner, "activation", None),
        events=_event(inner),
        loop=loop,
        attached_to=attached.get(name),
        interrupting=getattr(inner, "cancel_activity", True),
        lasting=getattr(inner, "lasting", False),
        inner=graph_of(others[inner.spec], others) if kind == "subProcess" else None,
    )


def _loop(task: Any) -> Loop:
    kind = _LOOPS[type(task)]
    if isinstance(task, loops.StandardLoop):
        return Loop("standard", condition=task.condition, maximum=task.maximum, test_before=task.test_before)

    def named(reference: Any) -> str | None:
        return loops.variable(reference) if reference is not None else None

    return Loop(
        kind,  # type: ignore[arg-type]
        cardinality=task.cardinality,
        collection=named(task.data_input),
        item=named(task.input_item),
        output_collection=named(task.data_output),
        output_item=named(task.output_item),
        completion=task.condition,
    )


def _event(task: Any) -> tuple[EventDefinition, ...]:
    definition: Any = getattr(task, "event_definition", None)
    timer = events.TIMER_KINDS.get(type(definition))
    if timer is not None:
        return (EventDefinition("timer", timer=timer, text=definition.expression),)  # type: ignore[arg-type]
    kind = _EVENTS.get(type(definition))
    if kind is None:
        return ()
    if kind == "conditional":
        return (EventDefinition(kind, text=definition.expression),)
    return (
        EventDefinition(
            kind,
            name=None if definition.name in _UNNAMED else definition.name,
            code=getattr(definition, "code", None),
            variable=getattr(task, "variable", None) if kind == "message" else None,
        ),
    )


def _flows(name: str, task: Any, specs: Mapping[str, Any]) -> list[Flow]:
    conditions = dict.fromkeys(task._outputs)
    if hasattr(task, "cond_task_specs"):
        conditions = {target: condition.args[0] if condition else None for condition, target in task.cond_task_specs}
    found = []
    for target in task._outputs:
        if isinstance(specs[target], EndJoin):
            continue
        found.append(Flow("", name, target.removesuffix(gateways.SPLIT), conditions.get(target)))
    return found


def compare(drawn: Graph, compiled: Graph) -> None:
    """Demand that both readings say the same.

    :raises ReadingsDiffer: with a sentence that names the first differences
    """
    differences = _differences(drawn, compiled)
    if differences:
        raise ReadingsDiffer(
            f"The engine reads {drawn.id} differently from the diagram: {'; '.join(differences[:3])}. Draw it anew.",
            process=drawn.id,
        )


def _differences(drawn: Graph, compiled: Graph) -> list[str]:
    found = [f"{name} is not compiled" for name in drawn.nodes if name not in compiled.nodes]
    found += [f"{name} is not drawn" for name in compiled.nodes if name not in drawn.nodes]
    for name, node in drawn.nodes.items():
        other = compiled.nodes.get(name)
        if other is None:
            continue
        for aspect in _ASPECTS:
            left, right = getattr(node, aspect), getattr(other, aspect)
            # Whoever starts an instance has received the message of its start event.
            if left == right or (aspect == "events" and node.kind == "startEvent"):
                continue
            if _plain(left) != _plain(right):
                found.append(f"{name} has {aspect} {left!r} in the diagram and {right!r} in the engine")
        if node.inner is not None and other.inner is not None:
            found += _differences(node.inner, other.inner)
    left, right = (Counter((f.source, f.target, f.condition) for f in graph.flows) for graph in (drawn, compiled))
    found += [f"the flow {a} → {b} is compiled differently" for a, b, _ in (left - right) + (right - left)]
    return found


_ASPECTS = (
    *("kind", "name", "lane", "operation", "parameters", "outputs", "result", "decision", "called"),
    *("passing", "activation", "events", "loop", "attached_to", "interrupting", "lasting"),
)
"""Of a node, what both readings must say alike."""


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value
