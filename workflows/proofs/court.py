"""Judges rules over the net of one procedure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from workflows.diagrams.graph import Graph
from workflows.diagrams.vocabulary import Vocabulary
from workflows.proofs.automata import Before, ByDifferentPerson
from workflows.proofs.closed import closed_sets
from workflows.proofs.ending import ending_at_once
from workflows.proofs.facts import Decided, ruled_out
from workflows.proofs.journeys import handed_by_persons
from workflows.proofs.levels import ByLevel
from workflows.proofs.net import Net, Transition
from workflows.proofs.on_facts import OnlyWhile, Refusable
from workflows.proofs.reduction import reduced
from workflows.proofs.rules import CASE, Rule
from workflows.proofs.search import Automaton, Broken, Search, Start
from workflows.proofs.soundness import Finding
from workflows.proofs.states import States, expanded, explore
from workflows.proofs.telling import Move, told, told_in_words
from workflows.proofs.times import NotEarlier, NotLater
from workflows.proofs.verdict import Unconcerned, Verdict
from workflows.proofs.way_on import refusals

Starts = Mapping[str, tuple[Start, ...]]
"""Rule → how cases may stand when the procedure begins; a rule that is not there has not been touched in any."""
SHARED = 5_000
"""So many states are worth being found once for all rules; with more, each rule looks at a smaller net of its own."""


class Court:
    """Judges rules over one net.

    :ivar drawn: as it is drawn, for telling paths; :ivar net: the same, with the end at once; :ivar each: that with
        nothing running several times at once
    :param starts: how cases may stand at the start, by rule; where a rule has none, each begins anew
    :ivar searched: the rules that no path breaks
    """

    def __init__(
        self,
        drawn: Net,
        each: Net,
        graphs: Mapping[str, Graph],
        vocabulary: Vocabulary,
        decided: Decided,
        findings: tuple[Finding, ...],
        most: int,
        reduce: bool,
        starts: Starts,
    ) -> None:
        self.drawn = drawn
        self.net = ending_at_once(drawn)
        self.each, self.each_drawn = ending_at_once(each), each
        self.graphs = graphs
        self.decided = decided
        self.most = most
        self.reduce = reduce
        self.starts = starts
        self.searched: set[str] = set()
        self._known: dict[int, list[tuple[int, int]]] = {}
        self.halted = {step.id: step.stopped_by for step in vocabulary.steps.values() if step.enforcement}
        self.known = frozenset(vocabulary.steps)
        self.crowded = next((each for each in findings if each.kind in {"tokens multiply", "not settled"}), None)
        if self.crowded is not None:
            self.most = min(most, SHARED)  # nothing can be proved any more; a path that breaks a rule may be told

    def judge(self, rules: Iterable[Rule], on: date) -> tuple[list[Verdict], list[Unconcerned]]:
        """A verdict on each rule that concerns the procedure; and the other rules."""
        asked, unconcerned = [], []
        for rule in rules:
            automaton = self._automaton(rule, self.net)
            lacking = rule.sentence.not_drawn(frozenset(self.net.steps).union(automaton.outside))
            if lacking and not self._handed_over(rule):
                unconcerned.append(Unconcerned(rule.id, lacking))
            else:
                asked.append((rule, automaton))
        if not self.reduce:
            shared = explore(self.net, self.most)
        else:
            seen = frozenset(
                each.parts[0] for each in self.net.transitions if any(automaton.sees(each) for _, automaton in asked)
            )
            shared = explore(reduced(self.net, lambda each: each.parts[0] in seen), SHARED)
        verdicts = [self._verdict(rule, automaton, shared, rule.in_force(on)) for rule, automaton in asked]
        return verdicts, unconcerned

    def closed(self, rules: Iterable[Rule]) -> dict[str, Any]:
        """The sets of states that prove those of the rules that no path breaks."""
        searched = [rule for rule in rules if rule.id in self.searched]
        return closed_sets(self.net, searched, self.halted, self.decided, self.starts)

    def _automaton(self, rule: Rule, net: Net) -> Automaton:
        # Over a net nobody has a name: what somebody did before is held against them by the guard.
        starts = None if isinstance(rule.sentence, ByDifferentPerson) else self.starts.get(rule.id)
        return Automaton(rule, net, self.halted, self.known, self.decided.stable, starts)

    def _handed_over(self, rule: Rule) -> bool:
        """Whether what was before this procedure has moved a rule that can forbid something in it."""
        began = any(each.after and each.state != Start(rule.initial).state for each in self.starts.get(rule.id, ()))
        return began and not rule.steps.isdisjoint(self.net.steps)

    def _verdict(self, rule: Rule, automaton: Automaton, shared: States, in_force: bool) -> Verdict:
        if isinstance(rule.sentence, NotLater | OnlyWhile):
            if isinstance(rule.sentence, OnlyWhile) and rule.sentence.passes and self.crowded is None:
                text = "It is refused on the day where it would go against it, until that has passed by itself."
                return Verdict(rule.id, "GUARDED", text, in_force=in_force)
            return self._guarded(rule, in_force)
        if isinstance(rule.sentence, ByLevel):
            return self._by_level(rule, rule.sentence, in_force)
        broken, facts, settled = self._broken(automaton, shared)
        if broken is not None:
            path = told(self.drawn, broken.moves, broken.opening)
            return Verdict(rule.id, "BROKEN", self._sentence(rule, broken), path, facts, in_force)
        alone = self._by_one_person(rule, in_force)
        if alone is not None:
            return alone
        if not settled or self.crowded is not None:
            return self._unbroken(rule, settled, in_force)
        if isinstance(rule.sentence, ByDifferentPerson):
            return self._by_name(rule, in_force)
        self.searched.add(rule.id)
        return self._beyond_case(rule, in_force) if rule.remembers != CASE else self._unbroken(rule, settled, in_force)

    def _by_name(self, rule: Rule, in_force: bool) -> Verdict:
        """Several steps by different persons, of which some may have been done before the procedure, or beside it."""
        if not any(each.after and each.state for each in self.starts.get(rule.id, ())):
            self.searched.add(rule.id)
            if rule.remembers == CASE:
                return self._unbroken(rule, True, in_force)
        text = "On no path of its own is it broken; whoever did the other step elsewhere is refused by name."
        return Verdict(rule.id, "GUARDED", text, in_force=in_force)

    def _beyond_case(self, rule: Rule, in_force: bool) -> Verdict:
        """Other cases are not drawn here: at any moment one may have done what forbids the acts of a rule."""
        acts = rule.steps & self.net.steps.keys()
        happens = f"another case about the {rule.remembers} forbids it"
        anything = replace(rule, sentence=Refusable(acts, acts, frozenset(), happens, from_start=True), remembers=CASE)
        return self._guarded(anything, in_force)

    def _unbroken(self, rule: Rule, settled: bool, in_force: bool) -> Verdict:
        if self.crowded is not None:
            text = f"No path breaks it as far as one can tell, but the procedure is not sound: {self.crowded.sentence}"
            return Verdict(rule.id, "NOT SETTLED", text, in_force=in_force)
        if not settled:
            text = f"More than {self.most:,} states were not enough to settle it. Draw fewer branches side by side."
            return Verdict(rule.id, "NOT SETTLED", text, in_force=in_force)
        return Verdict(rule.id, "PROVED", "On no path is it broken.", in_force=in_force)

    def _guarded(self, rule: Rule, in_force: bool) -> Verdict:
        """Whether a case in which the guard refuses the act still comes to its end."""
        settled = True
        same = self.each.transitions == self.net.transitions
        for net, drawn in ((self.each, self.each_drawn), (self.net, self.drawn))[: 1 if same else 2]:
            automaton = self._automaton(rule, net)
            states = explore(reduced(net, automaton.sees) if self.reduce else net, self.most)
            found = refusals(automaton, states, frozenset(), self.most)
            if found.stuck is not None and net is self.each:
                for facts, answers in self.decided.combinations():
                    under = refusals(automaton, states, ruled_out(states.net, answers), self.most)
                    if under.stuck is not None:
                        broken = _in_parts(under.stuck, states.net, drawn)
                        return self._without_way_on(rule, broken, drawn, facts, in_force)
            settled = settled and found.settled
        if not settled or self.crowded is not None:
            return self._unbroken(rule, settled, in_force)
        text = "It is refused on the day where it would go against it, and the case then has another way to its end."
        return Verdict(rule.id, "GUARDED", text, in_force=in_force)

    def _without_way_on(self, rule: Rule, broken: Broken, drawn: Net, facts: dict[str, Any], in_force: bool) -> Verdict:
        way = told_in_words(drawn, broken.moves, broken.opening)
        text = (
            f"{rule.text} Here {broken.step} is refused, and nothing else leads to the end: {way}. Draw a way out of "
            f"{broken.step} (an event on it, or a branch beside it), to the end or to what lifts the refusal."
        )
        return Verdict(rule.id, "BROKEN", text, told(drawn, broken.moves, broken.opening), facts, in_force)

    def _by_one_person(self, rule: Rule, in_force: bool) -> Verdict | None:
        """The path on which the last of several steps for different persons is done, where not each of the others is
        drawn as a person's: the machine is nobody, and what is not drawn is done by nobody.
        """
        sentence = rule.sentence
        if not isinstance(sentence, ByDifferentPerson):
            return None
        earlier = handed_by_persons(rule, self.starts.get(rule.id, ()))
        nobody = [step for step in sentence.steps if not self.net.steps.get(step) and step not in earlier]
        last = sentence.steps[-1]
        if not nobody or last not in self.net.steps:
            return None
        why = f"Nobody is shown to do {', '.join(nobody)}"
        return self._to(last, rule, why, "Draw it as a person's task, and set `differs_from`.", in_force)

    def _by_level(self, rule: Rule, sentence: ByLevel, in_force: bool) -> Verdict:
        """Guarded by the name of whoever does it, unless nobody who holds the level can."""
        lanes = {node.id: node.lane for graph in self.graphs.values() for _inside, node in graph.walk()}
        for step in sentence.steps:
            if step not in self.net.steps:
                continue
            verdict = None
            if not self.net.steps[step]:
                why = f"The machine does {step}, and holds no authority"
                verdict = self._to(step, rule, why, "Draw it as a person's task.", in_force)
            elif lanes.get(step) is not None and sentence.lanes is not None and lanes[step] not in sentence.lanes:
                why = f"Nobody in the lane {lanes[step]} holds the authority {sentence.level} for {step}"
                verdict = self._to(step, rule, why, "Draw it in another lane.", in_force)
            if verdict is not None:
                return verdict
        text = "It is refused to whoever does not hold the authority on the day."
        return Verdict(rule.id, "GUARDED", text, in_force=in_force)

    def _to(self, step: str, rule: Rule, why: str, remedy: str, in_force: bool) -> Verdict | None:
        """That a rule is broken by the very drawing of a step, with the path to it; ``None`` where there is none."""
        never = Automaton(replace(rule, sentence=Before(step, (frozenset([""]),))), self.net, {})
        broken, _facts, _settled = self._broken(never, explore(reduced(self.net, never.sees), self.most))
        if broken is None:
            return None  # it can never happen, which soundness tells
        way = told_in_words(self.drawn, broken.moves, broken.opening)
        text = f"{rule.text} {why}: {way}. {remedy}"
        return Verdict(rule.id, "BROKEN", text, told(self.drawn, broken.moves, broken.opening), {}, in_force)

    def _broken(self, automaton: Automaton, shared: States) -> tuple[Broken | None, dict[str, Any], bool]:
        """How a rule is broken, under which facts; and whether it is settled."""
        states = shared
        if self.reduce and not shared.complete:
            states = explore(reduced(self.net, automaton.sees), self.most)
        found, settled = _over_states(automaton, states, frozenset(), self.most)
        if found is None:
            return None, {}, settled
        for facts, answers in self.decided.combinations():
            found, enough = _over_states(automaton, states, ruled_out(states.net, answers), self.most)
            settled = settled and enough
            if found is not None:
                return self._shortest(automaton, found, states.net, answers), facts, True
        return None, {}, settled

    def _shortest(
        self, automaton: Automaton, found: Broken, small: Net, answers: frozenset[tuple[str, bool]]
    ) -> Broken:
        """The shortest path in the whole net; where that is too large, the one that was found in the smaller one."""
        net, done = self.net, self.net.done
        never = ruled_out(net, answers)
        whole = Search(automaton, net, never).run(
            net.start, self._edges, lambda marking: marking & done, min(self.most, SHARED * 2)
        )
        return _in_parts(whole, net, self.drawn) if whole is not None else _in_parts(found, small, self.drawn)

    def _edges(self, marking: int) -> list[tuple[int, int]]:
        """What can happen in the whole net; kept, as several rules are broken on much the same paths."""
        found = self._known.get(marking)
        if found is None:
            net = self.net
            found = [(number, after) for number in net.enabled(marking) for after in net.fire(number, marking)]
            self._known[marking] = found
        return found

    def _sentence(self, rule: Rule, broken: Broken) -> str:
        """How a rule is broken, in words."""
        way = told_in_words(self.drawn, broken.moves, broken.opening)
        way = f"in a case that comes from {broken.after}, {way}" if broken.after else way
        if broken.owed:
            return f"{rule.text} The case can end without {', '.join(broken.owed)}: {way}."
        if isinstance(rule.sentence, ByDifferentPerson):
            return (
                f"{rule.text} Nothing keeps one person from doing it all: {way}. Set `differs_from` at {broken.step}."
            )
        if isinstance(rule.sentence, NotEarlier):
            rows = " or ".join(rule.sentence.lookup.names)
            since = " or ".join(sorted(rule.sentence.since))
            return (
                f"{rule.text} Here {broken.step} comes with no wait of {rows} behind {since}: {way}. Draw behind it a "
                f'timer whose duration is period("{rule.sentence.lookup.names[0]}", …) and nothing else.'
            )
        return f"{rule.text} Here {broken.step} comes against it: {way}."


def _in_parts(found: Broken, net: Net, drawn: Net) -> Broken:
    """With what happened as numbers of the drawn net; nothing behind what was forbidden."""
    moves: list[Move] = []
    for move in found.moves:
        moves += expanded(net, [move]) if isinstance(move, int) else (move,)
    while found.step and isinstance(moves[-1], int) and found.step not in _said(drawn.transitions[moves[-1]]):
        moves.pop()
    return replace(found, moves=tuple(moves))


def _said(transition: Transition) -> tuple[str | None, str | None]:
    return transition.opens, transition.label


def _over_states(automaton: Automaton, states: States, never: frozenset[int], most: int) -> tuple[Broken | None, bool]:
    """How a rule is broken, if it is; and whether that is settled."""
    markings, edges, done = states.markings, states.edges, states.net.done
    search = Search(automaton, states.net, never)
    found = search.run(0, edges.__getitem__, lambda state: markings[state] & done, most)
    return found, search.settled and states.complete
