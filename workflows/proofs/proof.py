"""Proving a procedure lawful before it is published: soundness first, then each rule over every path."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from workflows.diagrams.graph import Graph
from workflows.diagrams.vocabulary import Vocabulary
from workflows.proofs.compiling import compile_net
from workflows.proofs.court import Court, Starts
from workflows.proofs.facts import Decided, Facts
from workflows.proofs.rules import Rules
from workflows.proofs.soundness import Finding, soundness
from workflows.proofs.verdict import KEPT, Unconcerned, Verdict

CHECKER = 5
"""Counted up whenever the same input may be judged otherwise than before."""
MOST_STATES = 100_000
NO_FACTS: Facts = {}
NO_STARTS: Starts = {}


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
        """Whether it is sound and every rule in force that concerns it is proved, or guarded with a way on."""
        return not self.findings and all(each.outcome in KEPT for each in self.verdicts if each.in_force)

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
    starts: Starts = NO_STARTS,
) -> Proof:
    """Proves a procedure, or shows how it can break the law.

    :param graphs: process id → graph, as the engine runs it (``Procedure.graphs``)
    :param on: the day for which it is proved; rules that have ended by then are left out, those to come are marked
    :param facts: declared facts of the case → their values; decides conditions that speak of nothing else
    :param most: the budget of states
    :param reduce: look at smaller nets that can do the same; the verdicts are the same without, later
    :param sets: write down the sets of states that prove the rules, for a second checker
    :param starts: how cases may stand at the start, by rule (:class:`workflows.proofs.journeys.Journeys`)
    :raises NotProvable: something is drawn of which nothing is known here
    """
    inline = {name for name, kind in vocabulary.handlers.items() if kind == "inline"}
    net = compile_net(graphs, process, inline)
    each = compile_net(graphs, process, inline, one_by_one=True)
    findings = soundness(net, each, most, reduce=reduce)
    decided = Decided(net, graphs, vocabulary, facts)
    court = Court(net, each, graphs, vocabulary, decided, findings, most, reduce, starts)
    verdicts, unconcerned = court.judge([rule for rule in rules.rules if on <= rule.ends], on)
    kept = {each.rule for each in verdicts if each.outcome in KEPT}
    closed = court.closed([rule for rule in rules.rules if rule.id in kept]) if sets else {}
    return Proof(process, on, findings, tuple(verdicts), tuple(court.decided.notes), tuple(unconcerned), closed)
