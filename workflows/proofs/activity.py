"""One activity put into the net: its work, how often it is done, and the events on its boundary."""

from dataclasses import replace
from typing import TYPE_CHECKING

from workflows.diagrams.graph import SUB_PROCESSES, Node
from workflows.proofs.reach import repeats
from workflows.proofs.regions import Catch, Exit, Region, error_catchers

if TYPE_CHECKING:
    from workflows.proofs.scope import Scope

MOST_CALLS = 8
OUTSIDE = frozenset({"timer", "message", "conditional"})
"""Events that come from outside, whenever they like."""


class Activity:
    """One activity at one place of one scope.

    With events on its boundary or a loop, one token says that it runs (``run``); whatever takes it ends the activity.

    :ivar inside: its places but for the one before it: what an event that interrupts clears
    :ivar work: those of what is done, perhaps several times at once
    """

    def __init__(self, scope: "Scope", node: Node) -> None:
        self.scope = scope
        self.node = node
        self.several = scope.is_several(node)
        zone = scope.zones[node.id]
        self.inside = self.work = Region(zone)
        self.levels = scope.levels

    def put(self, before: int) -> None:
        """Puts it into the net.

        :param before: the place before it
        """
        scope, node = self.scope, self.node
        out = Exit(scope.ways_out(node))
        events = scope.graph.boundary(node.id)
        self._refuse_twice(events)
        inner = node.kind in SUB_PROCESSES or node.kind == "callActivity"
        if not events and node.loop is None and not (inner and self.several):
            self._work(before, out, self.several)
            return
        parallel = node.loop is not None and node.loop.kind == "parallel" and not scope.plan.one_by_one
        run = self._place()
        if parallel:
            self.work = Region(self.inside, counted=False)
        begin = self._place()
        leave = Exit(out.produce, run, self.inside, run if self.several else 0)
        armed = run | begin
        catches = []
        for event in events:
            armed |= self._boundary(event, leave)
            catches.append(Catch(event, self._way(event, leave)))
        if catches:
            self.levels = (tuple(catches), *self.levels)
        begins = tuple(wait for event in events if (wait := scope.wait(event)) is not None)
        scope.add(node, before, armed, shown=False, begins=begins)
        if node.loop is None:
            self._work(begin, leave, self.several)
        else:
            self._loop(begin, leave, parallel)

    def _refuse_twice(self, events: tuple[Node, ...]) -> None:
        """Of two events that catch the very same, the engine takes the one that has waited longer."""
        seen: set[tuple[str, str | None, str | None]] = set()
        for event in events:
            what = event.event
            if what is None or what.kind in OUTSIDE:
                continue
            caught = (what.kind, what.code, what.name if what.kind == "signal" else None)
            if caught in seen:
                raise self.scope.plan.refuse(event, f"another event on {self.node.id} catches the same. Leave one.")
            seen.add(caught)

    def _place(self) -> int:
        return self.scope.place(self.node, self.work)

    def _boundary(self, event: Node, leave: Exit) -> int:
        """An event on the boundary; returns the place that says that it may still happen, if it may only once."""
        definition = event.event
        if definition is None or definition.kind not in OUTSIDE | {"signal", "error", "escalation"}:
            raise self.scope.plan.refuse(event, "nothing is known of such an event. Give it another definition.")
        once = 0
        if definition.kind in OUTSIDE | {"signal"}:
            way = self._way(event, leave)
            if not (event.interrupting or repeats(event) or self.several):
                once = self.scope.once() if event.lasting else self.scope.place(self.node, self.inside)
            signal = definition.name if definition.kind == "signal" else None
            rank = self.scope.path.count("/") if event.interrupting else 1_000_000
            if event.interrupting or signal is not None or not self.scope.plan.one_by_one:
                self.scope.add(event, once, 0, leave=way, catches=signal, rank=rank, over=self.scope.wait(event))
            else:
                self.scope.later.append(
                    lambda: self.scope.add(
                        event, once, 0, leave=way, empty=self.scope.begun_beside(), over=self.scope.wait(event)
                    )
                )
        return once

    def _way(self, event: Node, leave: Exit) -> Exit:
        """Where a token goes when the event happens."""
        out = self.scope.ways_out(event)
        if event.interrupting:
            return replace(leave, produce=out)
        # It goes on beside its activity; of one that lasts as long as its scope, beside whatever goes on there. Of what
        # runs several times at once, its activity may always be there once more, until all of them are over.
        beside = (self.scope.live if event.lasting else 0) or leave.consume
        return Exit(out | beside, beside)

    def _loop(self, begin: int, leave: Exit, parallel: bool) -> None:
        """Zero or more times, in any order where that may be; at least once where the drawing says so."""
        scope, node = self.scope, self.node
        done = self._place()
        self._work(begin, Exit(done), parallel or self.several)
        if not parallel:
            scope.add(node, done, begin, shown=False)
        scope.add(node, done, 0, leave=leave, shown=False)
        if not _at_least_once(node):
            scope.add(node, 0 if parallel else begin, 0, leave=leave, shown=False)

    def _work(self, begin: int, leave: Exit, several: bool) -> None:
        """What is done once."""
        scope, node, plan = self.scope, self.node, self.scope.plan
        who = plan.step(node)
        if node.kind == "receiveTask":
            scope.add(node, begin, 0, leave=leave)
        elif node.inner is not None:
            self._scope(node.inner.id, begin, leave, several)
        elif node.kind == "callActivity":
            self._scope(node.called or "", begin, replace(leave, completes=node), several)
        elif node.kind == "businessRuleTask" or (node.kind == "serviceTask" and node.operation in plan.inline):
            scope.add(node, begin, 0, leave=leave, opens=node.id, label=node.id, **who)
            self._errors(begin, opens=node.id)
        elif node.is_step:
            doing = self._place()
            scope.add(node, begin, doing, opens=node.id, shown=False, **who)
            scope.add(node, doing, 0, leave=leave, label=node.id, **who)
            self._errors(doing)
        else:
            raise plan.refuse(node, "this kind of element is not run here. Draw it otherwise.")

    def _errors(self, doing: int, opens: str | None = None) -> None:
        """A service task may end with any error that somebody catches."""
        if self.node.kind == "serviceTask":
            for catch in error_catchers(self.levels):
                self.scope.add(catch.event, doing, 0, leave=catch.taken, opens=opens, fails=True)

    def _scope(self, called: str, begin: int, leave: Exit, several: bool) -> None:
        scope, node = self.scope, self.node
        graph = node.inner or scope.plan.graphs.get(called)
        calls = scope.calls
        opening = {}
        if graph is None:
            raise scope.plan.refuse(node, f"it calls the process {called!r}, which is not there. Correct the name.")
        if node.inner is None:
            if called in calls or len(calls) > MOST_CALLS:
                way = " → ".join((*calls, called))
                raise scope.plan.refuse(node, f"its calls lead too deep ({way}). Draw a loop, or call less.")
            calls = (*calls, called)
            opening = {"opens": node.id, **scope.plan.step(node)}
        within = Region(self.work, counted=not several)
        scope.within(node, graph, within, several, self.levels).enter(node, begin, leave, calls, **opening)


def _at_least_once(node: Node) -> bool:
    loop = node.loop
    if loop is None:
        return True
    if loop.kind == "standard":
        return not loop.test_before and loop.maximum != 0
    text = (loop.cardinality or "").strip()
    return text.isdecimal() and int(text) > 0
