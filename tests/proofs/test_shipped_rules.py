"""Each shipped rule: a procedure that keeps it, and one with a mistake seeded into it that the rule catches.

The examples beside the rules are drawn: their steps in order, each done by a person. What stands twice is called twice.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from tests.book import EVENTS, STEPS
from tests.book import RULES as SHIPPED
from tests.engine.drawing import Drawing
from tests.proofs.proving import period
from workflows.diagrams.vocabulary import Step, Vocabulary
from workflows.engine import compile_procedure
from workflows.proofs.automata import ByDifferentPerson, Never
from workflows.proofs.examples import Done, Sequence
from workflows.proofs.law_book import mistaken
from workflows.proofs.levels import ByLevel
from workflows.proofs.on_facts import OnlyWhile
from workflows.proofs.proof import prove
from workflows.proofs.rules import Rule, Rules
from workflows.proofs.times import NotEarlier, NotLater
from workflows.proofs.verdict import Verdict

ON = date(2026, 11, 22)


def held(rule: Rule) -> bool:
    """Whether a hold opens the window of the rule."""
    return isinstance(rule.sentence, Never) and rule.sentence.opening <= EVENTS


def one_after_another(sequence: Sequence, rows: tuple[str, ...] = (), given_up: bool = False) -> list[Drawing]:
    """The procedure, and the processes that it calls.

    :param given_up: whether each step may be given up, which ends the procedure
    :param rows: the periods of law that are waited for where days go by; without, a wait is a bare day
    """
    drawn, called = Drawing("p"), {}
    names = []
    order = [done.step for done in sequence]
    for place, step in enumerate(order):
        if place and sequence[place - 1].day != sequence[place].day:
            for number, row in enumerate(rows or [""]):
                wait = f"wait_{place}_{number}"
                drawn.timer(wait, f'period("{row}", some_day)' if row else "P1D")
                names.append(wait)
        if order.count(step) > 1:
            called[step] = Drawing(f"do_{step}").user(step).chain("start_again", step, "end_again")
            drawn.call(f"call_{place}", f"do_{step}")
            names.append(f"call_{place}")
        else:
            drawn.user(step)
            names.append(step)
        if given_up:
            drawn.on(f"stop_{place}", names[-1], "message", "stop")
            drawn.end(f"stopped_{place}").flow(f"stop_{place}", f"stopped_{place}")
    return [drawn.chain("start", *names, "end"), *called.values()]


def vocabulary(enforced: bool = True) -> Vocabulary:
    rows: Mapping[str, Step] = {
        key: Step(key, row.who, row.means, enforcement=enforced and row.enforcement) for key, row in STEPS.items()
    }
    return Vocabulary(steps=rows)


def judged(rule_id: str, *drawn: Drawing, enforced: bool = True) -> Verdict:
    rules = Rules(tuple(rule for rule in SHIPPED.rules if rule.id == rule_id))
    graphs = compile_procedure(
        {"p.bpmn": drawn[0].xml(*drawn[1:])}, "p", Vocabulary(functions={"period": period})
    ).graphs
    made = prove(graphs, "p", rules, vocabulary(enforced), ON)
    assert not made.findings
    return made.verdicts[0]


DRAWN = [
    rule.id
    for rule in SHIPPED.rules
    if not isinstance(rule.sentence, ByDifferentPerson | NotLater | OnlyWhile | ByLevel) and not held(rule)
]
PEOPLE = [rule.id for rule in SHIPPED.rules if isinstance(rule.sentence, ByDifferentPerson)]
HELD = [rule.id for rule in SHIPPED.rules if held(rule)]


def test_the_gates_of_the_protocol_have_their_rules() -> None:
    gates = {rule.id[:3] for rule in SHIPPED.rules if rule.law.startswith("Pre-Action Protocol") and rule.id[0] == "p"}
    assert gates >= {f"p{number:02}" for number in range(1, 22)}


def test_each_rule_judges_its_examples_as_they_are_written() -> None:
    assert mistaken(SHIPPED) == []


@pytest.mark.parametrize("rule_id", DRAWN)
def test_the_mistake_is_caught_and_what_is_right_is_proved(rule_id: str) -> None:
    rule = SHIPPED.named(rule_id)
    rows = rule.sentence.lookup.names if isinstance(rule.sentence, NotEarlier) else ()
    for sequence in rule.right:
        if rule.sentence.not_drawn(frozenset(done.step for done in sequence)):
            continue
        drawn, *called = one_after_another(sequence, rows)
        if rule.remembers != "case":  # another case may forbid it: then there must be a way on, and it is asked last
            assert judged(rule_id, drawn, *called).outcome == "BROKEN"
            drawn, *called = one_after_another(sequence, rows, given_up=True)
        assert judged(rule_id, drawn, *called).outcome == ("PROVED" if rule.remembers == "case" else "GUARDED")
    for sequence in rule.wrong:
        found = judged(rule_id, *one_after_another(sequence))
        assert found.outcome == "BROKEN"
        assert found.path[-1].split("/")[-1] in {"end", *(done.step for done in sequence)}


@pytest.mark.parametrize(
    "rule_id", [rule.id for rule in SHIPPED.rules if isinstance(rule.sentence, NotLater | OnlyWhile)]
)
def test_what_the_guard_refuses_on_the_day_needs_a_way_on(rule_id: str) -> None:
    sentence = SHIPPED.named(rule_id).sentence
    assert isinstance(sentence, NotLater | OnlyWhile)
    before = sorted(sentence.since)[:1] if isinstance(sentence, NotLater) else []
    drawn = Drawing("p").user(*before, sentence.target).chain("start", *before, sentence.target, "end")
    found = judged(rule_id, drawn)
    if isinstance(sentence, OnlyWhile) and sentence.passes:  # a case waits until it has passed by itself
        assert found.outcome == "GUARDED"
        return
    assert (found.outcome, found.path[-1]) == ("BROKEN", sentence.target)
    drawn = Drawing("p").user(*before, sentence.target).chain("start", *before, sentence.target, "end")
    drawn.on("stop", sentence.target, "message", "stop").end("end_stop").flow("stop", "end_stop")
    assert judged(rule_id, drawn).outcome == "GUARDED"


@pytest.mark.parametrize("rule_id", HELD)
def test_a_hold_rule_rests_on_what_the_runtime_stops(rule_id: str) -> None:
    for step in sorted(SHIPPED.named(rule_id).steps):
        assert judged(rule_id, *one_after_another((Done(step),))).outcome == "PROVED"
        found = judged(rule_id, *one_after_another((Done(step),)), enforced=False)
        assert (found.outcome, found.path[-1]) == ("BROKEN", step)


@pytest.mark.parametrize("rule_id", PEOPLE)
def test_a_step_by_another_person_must_say_so(rule_id: str) -> None:
    sequence, *_ = SHIPPED.named(rule_id).right
    *others, last = [done.step for done in sequence]

    def drawn(properties: dict[str, str]) -> Drawing:
        return Drawing("p").user(*others).user(last, properties=properties).chain("start", *others, last, "end")

    beyond = SHIPPED.named(rule_id).remembers != "case"
    assert judged(rule_id, drawn({"differs_from": others[-1]})).outcome == ("GUARDED" if beyond else "PROVED")
    found = judged(rule_id, drawn({}))
    assert found.outcome == "BROKEN"
    assert found.path[-1] == last


def test_a_rule_of_tomorrow_is_told_and_marked() -> None:
    rules = Rules((replace(SHIPPED.named("benefits-before-second-letter"), begins=date(2026, 11, 23)),))
    drawn = one_after_another((Done("send_letter_2"),))
    graphs = compile_procedure({"p.bpmn": drawn[0].xml()}, "p", Vocabulary()).graphs
    (found,) = prove(graphs, "p", rules, vocabulary(), ON).verdicts
    assert not found.in_force
