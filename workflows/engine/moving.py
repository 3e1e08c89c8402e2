"""Moving a running case to another version of its procedure: its tokens are put on the elements of the same ids.

Only where nothing of how it goes on can be lost or stand still: each element at which a token stands, or on which one
rests, must be there in the new version, of the same kind, with the same events at it, and inside the same forks and
joins. Whatever is otherwise is a reason against it, in a sentence.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.diagrams.graph import SUB_PROCESSES, Graph, Node
from workflows.engine import codec
from workflows.engine.joining import BRANCHING, Place, mixed_up, reached
from workflows.engine.procedure import Procedure
from workflows.engine.scopes import Instance, Stepping
from workflows.engine.signals_ahead import given_ahead, waits_for
from workflows.engine.token import LIVE, Token

_TASKS = frozenset({"userTask", "manualTask", "task"})


@dataclass(frozen=True)
class Standing:
    """An element at which a case stands, in both versions.

    :ivar before: in the version on which it runs
    :ivar after: in the other; ``None``: there is none of that id
    """

    before: Node
    after: Node | None


@dataclass(frozen=True)
class Moved:
    """What moving a case would do.

    :ivar state: as the other version goes on from; meaningless where something stands against it
    :ivar places: where it stands, each element once
    :ivar against: why it cannot be moved, a sentence each; empty where it can
    """

    state: bytes
    places: tuple[Standing, ...]
    against: tuple[str, ...]


def move(old: Procedure, new: Procedure, state: bytes) -> Moved:
    """Works out a case's state in another version. Nothing is changed.

    :param state: a stored state of the version ``old``
    :raises StateUnreadable: it is none
    """
    instance = codec.load(old, state)
    places: dict[str, Standing] = {}
    against: dict[str, None] = {}
    # Of what the engine adds to the drawing, told only where nothing that is drawn says why.
    added: dict[str, None] = {}
    gave, gives = set[str](), set[str]()
    for scope in instance.scopes():
        before, after = _graph_of(old, instance, scope), _graph_of(new, instance, scope)
        if before is None:
            continue
        if after is None:
            against[f"{before.name or before.id} is not there any more, and the case is inside it."] = None
            continue
        names, standing = _specs(new, after), list[Place]()
        for token in scope.walk():
            node = before.nodes.get(token.element)
            if node is None or not token._state & LIVE:
                if token.task_spec.name not in names:
                    # It is over, but what waits rests on it: data, or the place where branches parted.
                    came = f"{_called(node, token)}, through which the case came, is not there any more."
                    (against if node is not None else added)[came] = None
                continue
            other = after.nodes.get(node.id)
            places.setdefault(node.id, Standing(node, other))
            standing.append(Place(node.id, _came_from(token)))
            for sentence in _against(before, after, node, other, token):
                against[sentence] = None
        for join in mixed_up(before, after, standing):
            met = (
                f"Branches of the case would come to {_named(join)} on other ways, and it would wait for ever for one."
            )
            against[met] = None
        gave.update(given_ahead(old, before, [each.element for each in standing]))
        gives.update(given_ahead(new, after, [each.element for each in standing if each.element in after.nodes]))
    for place in places.values():
        if (signal := waits_for(place.before)) in gave - gives:
            against[f"{_named(place.before)} waits for the signal {signal}, which nothing ahead gives any more."] = None
    against = against or added
    if against:
        return Moved(b"", tuple(places.values()), tuple(against))
    return Moved(codec.rewritten(new, state), tuple(places.values()), ())


def _graph_of(procedure: Procedure, instance: Instance, scope: Stepping) -> Graph | None:
    """The graph of a scope in a version: of the process itself, of a called one, or of a sub-process."""
    ident = scope.spec.name  # type: ignore[attr-defined]
    if scope is instance:
        return procedure.graphs.get(procedure.process) or procedure.graph
    for top in procedure.graphs.values():
        for graph in top.graphs():
            if graph.id == ident:
                return graph
    return None


def _specs(procedure: Procedure, graph: Graph) -> frozenset[str]:
    """The names of what the engine runs of a graph, with what it adds to the drawing."""
    spec = procedure.spec if graph.id == procedure.process else procedure.subprocesses.get(graph.id)
    return frozenset(spec.task_specs) if spec is not None else frozenset()


def _against(before: Graph, after: Graph, node: Node, other: Node | None, token: Token) -> Iterator[str]:
    called = _called(node, token)
    if other is None:
        yield f"{called} is not there any more, and the case stands at it."
        return
    if node.kind != other.kind and not {node.kind, other.kind} <= _TASKS:
        yield f"{called} is of another kind: it was a {node.kind}, and is a {other.kind}."
        return
    if _events_at(before, node) != _events_at(after, other):
        yield f"{called} has other events at it, which would not be waited for."
    if (node.loop is None) != (other.loop is None) or (node.loop and other.loop and node.loop.kind != other.loop.kind):
        yield f"{called} is done another number of times."
    if [(e.kind, e.name, e.code) for e in node.events] != [(e.kind, e.name, e.code) for e in other.events]:
        yield f"{called} waits for something else."
    if node.operation != other.operation and "job" in token.internal_data:
        yield f"{called} is being done by the machine, and does something else in the other version."
    if (node.called, node.decision) != (other.called, other.decision) and node.kind not in SUB_PROCESSES:
        yield f"{called} calls or decides something else."
    if node.kind in BRANCHING and _ways(before, node) != _ways(after, other):
        yield f"{called} has other ways in or out, and branches of the case wait at it."
    elif node.kind in BRANCHING and (came := _came_from(token)) in _sources(before, node) - _sources(after, other):
        # The engine counts a branch by the element from which it came.
        yield f"{called} is reached from elsewhere than {came}, from which a branch of the case has come to it already."
    raced = {flow.source for flow in before.incoming(node.id) if before.nodes[flow.source].kind == "eventBasedGateway"}
    for source in sorted(raced):
        ways = [{flow.target for flow in graph.outgoing(source)} for graph in (before, after)]
        if ways[0] != ways[1]:
            yield f"{called} waits beside others for what comes first, and those are others now."
    if _within(before, node) != _within(after, other):
        yield f"{called} stands between other forks and joins, so that branches would wait for one another for ever."


def _events_at(graph: Graph, node: Node) -> set[tuple[str, bool, str]]:
    return {(each.id, each.interrupting, each.event.kind if each.event else "") for each in graph.boundary(node.id)}


def _ways(graph: Graph, node: Node) -> tuple[int, int]:
    return len(graph.incoming(node.id)), len(graph.outgoing(node.id))


def _sources(graph: Graph, node: Node) -> set[str]:
    return {flow.source for flow in graph.incoming(node.id)}


def _came_from(token: Token) -> str:
    return str(token.parent.element) if token.parent is not None else ""


def _within(graph: Graph, node: Node) -> tuple[frozenset[str], frozenset[str]]:
    """The forks that every way to a node passes, and the joins that every way from it passes, each with its ways.

    A fork and its own join before the node cancel out: both stand on every way to it, and nobody waits there any more.
    """
    gates = [each for each in graph.nodes.values() if each.kind in BRANCHING and each.id != node.id]
    starts = [each.id for each in graph.nodes.values() if each.kind == "startEvent"]
    ends = {each.id for each in graph.nodes.values() if not graph.outgoing(each.id)}
    behind = {gate.id for gate in gates if node.id not in reached(graph, starts, gate.id)}
    ahead = {gate.id for gate in gates if not ends & reached(graph, [node.id], gate.id)}
    known = {gate.id: f"{gate.id} {_ways(graph, gate)}" for gate in gates}
    return frozenset(known[each] for each in behind), frozenset(known[each] for each in ahead)


def _called(node: Node | None, token: Token) -> str:
    return _named(node) if node is not None else token.element


def _named(node: Node) -> str:
    return f"“{node.name}”" if node.name else node.id
