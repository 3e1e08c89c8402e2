"""One cause, one finding: what only follows from another finding is not told, and what is the same is told once."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from workflows.diagrams.finding import Finding, as_one
from workflows.diagrams.graph import AD_HOC, Graph

MOST_ALIKE = 3
"""So many findings that differ only in their place are told one by one; more are told as one."""
MOST_OF_A_RULE = 10
_REACH = frozenset({"unreachable", "dead-end", "never-ends"})
_FOLLOWS: Mapping[str, frozenset[str]] = {
    "bad-expression": frozenset({"type-mismatch", "bad-timer"}),
    "compensation": _REACH,
    "condition-on-default": frozenset({"foreign-language", "bad-expression", "type-mismatch", "code"}),
    "dangling-reference": frozenset({"no-name", "no-code"}),
    "event-sub-process": _REACH,
    "event-sub-process-alone": _REACH,
    "foreign-language": frozenset({"bad-expression", "type-mismatch", "code"}),
    "instantiating": frozenset({"no-name", "unreachable"}),
    "link": _REACH,
    "several-definitions": frozenset({"no-expression", "no-name", "no-code"}),
    "too-long": frozenset({"no-expression", "no-name", "bad-expression", "no-operation", "no-condition"}),
    "unsupported-element": frozenset({"unsupported-event", "no-definition", "no-operation", "operation-not-run"}),
    "unsupported-event": frozenset({"no-name", "no-expression", "no-code", "bad-expression", "cycle-misplaced"}),
}
"""Rule → the rules that at the same element only say the same again."""
_ALONE = frozenset({"event-sub-process", "event-sub-process-alone"})
_OF_HANDLERS = _REACH | _ALONE | {"unsupported-event"}
_SPREADS: Mapping[str, frozenset[str]] = {
    "attached-to-nothing": frozenset({"unreachable"}),
    "conditional-fork": frozenset({"condition-not-asked"}),
    "dead-end": frozenset({"never-ends"}),
    "event-sub-process": _OF_HANDLERS,
    "event-sub-process-alone": _OF_HANDLERS,
}
"""Rule → the rules that at what is connected with the element only say what follows from it."""
_OF_TRANSACTIONS = frozenset({"unsupported-event", "compensation", "no-name"}) | _REACH
"""What cancels and undoes in a transaction, of which it is told as a whole that it is not run."""
_OF_AD_HOC = _REACH | {"no-start", "no-end"}
"""Nothing leads to the tasks of an ad-hoc sub-process, and none begins or ends it (BPMN 2.0.2, 10.3.5)."""
_UNCONNECTED = ("flow-to-nowhere", "link")
_PLACE = re.compile(r", line \d+:")


def told_once(findings: Sequence[Finding], processes: Sequence[Graph]) -> list[Finding]:
    """The findings of one file, each cause told once.

    :param findings: in the order of the rules that found them
    :param processes: what the file draws
    :returns: without what follows from another finding; what is the same at several places as one finding, which counts
        them; in the order of the lines
    """
    graphs = [graph for process in processes for graph in process.graphs()]
    left = list(dict.fromkeys(findings))
    left = _first_of_parts(left, "unreachable", graphs, forwards=True)
    left = _first_of_parts(left, "never-ends", graphs, forwards=False)
    reasons = _reasons(left, graphs)
    left = [each for each in left if each.rule not in reasons.get(each.element, ())] or left
    told = _together(left, lambda each: (each.rule, each.cause), 1, lambda each: bool(each.cause))
    told = _together(told, lambda each: (each.rule, _masked(each)), MOST_ALIKE, lambda each: not each.cause)
    return sorted(_shortened(told), key=lambda each: each.line)


def _reasons(findings: Sequence[Finding], graphs: Sequence[Graph]) -> dict[str, set[str]]:
    """Element → the rules whose findings there would only follow from another one."""
    known: dict[str, set[str]] = {}
    transactions = {each.id for graph in graphs for each in graph.nodes.values() if each.kind == "transaction"}
    for finding in findings:
        follows = finding.follows | _FOLLOWS.get(finding.rule, frozenset())
        known.setdefault(finding.element, set()).update(follows - {finding.rule})
        spreads = _SPREADS.get(finding.rule, _OF_TRANSACTIONS if finding.element in transactions else frozenset())
        if finding.rule in known[finding.element]:
            spreads = spreads - {finding.rule}  # Two that follow from each other would both be gone.
        if spreads:
            for element in _connected(finding, graphs):
                known.setdefault(element, set()).update(spreads)
    rules = {(each.rule, each.element) for each in findings}
    drawn = {each for graph in graphs for each in (*graph.nodes, *(flow.id for flow in graph.flows))}
    # What is said of a whole file is said of each of its expressions.
    of_all = {"bad-expression"} if any(r == "foreign-language" and e not in drawn for r, e in rules) else set[str]()
    for element in drawn:
        known.setdefault(element, set()).update(of_all)
    for graph in graphs:
        for element, told in _of_scope(graph, rules):
            known.setdefault(element, set()).update(told)
    unconnected = {each.element for each in findings if each.rule in _UNCONNECTED}
    loose = [flow for graph in graphs for flow in graph.flows if flow.id in unconnected]
    unconnected |= {end for flow in loose for end in (flow.source, flow.target)}
    for graph in graphs:
        # As long as a flow or a link is not connected, nobody knows what can be reached.
        if not unconnected.isdisjoint((*graph.nodes, *(flow.id for flow in graph.flows))):
            for element in graph.nodes:
                known.setdefault(element, set()).update(_REACH)
    return known


def _of_scope(graph: Graph, rules: AbstractSet[tuple[str, str]]) -> Iterator[tuple[str, AbstractSet[str]]]:
    """(Element, the rules whose findings there follow from what is wrong with its scope).

    :param rules: (rule, element) of all findings
    """
    follows = set(_ALONE) if ("no-start", graph.id) in rules else set[str]()
    if any(("event-sub-process", node) in rules for node in graph.nodes):
        follows.add("event-sub-process-alone")  # Where one cannot be run, the others of its scope are not looked at.
    follows |= {"dead-end"} if ("no-end", graph.id) in rules else set()
    for node in graph.nodes.values():
        if node.kind == AD_HOC and node.inner is not None:
            yield from ((each, _OF_AD_HOC) for each in (node.id, *(each.id for _, each in node.inner.walk())))
        if node.attached_to and ("unsupported-event", node.id) in rules and node.events[0].kind == "compensate":
            follows.add("compensation")  # What undoes is drawn for the event.
    yield from ((node, follows) for node in graph.nodes)


def _connected(finding: Finding, graphs: Sequence[Graph]) -> Iterator[str]:
    """What hangs on an element: its neighbours and its flows, the events on it, and what stands inside of it."""
    for graph in graphs:
        yield from (event.id for event in graph.boundary(finding.element))
        for flow in (*graph.outgoing(finding.element), *graph.incoming(finding.element)):
            yield from (each for each in (flow.id, flow.source, flow.target) if each != finding.element)
        node = graph.nodes.get(finding.element)
        if node is not None and node.inner is not None:
            yield from (each.id for _, each in node.inner.walk())


def _first_of_parts(findings: list[Finding], rule: str, graphs: Sequence[Graph], *, forwards: bool) -> list[Finding]:
    """Of the nodes that hang together and have one fault, the one from which it spreads; it counts the others."""
    known = {each.element: each for each in findings if each.rule == rule}
    kept: dict[str, Finding] = {}
    for graph in graphs if known else ():
        faulty = {name: known[name] for name in graph.nodes if name in known}
        kept |= _parts(faulty, graph, forwards=forwards) if len(faulty) > 1 else faulty
    told = []
    for each in findings:
        told += [each] if each.rule != rule else [kept[each.element]] if each.element in kept else []
    return told


def _parts(faulty: Mapping[str, Finding], graph: Graph, *, forwards: bool) -> dict[str, Finding]:
    """The first node of each part → its finding, which counts the others."""
    onward: dict[str, list[str]] = {}
    for flow in graph.flows:
        start, end = (flow.source, flow.target) if forwards else (flow.target, flow.source)
        onward.setdefault(start, []).append(end)
    for node in graph.nodes.values():
        if node.attached_to is not None:
            start, end = (node.attached_to, node.id) if forwards else (node.id, node.attached_to)
            onward.setdefault(start, []).append(end)
    entered = {end for start in faulty for end in onward.get(start, ())}
    kept, seen = dict[str, Finding](), set[str]()
    for element in (*(each for each in faulty if each not in entered), *faulty):
        if element in seen:
            continue
        part = _part(element, onward, faulty.keys() - seen)
        seen |= part
        told = [element, *(each for each in faulty if each in part - {element})]
        told = [each for each in told if not graph.nodes[each].drawn_here] or told
        kept[told[0]] = as_one([faulty[each] for each in told])
    return kept


def _part(start: str, onward: Mapping[str, Sequence[str]], within: AbstractSet[str]) -> set[str]:
    """What can be reached from a node without leaving some nodes."""
    seen, todo = {start}, [start]
    while todo:
        for name in onward.get(todo.pop(), ()):
            if name in within and name not in seen:
                seen.add(name)
                todo.append(name)
    return seen


def _together(
    findings: Sequence[Finding],
    key: Callable[[Finding], tuple[str, str]],
    most: int,
    concerned: Callable[[Finding], bool],
) -> list[Finding]:
    """Findings with one key as one, where there are more than so many of them."""
    groups: dict[object, list[Finding]] = {}
    for place, finding in enumerate(findings):
        groups.setdefault(key(finding) if concerned(finding) else place, []).append(finding)
    return [each for group in groups.values() for each in (group if len(group) <= most else [as_one(group)])]


def _shortened(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Of one rule the first findings; all others as one."""
    rules: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda each: each.line):
        rules.setdefault(finding.rule, []).append(finding)
    for group in rules.values():
        yield from group[:MOST_OF_A_RULE]
        if rest := group[MOST_OF_A_RULE:]:
            yield rest[0] if len(rest) == 1 else as_one(rest)


def _masked(finding: Finding) -> str:
    """A sentence without the place that it names."""
    words = _PLACE.sub(":", finding.text, count=1).split(" ")
    return " ".join("…" if word.strip(".,:;'()") == finding.element else word for word in words)
