"""How the processes of a procedure hang together by calls: looked for once for all of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from workflows.diagrams.graph import HUMAN_TASKS, Graph, Node

_THROWING = frozenset({"intermediateThrowEvent", "endEvent"})
_CATCHING = frozenset({"intermediateCatchEvent", "boundaryEvent"})


@dataclass(frozen=True)
class Kin:
    """The processes of a procedure.

    :ivar processes: each of them, by id
    :ivar caught: (process, code of an error, depth) → whether all who call it catch it, as far as it was looked for
    :ivar waiting: (process, depth) → whether something is waited for in it, as far as it was looked for
    :ivar heard: process → the signals that are caught and thrown in one case with it, where that was looked for
    """

    processes: Mapping[str, Graph] = field(default_factory=dict)
    caught: dict[tuple[str, str, int], bool] = field(default_factory=dict)
    waiting: dict[tuple[str, int], bool] = field(default_factory=dict)
    heard: dict[str, tuple[set[str | None], set[str | None]]] = field(default_factory=dict)

    @cached_property
    def sites(self) -> Mapping[str, list[tuple[Graph, Graph, Node]]]:
        """Process → where it is called: the calling process, the graph that holds the call, the call."""
        found: dict[str, list[tuple[Graph, Graph, Node]]] = {}
        for process in self.processes.values():
            for inner, node in process.walk():
                if node.kind == "callActivity" and node.called:
                    found.setdefault(node.called, []).append((process, inner, node))
        return found

    @cached_property
    def calls(self) -> Mapping[str, list[str]]:
        """Process → the processes that it calls, each once."""
        found: dict[str, dict[str, None]] = {ident: {} for ident in self.processes}
        for called, sites in self.sites.items():
            for process, _, _ in sites:
                found.setdefault(process.id, {})[called] = None
        return {ident: list(called) for ident, called in found.items()}

    @cached_property
    def people(self) -> frozenset[str]:
        """The tasks that people do."""
        every = (node for process in self.processes.values() for _, node in process.walk())
        return frozenset(node.id for node in every if node.kind in HUMAN_TASKS)

    def in_reach(self, process: str) -> list[str]:
        """The processes that may run in one case with one: whoever calls it, and all that these call."""
        callers: dict[str, list[str]] = {}
        for ident, called in self.calls.items():
            for each in called:
                callers.setdefault(each, []).append(ident)
        return _closure(_closure([process], callers), self.calls)

    def signals(self, process: str) -> tuple[set[str | None], set[str | None]]:
        """The signals that are caught in one case with a process, and those that are thrown."""
        if process in self.heard:
            return self.heard[process]
        caught, thrown = self.heard[process] = set[str | None](), set[str | None]()
        for ident in self.in_reach(process):
            in_it = self._signals.get(ident)
            if in_it is not None:
                caught |= in_it[0]
                thrown |= in_it[1]
        return caught, thrown

    @cached_property
    def _signals(self) -> Mapping[str, tuple[frozenset[str | None], frozenset[str | None]]]:
        return {
            ident: (_of_kinds(process, _CATCHING), _of_kinds(process, _THROWING))
            for ident, process in self.processes.items()
        }


def _of_kinds(process: Graph, kinds: frozenset[str]) -> frozenset[str | None]:
    events = ((node, event) for _, node in process.walk() for event in node.events)
    return frozenset(event.name for node, event in events if event.kind == "signal" and node.kind in kinds)


def _closure(start: Iterable[str], onward: Mapping[str, Iterable[str]]) -> list[str]:
    seen = dict.fromkeys(start)
    todo = list(seen)
    while todo:
        for each in onward.get(todo.pop(), ()):
            if each not in seen:
                seen[each] = None
                todo.append(each)
    return list(seen)
