"""Variables that are read where, on some path, nothing has set them: the expression would be null there, and fail.

A form, a result, a message's variable, a decision, a declared fact sets a variable; where branches meet again, what
each of them has set is there after a parallel gateway, and after any other only what all of them have. What asks for
null itself (``x = null``, ``is defined(x)``) may be asked of what is not set.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import Flow, Graph, Node
from workflows.diagrams.lint.scene import Scene
from workflows.diagrams.timers import BadTimer, literal
from workflows.diagrams.variables import left_by
from workflows.errors import Refused
from workflows.expressions import compile_expression, tree

_AWARE = frozenset({"is defined", "get or else", "assert"})
_NULL = tree.Constant(None)
_MOST_CALLS, _MOST_VISITS = 8, 50
Names = frozenset[str]


@dataclass(frozen=True)
class _Read:
    """An expression that reads variables at a node."""

    thing: Node | Flow
    what: str
    text: str
    names: Names


@dataclass
class _Walk:
    """The paths of one procedure.

    :ivar told: what was found, by element and name, so that each is told once
    """

    scene: Scene
    told: dict[tuple[str, str, str], Finding] = field(default_factory=dict)
    _done: dict[tuple[str, Names], Names] = field(default_factory=dict)
    _brought: dict[str, Names] = field(default_factory=dict)
    """What is set however the process ends that a call with named variables called, by the call's id."""

    def through(self, graph: Graph, before: Names, calls: tuple[str, ...]) -> Names:
        """Goes through a graph.

        :param before: what is set when it begins
        :returns: what is set however it ends
        """
        key = (graph.id, before)
        if key in self._done:
            return self._done[key]
        self._done[key] = before  # of what calls itself, lint says that it does
        into, out = self._settled(graph, before, calls)
        for node in graph.nodes.values():
            if node.id in into:
                self._look(graph, node, into, out)
        ends = [node for node in graph.nodes.values() if node.kind == "endEvent" and node.id in out]
        # Behind an error it goes on elsewhere; of ways that run side by side each comes to its end.
        sets = [out[node.id] for node in ends if node.event is None or node.event.kind != "error"]
        together = frozenset.union if _parts(graph) else frozenset.intersection
        self._done[key] = together(*sets) if sets else before
        return self._done[key]

    def _settled(
        self, graph: Graph, before: Names, calls: tuple[str, ...]
    ) -> tuple[dict[str, Names], dict[str, Names]]:
        """What is set before each node, and behind it, until nothing changes any more."""
        into: dict[str, Names] = {node.id: before for node in graph.nodes.values() if node.kind == "startEvent"}
        out: dict[str, Names] = {}
        todo, left = list(into), _MOST_VISITS * len(graph.nodes)
        while todo and left:  # a join in a round could in theory go back and forth for ever
            left -= 1
            node = graph.nodes[todo.pop(0)]
            out[node.id] = self._behind(graph, node, into[node.id], calls)
            reached = [flow.target for flow in graph.outgoing(node.id)]
            reached += [event.id for event in graph.boundary(node.id)]
            for target in dict.fromkeys(each for each in reached if each in graph.nodes):
                now = self._before(graph, graph.nodes[target], into, out)
                if into.get(target) != now:
                    into[target] = now
                    todo.append(target)
        return into, out

    def _before(self, graph: Graph, node: Node, into: Mapping[str, Names], out: Mapping[str, Names]) -> Names:
        if node.attached_to is not None:
            return into[node.attached_to]
        arriving = [out[flow.source] for flow in graph.incoming(node.id) if flow.source in out]
        joins = node.kind == "parallelGateway" or (node.needs is not None and node.needs >= len(arriving))
        return frozenset.union(*arriving) if joins else frozenset.intersection(*arriving)

    def _behind(self, graph: Graph, node: Node, before: Names, calls: tuple[str, ...]) -> Names:
        """What is set once a node is left: also what was read there, since it would not have been left without."""
        read = frozenset[str]().union(*(each.names for each in _reads(self.scene, graph, node)))
        inner = node.inner
        if node.kind == "callActivity" and node.called not in calls and len(calls) < _MOST_CALLS:
            inner = self.scene.processes.get(node.called or "")
        set_here = left_by(node, self.scene.vocabulary, self.scene.decisions, self.scene.known)
        if inner is not None and node.passing is None:
            set_here |= self.through(inner, before | read, (*calls, inner.id))
        elif node.passing is not None:
            set_here = frozenset(node.passing.out)
            if inner is not None:
                passed = frozenset(node.passing.into) | (before if node.passing.all_in else frozenset())
                self._brought[node.id] = self.through(inner, passed, (*calls, inner.id))
                set_here |= self._brought[node.id] if node.passing.all_out else frozenset()
        if node.loop is not None and not _at_least_once(node):
            gathered = node.loop.output_collection
            set_here = frozenset({gathered}) if gathered is not None else frozenset()
        return before | read | set_here

    def _look(self, graph: Graph, node: Node, into: Mapping[str, Names], out: Mapping[str, Names]) -> None:
        for read in _reads(self.scene, graph, node):
            # Of what nothing sets anywhere it is told where types are looked at.
            for name in sorted(read.names & self.scene.known.variables.keys() - into[node.id]):
                key = (read.thing.id, read.what, name)
                path = " → ".join(_way(graph, node.id, name, into, out))
                text = (
                    f"{read.what} {read.thing.id} is `{read.text}`, and on a way to it nothing sets {name}: {path}. It "
                    f"may be null there. Set it on every way, or ask first whether it is there: `{name} != null`."
                )
                self.told.setdefault(key, self.scene.at(read.thing, "not-set", text))
        for taken, text in node.passing.out.items() if node.passing is not None and node.id in self._brought else ():
            unset = (_names(self.scene, text) & self.scene.known.variables.keys()) - self._brought[node.id]
            for name in sorted(unset):
                told = (
                    f"{node.id} takes {taken} back as `{text}`, and {node.called} can end without {name} being set. It "
                    f"may be null there. Set it on every way through {node.called}, or pass it on to it."
                )
                self.told.setdefault((node.id, taken, name), self.scene.at(node, "not-set", told))


