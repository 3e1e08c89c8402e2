"""Sentences of time beside running cases: refused with the count, let happen on the day, remembered from the record."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from cases.law import Law
from cases.periods import Periods
from tests.runtime.conftest import Small, chain, diagram, timer, user
from workflows.clock import london_date
from workflows.db import table
from workflows.proofs.reading import sentence_of
from workflows.proofs.rules import Rule, Rules
from workflows.proofs.sentences import Lookups
from workflows.proofs.times import Timed
from workflows.runtime.conformance import follow_cases, threatened
from workflows.runtime.due import due_at_end
from workflows.runtime.guard import guard_of
from workflows.runtime.procedures import Procedures
from workflows.runtime.tables import CaseFile, Timer, WorkItem
from workflows.runtime.waking import wake
from workflows.settings import HOUSE

PERIODS = Periods(Law.of_folder(HOUSE / "bpmn" / "law"))
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ENDS = '<bpmn:startEvent id="begin"/><bpmn:endEvent id="finish"/>'
BARE = diagram("bare", ENDS + user("ask") + user("decide") + chain("begin", "ask", "decide", "finish"))


def rule(text: str = "secure_notice", **more: Any) -> Rule:
    row = {"before": "decide", "since": ["ask"], "not_earlier_than": text, **more}
    sentence = sentence_of(row, "test")
    assert isinstance(sentence, Timed)
    return Rule(
        "r",
        "Not decided before the notice has run.",
        "Some Act s.1",
        sentence.looking_up(Lookups(PERIODS, {"tenure": "string"})),
    )


def item(small: Small, case_id: int, step: str) -> Any:
    items = table(WorkItem)
    with small.runtime.db.read() as session:
        return session.execute(select(items).where(items.c.case_id == case_id, items.c.step == step)).one()


def later(small: Small, days: int) -> None:
    small.clock.move_to(small.clock.now() + timedelta(days=days))


def started(small: Small, *rules: Rule) -> int:
    case_id = small.start("bare", {"bare.bpmn": BARE})
    small.runtime.rules = Rules(rules)
    small.act(case_id, "ask")
    return case_id


def test_a_step_whose_day_has_not_come_is_held_with_the_count_and_opens_on_its_day(small: Small) -> None:
    case_id = started(small, rule())
    held = item(small, case_id, "decide")
    assert held.status == "held"
    begun = small.clock.now().date()
    assert held.reason.startswith("Not decided before the notice has run. (Some Act s.1 [to confirm]) Ask was done on")
    assert f"make the earliest day {(begun + timedelta(days=29)):%-d %B %Y}" in held.reason
    later(small, 28)
    assert wake(small.runtime) == 1
    assert item(small, case_id, "decide").status == "held"
    later(small, 1)
    wake(small.runtime)
    assert item(small, case_id, "decide").status == "open"


def test_it_is_asked_again_when_it_is_done(small: Small) -> None:
    case_id = small.start("bare", {"bare.bpmn": BARE})
    small.act(case_id, "ask")
    assert item(small, case_id, "decide").status == "open"
    small.runtime.rules = Rules((rule(),))
    with small.runtime.db.write() as session:
        running = small.runtime.running(session, small.runtime.instances(session, case_id)[0])
        refused = running.gate.rule(running.guard, "decide", "user:1")
    assert refused is not None
    assert "today is" in refused
    later(small, 29)
    with small.runtime.db.write() as session:
        running = small.runtime.running(session, small.runtime.instances(session, case_id)[0])
        assert running.gate.rule(running.guard, "decide", "user:1") is None


def test_the_memory_is_a_day_and_is_made_again_from_the_record(small: Small) -> None:
    case_id = started(small, rule())
    cases = table(CaseFile)
    with small.runtime.db.read() as session:
        row = session.execute(select(cases.c.guard, cases.c.chain_id).where(cases.c.id == case_id)).one()
        later(small, 3)
        assert row.guard == guard_of(session, row.chain_id, small.runtime.rules)
    assert row.guard["r"] == (small.clock.now() - timedelta(days=3)).date().isoformat()


def test_a_period_is_that_of_the_case_s_own_facts(small: Small) -> None:
    asked: list[int] = []

    def facts(_session: object, case_id: int, _day: date) -> dict[str, str]:
        asked.append(case_id)
        return {"tenure": "social"}

    small.runtime.facts = facts
    by_tenure = {"tenure": {"secure": "secure_notice", "social": "assured_social_notice"}}
    case_id = started(small, rule(by_tenure))  # type: ignore[arg-type]
    assert "14 days (assured_social_notice)" in item(small, case_id, "decide").reason
    assert set(asked) == {case_id}


def test_cases_that_a_count_stops_are_told_and_what_was_done_too_early_is_a_breach(small: Small) -> None:
    early = small.start("bare", {"bare.bpmn": BARE})
    small.act(early, "ask")
    small.act(early, "decide")
    waiting = small.start("more", {"more.bpmn": BARE.replace(b'id="bare"', b'id="more"')})
    small.act(waiting, "ask")
    today = small.clock.now().date()
    with small.runtime.db.read() as session:
        rules = Rules((rule(),))
        followed = {case.id: case for case in follow_cases(session, rules)}
        (breach,) = followed[early].breaches
        assert breach.step == "decide"
        assert "make the earliest day" in breach.lacking[0]
        (found,) = threatened(small.runtime, session, rules, today)
        assert (found.case_id, found.step) == (waiting, "decide")
        assert "today is" in found.lacking[0]
        assert not list(threatened(small.runtime, session, rules, today + timedelta(days=29)))


@pytest.mark.parametrize(
    ("rows", "value", "due"),
    [
        (("eviction_notice",), timedelta(days=14), datetime(2026, 3, 17, tzinfo=UTC)),
        (("introductory_review_request",), timedelta(days=14), datetime(2026, 3, 16, tzinfo=UTC)),
        (("introductory_review_request", "eviction_notice"), timedelta(days=14), datetime(2026, 3, 17, tzinfo=UTC)),
        (("notice_of_nothing",), timedelta(days=14), datetime(2026, 3, 17, tzinfo=UTC)),
        ((), timedelta(days=14), datetime(2026, 3, 17, tzinfo=UTC)),
        (("data_breach_report",), timedelta(days=3), datetime(2026, 3, 6, tzinfo=UTC)),
        (("data_breach_report",), timedelta(hours=73), datetime(2026, 3, 5, 10, tzinfo=UTC)),
    ],
)
def test_a_wait_that_names_a_row_ends_as_that_is_counted(
    rows: tuple[str, ...], value: timedelta, due: datetime
) -> None:
    assert due_at_end(rows, value, MORNING, PERIODS) == due


def test_a_timer_that_names_a_row_is_due_as_that_is_counted(small: Small) -> None:
    small.runtime.periods = PERIODS
    law = Law.of_folder(HOUSE / "bpmn" / "law")
    small.runtime.procedures = Procedures(replace(small.runtime.vocabulary, functions=law.functions()))
    small.runtime.vocabulary = small.runtime.procedures.vocabulary
    asked = "period(&quot;introductory_review_request&quot;, date(2026, 3, 2))"
    files = {"waits.bpmn": diagram("waits", ENDS + timer("wait", asked) + chain("begin", "wait", "finish"))}
    case_id = small.start("waits", files)
    timers = table(Timer)
    with small.runtime.db.read() as session:
        row = session.execute(select(timers).where(timers.c.case_id == case_id)).one()
    assert london_date(row.due_at) == london_date(small.clock.now()) + timedelta(days=14)
