"""Two at once: threads on one database, on either kind; exactly one of them does what can be done once."""

import threading
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from tests.runtime.conftest import Small, diagram, timer, user
from tests.runtime.conftest import chain as flows
from tests.together import at_once
from workflows.clock import SimulatedClock, london_date
from workflows.db import Database, table
from workflows.editions.proposals import listed
from workflows.editions.tables import ProposalStatus
from workflows.engine import TaskGone
from workflows.evidence import NewEntry, Sealer, append, check_database, new_chain, timeline
from workflows.proofs.automata import Before
from workflows.proofs.rules import Rule, Rules
from workflows.runtime import incidents, publishing, threats
from workflows.runtime.firing import fire_due_timers
from workflows.runtime.handlers import Released
from workflows.runtime.reopening import TooLateToReopen, reopen
from workflows.runtime.tables import Incident, Installation, Job, Threat, Timer, WorkItem
from workflows.runtime.working import drain, run_job


def rows(small: Small, model: type) -> list[dict[str, Any]]:
    with small.runtime.db.read() as session:
        return [dict(row) for row in session.execute(select(table(model))).mappings()]


def kinds(small: Small, case_id: int) -> list[str]:
    with small.runtime.db.read() as session:
        chain_id = small.runtime.chain_of(session, case_id)
        return [f"{e['kind']} {e.get('step', '')}".strip() for e in timeline(session, chain_id)]


def test_two_officers_complete_one_step(small: Small) -> None:
    case_id = small.start()
    task_id = rows(small, WorkItem)[0]["task_id"]

    def complete() -> None:
        with small.runtime.db.write() as session:
            running = small.runtime.running(session, 1)
            running.complete(task_id, {}, "user:1", {})
            running.save()

    results = at_once(complete, complete)
    assert sorted(isinstance(result, TaskGone) for result in results) == [False, True], results
    assert kinds(small, case_id).count("step completed ask") == 1
    assert len(rows(small, Job)) == 1


