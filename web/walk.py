"""What a case's record says of the way through a diagram: for the picture."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tasks.views import TimelineEntry
from web.words import short_day
from workflows.diagrams import Graph
from workflows.evidence.kinds import Kind

PASSED = {
    Kind.STEP_COMPLETED,
    Kind.DECISION_TAKEN,
    Kind.WAY_CHOSEN,
    Kind.TIME_CAME,
    Kind.MESSAGE_RECEIVED,
    Kind.END_REACHED,
}


@dataclass
class Walk:
    """The way so far.

    :ivar status: element id → how it stands, in the picture's words
    :ivar flows: the flows that gateways chose
    :ivar badges: element id → the date of the last visit, or until when it waits
    :ivar entries: element id → the number of the last entry about it
    """

    status: dict[str, str] = field(default_factory=dict)
    flows: set[str] = field(default_factory=set)
    badges: dict[str, str] = field(default_factory=dict)
    entries: dict[str, int] = field(default_factory=dict)


def walk(graph: Graph, record: Iterable[TimelineEntry], waiting: Mapping[str, str]) -> Walk:
    """Reads the way from the record.

    :param record: the case's entries, the oldest first
    :param waiting: element id → how it stands now, for all that the instance waits for
    """
    made = Walk()
    visits: dict[str, list[TimelineEntry]] = {}
    for entry in record:
        step = entry.step
        if not step or graph.node(step) is None:
            continue
        made.entries[step] = entry.seq
        if entry.kind == Kind.STEP_REOPENED:
            done = [each.seq for each in visits.get(step, [])]
            if done:
                _take_back(visits, done[-1])
        elif entry.kind == Kind.CASE_SENT_BACK:
            _take_back(visits, int(entry.kept["back_to"]))
        elif entry.kind in PASSED:
            visits.setdefault(step, []).append(entry)
    for step, entries in visits.items():
        made.status[step] = "done"
        node = graph.node(step)
        if node is not None and not node.kind.endswith("Gateway"):
            times = len([entry for entry in entries if entry.kind != Kind.DECISION_TAKEN])
            made.badges[step] = short_day(entries[-1].at) + (f" ×{times}" if times > 1 else "")
        made.flows.update(str(flow["id"]) for entry in entries for flow in _flows(entry))
    made.status.update(waiting)
    _silent(graph, made)
    return made


def _take_back(visits: dict[str, list[TimelineEntry]], since: int) -> None:
    """A step was opened again, or the case sent back: it stands as if what followed since had not happened."""
    for other in list(visits):
        visits[other] = [entry for entry in visits[other] if entry.seq < since]
        if not visits[other]:
            del visits[other]


def _flows(entry: TimelineEntry) -> list[Mapping[str, Any]]:
    content = entry.content or {}
    return [flow for flow in content.get("flows", []) if isinstance(flow, Mapping) and "id" in flow]


def _silent(graph: Graph, made: Walk) -> None:
    """Elements that leave no entry (starts, gateways that only join or fork) lie on the way if both sides do."""
    begun = bool(made.status)
    quiet = {
        node.id: (each, node)
        for each, node in graph.walk()
        if node.id not in made.status and (node.kind == "startEvent" or node.kind.endswith("Gateway"))
    }
    moved = begun
    while moved:
        moved = False
        for ident, (each, node) in list(quiet.items()):
            before = node.kind == "startEvent" or any(
                made.status.get(flow.source) == "done" and _gone(each, flow.id, flow.source, made)
                for flow in each.incoming(ident)
            )
            if before:
                made.status[ident] = "done"
                del quiet[ident]
                moved = True


def _gone(graph: Graph, flow: str, source: str, made: Walk) -> bool:
    """Whether a flow was taken: a gateway that chooses says so."""
    return len(graph.outgoing(source)) < 2 or flow in made.flows or not _chooses(graph, source)


def _chooses(graph: Graph, ident: str) -> bool:
    return graph.nodes[ident].kind in {"exclusiveGateway", "inclusiveGateway", "eventBasedGateway"}
