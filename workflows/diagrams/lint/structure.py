"""How a process hangs together: starts, ends, flows, and whether everything can be reached."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from workflows.diagrams.diagram import Diagram
from workflows.diagrams.finding import FILE, Finding
from workflows.diagrams.graph import GATEWAYS, Graph, Node
from workflows.diagrams.lint.scene import Scene

MOST_NODES = 120
MOST_FLOWS = 3 * MOST_NODES
MOST_BRANCHES = 10
MOST_OF_A_FILE = 30 * MOST_NODES


def too_large(process: Graph) -> bool:
    """Whether a process is beyond the house's limits."""
    nodes = sum(not node.drawn_here for _, node in process.walk())
    return nodes > MOST_NODES or sum(len(graph.flows) for graph in process.graphs()) > MOST_FLOWS


def file_size(diagram: Diagram) -> Finding | None:
    """A file with more than so many nodes is not looked at any further."""
    nodes = sum(not node.drawn_here for process in diagram.processes for _, node in process.walk())
    if nodes <= MOST_OF_A_FILE:
        return None
    first = diagram.processes[0]
    text = f"its {len(diagram.processes)} processes have {nodes} nodes; at most {MOST_OF_A_FILE} are accepted in a file"
    return Finding(FILE, first.line, "too-large", f"{diagram.name}, line {first.line}: {text}. Divide it.")


def size(scene: Scene) -> Iterator[Finding]:
    """A procedure that nobody can read on one page is not checked by anybody."""
    if scene.graph is scene.process and too_large(scene.process):
        nodes = sum(not node.drawn_here for _, node in scene.process.walk())
        flows_drawn = sum(len(graph.flows) for graph in scene.process.graphs())
        yield scene.at(
            scene.graph,
            "too-large",
            f"the process {scene.graph.id} has {nodes} nodes and {flows_drawn} flows; at most {MOST_NODES} and "
            f"{MOST_FLOWS} are accepted. Move parts of it into called processes.",
        )
    for node in scene.graph.nodes.values():
        if node.kind in GATEWAYS and len(scene.graph.outgoing(node.id)) > MOST_BRANCHES:
            yield scene.at(
                node,
                "too-many-branches",
                f"{len(scene.graph.outgoing(node.id))} flows leave the gateway {node.id}; at most {MOST_BRANCHES} are "
                "accepted. Use a decision table.",
            )


def starts_and_ends(scene: Scene) -> Iterator[Finding]:
    """Exactly one start event, at least one end event."""
    graph = scene.graph
    starts = [node for node in graph.nodes.values() if node.kind == "startEvent"]
    if not graph.executable and scene.vocabulary.strict:
        yield scene.at(graph, "not-executable", f"the process {graph.id} is not executable. Set isExecutable to true.")
    if not starts:
        yield scene.at(graph, "no-start", f"{graph.id} has no start event. Draw one.")
    if len(starts) > 1:
        yield from _several_starts(scene, starts)
    if not any(node.kind == "endEvent" for node in graph.nodes.values()):
        yield scene.at(graph, "no-end", f"{graph.id} has no end event, so it would never be completed. Draw one.")


def _several_starts(scene: Scene, starts: list[Node]) -> Iterator[Finding]:
    """Of several start events each has a trigger of its own, so that it is known which one begins."""
    graph, names = scene.graph, ", ".join(node.id for node in starts)
    plain = [node.id for node in starts if not node.events]
    twice = Counter((event.kind, event.name, event.text) for node in starts for event in node.events)
    if scene.enclosing:
        text = f"the sub-process {graph.id} has {len(starts)} start events ({names}). Leave one."
    elif len(plain) > 1:
        text = f"{graph.id} has several start events without a trigger ({', '.join(plain)}). Leave one of these."
    elif max(twice.values()) > 1:
        text = f"two start events of {graph.id} ({names}) have the same trigger. Give each its own."
    elif scene.vocabulary.strict and not plain:
        text = f"none of the start events of {graph.id} ({names}) is plain, so no person could begin it. Draw one."
    else:
        return
    yield scene.at(graph, "several-starts", text)


def flows(scene: Scene) -> Iterator[Finding]:
    """Flows that lead from somewhere to somewhere, once."""
    graph = scene.graph
    loose = any(end not in graph.nodes for flow in graph.flows for end in (flow.source, flow.target))
    of_file = scene.diagram.processes if loose else ()
    scopes = {node.id: within.id for process in of_file for within, node in process.walk()}
    for flow in graph.flows:
        elsewhere = scopes.get(flow.source)
        if elsewhere not in (None, graph.id) and elsewhere == scopes.get(flow.target):
            text = f"the flow {flow.id} is written in {graph.id}, but joins what stands in {elsewhere}. Move it there."
            yield replace(scene.at(flow, "flow-to-nowhere", text), cause=f"{graph.id} and {elsewhere}")
            continue
        for end, word in ((flow.source, "starts at"), (flow.target, "leads to")):
            if end not in graph.nodes:
                where = f"stands in {scopes[end]}, and not" if end in scopes else "is not"
                yield scene.at(
                    flow,
                    "flow-to-nowhere",
                    f"the flow {flow.id} {word} {end or 'nothing'}, which {where} in {graph.id}. Connect it, or delete "
                    "it.",
                )
        target, source = graph.nodes.get(flow.target), graph.nodes.get(flow.source)
        if target is not None and target.kind in {"startEvent", "boundaryEvent"}:
            yield scene.at(
                flow, "flow-into-event", f"the flow {flow.id} leads into the {target.kind} {target.id}. Delete it."
            )
        if source is not None and source.kind == "endEvent":
            yield scene.at(flow, "flow-out-of-end", f"the flow {flow.id} leaves the end event {source.id}. Delete it.")
    pairs = Counter((flow.source, flow.target) for flow in graph.flows)
    for flow in graph.flows:
        if pairs.pop((flow.source, flow.target), 0) > 1:
            yield scene.at(
                flow,
                "double-flow",
                f"several flows lead from {_drawn(graph, flow.source)} to {flow.target}, which cannot be told apart. "
                "Leave one, and join the conditions with “or”.",
            )


