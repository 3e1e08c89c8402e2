"""The guard's memory: kept beside the case, worked out anew from its record, and asked with the person's name."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import select

from tests.runtime.conftest import Small
from workflows.db import table
from workflows.evidence import NewEntry, append, timeline
from workflows.proofs.automata import Before, Never
from workflows.proofs.rules import Rule, Rules
from workflows.runtime.conformance import follow_cases, threatened
from workflows.runtime.guard import RULES, guard_of
from workflows.runtime.reopening import reopen
from workflows.runtime.tables import CaseFile, WorkItem

ASKED_FIRST = Rule("asked", "Not before somebody asked.", "Act", Before("decide", (frozenset({"ask"}),)))
SENT_FIRST = Rule("sent", "Not before it was sent.", "Act", Before("decide", (frozenset({"send", "note"}),)))
TODAY = date(2026, 3, 2)


def guard(small: Small, case_id: int) -> dict[str, Any]:
    cases = table(CaseFile)
    with small.runtime.db.read() as session:
        return dict(session.execute(select(cases.c.guard).where(cases.c.id == case_id)).scalar_one())


def worked_out(small: Small, case_id: int) -> dict[str, Any]:
    cases = table(CaseFile)
    with small.runtime.db.read() as session:
        chain_id = session.execute(select(cases.c.chain_id).where(cases.c.id == case_id)).scalar_one()
        return guard_of(session, chain_id, small.runtime.rules)


def test_what_is_kept_is_what_the_record_says(small: Small) -> None:
    small.runtime.rules = Rules((ASKED_FIRST,))
    case_id = small.start()
    assert guard(small, case_id) == {RULES: small.runtime.rules.version}
    small.act(case_id, "ask")
    assert guard(small, case_id) == worked_out(small, case_id) == {RULES: small.runtime.rules.version, "asked": [0]}


def test_a_rule_that_comes_later_knows_what_was_done_before(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    small.runtime.rules = Rules((ASKED_FIRST,))
    with small.runtime.db.write() as session:
        small.runtime.settle(session, case_id)
    assert guard(small, case_id)["asked"] == [0]


def test_what_was_taken_back_is_forgotten_by_rules_that_came_since(small: Small) -> None:
    small.note_trouble.append(ValueError("the step after it fails, so it can be taken back"))
    case_id = small.start()
    small.act(case_id, "ask")
    small.runtime.rules = Rules((ASKED_FIRST,))
    items = table(WorkItem)
    with small.runtime.db.write() as session:
        task_id = session.execute(select(items.c.task_id).where(items.c.step == "ask")).scalar_one()
        reopen(small.runtime, session, task_id, "user:9", "a wrong click")
    assert "asked" not in {name for name, state in guard(small, case_id).items() if state}
    assert worked_out(small, case_id).get("asked", []) == []


def test_open_cases_that_a_new_rule_would_stop_are_named_with_what_they_lack(small: Small) -> None:
    late = small.start()
    small.act(late, "ask")
    early = small.start()
    rule = Rule("r", "Nothing is decided before somebody checked.", "Act", Before("decide", (frozenset({"extra"}),)))
    with small.runtime.db.read() as session:
        found = list(threatened(small.runtime, session, Rules((rule,)), TODAY))
        assert sorted((each.case_id, each.step, each.lacking) for each in found) == [
            (late, "decide", ("extra",)),
            (early, "decide", ("extra",)),
        ]
        assert not list(threatened(small.runtime, session, Rules((ASKED_FIRST,)), TODAY))  # the diagram keeps it
        tomorrow = replace(rule, begins=date(2026, 3, 3))
        assert not list(threatened(small.runtime, session, Rules((tomorrow,)), TODAY))
        assert list(threatened(small.runtime, session, Rules((tomorrow,)), date(2026, 3, 3)))


def test_a_case_that_has_what_a_new_rule_wants_is_not_told(small: Small) -> None:
    """Though its diagram does not keep the rule: what was done outside of it counts."""
    has = small.start()
    small.act(has, "ask")
    lacks = small.start()
    rule = Rule("r", "Nothing is decided before somebody checked.", "Act", Before("decide", (frozenset({"extra"}),)))
    with small.runtime.db.write() as session:
        done = NewEntry("step completed", "user:1", "extra")
        append(session, small.runtime.chain_of(session, has), [done], small.clock)
    with small.runtime.db.read() as session:
        found = list(threatened(small.runtime, session, Rules((rule,)), TODAY))
    assert [(each.case_id, each.step) for each in found] == [(lacks, "decide")]


def test_a_step_that_lies_behind_a_case_is_not_told(small: Small) -> None:
    small.act(small.start(), "ask")
    before = small.start()
    rule = Rule("r", "Nobody is asked before somebody checked.", "Act", Before("ask", (frozenset({"extra"}),)))
    with small.runtime.db.read() as session:
        found = list(threatened(small.runtime, session, Rules((rule,)), TODAY))
    assert [(each.case_id, each.step) for each in found] == [(before, "ask")]


def test_all_cases_are_followed_through_their_records(small: Small) -> None:
    first = small.start()
    small.act(first, "ask")
    second = small.start()
    never = Rule("n", "Nobody is asked.", "Act", Never(frozenset({"ask"}), frozenset({"note"}), frozenset({"send"})))
    lacking = Rule("l", "First decide.", "Act", Before("ask", (frozenset({"decide"}),)))
    with small.runtime.db.read() as session:
        followed = {case.id: case for case in follow_cases(session, Rules((never, lacking)))}
    assert set(followed) == {first, second}
    assert [(each.rule.id, each.step, each.lacking) for each in followed[first].breaches] == [("l", "ask", ("decide",))]
    assert not followed[second].breaches


def test_what_counts_ends_with_an_entry_that_counts_itself(small: Small) -> None:
    small.runtime.rules = Rules((ASKED_FIRST,))
    case_id = small.start()
    small.act(case_id, "ask")
    with small.runtime.db.read() as session:
        chain_id = small.runtime.chain_of(session, case_id)
        (asked,) = (
            e["seq"] for e in timeline(session, chain_id) if e.get("step") == "ask" and "completed" in e["kind"]
        )
        known = [guard_of(session, chain_id, small.runtime.rules, until).get("asked") for until in (asked - 1, asked)]
        assert guard_of(session, chain_id, small.runtime.rules, 0) == {RULES: small.runtime.rules.version}
    assert known == [None, [0]]
