"""The elements of a diagram: steps, events and gateways by their ids, and what leads from one to the other."""

from typing import Any

from workflows.diagrams import Flow, Graph, Node, read
from workflows.editions.comparing.elements import Element, Elements

_KINDS = {
    "userTask": "a person's task",
    "manualTask": "a person's task",
    "task": "a person's task",
    "serviceTask": "a task of the machine",
    "businessRuleTask": "a decision",
    "callActivity": "a called procedure",
    "exclusiveGateway": "a choice",
    "parallelGateway": "a fork or meeting of ways",
    "inclusiveGateway": "a choice of several",
    "complexGateway": "a meeting of enough ways",
    "eventBasedGateway": "a wait for what comes first",
    "startEvent": "a start",
    "endEvent": "an end",
    "boundaryEvent": "an event at a step",
}


def diagram_elements(content: bytes, path: str) -> Elements:
    """What a diagram says; where something is drawn says nothing.

    :raises BadDiagram: it is no diagram
    """
    diagram = read(content, path)
    found: Elements = {}
    for top in diagram.processes:
        for graph in top.graphs():
            if graph is top:
                told = {"name": graph.name or None, "words": graph.documentation or None}
                found[f"process {graph.id}"] = Element(f"process {graph.id}", told)
            for node in graph.nodes.values():
                label = f"“{node.name}” ({node.id})" if node.name else node.id
                said: dict[str, Any] = {"name": node.name or None, **_node(node)}
                asked = [flow.target for flow in graph.outgoing(node.id) if flow.condition]
                if len(asked) > 1:
                    said["asks its ways in this order"] = asked
                found[f"node {node.id}"] = Element(label, said)
            for flow in graph.flows:
                ends = f"{flow.source} to {flow.target}"
                times = sum(1 for name in found if name.startswith(f"flow {ends}"))
                found[f"flow {ends} {times}"] = Element(_way(graph, flow), _flow(flow))
    return found


_OURS = frozenset(
    {"name", "kind", "done by", "words", "operation", "decision", "calls", "result", "at", "loop", "event", "events"}
    | {"waits for", "code", "variable", "cancels the step", "asks its ways in this order"}
    | {"goes on when", "passes on", "takes back"}
)
"""Words that a property of the same name must not put in the shade."""


def _node(node: Node) -> dict[str, Any]:
    event = node.event
    said: dict[str, Any] = {
        "kind": _KINDS.get(node.kind, node.kind),
        "done by": node.lane,
        "words": node.documentation or None,
        "operation": node.operation,
        "decision": node.decision,
        "calls": node.called,
        "result": node.result,
        "at": node.attached_to,
        "loop": str(node.loop) if node.loop else None,
    }
    said |= {f"parameter {name}": text for name, text in node.parameters.items()}
    said |= {f"result {name}": text for name, text in node.outputs.items()}
    if node.activation:
        said["goes on when"] = node.activation
    if node.passing is not None:
        every = {True: "all variables", False: "only what is named"}
        said |= {"passes on": every[node.passing.all_in], "takes back": every[node.passing.all_out]}
        said |= {f"passes on {name}": text for name, text in node.passing.into.items()}
        said |= {f"takes back {name}": text for name, text in node.passing.out.items()}
    for name, value in node.properties.items():
        word = name.replace("_", " ")
        said[f"property {word}" if word in said or word in _OURS else word] = value
    if event is not None:
        said["event"] = f"{event.kind} ({event.timer})" if event.timer else event.kind
        said |= {"waits for": event.text or event.name, "code": event.code, "variable": event.variable}
    elif node.events:
        said["events"] = [str(each) for each in node.events]
    if node.attached_to is not None:
        said["cancels the step"] = node.interrupting
    return {word: value for word, value in said.items() if value is not None}


def _way(graph: Graph, flow: Flow) -> str:
    ends = (graph.nodes.get(end) for end in (flow.source, flow.target))
    source, target = (node.name or node.id if node is not None else "?" for node in ends)
    return f"the way from {source} to {target}"


def _flow(flow: Flow) -> dict[str, Any]:
    said: dict[str, Any] = {"name": flow.name or None, "taken when": flow.condition}
    said["otherwise"] = "this way" if flow.is_default else None
    return {word: value for word, value in said.items() if value is not None}
