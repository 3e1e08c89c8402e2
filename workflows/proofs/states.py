"""Every marking that a net can reach, and how."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from workflows.proofs.net import Net

Path = tuple[int, ...]
"""The numbers of transitions of the whole net, in their order."""


@dataclass
class States:
    """The states of a net, numbered in the order in which they were found: those near the start first.

    :ivar edges: for each state, (number of the transition, number of the state that follows)
    :ivar came: for each state but the first, (transition, state) by which it was first reached
    :ivar crowded: the first state in which two tokens are where one belongs
    :ivar complete: whether all were found within the budget
    """

    net: Net
    markings: list[int]
    edges: list[list[tuple[int, int]]] = field(default_factory=list)
    came: list[tuple[int, int]] = field(default_factory=lambda: [(-1, -1)])
    crowded: int | None = None
    complete: bool = True

    def path(self, state: int) -> Path:
        """How a state was first reached."""
        taken: list[int] = []
        while state:
            transition, state = self.came[state]
            taken.append(transition)
        return expanded(self.net, reversed(taken))


def expanded(net: Net, transitions: Iterable[int]) -> Path:
    """The transitions of the whole net that those of a reduced one stand for."""
    return tuple(part for number in transitions for part in net.transitions[number].parts)


def explore(net: Net, most: int, stop: Callable[[States], bool] = lambda _: False) -> States:
    """Finds every state, breadth first.

    :param most: how many; with more, ``complete`` is false
    :param stop: asked after each state whether that is enough
    """
    found = States(net, [net.start])
    known = {net.start: 0}
    crowded = net.crowded
    state = 0
    while state < len(found.markings):
        marking = found.markings[state]
        edges: list[tuple[int, int]] = []
        found.edges.append(edges)
        for number in net.enabled(marking):
            for after in net.fire(number, marking):
                following = known.get(after)
                if following is None:
                    following = known[after] = len(found.markings)
                    found.markings.append(after)
                    found.came.append((number, state))
                    if found.crowded is None and after & crowded:
                        found.crowded = following
                edges.append((number, following))
        state += 1
        if len(found.markings) > most or stop(found):
            found.complete = False
            found.edges += [[] for _ in range(len(found.markings) - state)]
            break
    return found
