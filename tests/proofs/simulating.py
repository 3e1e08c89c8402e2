"""Whether a net can do what the engine did: every marking that may be meant is followed at once."""

from collections.abc import Iterable, Mapping, Sequence

from workflows.diagrams.graph import Graph
from workflows.proofs.ending import ending_at_once
from workflows.proofs.net import Net, Transition
from workflows.proofs.reduction import reduced

MOST_MARKINGS = 20_000
Event = tuple[str, str]
"""(kind, element), as the engine told it."""


class TooMany(Exception):
    """More markings than are followed."""


def waited_for(graphs: Mapping[str, Graph]) -> frozenset[str]:
    """The elements that wait for a time or a message."""
    return frozenset(
        node.id
        for graph in graphs.values()
        for _, node in graph.walk()
        if node.kind != "startEvent" and any(event.kind in {"timer", "message"} for event in node.events)
    )


class Simulation:
    """Follows a walk of the engine in the net: steps that open and are completed, timers and messages."""

    def __init__(self, net: Net, graphs: Mapping[str, Graph]) -> None:
        self.waits = waited_for(graphs)
        self.net = reduced(ending_at_once(net), self.sees)

    def sees(self, transition: Transition) -> bool:
        waited = transition.shown and transition.element in self.waits
        return bool(transition.opens or transition.label or waited)

    def follow(self, walk: Iterable[Event]) -> Event | None:
        """The first event of a walk that the net cannot do; ``None`` when it can do them all."""
        told = [event for event in walk if self._matters(*event)]
        at: list[set[int]] = [set() for _ in range(len(told) + 2)]
        at[0] = {self.net.start}
        impossible = None
        for place, (kind, element) in enumerate(told):
            if not at[place]:
                continue
            impossible = (kind, element)
            markings = self._closure(at[place])
            if kind == "done":
                return None if any(marking & self.net.done for marking in markings) else impossible
            for marking in markings:
                for number in self.net.enabled(marking):
                    steps = self._fits(self.net.transitions[number], told, place)
                    if steps:
                        at[place + steps].update(self.net.fire(number, marking))
        return None if at[len(told)] else impossible

    def _matters(self, kind: str, element: str) -> bool:
        return kind in {"opened", "completed", "done"} or (kind in {"fired", "received"} and element in self.waits)

    def _fits(self, transition: Transition, told: Sequence[Event], place: int) -> int:
        """How many events of the walk a transition is."""
        kind, element = told[place]
        if kind == "opened" and transition.opens == element:
            if not transition.label:
                return 1
            return 2 if told[place + 1 : place + 2] == [("completed", element)] else 0
        if kind == "completed":
            return int(transition.label == element and not transition.opens)
        return int(kind in {"fired", "received"} and transition.element == element and transition.shown)

    def _closure(self, markings: set[int]) -> list[int]:
        """With whatever happens unseen."""
        seen, todo = set(markings), list(markings)
        while todo:
            marking = todo.pop()
            for number in self.net.enabled(marking):
                if not self.sees(self.net.transitions[number]):
                    for after in self.net.fire(number, marking):
                        if after not in seen:
                            seen.add(after)
                            todo.append(after)
            if len(seen) > MOST_MARKINGS:
                raise TooMany
        return sorted(seen)
