"""Proving a procedure lawful before it is published: soundness first, then each rule over every path."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from workflows.diagrams.graph import Graph
from workflows.diagrams.vocabulary import Vocabulary
from workflows.proofs.automata import Before, ByDifferentPerson
from workflows.proofs.closed import closed_sets
from workflows.proofs.compiling import compile_net
from workflows.proofs.ending import ending_at_once
from workflows.proofs.facts import Decided, Facts, ruled_out
from workflows.proofs.net import Net, Transition
from workflows.proofs.reduction import reduced
from workflows.proofs.rules import Rule, Rules
from workflows.proofs.search import Automaton, Broken, Search
from workflows.proofs.soundness import Finding, soundness
from workflows.proofs.states import States, expanded, explore
from workflows.proofs.telling import Move, told, told_in_words
from workflows.proofs.verdict import Unconcerned, Verdict

CHECKER = 3
"""Counted up whenever the same input may be judged otherwise than before."""
MOST_STATES = 100_000
SHARED = 5_000
"""So many states are worth being found once for all rules; with more, each rule looks at a smaller net of its own."""
NO_FACTS: Facts = {}


@dataclass(frozen=True)
class Proof:
    """What is proved of a procedure on a day.

    :ivar findings: what is unsound; empty when the procedure is sound
    :ivar verdicts: one for each rule in force or to come that concerns it, in the order of the rules
    :ivar unconcerned: the other rules in force or to come: it does not draw what they speak of
    :ivar notes: what was left undecided on the way, in sentences
    :ivar closed: the sets of states that prove the rules (:mod:`workflows.proofs.closed`), where they were asked for
    """

    process: str
    on: date
    findings: tuple[Finding, ...]
    verdicts: tuple[Verdict, ...]
    notes: tuple[str, ...] = ()
    unconcerned: tuple[Unconcerned, ...] = ()
    closed: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def lawful(self) -> bool:
        """Whether it is sound and every rule in force that concerns it is proved."""
        return not self.findings and all(each.outcome == "PROVED" for each in self.verdicts if each.in_force)

    @property
    def plain(self) -> dict[str, Any]:
        """As JSON, the same for the same procedure and the rules that concern it on every machine."""
        return {
            "checker": CHECKER,
            "process": self.process,
            "on": self.on.isoformat(),
            "findings": [each.plain for each in self.findings],
            "verdicts": [each.plain for each in self.verdicts],
            "notes": list(self.notes),
        }


def prove(
    graphs: Mapping[str, Graph],
    process: str,
    rules: Rules,
    vocabulary: Vocabulary,
    on: date,
    facts: Facts = NO_FACTS,
    *,
    most: int = MOST_STATES,
    reduce: bool = True,
    sets: bool = False,
) -> Proof:
    """Proves a procedure, or shows how it can break the law.

    :param graphs: process id → graph, as the engine runs it (``Procedure.graphs``)
    :param on: the day for which it is proved; rules that have ended by then are left out, those to come are marked
    :param facts: declared facts of the case → their values; decides conditions that speak of nothing else
    :param most: the budget of states
    :param reduce: look at smaller nets that can do the same; the verdicts are the same without, later
    :param sets: write down the sets of states that prove the rules, for a second checker
    :raises NotProvable: something is drawn of which nothing is known here
    """
    inline = {name for name, kind in vocabulary.handlers.items() if kind == "inline"}
    net = compile_net(graphs, process, inline)
    each = compile_net(graphs, process, inline, one_by_one=True)
    findings = soundness(net, each, most, reduce=reduce)
    court = _Court(net, vocabulary, Decided(net, graphs, vocabulary, facts), findings, most, reduce)
    verdicts, unconcerned = court.judge([rule for rule in rules.rules if on <= rule.ends], on)
    kept = {each.rule for each in verdicts if each.outcome == "PROVED"}
    closed = court.closed([rule for rule in rules.rules if rule.id in kept]) if sets else {}
    return Proof(process, on, findings, tuple(verdicts), tuple(court.decided.notes), tuple(unconcerned), closed)


class _Court:
    """Judges rules over one net.

    :ivar drawn: as it is drawn, for telling paths; :ivar net: the same, with the end at once
    """

    def __init__(
        self,
        drawn: Net,
        vocabulary: Vocabulary,
        decided: Decided,
        findings: tuple[Finding, ...],
        most: int,
        reduce: bool,
    ) -> None:
        self.drawn = drawn
        self.net = ending_at_once(drawn)
        self.decided = decided
        self.most = most
        self.reduce = reduce
        self._known: dict[int, list[tuple[int, int]]] = {}
        self.halted = frozenset(step.id for step in vocabulary.steps.values() if step.enforcement)
        self.known = frozenset(vocabulary.steps)
        self.crowded = next((each for each in findings if each.kind in {"tokens multiply", "not settled"}), None)
        if self.crowded is not None:
            self.most = min(most, SHARED)  # nothing can be proved any more; a path that breaks a rule may be told

    def judge(self, rules: Iterable[Rule], on: date) -> tuple[list[Verdict], list[Unconcerned]]:
        """A verdict on each rule that concerns the procedure; and the other rules."""
        asked, unconcerned = [], []
        for rule in rules:
            automaton = Automaton(rule, self.net, self.halted, self.known)
            lacking = rule.sentence.not_drawn(frozenset(self.net.steps).union(automaton.outside))
            if lacking:
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

    def closed(self, proved: Iterable[Rule]) -> dict[str, Any]:
        """The sets of states that prove these rules."""
        return closed_sets(self.net, proved, self.halted, self.decided)

    def _verdict(self, rule: Rule, automaton: Automaton, shared: States, in_force: bool) -> Verdict:
        broken, facts, settled = self._broken(automaton, shared)
        if broken is not None:
            path = told(self.drawn, broken.moves, broken.opening)
            return Verdict(rule.id, "BROKEN", self._sentence(rule, broken), path, facts, in_force)
        alone = self._by_one_person(rule, in_force)
        if alone is not None:
            return alone
        if self.crowded is not None:
            text = f"No path breaks it as far as one can tell, but the procedure is not sound: {self.crowded.sentence}"
            return Verdict(rule.id, "NOT SETTLED", text, in_force=in_force)
        if not settled:
            text = f"More than {self.most:,} states were not enough to settle it. Draw fewer branches side by side."
            return Verdict(rule.id, "NOT SETTLED", text, in_force=in_force)
        return Verdict(rule.id, "PROVED", "On no path is it broken.", in_force=in_force)

    def _by_one_person(self, rule: Rule, in_force: bool) -> Verdict | None:
        """The path on which the last of several steps for different persons is done, where not each of the others is
        drawn as a person's: the machine is nobody, and what is not drawn is done by nobody.
        """
        sentence = rule.sentence
        if not isinstance(sentence, ByDifferentPerson):
            return None
        nobody = [step for step in sentence.steps if not self.net.steps.get(step)]
        last = sentence.steps[-1]
        if not nobody or last not in self.net.steps:
            return None
        never = Automaton(replace(rule, sentence=Before(last, (frozenset([""]),))), self.net, frozenset())
        broken, _facts, _settled = self._broken(never, explore(reduced(self.net, never.sees), self.most))
        if broken is None:
            return None  # it can never happen, which soundness tells
        way = told_in_words(self.drawn, broken.moves, broken.opening)
        text = (
            f"{rule.text} Nobody is shown to do {', '.join(nobody)}: {way}. Draw it as a person's task, and set "
            f"`differs_from`."
        )
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
        return self._in_parts(whole, net) if whole is not None else self._in_parts(found, small)

    def _in_parts(self, found: Broken, net: Net) -> Broken:
        """With what happened as numbers of the drawn net; nothing behind what was forbidden."""
        moves: list[Move] = []
        for move in found.moves:
            moves += expanded(net, [move]) if isinstance(move, int) else (move,)
        drawn = self.drawn.transitions
        while found.step and isinstance(moves[-1], int) and found.step not in _said(drawn[moves[-1]]):
            moves.pop()
        return replace(found, moves=tuple(moves))

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
        if broken.owed:
            return f"{rule.text} The case can end without {', '.join(broken.owed)}: {way}."
        if isinstance(rule.sentence, ByDifferentPerson):
            return (
                f"{rule.text} Nothing keeps one person from doing it all: {way}. Set `differs_from` at {broken.step}."
            )
        return f"{rule.text} Here {broken.step} comes against it: {way}."


def _said(transition: Transition) -> tuple[str | None, str | None]:
    return transition.opens, transition.label


def _over_states(automaton: Automaton, states: States, never: frozenset[int], most: int) -> tuple[Broken | None, bool]:
    """How a rule is broken, if it is; and whether that is settled."""
    markings, edges, done = states.markings, states.edges, states.net.done
    search = Search(automaton, states.net, never)
    found = search.run(0, edges.__getitem__, lambda state: markings[state] & done, most)
    return found, search.settled and states.complete