def test_two_workers_do_one_job_once(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    task_id = rows(small, Job)[0]["task_id"]
    both = threading.Barrier(2)
    small.sender.trouble = lambda: both.wait(timeout=20)  # both have made it before either keeps it
    results = at_once(*[lambda: run_job(small.runtime, task_id)] * 2)
    assert "done" in results
    assert not [result for result in results if isinstance(result, Exception)]
    assert len(small.sender.sent) == 1
    assert kinds(small, case_id).count("step completed send") == 1


def test_two_workers_fire_a_timer_once(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    drain(small.runtime)
    small.clock.move_to(rows(small, Timer)[0]["due_at"])
    assert sorted(at_once(*[partial(fire_due_timers, small.runtime)] * 2)) == [0, 1]
    assert kinds(small, case_id).count("time came wait") == 1


def test_nothing_leaves_once_a_hold_has_been_placed(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    task_id = rows(small, Job)[0]["task_id"]
    leaving, held = threading.Event(), threading.Event()
    left_after: list[bool] = []

    def leave() -> None:
        leaving.set()
        held.wait(0.5)  # time enough for the hold to be placed, if it could be
        left_after.append(held.is_set())

    def place() -> None:
        assert leaving.wait(20)
        small.hold.append("A breathing space is in force")
        small.begin_hold(case_id)
        held.set()

    small.sender.trouble_outside = leave
    results = at_once(lambda: run_job(small.runtime, task_id), place)
    assert results == ["done", None]
    assert left_after == [False]


def test_holds_over_several_cases_and_steps_in_them_do_not_wait_in_a_ring(small: Small) -> None:
    one = small.start()
    with small.runtime.db.write() as session:
        two = small.runtime.open_case(session, "second", "", "user:1")
        small.runtime.start(session, two, "linear", {}, "user:1")
    small.act(one, "ask")
    small.act(two, "ask")
    drain(small.runtime)
    small.clock.move_to(small.clock.now() + timedelta(days=30))
    fire_due_timers(small.runtime)

    def settle_often() -> None:
        for _ in range(8):
            small.follow(one, two)

    def look_often() -> None:
        for number in range(8):
            for case_id in (two, one):
                with small.runtime.db.write() as session:
                    running = small.runtime.running(session, case_id)
                    running.note("looked", "user:1", number=number)
                    running.save()

    assert at_once(settle_often, look_often, settle_often) == [None] * 3


def test_two_sealers_make_one_tree(db: Database, clock: SimulatedClock, tmp_path: Any) -> None:
    sealer = Sealer(tmp_path)
    with db.write() as session:
        chains = [new_chain(session, f"case/{n}") for n in range(3)]

    def work() -> None:
        for chain_id in chains:
            with db.write() as session:
                append(session, chain_id, [NewEntry("looked", "user:1")], clock)
                sealer.seal(session)
                sealer.seal(session)

    def seal() -> None:
        for _ in range(4):
            with db.write() as session:
                sealer.seal(session)

    assert at_once(work, seal, seal) == [None] * 3
    with db.read() as session:
        assert check_database(session).findings == []


def test_a_timer_that_cannot_be_fired_keeps_no_other_waiting(small: Small) -> None:
    first = small.start()
    with small.runtime.db.write() as session:
        second = small.runtime.open_case(session, "second", "", "user:1")
        small.runtime.start(session, second, "linear", {}, "user:1")
    small.act(first, "ask")
    small.act(second, "ask")
    drain(small.runtime)
    from workflows.runtime.tables import Instance

    instances = table(Instance)
    with small.runtime.db.write() as session:
        session.execute(update(instances).where(instances.c.case_id == first).values(state=b"damaged"))
    small.clock.move_to(small.clock.now() + timedelta(days=30))
    assert fire_due_timers(small.runtime) == 1
    assert "time came wait" in kinds(small, second)
    assert [row["kind"] for row in rows(small, Incident)] == ["timer failed"]
    assert "incident opened wait" in kinds(small, first)
    assert fire_due_timers(small.runtime) == 0
    assert len(rows(small, Incident)) == 1


def test_a_wait_that_begins_within_a_hold_is_paused(small: Small) -> None:
    body = '<bpmn:startEvent id="b"/><bpmn:endEvent id="e"/>' + user("ask") + timer("t", "P14D")
    case_id = small.start("x", {"x.bpmn": diagram("x", body + flows("b", "ask", "t", "e"))})
    small.begin_hold(case_id)
    small.act(case_id, "ask")
    (wait,) = rows(small, Timer)
    assert wait["status"] == "paused"
    small.clock.move_to(small.clock.now() + timedelta(days=20))
    assert fire_due_timers(small.runtime) == 0
    small.end_hold(case_id)
    moved = rows(small, Timer)[0]
    moved_by = london_date(moved["due_at"]) - london_date(wait["due_at"])  # summer time begins in between
    assert (moved["status"], moved_by) == ("waiting", timedelta(days=20))


def test_a_step_is_not_reopened_past_a_hold_that_its_rules_were_told_of(small: Small) -> None:
    body = '<bpmn:startEvent id="b"/><bpmn:endEvent id="e"/>' + user("ask") + user("extra")
    case_id = small.start("x", {"x.bpmn": diagram("x", body + flows("b", "ask", "extra", "e"))})
    small.act(case_id, "ask")
    task_id = next(row["task_id"] for row in rows(small, WorkItem) if row["step"] == "ask")
    with small.runtime.db.write() as session:
        running = small.runtime.running(session, 1)
        running.note("hold began", "user:1", hold=1)
        running.save()
    with small.runtime.db.write() as session, pytest.raises(TooLateToReopen, match="hold began"):
        reopen(small.runtime, session, task_id, "user:9", "oops")


def test_what_does_not_leave_is_told(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    withheld = Released((), "Not sent: its dates were stale.")
    monkeypatch.setattr(small.sender, "release", lambda session, work, may_leave: withheld)
    assert drain(small.runtime) == 1
    (incident,) = rows(small, Incident)
    assert (incident["kind"], incident["sentence"]) == ("not sent", "Not sent: its dates were stale.")
    assert "incident opened send" in kinds(small, case_id)
    with small.runtime.db.write() as session:
        with pytest.raises(incidents.ReasonMissing):
            incidents.retry(small.runtime, session, incident["id"], "user:2", "  ")
        incidents.retry(small.runtime, session, incident["id"], "user:2", "The tenant was telephoned.")
    assert rows(small, Incident)[0]["status"] == "resolved"
    assert rows(small, Job)[0]["status"] == "done"


def test_a_rule_that_comes_while_a_step_is_made_keeps_it_in(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    rule = Rule("r", "No sending before a decision.", "Some Act s.1", Before("send", (frozenset({"decide"}),)))

    def law_changes() -> None:
        small.runtime.rules = Rules((rule,))

    small.sender.trouble = law_changes
    assert run_job(small.runtime, rows(small, Job)[0]["task_id"]) == "failed"
    assert small.sender.sent == []
    (incident,) = rows(small, Incident)
    assert (incident["kind"], incident["step"]) == ("refused by rule", "send")
    assert (
        incident["sentence"]
        == rows(small, Job)[0]["error"]
        == "No sending before a decision. (Some Act s.1 [to confirm])"
    )
    assert "incident opened send" in kinds(small, case_id)
    assert "step completed send" not in kinds(small, case_id)


def test_only_what_is_held_says_because_of_what(small: Small) -> None:
    case_id = small.start()
    small.hold.append("A breathing space is in force")
    small.act(case_id, "ask")
    with small.runtime.db.read() as session:
        said = {
            entry["kind"]: entry["content"] for entry in timeline(session, small.runtime.chain_of(session, case_id))
        }
    assert said["step held"]["because"] == "hold"
    assert [kind for kind, content in said.items() if "because" in content] == ["step held"]


def test_what_cannot_leave_is_told_and_tried_on(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")

    def full() -> None:
        raise OSError("the disk is full")

    small.sender.trouble_outside = full
    for _ in range(4):
        drain(small.runtime)
        small.clock.move_to(small.clock.now() + timedelta(minutes=6))
    (incident,) = rows(small, Incident)
    assert incident["kind"] == "not sent"
    assert "the disk is full" in incident["sentence"]
    small.sender.trouble_outside = None
    assert drain(small.runtime) == 1
    assert len(small.sender.sent) == 1


def test_a_step_that_a_rule_refuses_still_stays_an_incident(small: Small) -> None:
    from workflows.proofs.automata import Before
    from workflows.proofs.rules import Rule, Rules

    rule = Rule("r", "Not yet.", "Some Act s.1", Before("send", (frozenset({"decide"}),)))
    case_id = small.start()
    small.runtime.rules = Rules((rule,))  # it came after the procedure was published
    small.act(case_id, "ask")
    with small.runtime.db.write() as session:
        incidents.retry(small.runtime, session, 1, "user:2", "looked at it")
    assert [row["status"] for row in rows(small, Incident)] == ["resolved", "open"]


def test_two_first_proposals_of_one_procedure(small: Small) -> None:
    def proposing(step: str) -> Callable[[], int]:
        drawn = {"fresh.bpmn": diagram("fresh", f'<bpmn:startEvent id="a"/><bpmn:endEvent id="z"/>{user(step)}'
                                                + flows("a", step, "z"))}  # fmt: skip

        def act() -> int:
            with small.runtime.db.write() as session:
                return publishing.propose(small.runtime, session, "fresh", drawn, f"user:{step}").id

        return act

    ids = at_once(*(proposing(step) for step in ("ask", "decide", "extra")))
    assert all(isinstance(each, int) for each in ids), ids
    with small.runtime.db.read() as session:
        assert [each.id for each in listed(session, [ProposalStatus.OPEN], "fresh")] == [max(ids)]


def test_two_workers_make_one_list_of_threatened_cases(small: Small) -> None:
    small.start()
    with small.runtime.db.write() as session:
        chain_id = new_chain(session, "organisation")
        session.execute(insert(table(Installation)).values(id=1, organisation="Ours", demo=False, chain_id=chain_id))
    rule = Rule("r", "Nothing is decided before somebody checked.", "Act", Before("decide", (frozenset({"extra"}),)))
    small.runtime.rules = Rules((rule,))
    assert at_once(*[lambda: threats.look(small.runtime)] * 4) == [1, 1, 1, 1]
    assert [(row["rule"], row["step"], row["lacking"]) for row in rows(small, Threat)] == [("r", "decide", ["extra"])]


def test_who_proposes_waits_for_who_proposes_the_same_and_for_nobody_else(small: Small) -> None:
    procedures = small.runtime.procedures
    with small.runtime.db.write() as session:
        for name in ("one", "other"):
            procedures.chain(session, name)
    done: list[str] = []

    def lock(name: str) -> None:
        with small.runtime.db.write() as session:
            procedures.lock(session, name)
            done.append(name)

    with small.runtime.db.write() as session:
        procedures.lock(session, "one")
        threads = [threading.Thread(target=lock, args=(name,)) for name in ("one", "other")]
        for thread in threads:
            thread.start()
        threads[1].join(timeout=5 if session.get_bind().dialect.name == "postgresql" else 0.3)
        # SQLite has one writer at a time, whatever is written.
        assert done == (["other"] if session.get_bind().dialect.name == "postgresql" else [])
    for thread in threads:
        thread.join(timeout=20)
    assert sorted(done) == ["one", "other"]
