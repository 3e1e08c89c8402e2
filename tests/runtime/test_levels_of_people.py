"""The sentence of authority beside running cases: asked with the person's name, and of the machine."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from tests.runtime.conftest import LINEAR, Small
from workflows.db import table
from workflows.proofs.levels import ByLevel, NoSuchLevel
from workflows.proofs.rules import Rule, Rules
from workflows.proofs.sentences import Lookups, When
from workflows.runtime.conformance import follow_cases
from workflows.runtime.tables import Incident

RULE = Rule("r", "A manager decides.", "Scheme", ByLevel(("ask", "note", "send"), "manager"))


def start(small: Small, *holders: str) -> int:
    small.runtime.levels = lambda _session, actor: frozenset({"manager"} if actor in holders else ())
    case_id = small.start("linear", {"linear.bpmn": LINEAR})
    small.runtime.rules = Rules((RULE,))
    return case_id


def test_who_does_not_hold_the_level_is_refused_with_the_level(small: Small) -> None:
    case_id = start(small, "user:1")
    with small.runtime.db.write() as session:
        running = small.runtime.running(session, small.runtime.instances(session, case_id)[0])
        assert running.gate.rule(running.guard, "ask") is None, "nobody knows yet who will do it"
        assert running.gate.rule(running.guard, "ask", "user:1") is None
        assert running.gate.rule(running.guard, "ask", "user:2") == (
            "A manager decides. (Scheme [to confirm]) It asks for somebody with the authority manager."
        )


def test_the_machine_holds_none(small: Small) -> None:
    case_id = start(small, "user:1", "system")
    small.runtime.levels = lambda _session, actor: frozenset({"manager"} if actor == "user:1" else ())
    small.act(case_id, "ask")
    assert small.notes == []
    incidents = table(Incident)
    with small.runtime.db.read() as session:
        (kind, step) = session.execute(select(incidents.c.kind, incidents.c.step)).one()
    assert (kind, step) == ("refused by rule", "note")


def test_a_record_is_not_judged_by_the_levels_of_today(small: Small) -> None:
    case_id = small.start("linear", {"linear.bpmn": LINEAR})
    small.act(case_id, "ask")
    with small.runtime.db.read() as session:
        (case,) = follow_cases(session, Rules((RULE,)))
    assert case.id == case_id
    assert not case.breaches


def test_the_amount_says_which_level(small: Small) -> None:
    levels = {"officer": 5_000, "manager": 100_000, "director": None}

    def level(pence: int) -> str:
        return next(name for name, most in levels.items() if most is None or pence <= most)

    lookups = Lookups(
        facts={"owed": "number"}, levels=dict.fromkeys(levels, frozenset({"Lane"})), functions={"level": level}
    )
    sentence = ByLevel(("ask",), "level(owed)").looking_up(lookups)
    rule = replace(RULE, sentence=sentence)
    held = {"user:1": frozenset({"officer"}), "user:2": frozenset({"officer", "manager"})}
    for owed, refused in ((5_000, []), (5_001, ["user:1"]), (100_001, ["user:1", "user:2"]), (None, [*held])):
        when = When(date(2026, 3, 2), lambda owed=owed: {"owed": owed}, lambda actor: held[actor])
        assert [actor for actor in held if rule.forbids(0, "ask", actor, when)] == refused, owed
    when = When(date(2026, 3, 2), lambda: {"owed": 5_001}, lambda actor: held[actor])
    assert rule.because(0, when) == "It asks for somebody with the authority manager, as owed is 5001."
    when = When(date(2026, 3, 2), dict, lambda actor: held[actor])
    assert rule.because(0, when) == "Nobody can say which authority it asks for, as owed is not known."
    assert small


@pytest.mark.parametrize(
    ("level", "sentence"),
    [("owed +", "neither the name of a level nor FEEL"), ("level(debt)", "speaks of debt, and there is no such fact")],
)
def test_a_level_that_nothing_gives_is_refused(level: str, sentence: str) -> None:
    with pytest.raises(NoSuchLevel, match=sentence):
        ByLevel(("ask",), level).looking_up(Lookups(facts={"owed": "number"}, functions={"level": str}))
