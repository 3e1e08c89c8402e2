"""Whether the branches of a case come to their joins, in another version, by the ways on which those wait."""

from collections.abc import Collection, Iterator
from itertools import combinations
from typing import NamedTuple

from workflows.diagrams.graph import Graph, Node

BRANCHING = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})


class Place(NamedTuple):
    """Where a branch of a case stands.

    :ivar came_from: the element before it, by which a join counts what has come
    """

    element: str
    came_from: str


def mixed_up(before: Graph, after: Graph, places: Collection[Place]) -> Iterator[Node]:
    """The joins that would wait for ever: two branches would come by one way, or by some way nobody any more.

    A join waits for one token on each of its ways. Branches that were apart must stay so, no fewer ways may be those on
    which somebody comes, and a branch that came to none must not come to some of them now.
    """
    for join in before.nodes.values():
        if join.kind not in BRANCHING or len(before.incoming(join.id)) < 2 or join.id not in after.nodes:
            continue
        old, new = ({place: _ways(graph, join.id, place) for place in places} for graph in (before, after))
        met = any(new[one] & new[other] and not old[one] & old[other] for one, other in combinations(old, 2))
        fewer = len(frozenset().union(*new.values())) < len(frozenset().union(*old.values()))
        alone = any(ways and not old[place] and len(ways) < len(after.incoming(join.id)) for place, ways in new.items())
        counts = join.activation != after.nodes[join.id].activation and any(each.element == join.id for each in places)
        if met or fewer or alone or counts:
            yield join


def reached(graph: Graph, begins: Collection[str], without: str) -> set[str]:
    """The nodes that can be reached without passing one."""
    seen: set[str] = set()
    todo = [each for each in begins if each != without]
    while todo:
        at = todo.pop()
        if at in seen:
            continue
        seen.add(at)
        beyond = [flow.target for flow in graph.outgoing(at)] + [event.id for event in graph.boundary(at)]
        todo += [each for each in beyond if each != without]
    return seen


def _ways(graph: Graph, join: str, place: Place) -> frozenset[str]:
    """The ways into a join on which a branch may come to it, or has come: not one that leads round from behind it."""
    if place.element == join:
        starts = [each.id for each in graph.nodes.values() if each.kind == "startEvent"]
        sources = {place.came_from} & reached(graph, starts, join)
    else:
        sources = reached(graph, [place.element], join)
    return frozenset(flow.id for flow in graph.incoming(join) if flow.source in sources)
