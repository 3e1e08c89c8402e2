"""Which signals a case may still give itself: a wait for one that is given nowhere ahead would never end."""

from collections.abc import Collection, Iterator

from workflows.diagrams.graph import SUB_PROCESSES, Graph, Node
from workflows.engine.joining import reached
from workflows.engine.procedure import Procedure

_GIVES, _CATCHES = frozenset({"intermediateThrowEvent", "endEvent"}), "intermediateCatchEvent"


def given_ahead(procedure: Procedure, graph: Graph, elements: Collection[str]) -> Iterator[str]:
    """The signals that are given behind these elements of a graph, in what they call and hold too.

    What holds or calls something and is being done has places of its own, in a scope of its own: as a whole it is
    ahead only where it is done again.
    """
    begins = [each.id for each in graph.nodes.values() if _begun_by_an_event(graph, each)]
    for ident in elements:
        node = graph.nodes[ident]
        if (node.inner is None and node.called is None) or (node.loop is not None and node.loop.kind != "parallel"):
            begins.append(ident)
        else:
            begins += [flow.target for flow in graph.outgoing(ident)]
            begins += [event.id for event in graph.boundary(ident)]
    for ident in reached(graph, begins, ""):
        if ident in graph.nodes:
            yield from _given(procedure, graph.nodes[ident], frozenset())


def waits_for(node: Node) -> str:
    """The signal for which a branch stands still at an element; empty where it is none."""
    event = node.event
    return event.name or "" if event is not None and event.kind == "signal" and node.kind == _CATCHES else ""


def _begun_by_an_event(graph: Graph, node: Node) -> bool:
    return node.kind in SUB_PROCESSES and not graph.incoming(node.id)


def _given(procedure: Procedure, node: Node, inside: frozenset[str]) -> Iterator[str]:
    if node.kind in _GIVES:
        yield from (each.name or "" for each in node.events if each.kind == "signal")
    called = procedure.graphs.get(node.called or "")
    for graph in (node.inner, called):
        if graph is not None and graph.id not in inside:
            for _, each in graph.walk():
                yield from _given(procedure, each, inside | {graph.id})