def _drawn(graph: Graph, ident: str) -> str:
    """The node that its author drew: before a fork that was put there, the one that it stands behind."""
    before = [flow.source for flow in graph.incoming(ident)]
    return before[0] if len(before) == 1 and ident.rstrip("_") == f"{before[0]}_fork" else ident


def conditions(scene: Scene) -> Iterator[Finding]:
    """Conditions where they are asked, and a default where they may all be false."""
    graph = scene.graph
    for node in graph.nodes.values():
        leaving = graph.outgoing(node.id)
        choosing = node.kind in {"exclusiveGateway", "inclusiveGateway"}
        for flow in leaving:
            if flow.condition is None:
                continue
            if flow.is_default:
                yield scene.at(
                    flow,
                    "condition-on-default",
                    f"the default flow {flow.id} of {node.id} has a condition, which is never asked. Remove one of "
                    "the two.",
                )
            elif not choosing and node.kind != "complexGateway":
                yield scene.at(
                    flow,
                    "condition-not-asked",
                    f"the flow {flow.id} has a condition, but it leaves the {node.kind} {node.id}, which asks none. "
                    "Put an "
                    "exclusive gateway behind it.",
                )
        if not choosing or len(leaving) < 2:
            if choosing and leaving and leaving[0].condition is not None and not leaving[0].is_default:
                yield scene.at(
                    node,
                    "no-default",
                    f"the only flow out of {node.id} has a condition. Remove it, or draw the other way.",
                )
            continue
        always = any(flow.condition == "true" for flow in leaving)
        if scene.vocabulary.strict and not always and not any(flow.is_default for flow in leaving):
            yield scene.at(
                node,
                "no-default",
                f"the gateway {node.id} has no default flow; if no condition were true, the case would stop there. "
                "Mark one "
                "of its flows as the default.",
            )
        for flow in leaving:
            if flow.condition is None and not flow.is_default:
                text = f"the flow {flow.id} out of {node.id} has no condition. Give it one."
                yield replace(scene.at(flow, "no-condition", text), cause=node.id)


def forks(scene: Scene) -> Iterator[Finding]:
    """Only gateways part the flow; the normaliser has turned the plain case into a gateway."""
    for node in scene.graph.nodes.values():
        leaving = scene.graph.outgoing(node.id)
        if node.kind not in GATEWAYS and len(leaving) > 1 and any(flow.condition for flow in leaving):
            yield scene.at(
                node,
                "conditional-fork",
                f"{len(leaving)} flows leave the {node.kind} {node.id}, some with conditions. Put a gateway there.",
            )


def reachability(scene: Scene) -> Iterator[Finding]:
    """Everything can be reached, and everything can reach an end."""
    graph = scene.graph
    nodes = graph.nodes
    starts = [node.id for node in nodes.values() if node.kind == "startEvent"]
    reached = _closure(starts, lambda name: scene.exits(nodes[name]))
    back: dict[str, list[str]] = {}
    for node in nodes.values():
        for target in scene.exits(node):
            back.setdefault(target, []).append(node.id)
    ends = [node.id for node in nodes.values() if node.kind == "endEvent"]
    ending = _closure(ends, lambda name: back.get(name, ()))
    for node in nodes.values():
        if node.kind == "boundaryEvent" and node.attached_to not in nodes:
            there = f"{node.attached_to}, which is not in {graph.id}" if node.attached_to else "nothing"
            text = f"the boundary event {node.id} is attached to {there}. Attach it to an activity."
            yield scene.at(node, "attached-to-nothing", text)
        elif starts and node.id not in reached:
            yield scene.at(
                node, "unreachable", f"{node.id} cannot be reached from the start. Connect it, or delete it."
            )
        elif not graph.outgoing(node.id) and node.kind != "endEvent":
            yield scene.at(node, "dead-end", f"no flow leaves {node.id}. Lead it to an end event.")
        elif ends and node.id not in ending:
            yield scene.at(node, "never-ends", f"from {node.id} no end event can be reached. Draw a way out.")


def _closure(start: Iterable[str], step: Callable[[str], Iterable[str]]) -> set[str]:
    seen = set(start)
    todo = list(seen)
    while todo:
        for name in step(todo.pop()):
            if name not in seen:
                seen.add(name)
                todo.append(name)
    return seen


RULES = (size, starts_and_ends, flows, conditions, forks, reachability)
