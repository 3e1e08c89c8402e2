"""One visit of a process, called process or sub-process, put into the net."""

from collections.abc import Callable
from itertools import combinations
from typing import TYPE_CHECKING, Any

from workflows.diagrams.graph import HUMAN_TASKS, Flow, Graph, Node
from workflows.diagrams.waits import rows_of_wait
from workflows.proofs.activity import Activity
from workflows.proofs.reach import awaited, once, reach, splits
from workflows.proofs.regions import Catch, Exit, Region, catcher

if TYPE_CHECKING:
    from workflows.proofs.compiling import Plan

MOST_WAYS = 10
Levels = tuple[tuple[Catch, ...], ...]
JOINS = frozenset({"parallelGateway", "inclusiveGateway", "complexGateway"})
ACTIVITIES = HUMAN_TASKS | {"serviceTask", "businessRuleTask", "callActivity", "receiveTask", "subProcess"}


class Scope:
    """One visit of a graph.

    :ivar path: the ids round it: ``prepare/``
    :ivar region: everything inside
    :ivar several: whether it may run several times at once
    :ivar levels: the events on the activities round it that catch, the innermost first
    :ivar zones: node → its places, with those inside of it
    :ivar single: the nodes where at most one token is meant to be
    :ivar live: the place that says that it goes on; none where the one token that ends ends it
    :ivar later: what is put in once every place of the scope is known
    """

    def __init__(
        self, plan: "Plan", graph: Graph, path: str, region: Region, several: bool = False, levels: Levels = ()
    ) -> None:
        self.plan = plan
        self.graph = graph
        self.path = path
        self.region = region
        self.several = several
        self.levels = levels
        self.calls: tuple[str, ...] = ()
        self.zones = {ident: Region(region) for ident in graph.nodes}
        self.single = once(graph) if not several else frozenset()
        self.later: list[Callable[[], None]] = []
        self.live = 0
        self._ways: dict[str, int] = {}
        self._leave = Exit(0)

    def enter(self, host: Node, begin: int, leave: Exit, calls: tuple[str, ...], **opening: Any) -> None:
        """The way in, everything inside, and the way out.

        :param host: the activity that this is the inside of
        :param begin: the place from which it is entered
        :param calls: the processes round it, itself included
        :param opening: what the transition that enters opens
        """
        self.calls = calls
        start = self._places()
        # Where tokens can never part, the one that ends ends the scope; otherwise it goes on when none is left.
        alone = self.several or not splits(self.graph)
        live = self.live = 0
        if not alone:
            outer = self.region.outer or self.region
            live = self.live = self.plan.place("", outer)  # it waits for what is inside, which is told by itself
            clears = leave.clears or self.region
            leave = Exit(leave.produce, leave.consume | live, clears, leave.last, leave.completes)
        self.plan.add(
            None, 0, 0, path=self._outer(host), element=host.id, name=host.name or host.id,
            consume=begin, produce=start | live, **opening,
        )  # fmt: skip
        self._leave = leave
        late = []
        for node in self.graph.nodes.values():
            if node.kind in {"inclusiveGateway", "complexGateway"}:
                late.append(node)  # it looks at every place of the scope
            else:
                self._node(node, alone)
        for node in late:
            if node.kind == "inclusiveGateway":
                self._inclusive(node)
            else:
                self._enough(node)
        for act in self.later:
            act()
        if not alone:
            # Where an end event ends all of it at once, that is how it is over; that nothing is left need never happen.
            shown = bool(leave.completes) and not any(_ends_all(node) for node in self.graph.nodes.values())
            self.add(host, 0, 0, leave=leave, empty=self.region.occupied, path=self._outer(host), shown=shown)

    def within(self, host: Node, graph: Graph, region: Region, several: bool, levels: Levels) -> "Scope":
        """The inside of an activity of this scope."""
        return Scope(self.plan, graph, f"{self.path}{host.id}/", region, several, levels)

    def add(self, node: Node, consume: int, produce: int, *, leave: Exit | None = None, **more: Any) -> None:
        """A transition at a node.

        :param leave: where it is also the way out of an activity
        """
        rank = more.pop("rank", 0)
        if leave is not None:
            consume, produce = consume | leave.consume, produce | leave.produce
            if leave.completes is not None:
                more |= {"label": leave.completes.id, **self.plan.step(leave.completes)}
        given: dict[str, Any] = {"path": self.path + node.id, "element": node.id, "name": node.name or node.id}
        given |= {"shown": not node.drawn_here, **more}
        clears, last = (leave.clears, leave.last) if leave is not None else (None, 0)
        self.plan.add(clears, last, rank, consume=consume, produce=produce, **given)

    def place(self, node: Node, region: Region | None = None, several: bool = False) -> int:
        """A place of a node."""
        several = several or node.id not in self.single
        return self.plan.place(self.path + node.id, region or self.zones[node.id], several)

    def once(self) -> int:
        """The place that says that an event that lasts as this scope does may still happen: nothing waits for it."""
        mask = self.plan.place("", Region())
        self.region.add(mask, counted=False)
        return mask

    def is_several(self, node: Node) -> bool:
        """Whether what is done at a node may be done several times at once."""
        return node.id not in self.single and not self.plan.one_by_one

    def wait(self, node: Node) -> str | None:
        """The path of a timer that waits for a period of law by its name; ``None`` for any other.

        Of several that run at once nobody could say which of them is over, so they count for none.
        """
        rows = rows_of_wait(node.event)
        if not rows or self.is_several(node):
            return None
        path = self.path + node.id
        self.plan.waits[path] = frozenset(rows)
        return path

    def begun_beside(self) -> int:
        """The places that show that something goes on which an event beside an activity began."""
        mask = 0
        for ident, zone in self.zones.items():
            mask |= zone.occupied if ident not in self.single else 0
        return mask

    def ways_out(self, node: Node) -> int:
        """The places behind a node."""
        return sum({self._ways[flow.id] for flow in self.graph.outgoing(node.id)})

    def _outer(self, host: Node) -> str:
        return (self.path.rstrip("/") if self.path else host.id) or host.id

    def _places(self) -> int:
        """A place before each node; one on each flow where a gateway waits for several."""
        start = 0
        for node in self.graph.nodes.values():
            flows = self.graph.incoming(node.id)
            joins = node.kind in JOINS and len(flows) > 1
            if node.kind == "startEvent":
                # Of several one begins: whichever takes the token.
                start = self._ways[node.id] = start or self.place(node)
            elif joins:
                # What comes to a complex gateway before that is as it was waits there for its next turn.
                queues = node.kind == "complexGateway"
                self._ways |= {flow.id: self.place(node, several=queues) for flow in flows}
            elif flows:
                before = self._ways[node.id] = self.place(node, several=node.kind == "endEvent")
                self._ways |= {flow.id: before for flow in flows}
        return start

    def _node(self, node: Node, alone: bool) -> None:
        if node.kind == "boundaryEvent" or self._behind_event_gateway(node):
            return  # put in with its activity or its gateway
        before = self._ways.get(node.id, 0)
        if node.kind in ACTIVITIES:
            Activity(self, node).put(before)
        elif node.kind == "startEvent":
            if not self.path or self.graph.plain_starts == 0 or not node.events:
                self.add(node, before, self.ways_out(node))  # what is called begins at its plain start
        elif node.kind == "endEvent":
            self._end(node, before, alone)
        elif node.kind == "intermediateThrowEvent":
            self._thrown(node, before, Exit(self.ways_out(node)))
        elif node.kind == "intermediateCatchEvent":
            wait = self.wait(node)
            if wait is not None:
                waiting = self.place(node)
                self.add(node, before, waiting, shown=False, begins=(wait,))
                before = waiting
            self._caught(node, before)
        elif node.kind == "exclusiveGateway":
            self._exclusive(node, before)
        elif node.kind == "parallelGateway":
            arrived = sum({self._ways[flow.id] for flow in self.graph.incoming(node.id)})
            self.add(node, arrived, self.ways_out(node))
        elif node.kind == "eventBasedGateway":
            self._event_gateway(node, before)
        else:
            raise self.plan.refuse(node, "this kind of element is not run here. Draw it otherwise.")

    def _behind_event_gateway(self, node: Node) -> bool:
        flows = self.graph.incoming(node.id)
        return any(self.graph.nodes[flow.source].kind == "eventBasedGateway" for flow in flows)

    def _caught(self, node: Node, before: int) -> None:
        """An event that is waited for: a time or a message comes when it comes, a signal when it is thrown."""
        event = node.event
        if event is None or event.kind not in {"timer", "message", "signal", "conditional"}:
            raise self.plan.refuse(node, "it waits for nothing that can come. Give it a timer, message or signal.")
        signal = event.name if event.kind == "signal" else None
        self.add(node, before, self.ways_out(node), catches=signal, rank=1_000_000, over=self.wait(node))

    def _event_gateway(self, node: Node, before: int) -> None:
        """All the events behind it wait; the first to happen takes the token."""
        waiting = self.place(node, Region(self.region))
        targets = [self.graph.nodes[flow.target] for flow in self.graph.outgoing(node.id)]
        begins = tuple(wait for target in targets if (wait := self.wait(target)) is not None)
        self.add(node, before, waiting, begins=begins)
        for flow in self.graph.outgoing(node.id):
            target = self.graph.nodes[flow.target]
            if self.graph.boundary(target.id) or target.loop is not None:
                raise self.plan.refuse(target, "behind an event gateway it may have no boundary events and no loop.")
            self.zones[target.id].add(waiting)
            self._caught(target, waiting)

    def _exclusive(self, node: Node, before: int) -> None:
        asked: list[tuple[str, bool]] = []
        flows = self.graph.outgoing(node.id)
        for flow in flows:
            if flow.condition is not None and not flow.is_default:
                self.add(node, before, self._ways[flow.id], asks=(*asked, (flow.condition, True)))
                asked.append((flow.condition, False))
        for flow in flows:
            if flow.condition is None or flow.is_default:
                self.add(node, before, self._ways[flow.id], asks=tuple(asked))

    def _inclusive(self, node: Node) -> None:
        """Waits for whatever can still come; takes every way whose condition holds, or else the default."""
        flows = self.graph.incoming(node.id)
        if max(len(flows), len(self.graph.outgoing(node.id))) > MOST_WAYS:
            raise self.plan.refuse(node, f"more than {MOST_WAYS} ways lead in or out. Draw several gateways.")
        ways = reach(self.graph, node.id)
        sources = {flow.source: self._ways[flow.id] for flow in flows}
        for full in _some(sorted(sources)):
            empty = sum(place for source, place in sources.items() if source not in full)
            if empty and not self.is_several(node):
                for ident in awaited(ways, frozenset(full)):
                    empty |= self.zones[ident].occupied if ident != node.id else 0
            arrived = sum(sources[source] for source in full)
            for taken, asks in self._chosen(self.graph.outgoing(node.id)):
                self.add(node, arrived, taken, asks=asks, empty=0 if self.is_several(node) else empty)

    def _enough(self, node: Node) -> None:
        """A complex gateway: goes on when enough have come; the others end there until none can come any more."""
        flows, needs = self.graph.incoming(node.id), node.needs
        if needs is None or len(flows) > MOST_WAYS:
            raise self.plan.refuse(node, f"it needs an activation condition, and at most {MOST_WAYS} ways in.")
        several = self.is_several(node)
        ways = reach(self.graph, node.id)
        sources = {flow.source: self._ways[flow.id] for flow in flows}
        still = {source: self.place(node) for source in sources}
        waits = 0 if several else sum(still.values())
        for some in _some(sorted(sources)):
            if len(some) >= needs:
                arrived = sum(sources[source] for source in some)
                left = sum(place for source, place in still.items() if source not in some)
                self.add(node, arrived, self.ways_out(node) | left, empty=waits)
        for source, place in still.items():
            self.add(node, sources[source] | place, 0, shown=False)
            empty = sources[source]
            for ident, entries in ways.items():
                empty |= self.zones[ident].occupied if ident != node.id and source in entries else 0
            self.add(node, place, 0, shown=False, empty=0 if several else empty)

    def _chosen(self, flows: tuple[Flow, ...]) -> list[tuple[int, tuple[tuple[str, bool], ...]]]:
        conditional = [flow for flow in flows if flow.condition is not None and not flow.is_default]
        default = sum(self._ways[flow.id] for flow in flows if flow not in conditional)
        found = [(default, tuple((flow.condition or "", False) for flow in conditional))] if default else []
        for some in _some(range(len(conditional))):
            ways = sum({self._ways[conditional[number].id] for number in some})
            found.append(
                (ways, tuple((flow.condition or "", number in some) for number, flow in enumerate(conditional)))
            )
        return found

    def _end(self, node: Node, before: int, alone: bool) -> None:
        kind = node.event.kind if node.event is not None else None
        if kind == "error":
            caught = catcher(self.levels, "error", node.event.code if node.event is not None else None)
            if caught is not None:  # otherwise it stays there for ever
                self.add(node, before, 0, leave=caught.taken)
        elif alone or kind == "terminate":
            self._thrown(node, before, self._leave)
        else:
            self._thrown(node, before, Exit(0))

    def _thrown(self, node: Node, before: int, leave: Exit) -> None:
        """What an event throws on the way; then the way out."""
        event = node.event
        kind = event.kind if event is not None else "none"
        if event is not None and kind == "signal":
            self.add(node, before, 0, leave=leave, throws=event.name)
            return
        if event is not None and kind == "escalation":
            caught = catcher(self.levels, "escalation", event.code)
            if caught is not None and caught.event.interrupting:
                self.add(node, before, 0, leave=caught.taken)
                return
            if caught is not None:
                thrown = self.place(node)
                self.add(node, before, thrown, leave=caught.taken)
                self.add(node, thrown, 0, leave=leave, shown=False)
                return
        elif kind not in {"none", "terminate"}:
            raise self.plan.refuse(node, f"nothing is known of a {kind} that is thrown. Draw it otherwise.")
        self.add(node, before, 0, leave=leave)


def _ends_all(node: Node) -> bool:
    return node.kind == "endEvent" and node.event is not None and node.event.kind == "terminate"


def _some(of: Any) -> list[tuple[Any, ...]]:
    """Every choice of one or more."""
    items = list(of)
    return [some for size in range(1, len(items) + 1) for some in combinations(items, size)]
