"""What a case may still come to: the elements that lie ahead of where its tokens stand.

Conditions, time and what other branches do are not looked at, so it may name too much, but never too little.
"""

from collections.abc import Iterable, Mapping

from workflows.diagrams.graph import Graph
from workflows.engine.execution import Execution

AFTER = "after "
"""Before an id: behind that sub-process or call, once its inside is over."""


class Ahead:
    """The ways of one procedure.

    :param graphs: process id → graph, as the engine runs it (``Procedure.graphs``)
    """

    def __init__(self, graphs: Mapping[str, Graph]) -> None:
        self._next: dict[str, set[str]] = {}
        self._graphs = graphs
        insides: dict[str, list[tuple[Graph, str]]] = {}
        for graph in graphs.values():
            for within, node in graph.walk():
                inside = node.inner or graphs.get(node.called or "")
                if inside is not None:
                    insides.setdefault(inside.id, []).append((inside, node.id))
                beyond = {flow.target for flow in within.outgoing(node.id)}
                beyond |= {event.id for event in within.boundary(node.id)}
                if inside is None:
                    self._lead(node.id, beyond)
                else:
                    starts = {each.id for each in inside.nodes.values() if each.kind == "startEvent"}
                    self._lead(node.id, {AFTER + node.id, *starts})
                    # A loop may begin it again.
                    self._lead(AFTER + node.id, {node.id, *beyond} if node.loop is not None else beyond)
        for inside, host in (each for found in insides.values() for each in found):
            for node in inside.nodes.values():
                self._lead(node.id, {AFTER + host})

    def of(self, case: Execution) -> frozenset[str]:
        """The elements at which the tokens of a case stand, and all that may follow."""
        events = (case.timers(), case.messages(), case.signals())
        waits = (case.tasks(), case.held(), case.failed(), *events, case.jobs())
        return self.beyond(wait.element for found in waits for wait in found)

    def beyond(self, elements: Iterable[str]) -> frozenset[str]:
        """These elements, and all that may follow."""
        seen: set[str] = set()
        todo = list(elements)
        while todo:
            element = todo.pop()
            if element not in seen:
                seen.add(element)
                todo += self._next.get(element, ())
        return frozenset(each.removeprefix(AFTER) for each in seen)

    def _lead(self, element: str, targets: set[str]) -> None:
        self._next.setdefault(element, set()).update(targets)
