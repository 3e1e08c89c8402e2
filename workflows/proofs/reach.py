"""What the drawing alone says of where tokens can go."""

from collections.abc import Iterator

from workflows.diagrams.graph import Graph, Node


def once(graph: Graph) -> frozenset[str]:
    """The nodes that a token can reach without passing an event beside an activity that may happen several times.

    It may if its kind allows it, or if its activity is done again before what the event began is over.
    """
    again = {node.id for node in graph.nodes.values() if repeats(node)}
    for node in graph.nodes.values():
        if node.kind == "boundaryEvent" and not node.interrupting and node.attached_to is not None:
            beyond = _beyond(graph, list(_next(graph, node.attached_to)), frozenset())
            again |= {node.id} if node.attached_to in beyond else set()
    return _beyond(graph, [node.id for node in graph.nodes.values() if node.kind == "startEvent"], frozenset(again))


def repeats(node: Node) -> bool:
    """Whether an event beside an activity may happen several times while that lasts (``docs/engine.md``)."""
    event = node.event
    if node.kind != "boundaryEvent" or node.interrupting or event is None:
        return False
    return event.kind != "timer" or event.timer == "cycle"


def splits(graph: Graph) -> bool:
    """Whether one token can become several, or one can end without an end event: late at a complex gateway."""
    for node in graph.nodes.values():
        if node.kind == "complexGateway" or (node.kind == "boundaryEvent" and not node.interrupting):
            return True
        chooses = node.kind in {"exclusiveGateway", "eventBasedGateway"}
        if not chooses and len(graph.outgoing(node.id)) > 1:
            return True
    return False


def reach(graph: Graph, gateway: str) -> dict[str, frozenset[str]]:
    """From where which ways into a gateway can be reached without passing it; the engine's ``Procedure.reach``.

    That an event stands on an activity is no sequence flow (BPMN 2.0.2 §13.4.3).

    :returns: node → the nodes just before the gateway
    """
    before: dict[str, list[str]] = {}
    for node in graph.nodes:
        for flow in graph.outgoing(node):
            before.setdefault(flow.target, []).append(node)
    found: dict[str, set[str]] = {}
    for entry in {flow.source for flow in graph.incoming(gateway)}:
        seen, todo = {entry, gateway}, [entry]
        while todo:
            name = todo.pop()
            found.setdefault(name, set()).add(entry)
            for earlier in before.get(name, ()):
                if earlier not in seen:
                    seen.add(earlier)
                    todo.append(earlier)
    return {name: frozenset(entries) for name, entries in found.items()}


def awaited(ways: dict[str, frozenset[str]], full: frozenset[str]) -> Iterator[str]:
    """The nodes for whose tokens an inclusive gateway waits (BPMN 2.0.2 §13.4.3).

    They can reach a way in on which nothing has arrived, and none on which something has.

    :param ways: of :func:`reach`
    :param full: the nodes before the gateway from which tokens have arrived
    """
    return (name for name, entries in sorted(ways.items()) if not entries & full)


def _next(graph: Graph, node: str) -> Iterator[str]:
    for flow in graph.outgoing(node):
        yield flow.target
    for event in graph.boundary(node):
        yield event.id


def _beyond(graph: Graph, starts: list[str], but: frozenset[str]) -> frozenset[str]:
    seen, todo = set(starts) - but, [start for start in starts if start not in but]
    while todo:
        for following in _next(graph, todo.pop()):
            if following not in seen and following not in but:
                seen.add(following)
                todo.append(following)
    return frozenset(seen)
