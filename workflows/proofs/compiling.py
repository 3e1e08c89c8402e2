"""What a procedure can do, as a net: its graphs with every called process put in where it is called.

Each approximation adds behaviour and takes none away, so that what is proved of the net holds of the procedure:

* data is not looked at: a gateway may go any way; a condition only marks the way (``Transition.asks``);
* time is not looked at: a timer may fire as soon as it runs, a message may come at any moment; where a timer waits for
  a period of law by its name, it is marked when that begins and when it is over (``Transition.begins``, ``over``);
* what may run several times at once (instances of an activity, scopes behind an event that happens again) is one region
  whose tokens are not told apart: what has come to a place there may come again until the last of them is over.

What is exact: a scope goes on when no token is left in it; an event that interrupts takes everything inside along; an
inclusive gateway waits by the engine's own reachability; a signal reaches what waits for it at that moment, an error or
an escalation the boundary event that the engine finds.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflows.diagrams.graph import HUMAN_TASKS, Graph, Node
from workflows.errors import NotFound, Refused
from workflows.proofs.net import Net, Transition
from workflows.proofs.regions import Exit, Region
from workflows.proofs.scope import Scope

MOST_TRANSITIONS = 20_000


class NotProvable(Refused):
    """The procedure holds something about which nothing is proved."""


def compile_net(
    graphs: Mapping[str, Graph], process: str, inline: Collection[str] = (), *, one_by_one: bool = False
) -> Net:
    """The net of a procedure.

    A step opens (``Transition.opens``) when the runtime asks its guard whether it may, and is completed
    (``Transition.label``) when the guard moves; between the two, other branches may act. Inline steps and decisions do
    both at once.

    :param graphs: process id → graph, as the engine runs it (``Procedure.graphs``)
    :param process: the process that is started
    :param inline: the operations that run within one transaction; others run as jobs
    :param one_by_one: let nothing run several times at once: instances one after the other, events that may happen
        again only when what they began is over. Fewer sequences, but nothing is blurred: for asking whether each of
        them comes to its end
    :raises NotProvable: something is drawn of which nothing is known here; nothing is guessed
    """
    if process not in graphs:
        raise NotFound(f"There is no process {process}; there are {', '.join(sorted(graphs)) or 'none'}.")
    plan = Plan(graphs, frozenset(inline), one_by_one)
    outside = Region()
    begin, done = plan.place(process, outside), plan.place(process, outside)
    whole = Node(process, "process", graphs[process].name)
    Scope(plan, graphs[process], "", Region(outside)).enter(whole, begin, Exit(done), calls=(process,))
    return plan.net(begin, done)


@dataclass
class Plan:
    """A net in the making.

    :ivar side: the places where several tokens are meant to be
    :ivar lasting: those inside of what runs several times at once
    """

    graphs: Mapping[str, Graph]
    inline: frozenset[str]
    one_by_one: bool
    side: int = 0
    lasting: int = 0
    places: list[str] = field(default_factory=list)
    steps: dict[str, bool] = field(default_factory=dict)
    waits: dict[str, frozenset[str]] = field(default_factory=dict)
    _rows: list[tuple[tuple[int, int, int], dict[str, Any], Region | None, int]] = field(default_factory=list)

    def place(self, path: str, region: Region, several: bool = False) -> int:
        """A new place; returns its mask.

        :param path: of the element that it belongs to
        """
        mask = 1 << 2 * len(self.places)
        self.places.append(path)
        self.side |= mask if several or region.lasting else 0
        self.lasting |= mask if region.lasting else 0
        region.add(mask)
        return mask

    def add(self, clears: Region | None, last: int, rank: int, /, **given: Any) -> None:
        """A new transition.

        :param clears: what it takes away, known only when the net is complete
        :param last: only if nothing is left on this place
        :param rank: among events that wait for one signal, which is told first
        """
        if len(self._rows) >= MOST_TRANSITIONS:
            raise NotProvable("The procedure is too large to be proved: its calls lead to too many steps. Call less.")
        caught = given.get("catches") is not None
        self._rows.append(((int(caught), rank, len(self._rows)), given, clears, last))
        label = given.get("label")
        if label is not None:
            self.steps[label] = self.steps.get(label, True) and given["by_person"]

    def step(self, node: Node) -> dict[str, Any]:
        """What a transition says of who does a step."""
        return {
            "by_person": node.kind in HUMAN_TASKS,
            "apart_from": ",".join(node.differs_from) or None,
            "asked": node.kind != "callActivity",
        }

    def refuse(self, node: Node, why: str) -> Refused:
        """What is raised where nothing would be proved."""
        return NotProvable(f"Nothing can be proved about {node.name or node.id} ({node.kind}): {why}", element=node.id)

    def net(self, begin: int, done: int) -> Net:
        """The net, when everything is in it."""
        made = []
        for number, (_, given, clears, last) in enumerate(sorted(self._rows, key=lambda row: row[0])):
            gone = clears.all if clears is not None else 0
            ends = {"last": (last, gone)} if last else {"reset": gone}
            made.append(Transition(**given, **ends, parts=(number,)))
        return Net(tuple(self.places), tuple(made), begin, done, self.side, self.lasting, self.steps, self.waits)
