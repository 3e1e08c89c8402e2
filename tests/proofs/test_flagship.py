"""The prover against the engine, on random procedures: what runs is possible, and what is proved holds.

Each seed draws a procedure, rules about its steps, and walks of the real engine. On each:

* every sequence of steps, times and messages of the engine is possible in the net;
* no walk breaks a rule that is proved, ends owing what a proved rule expects, or stands still where all is sound;
* where a rule is guarded, a walk on which its act is always refused does not come to stand still;
* the reduced search and the whole one agree about soundness and about each rule.

Days go by on the walks, and a wait that names a period of law lets all of its days go by; so a sentence of time is
judged by days on the walk, and by waits over the net.
"""

from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from tests.proofs.artist import INLINE, LAW_DAYS, VOCABULARY, compiled, walk, walk_by_days
from tests.proofs.proving import ON, law
from tests.proofs.simulating import Simulation, TooMany
from workflows.engine import LintFailed, Procedure
from workflows.proofs.compiling import NotProvable, compile_net
from workflows.proofs.on_facts import OnlyWhile
from workflows.proofs.proof import Proof, prove
from workflows.proofs.rules import Rules
from workflows.proofs.sentences import Counted, Lookups, When
from workflows.proofs.times import NotEarlier, Timed

WALKS = 3
MOST = 6_000
ORDINARY = 200


def some_rules(random: Random, steps: Sequence[str]) -> Rules:
    """One rule of each kind about some steps."""
    a, b, c, d = (random.choice(steps) for _ in range(4))
    while b == a:
        b = random.choice(steps)
    more = [f"since: [{c}]" if c not in (a, b) else "in_order: true", f"unless: [{d}]" if d not in (a, b) else ""]
    return law(
        f"before: {a}, require: [{b}]",
        f"before: {b}, require: [{a}], {more[0]}",
        f"after: {a}, expect: [{b}]" + (f", {more[1]}" if more[1] else ""),
        f"after: {b}, expect: [[{a}, {c}]]" if c not in (a, b) else f"after: {b}, expect: [{a}]",
        f"never: [{b}], between: [[{a}], [{c}]]" if c not in (a, b) else f"at_most_once: {b}",
        f"at_most_once: {a}",
        f"exclusive: [{a}, {b}]",
        f"never: [{a}], between: [[x_began], [x_ended]]",
        f"before: {a}, since: [{b}], not_earlier_than: some_law" + (f", anew: [{c}]" if c not in (a, b) else ""),
        f"before: {b}, since: [{a}], not_earlier_than: other_law, where_done: true",
        f"before: {b}, only_while: so",
        f"before: {a}, since: [{b}], not_later_than: some_law" + (f", unless: [{c}]" if c not in (a, b) else ""),
    )


class FourWeeks:
    """Every period is of four weeks: over on the day after its last."""

    def __contains__(self, name: object) -> bool:
        return True

    def counted(self, name: str, since: date, length: object = None, facts: object = None) -> Counted:
        last = since + timedelta(days=LAW_DAYS)
        return Counted(last + timedelta(days=1), last, "28 days")


def by_days(rules: Rules) -> Rules:
    """The same rules, able to count."""
    counting = (
        replace(rule, sentence=rule.sentence.looking_up(Lookups(FourWeeks())))
        if isinstance(rule.sentence, Timed)
        else rule
        for rule in rules.rules
    )
    return Rules(tuple(counting))


def broken(rules: Rules, events: Sequence[tuple[str, str] | tuple[str, str, int]]) -> set[str]:
    """The rules that a walk breaks, by its days."""
    states: dict = {}
    found: set[str] = set()
    for kind, element, *days in events:
        when = When(ON + timedelta(days=days[0] if days else 0))
        if kind in {"opened", "completed"}:
            found |= {
                rule.id for rule in rules.rules if rule.forbids(states.get(rule.id, rule.initial), element, when=when)
            }
        if kind == "completed":
            states = rules.after(states, element, when=when)
        if kind == "done":
            found |= {rule.id for rule in rules.rules if rule.owes(states.get(rule.id, rule.initial))}
    return found


def settled(proof: Proof) -> bool:
    return all(each.kind != "not settled" for each in proof.findings)


