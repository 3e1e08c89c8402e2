"""The sentence of authority: who does an act holds a level; the machine, and a lane without one, never does."""

from dataclasses import replace
from datetime import date

import pytest

from tests.engine.drawing import Drawing
from tests.proofs.proving import law, proof
from workflows.proofs.law_book import mistaken
from workflows.proofs.levels import ByLevel
from workflows.proofs.reading import RuleUnreadable
from workflows.proofs.rules import Rule, Rules, read_rules
from workflows.proofs.sentences import Lookups, When
from workflows.proofs.verdict import Verdict

SAID = "by_level: [approve, sign], level: manager"
LEVELS = Lookups(levels={"manager": frozenset({"Managers"})})
HELD = {"user:1": frozenset({"manager"}), "user:2": frozenset({"clerk"})}


def rule() -> Rule:
    (read,) = law(SAID).rules
    assert isinstance(read.sentence, ByLevel)
    return replace(read, sentence=read.sentence.looking_up(LEVELS))


def held(person: str) -> frozenset[str]:
    return HELD.get(person, frozenset())


def judged(drawn: Drawing) -> Verdict:
    (found,) = proof(drawn, rules=Rules((rule(),))).verdicts
    return found


def test_a_step_is_forbidden_to_whoever_does_not_hold_the_level() -> None:
    when = When(date(2026, 3, 2), levels=held)
    assert not rule().forbids(0, "approve", "user:1", when)
    assert rule().forbids(0, "approve", "user:2", when)
    assert rule().forbids(0, "sign", "user:3", when), "nobody knows them"
    assert rule().forbids(0, "approve", "system", when), "the machine holds none"
    assert not rule().forbids(0, "approve", "", when), "nobody knows yet who will do it"
    assert not rule().forbids(0, "draft", "user:2", when)
    assert not rule().forbids(0, "approve", "user:2", When(date(2026, 3, 2))), "levels of a past day are not known"
    assert rule().because(0, when) == "It asks for somebody with the authority manager."


def test_over_a_procedure_it_is_guarded_where_somebody_can_hold_the_level() -> None:
    p = Drawing("p").user("approve").chain("start", "approve", "end")
    assert judged(p).outcome == "GUARDED"
    assert judged(p.lane("Managers", "start", "approve", "end")).outcome == "GUARDED"
    p = Drawing("p").user("draft").chain("start", "draft", "end")
    assert not proof(p, rules=Rules((rule(),))).verdicts


def test_what_the_machine_does_or_a_lane_without_the_level_is_broken_with_the_path() -> None:
    p = Drawing("p").user("draft").service("approve", "now", "v").chain("start", "draft", "approve", "end")
    found = judged(p)
    assert (found.outcome, found.path) == ("BROKEN", ("start", "draft", "approve"))
    assert "The machine does approve, and holds no authority" in found.sentence
    p = Drawing("p").user("draft", "sign").chain("start", "draft", "sign", "end")
    found = judged(p.lane("Clerks", "start", "draft", "sign", "end"))
    assert (found.outcome, found.path) == ("BROKEN", ("start", "draft", "sign"))
    assert "Nobody in the lane Clerks holds the authority manager for sign" in found.sentence


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("by_level: [a]", "`level` is the name of a level"),
        ("by_level: [a], level: 3", "`level` is the name of a level"),
        ("by_level: a, level: b", "`by_level` is a list"),
    ],
)
def test_what_is_written_otherwise_is_refused(text: str, says: str) -> None:
    with pytest.raises(RuleUnreadable, match=says):
        law(text)


def test_a_level_that_there_is_not_is_refused_and_examples_name_holders() -> None:
    row = "rules: [{id: r, text: t, law: l, by_level: [a], level: %s, right: [a by a_manager], wrong: [a by ann]}]"
    with pytest.raises(RuleUnreadable, match="rule r: there is no level 'king' in organisation"):
        read_rules({"f.yaml": (row % "king").encode()}, ["a"], lookups=LEVELS)
    assert mistaken(read_rules({"f.yaml": (row % "manager").encode()}, ["a"], lookups=LEVELS)) == []
