"""Which small changes of a diagram might let it keep a rule that it breaks: the smallest first.

Nothing here is believed: each is applied to a copy, and what comes of it is proved like everything else
(:mod:`workflows.runtime.mending`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from workflows.diagrams.graph import HUMAN_TASKS, Graph, Node
from workflows.diagrams.mending import Change
from workflows.diagrams.vocabulary import Step
from workflows.proofs.automata import After, AtMostOnce, Before, ByDifferentPerson, Never
from workflows.proofs.on_facts import OnlyWhile
from workflows.proofs.rules import CASE, Rule
from workflows.proofs.times import Lookup, NotEarlier, NotLater
from workflows.proofs.verdict import Verdict

Changes = tuple[Change, ...]
SYSTEM, DUE = "system", "P5D"


@dataclass(frozen=True)
class Site:
    """What is drawn, as far as changes go.

    :ivar graphs: process id → graph
    :ivar steps: what steps there are, and who does each
    :ivar day: FEEL that gives a day where a wait needs one
    :ivar operations: step → the XML of the operation that does it, of steps that the machine does
    :ivar forms: the names of the forms; one that is called like a step is its form
    """

    graphs: Mapping[str, Graph]
    steps: Mapping[str, Step]
    day: str
    operations: Mapping[str, str]
    forms: frozenset[str] = frozenset()

    def node(self, ident: str) -> Node | None:
        """An element by its id."""
        for graph in self.graphs.values():
            for _inside, node in graph.walk():
                if node.id == ident:
                    return node
        return None


def repairs(site: Site, rule: Rule, verdict: Verdict) -> Iterator[Changes]:
    """Changes that may let a rule be kept, each one or several that belong together.

    :param verdict: how it is broken
    """
    sentence = rule.sentence
    at = verdict.path[-1].split("/") if verdict.path else []
    if rule.remembers != CASE or isinstance(sentence, NotLater | OnlyWhile):
        yield from ((Change("way out", element),) for element in reversed(at) if site.node(element) is not None)
    match sentence:
        case Before():
            yield from _required(site, at, sentence)
        case NotEarlier():
            yield from _waits(site, at, sentence, verdict)
        case After():
            ways = [each.split("/") for each in reversed(verdict.path) if each.split("/")[-1] == sentence.trigger]
            places = list(dict.fromkeys([sentence.trigger, *(way[0] for way in ways)]))
            for expected in sentence.expect:
                for step in sorted(expected):
                    yield from _there(site, step, places, after=True)
        case ByDifferentPerson():
            yield from _apart(site, sentence)
        case Never():
            for step in sorted(sentence.closing):
                yield from _there(site, step, at)
            for step in sorted(sentence.opening):
                yield from ((Change("move", element, step),) for element in at if site.node(step) is not None)
        case AtMostOnce():
            yield from ((Change("remove", element),) for element in at)


def _required(site: Site, at: list[str], sentence: Before) -> Iterator[Changes]:
    drawn = [step for choices in sentence.require for step in sorted(choices) if site.node(step) is not None]
    for step in reversed(drawn):  # what is done too early is done behind what it needs
        yield from ((Change("move", element, step, after=True),) for element in at)
    for choices in sentence.require:
        for step in sorted(choices):
            yield from _there(site, step, at)
    for element in at:  # several at once: those that are drawn nowhere, then all of them
        missing = [min(choices) for choices in sentence.require if not any(site.node(each) for each in choices)]
        wanted = [next((each for each in drawn if each in choices), min(choices)) for choices in sentence.require]
        for steps in (missing, wanted):
            if len(steps) > 1 and element not in steps:
                yield tuple(next(_there(site, step, [element]))[0] for step in steps)
    for step in sorted(sentence.since):
        for needed in drawn:
            yield (Change("move", step, needed),)


def _waits(site: Site, at: list[str], sentence: NotEarlier, verdict: Verdict) -> Iterator[Changes]:
    text = _duration(sentence.lookup, site.day)
    timers = [each.split("/")[-1] for each in verdict.path]
    for element in reversed(timers):
        node = site.node(element)
        if node is not None and node.event is not None and node.event.kind == "timer":
            yield (Change("retime", element, text=text),)
    for element in at:
        wait = Change("wait", f"wait_before_{element}", element, name="The period runs", text=text)
        yield (wait,)
        for step in sorted(sentence.since):
            yield from ((*there, wait) for there in _there(site, step, [element]))
            if site.node(step) is not None:
                yield Change("move", element, step, after=True), wait


def _there(site: Site, step: str, places: list[str], *, after: bool = False) -> Iterator[Changes]:
    """A step put, or moved, before or behind some elements."""
    for element in places:
        if element == step:
            continue
        if site.node(step) is not None:
            yield (Change("move", step, element, after),)
        else:
            yield (_inserted(site, step, element, after),)


def _inserted(site: Site, step: str, beside: str, after: bool) -> Change:
    row = site.steps.get(step)
    name = step.replace("_", " ").capitalize()
    who = row.who if row is not None else ""
    basis = {"basis": row.law} if row is not None and row.law else {}
    if who == SYSTEM and step in site.operations:
        text = _properties(basis) + site.operations[step]
        return Change("insert", step, beside, after, name, "serviceTask", text, "System")
    text = _properties({**({"form": step} if step in site.forms else {}), "due": DUE, **basis})
    return Change("insert", step, beside, after, name, text=text, lane="" if who == SYSTEM else who)


def _properties(given: Mapping[str, str]) -> str:
    each = "".join(f"<spiffworkflow:property name={quoteattr(n)} value={quoteattr(v)} />" for n, v in given.items())
    return f"<spiffworkflow:properties>{each}</spiffworkflow:properties>" if given else ""


def _apart(site: Site, sentence: ByDifferentPerson) -> Iterator[Changes]:
    *others, last = sentence.steps
    apart = [Change("apart", last, other) for other in others]
    for change in apart:
        node = site.node(change.beside)
        if node is not None and node.kind in HUMAN_TASKS:
            yield (change,)
        elif node is None:
            yield _inserted(site, change.beside, last, after=False), change


def _duration(lookup: Lookup, day: str) -> str:
    """FEEL that waits for the row that counts."""
    periods = [(value, f'period("{row}", {day})') for value, row in lookup.rows]
    if not lookup.fact:
        return periods[0][1]
    *first, (_value, last) = periods
    return "".join(f'if {lookup.fact} = "{value}" then {period} else ' for value, period in first) + last


def in_words(changes: Changes) -> str:
    """Some changes in words."""
    return " ".join(each.sentence for each in changes)