def unset(scene: Scene) -> Iterator[Finding]:
    """Variables that nothing has set on some path; only where it is known what every step leaves."""
    if scene.graph is not scene.process or not scene.known.closed or scene.vocabulary.begins is None:
        return
    if scene.process.id in scene.kin.sites:
        return  # looked at where it is called, with what is set there
    walk = _Walk(scene)
    walk.through(scene.process, frozenset(scene.vocabulary.begins), (scene.process.id,))
    yield from walk.told.values()


def _reads(scene: Scene, graph: Graph, node: Node) -> Iterator[_Read]:
    texts: list[tuple[Node | Flow, str, str | None]] = []
    if node.kind in {"exclusiveGateway", "inclusiveGateway"}:
        texts += [(flow, "the condition of", flow.condition) for flow in graph.outgoing(node.id)][: _asked(node)]
    for event in node.events:
        if event.kind == "timer" and event.timer is not None and not _is_literal(event.timer, event.text):
            texts.append((node, "the timer", event.text))
    texts += [(node, f"the parameter {name} of", text) for name, text in node.parameters.items()]
    if node.passing is not None:
        texts += [(node, f"the mapping of {name} of", text) for name, text in node.passing.into.items()]
    if node.loop is not None:
        texts += [(node, "the number of instances of", node.loop.cardinality)]
        texts += [(node, "the list of", node.loop.collection)]
    model = scene.decisions.get(node.decision or "") if node.kind == "businessRuleTask" else None
    if model is not None:
        yield _Read(node, "the decision of", node.decision or "", frozenset(model.inputs(node.decision or "")))
    for thing, what, text in texts:
        if text and (names := _names(scene, text)):
            yield _Read(thing, what, text, names)


def _asked(node: Node) -> int | None:
    """Of an exclusive gateway's conditions only the first is asked whatever the others are."""
    return 1 if node.kind == "exclusiveGateway" else None


def _is_literal(kind: str, text: str | None) -> bool:
    try:
        return not text or literal(kind, text) is not None
    except BadTimer:
        return True


def _names(scene: Scene, text: str) -> Names:
    """The variables that a text reads and does not ask for null."""
    try:
        read = compile_expression(text, scene.vocabulary.functions)
    except Refused:
        return frozenset()
    return read.names - _aware(read.tree)


def _aware(read: tree.Node) -> Names:
    """The variables that are asked whether they are null."""
    found: set[str] = set()
    for node in tree.walk(read):
        asked: tuple[tree.Node, ...] = ()
        if isinstance(node, tree.Comparison) and _NULL in (node.left, node.right):
            asked = (node.left, node.right)
        elif isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name in _AWARE:
            asked = node.arguments
        found |= {each.name for part in asked for each in tree.walk(part) if isinstance(each, tree.Name)}
    return frozenset(found)


def _parts(graph: Graph) -> bool:
    """Whether ways may run side by side in a graph."""
    for node in graph.nodes.values():
        forks = node.kind in {"parallelGateway", "inclusiveGateway"} and len(graph.outgoing(node.id)) > 1
        if forks or (node.attached_to is not None and not node.interrupting):
            return True
    return False


def _at_least_once(node: Node) -> bool:
    loop = node.loop
    if loop is None or loop.kind == "standard":
        return loop is None or not loop.test_before
    return (loop.cardinality or "").strip().isdecimal() and int(loop.cardinality or "0") > 0


def _way(graph: Graph, end: str, name: str, into: Mapping[str, Names], out: Mapping[str, Names]) -> list[str]:
    """A path from the start on which nothing sets a variable."""
    path, seen = [end], {end}
    while True:
        node = graph.nodes[path[0]]
        if node.attached_to is not None:
            before = [node.attached_to]
        else:
            before = [flow.source for flow in graph.incoming(node.id) if name not in out.get(flow.source, {name})]
        before = [each for each in before if each not in seen and each in into]
        if not before:
            return path
        path.insert(0, before[0])
        seen.add(before[0])


RULES = (unset,)
