"""The sentence of authority beside running cases: asked with the person's name, and of the machine."""

from sqlalchemy import select

from tests.runtime.conftest import LINEAR, Small
from workflows.db import table
from workflows.proofs.levels import ByLevel
from workflows.proofs.rules import Rule, Rules
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
