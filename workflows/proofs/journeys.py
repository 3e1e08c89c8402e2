"""Journeys: how cases stand when a procedure begins that goes on where others have ended.

Nobody says what such a procedure may assume. It is worked out, for each rule, from the ends of those before it: every
state in which the rule's automaton can be when they end there, whatever was before them. What is added (an end that was
only passed, facts that would rule a way out) adds states and takes none away.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from workflows.diagrams.graph import HUMAN_TASKS, Graph
from workflows.errors import Refused
from workflows.proofs.automata import ByDifferentPerson
from workflows.proofs.beginnings import Beginnings
from workflows.proofs.compiling import compile_net
from workflows.proofs.ending import ending_at_once
from workflows.proofs.net import Net
from workflows.proofs.reduction import reduced
from workflows.proofs.rules import Rule
from workflows.proofs.search import Automaton, Halted, Start
from workflows.proofs.states import States, explore
from workflows.proofs.times import Waited

MOST_STATES = 100_000
RESTING = HUMAN_TASKS | {"receiveTask", "eventBasedGateway"}
"""What waits for a person, a time or a message."""


class JourneyBroken(Refused):
    """A procedure goes on where none has ended, or what was before it takes too many states to tell."""


@dataclass(frozen=True)
class Leg:
    """One procedure of a journey.

    :ivar graphs: process id → graph, as the engine runs it
    :ivar inline: the operations that run within one transaction
    :ivar halted: step → the kinds of hold that do not let it happen; ``known``: the names of steps
    """

    process: str
    graphs: Mapping[str, Graph]
    beginnings: Beginnings
    inline: frozenset[str] = frozenset()
    halted: Halted = field(default_factory=dict)
    known: frozenset[str] = frozenset()

    @property
    def ends(self) -> frozenset[str]:
        """The end events of the whole procedure."""
        return frozenset(each.id for each in self.graphs[self.process].nodes.values() if each.kind == "endEvent")


class Journeys:
    """The procedures of a rule book, as they hand over to each other.

    :param leg: gives a procedure by its name, ``None`` where there is none; asked for those alone that matter
    :param beginnings: gives how cases come to each procedure that there is
    """

    def __init__(
        self, leg: Callable[[str], Leg | None], beginnings: Callable[[], Mapping[str, Beginnings]] = dict
    ) -> None:
        self._leg = cache(leg)
        self._beginnings = cache(beginnings)
        self._drawn: dict[str, Net] = {}
        self._left: dict[tuple[str, str, str], dict[str, list[Start]]] = {}

    def starts(self, name: str, rules: Collection[Rule]) -> dict[str, tuple[Start, ...]]:
        """How cases may stand when a procedure begins, by rule; empty where each begins anew.

        :raises JourneyBroken: it goes on where nothing ends, or where another goes on already
        """
        if not self._known(name).beginnings.after:
            return {}
        self._alone(name)
        order = self._before(name)
        self._must_rest(order)
        return {rule.id: self._of(rule, name, order) for rule in rules}

    def _known(self, name: str) -> Leg:
        leg = self._leg(name)
        if leg is None:
            raise JourneyBroken(f"There is no procedure {name} to go on from. Correct its name, or add its folder.")
        return leg

    def _alone(self, name: str) -> None:
        for earlier, ends in self._known(name).beginnings.after.items():
            for other, theirs in self._beginnings().items():
                if other != name and (both := sorted(ends & theirs.after.get(earlier, frozenset()))):
                    raise JourneyBroken(
                        f"Both {name} and {other} begin where {earlier} ends at {both[0]}, and a case goes on one way. "
                        "Take one of them out, or draw two ends."
                    )

    def _must_rest(self, order: list[str]) -> None:
        """Refuses procedures that lead round to themselves with nothing on the way that waits."""
        hasty = {
            (earlier, name)
            for name in order
            for earlier, ends in self._known(name).beginnings.after.items()
            if earlier in order and _passes_at_once(self._known(earlier), ends)
        }
        for name in order:
            found = {name}
            while more := {then for earlier, then in hasty if earlier in found} - found:
                found |= more
            if any(then == name and earlier in found for earlier, then in hasty):
                raise JourneyBroken(
                    f"{name} leads round to itself with nothing on the way that waits for a person or a time, "
                    "so one case would go round for ever. Draw a wait, or lead it elsewhere."
                )

    def _before(self, name: str) -> list[str]:
        """The procedure and all that may be before it."""
        found = [name]
        for each in found:
            for earlier, ends in self._known(each).beginnings.after.items():
                leg = self._leg(earlier)
                if leg is None:
                    raise JourneyBroken(
                        f"{each} begins where {earlier} has ended, and there is no such procedure. Correct `of` in its "
                        "procedure.yaml, or add the procedure."
                    )
                if lost := sorted(ends - leg.ends):
                    there = ", ".join(sorted(leg.ends))
                    raise JourneyBroken(
                        f"{each} begins where {earlier} ends at {lost[0]}, and it has no such end; there is {there}. "
                        "Correct `at` in its procedure.yaml."
                    )
                if earlier not in found:
                    found.append(earlier)
        return found

    def _of(self, rule: Rule, name: str, order: list[str]) -> tuple[Start, ...]:
        starts: dict[str, dict[str, Start]] = {each: self._anew(each, rule) for each in order}
        grew = True
        while grew:
            grew = False
            for each in order:
                for start in self._arriving(rule, each, starts):
                    if str(start[:2]) not in starts[each]:
                        starts[each][str(start[:2])] = start
                        grew = True
        return tuple(starts[name].values())

    def _anew(self, name: str, rule: Rule) -> dict[str, Start]:
        if not self._known(name).beginnings.anew:
            return {}
        first = Start(Automaton(rule, self._net(name), {}).rule.initial)
        return {str(first[:2]): first}

    def _arriving(self, rule: Rule, name: str, starts: Mapping[str, Mapping[str, Start]]) -> Iterator[Start]:
        for earlier, ends in self._known(name).beginnings.after.items():
            left = self._leaving(rule, earlier, tuple(starts[earlier].values()))
            for end in sorted(ends):
                yield from left.get(end, ())

    def _net(self, name: str) -> Net:
        if name not in self._drawn:
            leg = self._known(name)
            self._drawn[name] = compile_net(leg.graphs, leg.process, leg.inline)
        return self._drawn[name]

    def _leaving(self, rule: Rule, name: str, starts: tuple[Start, ...]) -> dict[str, list[Start]]:
        """The states in which a procedure leaves a rule, by its end events."""
        key = (rule.id, name, str(starts))
        if key not in self._left:
            leg, drawn = self._known(name), self._net(name)
            automaton = Automaton(rule, drawn, leg.halted, leg.known, starts=starts)
            self._left[key] = _Leaving(name, leg, drawn, automaton).found
        return self._left[key]


class _Leaving:
    """Follows a rule to every end: breadth first through states of the net, of the rule, holds, and ends reached."""

    def __init__(self, name: str, leg: Leg, drawn: Net, automaton: Automaton) -> None:
        self.automaton = automaton
        self.order = sorted(leg.ends)
        bits = {end: 1 << bit for bit, end in enumerate(self.order)}
        ends = {number: bits[each.path] for number, each in enumerate(drawn.transitions) if each.path in bits}
        small = reduced(
            ending_at_once(drawn), lambda each: automaton.sees(each) or any(part in ends for part in each.parts)
        )
        self.reached = [sum({ends[part] for part in each.parts if part in ends}) for each in small.transitions]
        states = explore(small, MOST_STATES)
        self.found: dict[str, list[Start]] = {}
        if not states.complete or not self._follow(states, name):
            raise JourneyBroken(
                f"How cases stand at the ends of {name} takes more than {MOST_STATES:,} states to tell. Draw fewer "
                "branches side by side there."
            )

    def _follow(self, states: States, name: str) -> bool:
        automaton, net = self.automaton, states.net
        seeing = {number: each for number, each in enumerate(net.transitions) if automaton.sees(each)}
        halting = {number: automaton.halts(each) for number, each in seeing.items()}
        todo = [(0, state, holds, 0) for state, holds in automaton.starts]
        known = set(todo)
        for at, state, holds, ends in todo:
            onwards = [(at, then, held, ends) for _name, then, held in automaton.world(state, holds)]
            if states.markings[at] & net.done:
                self._left(name, state, holds, ends)
                onwards = []
            for number, following in states.edges[at]:
                then = state
                if states.markings[at] & net.done or holds & halting.get(number, 0):
                    continue
                if number in seeing:
                    if automaton.forbids(state, seeing[number]) is not None:
                        continue  # the guard refuses it
                    then = automaton.following(state, seeing[number])
                onwards.append((following, then, holds, ends | self.reached[number]))
            for each in onwards:
                if each not in known:
                    known.add(each)
                    todo.append(each)
            if len(known) > MOST_STATES:
                return False
        return True

    def _left(self, name: str, state: int, holds: int, ends: int) -> None:
        automaton = self.automaton
        sentence, left = automaton.sentence, automaton.states[state]
        if isinstance(sentence, Waited):
            left = sentence.at_the_end(left)
        on = tuple(kind for bit, kind in enumerate(automaton.kinds) if holds >> bit & 1)
        for bit, end in enumerate(self.order):
            if ends >> bit & 1:
                there = self.found.setdefault(end, [])
                start = Start(left, on, f"{name} at {end}")
                if start not in there:
                    there.append(start)


def _passes_at_once(leg: Leg, ends: frozenset[str]) -> bool:
    """Whether some way through a procedure to one of its ends meets nothing that waits."""
    graph = leg.graphs[leg.process]
    todo = [node.id for node in graph.nodes.values() if node.kind == "startEvent"]
    found = set(todo)
    for ident in todo:
        for flow in graph.outgoing(ident):
            node = graph.nodes[flow.target]
            waits = node.kind in RESTING or (node.kind == "intermediateCatchEvent" and node.event is not None)
            if not waits and node.id not in found:
                found.add(node.id)
                todo.append(node.id)
    return not found.isdisjoint(ends)


def handed_by_persons(rule: Rule, starts: Collection[Start]) -> frozenset[str]:
    """The steps of a rule for different persons that somebody did before the procedure, wherever a case comes from."""
    if not isinstance(rule.sentence, ByDifferentPerson) or not starts:
        return frozenset()
    done = [frozenset(each.state) if isinstance(each.state, dict) else frozenset[str]() for each in starts]
    return frozenset.intersection(*done)