def agree(small: Proof, whole: Proof, seed: int) -> int:
    """Compares a reduced proof with a whole one; returns how many verdicts could be compared."""
    if settled(small) and settled(whole):
        kinds = [sorted((each.kind, each.elements if each.kind == "never happens" else ()) for each in proof.findings)
                 for proof in (small, whole)]  # fmt: skip
        assert kinds[0] == kinds[1], f"seed {seed}"
    compared = 0
    for one, other in zip(small.verdicts, whole.verdicts, strict=True):
        if "NOT SETTLED" not in (one.outcome, other.outcome):
            assert one.outcome == other.outcome, f"seed {seed}, rule {one.rule}"
            compared += 1
    return compared


def check(seed: int, depth: int = 3, mistakes: float = 0.1) -> Counter[str]:
    """Checks one seed; returns what was done."""
    done: Counter[str] = Counter()
    with suppress(LintFailed):
        done += _checked(seed, compiled(seed, depth, mistakes))
    return done


def _checked(seed: int, procedure: Procedure) -> Counter[str]:
    done: Counter[str] = Counter()
    random = Random(seed + 1)
    try:
        net = compile_net(procedure.graphs, "p", INLINE)
    except NotProvable:
        done["not provable"] += 1
        return done
    if len(net.steps) < 2:
        return done
    rules = some_rules(random, sorted(net.steps))
    proof = prove(procedure.graphs, "p", rules, VOCABULARY, ON, most=MOST)
    whole = prove(procedure.graphs, "p", rules, VOCABULARY, ON, most=MOST, reduce=False)
    done["verdicts"] += agree(proof, whole, seed)
    done["diagrams"] += 1
    done["settled"] += settled(proof)
    done["sound"] += not proof.findings
    crowded = any(each.kind in {"tokens multiply", "not settled"} for each in proof.findings)
    proved = {each.rule for each in proof.verdicts if each.outcome == "PROVED"}
    done["proved"] += len(proved)
    done["waited"] += len({rule.id for rule in rules.rules if isinstance(rule.sentence, NotEarlier)} & proved)
    done += _refused(seed, procedure, proof, rules)
    simulation = Simulation(net, procedure.graphs)
    for number in range(WALKS):
        walked = list(walk_by_days(procedure, seed * 1000 + number))
        events = [(kind, element) for kind, element, _day in walked]
        done["walks"] += 1
        done["steps"] += sum(kind == "completed" for kind, _ in events)
        against = broken(by_days(rules), walked) & proved
        assert not against, f"seed {seed}, walk {number} breaks what is proved: {against}"
        if not crowded:
            try:
                impossible = simulation.follow(events)
            except TooMany:
                done["not followed"] += 1
                continue
            assert impossible is None, f"seed {seed}, walk {number}: the net cannot do {impossible}"
        stands_still = events[-1:] == [("rest", "")]
        ends = all(each.kind == "never happens" for each in proof.findings)
        assert not (stands_still and ends), f"seed {seed}, walk {number} stands still, yet it is proved to end"
    return done


def _refused(seed: int, procedure: Procedure, proof: Proof, rules: Rules) -> Counter[str]:
    """Where it is GUARDED that an act may be refused, no walk on which it always is comes to stand still."""
    done: Counter[str] = Counter()
    guarded = {each.rule for each in proof.verdicts if each.outcome == "GUARDED"}
    for rule in rules.rules:
        if rule.id in guarded and isinstance(rule.sentence, OnlyWhile) and not proof.findings:
            for number in range(WALKS):
                events = list(walk(procedure, seed * 1000 + number, refused=rule.sentence.target))
                assert events[-1:] != [("rest", "")], (
                    f"seed {seed}, walk {number}: {rule.sentence.target} has no way on"
                )
                done["refused"] += 1
    return done


@pytest.mark.parametrize("block", [0, *(pytest.param(each, marks=pytest.mark.long) for each in range(1, 8))])
def test_what_is_proved_holds_where_the_engine_runs(block: int) -> None:
    size = ORDINARY // 8
    done: Counter[str] = Counter()
    for seed in range(block * size, (block + 1) * size):
        done += check(seed, depth=2 + seed % 2)
    assert done["diagrams"] > size // 2, done
    assert done["proved"] > size // 2, done
    assert done["settled"] > done["diagrams"] * 0.8, done
    assert done["verdicts"] > size, done
    assert done["waited"], done
    assert done["refused"], done


@pytest.mark.long
@pytest.mark.parametrize("block", range(100))
def test_much_that_is_proved_holds_where_the_engine_runs(block: int) -> None:
    done: Counter[str] = Counter()
    for seed in range(100_000 + block * 100, 100_000 + (block + 1) * 100):
        done += check(seed, depth=2 + seed % 3, mistakes=(seed % 4) / 10)
    assert done["diagrams"] > 50, done
