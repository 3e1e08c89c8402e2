"""A case through its life: steps, jobs, timers, holds, incidents, and taking back a wrong click."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from tests.engine.drawing import Drawing
from tests.runtime.conftest import LINEAR, Small, Wrong, chain, diagram, service, timer, user
from workflows.clock import london_date
from workflows.db import table
from workflows.engine import TaskGone
from workflows.evidence import check_database, timeline
from workflows.proofs.automata import Before
from workflows.proofs.rules import Rule, Rules
from workflows.runtime import incidents
from workflows.runtime.firing import fire_due_timers, fire_timer
from workflows.runtime.publishing import put_in_force
from workflows.runtime.reopening import TooLateToReopen, reopen
from workflows.runtime.tables import CaseFile, Instance, InstanceState, Job, Timer, WorkItem
from workflows.runtime.working import drain, run_job

ENDS = '<bpmn:startEvent id="b"/><bpmn:endEvent id="e"/>'


def rows(small: Small, model: type) -> list[dict]:
    with small.runtime.db.read() as session:
        return [dict(row) for row in session.execute(select(table(model))).mappings()]


def record(small: Small, case_id: int) -> list[str]:
    with small.runtime.db.read() as session:
        chain_id = small.runtime.chain_of(session, case_id)
        return [f"{e['kind']} {e.get('step', '')}".strip() for e in timeline(session, chain_id)]


def test_a_case_from_start_to_end(small: Small) -> None:
    case_id = small.start()
    (item,) = rows(small, WorkItem)
    assert (item["step"], item["status"]) == ("ask", "open")
    assert item["due_at"] == datetime(2026, 3, 7, 17, 0, tzinfo=UTC)
    small.act(case_id, "ask", answer=42)
    assert small.notes[0]["answer"] == 42
    (job,) = rows(small, Job)
    assert (job["step"], job["status"], job["round"]) == ("send", "queued", 1)
    assert small.sender.sent == []
    assert drain(small.runtime) == 1
    assert drain(small.runtime) == 0
    assert len(small.sender.sent) == 1
    (waiting,) = rows(small, Timer)
    # 14 clear days after Monday 2 March: the first moment of 17 March.
    assert waiting["due_at"] == datetime(2026, 3, 17, tzinfo=UTC)
    small.clock.move_to(waiting["due_at"] - timedelta(seconds=1))
    assert fire_due_timers(small.runtime) == 0
    small.clock.move_to(waiting["due_at"])
    assert fire_due_timers(small.runtime) == 1
    assert fire_due_timers(small.runtime) == 0
    small.act(case_id, "decide")
    (case,) = rows(small, CaseFile)
    assert (case["status"], case["outcome"]) == ("closed", "finish")
    (instance,) = rows(small, Instance)
    assert instance["status"] == "completed"
    assert {row["status"] for row in rows(small, WorkItem)} == {"completed"}
    said = record(small, case_id)
    for wanted in (
        "case opened",
        "procedure started",
        "step completed ask",
        "step completed note",
        "step started send",
    ):
        assert wanted in said
    assert said.index("time came wait") > said.index("step completed send")
    with small.runtime.db.read() as session:
        assert check_database(session).findings == []


def test_a_timer_of_days_ends_at_the_start_of_a_day_in_england(small: Small) -> None:
    small.clock.move_to(datetime(2026, 3, 20, 23, 30, tzinfo=UTC))
    case_id = small.start()
    small.act(case_id, "ask")
    drain(small.runtime)
    (waiting,) = rows(small, Timer)
    assert waiting["due_at"] == datetime(2026, 4, 3, 23, 0, tzinfo=UTC)  # midnight in British Summer Time
    assert london_date(waiting["due_at"]).isoformat() == "2026-04-04"


def test_a_hold_stops_steps_jobs_and_timers_and_its_end_lets_them_go_on(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    small.hold.append("A breathing space is in force")
    assert run_job(small.runtime, rows(small, Job)[0]["task_id"]) == "held"
    assert small.sender.sent == []  # made, and not let out
    assert drain(small.runtime) == 0
    small.end_hold(case_id)
    assert drain(small.runtime) == 1
    due = rows(small, Timer)[0]["due_at"]
    small.clock.move_to(small.clock.now() + timedelta(days=4))
    small.begin_hold(case_id)
    small.clock.move_to(due + timedelta(days=46))
    assert fire_due_timers(small.runtime) == 0
    small.end_hold(case_id)
    lasted = (london_date(small.clock.now()) - london_date(datetime(2026, 3, 6, 9, tzinfo=UTC))).days
    moved = rows(small, Timer)[0]
    assert moved["status"] == "waiting"
    assert london_date(moved["due_at"]) == london_date(due) + timedelta(days=lasted)
    small.clock.move_to(moved["due_at"])
    assert fire_due_timers(small.runtime) == 1
    small.begin_hold(case_id)
    held = next(row for row in rows(small, WorkItem) if row["step"] == "decide")
    assert held["status"] == "held"


def test_a_step_reached_in_a_hold_does_not_open(small: Small) -> None:
    files = {
        "p.bpmn": diagram(
            "p",
            '<bpmn:startEvent id="b"/><bpmn:endEvent id="e"/>'
            + user("ask")
            + user("decide")
            + chain("b", "ask", "decide", "e"),
        )
    }
    case_id = small.start("p", files)
    small.hold.append("A breathing space is in force")
    small.act(case_id, "ask")
    held = next(row for row in rows(small, WorkItem) if row["step"] == "decide")
    assert (held["status"], held["reason"]) == ("held", "A breathing space is in force")
    assert "step held decide" in record(small, case_id)
    with pytest.raises(StopIteration):
        small.act(case_id, "decide")
    small.end_hold(case_id)
    assert next(row for row in rows(small, WorkItem) if row["step"] == "decide")["status"] == "open"
    small.act(case_id, "decide")
    assert rows(small, CaseFile)[0]["status"] == "closed"


def test_timers_extend(small: Small) -> None:
    body = (
        '<bpmn:startEvent id="b"/><bpmn:endEvent id="e"/>'
        + timer("t", "P14D", "extend", extend_by="P56D")
        + chain("b", "t", "e")
    )
    case_id = small.start("x", {"x.bpmn": diagram("x", body)})
    small.begin_hold(case_id)
    small.clock.move_to(datetime(2026, 5, 1, 9, tzinfo=UTC))
    assert fire_due_timers(small.runtime) == 0
    small.end_hold(case_id)
    assert london_date(rows(small, Timer)[0]["due_at"]).isoformat() == "2026-06-27"  # 56 clear days after 1 May


def test_a_timer_is_fired_where_it_stands_waits_and_is_due_and_not_else(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    drain(small.runtime)
    (wait,) = rows(small, Timer)

    def fired(task_id: str) -> bool:
        with small.runtime.db.write() as session:
            return fire_timer(small.runtime, session, wait["instance_id"], task_id)

    assert not fired("of no case")
    small.clock.move_to(wait["due_at"] - timedelta(seconds=1))
    assert not fired(wait["task_id"])
    small.begin_hold(case_id)
    small.clock.move_to(wait["due_at"])
    assert not fired(wait["task_id"])
    assert rows(small, Timer)[0]["status"] == "paused"
    small.end_hold(case_id)
    small.clock.move_to(rows(small, Timer)[0]["due_at"])
    assert [fired(wait["task_id"]), fired(wait["task_id"])] == [True, False]
    assert record(small, case_id).count("time came wait") == 1


def test_a_timer_that_its_case_waits_for_no_more_is_cancelled_and_what_opened_meanwhile_is_kept(small: Small) -> None:
    body = '<bpmn:startEvent id="b"/><bpmn:endEvent id="e"/><bpmn:parallelGateway id="fork"/>'
    body += user("decide") + timer("t", "P2D", on_hold="run") + user("ask")
    body += chain("b", "fork", "decide", "e") + chain("fork", "t", "ask", "e")
    small.hold.append("A breathing space is in force")
    case_id = small.start("x", {"x.bpmn": diagram("x", body)})
    assert "step opened decide" not in record(small, case_id)
    small.hold.clear()
    timers = table(Timer)
    with small.runtime.db.write() as session:
        session.execute(update(timers).values(task_id="of another state"))
    small.clock.move_to(small.clock.now() + timedelta(days=3))
    assert fire_due_timers(small.runtime) == 0
    assert [row["status"] for row in rows(small, Timer)] == ["cancelled"]
    assert "time came t" not in record(small, case_id)
    assert record(small, case_id).count("step opened decide") == 1  # the case came to rest while it was looked at
    assert [row["step"] for row in rows(small, WorkItem) if row["status"] == "open"] == ["decide"]


def test_a_failed_inline_step_is_an_incident_and_nothing_is_lost(small: Small) -> None:
    case_id = small.start()
    small.note_trouble.append(Wrong("The account has no rent."))
    small.act(case_id, "ask", answer=1)
    (incident,) = rows(small, incidents.Incident)
    assert "The account has no rent" in incident["sentence"]
    assert next(row for row in rows(small, WorkItem))["status"] == "completed"  # the officer's work is kept
    with small.runtime.db.write() as session:
        incidents.retry(small.runtime, session, incident["id"], "user:2", "not yet mended")
    assert [row["status"] for row in rows(small, incidents.Incident)] == ["resolved", "open"]
    small.note_trouble.clear()
    with small.runtime.db.write() as session:
        incidents.retry(small.runtime, session, rows(small, incidents.Incident)[1]["id"], "user:2", "rent was set")
    assert len(small.notes) == 1
    assert [row["status"] for row in rows(small, Job)] == ["queued"]
    with small.runtime.db.write() as session, pytest.raises(incidents.IncidentResolved):
        incidents.retry(small.runtime, session, incident["id"], "user:3", "again")


def test_a_refused_job_is_an_incident_at_once_and_a_fault_is_tried_again(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    (job,) = rows(small, Job)

    def passing_fault() -> None:
        raise RuntimeError("the printer is out of paper")

    small.sender.trouble = passing_fault
    for attempt in (1, 2):
        assert run_job(small.runtime, job["task_id"]) == "queued"
        assert rows(small, Job)[0]["attempts"] == attempt
        small.clock.move_to(small.clock.now() + timedelta(minutes=6))
    assert run_job(small.runtime, job["task_id"]) == "failed"
    (incident,) = rows(small, incidents.Incident)
    assert "out of paper" in incident["sentence"]

    def wrong_facts() -> None:
        raise Wrong("The tenant has no address.")

    small.sender.trouble = wrong_facts
    with small.runtime.db.write() as session:
        incidents.retry(small.runtime, session, incident["id"], "user:2", "paper was put in")
    assert run_job(small.runtime, job["task_id"]) == "failed"
    small.sender.trouble = None
    with small.runtime.db.write() as session:
        incidents.retry(small.runtime, session, rows(small, incidents.Incident)[1]["id"], "user:2", "address found")
    assert drain(small.runtime) == 1
    assert len(small.sender.sent) == 1


def test_a_job_run_by_two_workers_is_done_once(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    (job,) = rows(small, Job)
    meanwhile: list[str] = []

    def other_worker_is_quicker() -> None:
        small.sender.trouble = None
        meanwhile.append(run_job(small.runtime, job["task_id"]))

    small.sender.trouble = other_worker_is_quicker
    assert run_job(small.runtime, job["task_id"]) == "done"
    assert meanwhile == ["done"]
    assert len(small.sender.sent) == 1
    assert record(small, case_id).count("step completed send") == 1


def test_what_a_crash_left_in_the_house_is_let_out_later_and_once(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    (job,) = rows(small, Job)

    def crash() -> None:
        raise KeyboardInterrupt

    small.sender.trouble_outside = crash
    with pytest.raises(KeyboardInterrupt):
        run_job(small.runtime, job["task_id"])
    assert rows(small, Job)[0]["status"] == "kept"  # committed: the case has moved on
    assert len(rows(small, Timer)) == 1
    small.sender.trouble_outside = None
    small.hold.append("A breathing space is in force")
    assert run_job(small.runtime, job["task_id"]) == "kept"
    assert small.sender.sent == []
    small.hold.clear()
    assert drain(small.runtime) == 1
    assert (len(small.sender.sent), small.sender.made) == (1, 1)
    assert run_job(small.runtime, job["task_id"]) == "done"
    assert len(small.sender.sent) == 1


def test_the_guard_refuses_and_says_why(small: Small) -> None:
    rule = Rule("r", "No sending before a decision.", "Some Act s.1", Before("send", (frozenset({"decide"}),)))
    case_id = small.start()
    small.runtime.rules = Rules((rule,))  # it came after the procedure was published
    small.act(case_id, "ask")
    assert rows(small, Job) == []
    (incident,) = rows(small, incidents.Incident)
    assert incident["sentence"] == "No sending before a decision. (Some Act s.1 [to confirm])"
    assert "step held send" in record(small, case_id)
    with small.runtime.db.write() as session:
        small.runtime.settle(session, case_id)
    assert len(rows(small, incidents.Incident)) == 1  # said once


def test_a_message_reaches_the_case_and_another_does_not(small: Small) -> None:
    body = (
        '<bpmn:startEvent id="b"/><bpmn:endEvent id="e"/>'
        + user("ask")
        + user("extra")
        + chain("b", "ask", "e")
        + '<bpmn:boundaryEvent id="paid_event" attachedToRef="ask">'
        '<bpmn:messageEventDefinition messageRef="paid_message"/></bpmn:boundaryEvent>'
        + '<bpmn:endEvent id="e2"/>'
        + chain("paid_event", "extra", "e2")
    )
    case_id = small.start("m", {"m.bpmn": diagram("m", body)})
    with small.runtime.db.write() as session:
        assert small.runtime.send(session, case_id, "unknown", {}, "system") == 0
        assert small.runtime.send(session, case_id, "paid", {"pence": 500}, "system") == 1
        assert small.runtime.send(session, case_id, "paid", {"pence": 500}, "system") == 0
    status = {row["step"]: row["status"] for row in rows(small, WorkItem)}
    assert status == {"ask": "cancelled", "extra": "open"}


def test_a_wrong_click_is_taken_back(small: Small) -> None:
    files = {
        "q.bpmn": diagram(
            "q",
            '<bpmn:startEvent id="b"/><bpmn:endEvent id="e"/>'
            + user("ask")
            + service("note", "note")
            + user("extra")
            + chain("b", "ask", "note", "extra", "e"),
        )
    }
    case_id = small.start("q", files)
    small.act(case_id, "ask", answer="wrong")
    item = next(row for row in rows(small, WorkItem) if row["step"] == "ask")
    with small.runtime.db.write() as session:
        reopen(small.runtime, session, item["task_id"], "user:9", "clicked the wrong button")
    status = {row["step"]: row["status"] for row in rows(small, WorkItem)}
    assert status == {"ask": "open", "extra": "cancelled"}
    assert "step reopened ask" in record(small, case_id)
    small.act(case_id, "ask", answer="right")
    assert small.notes[-1]["answer"] == "right"
    small.act(case_id, "extra")
    assert rows(small, CaseFile)[0]["status"] == "closed"
    with small.runtime.db.read() as session:
        assert check_database(session).findings == []


def test_what_left_the_house_is_not_taken_back(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    task_id = rows(small, WorkItem)[0]["task_id"]
    drain(small.runtime)
    with small.runtime.db.write() as session, pytest.raises(TooLateToReopen, match="left the house"):
        reopen(small.runtime, session, task_id, "user:9", "oops")


def test_running_cases_stay_on_their_version(small: Small) -> None:
    first = small.start()
    changed = LINEAR.replace(b'name="decide"', b'name="decide anew"')
    with small.runtime.db.write() as session:
        published = put_in_force(small.runtime, session, "linear", {"linear.bpmn": changed}, "user:2", "user:1")
        again = put_in_force(small.runtime, session, "linear", {"linear.bpmn": changed}, "user:2", "user:1")
        assert (published.number, again) == (2, published)
        second = small.runtime.open_case(session, "second", "", "user:1")
        small.runtime.start(session, second, "linear", {}, "user:1")
    for case_id in (first, second):
        small.act(case_id, "ask")
    drain(small.runtime)
    small.clock.move_to(small.clock.now() + timedelta(days=30))
    fire_due_timers(small.runtime)
    assert sorted(row["name"] for row in rows(small, WorkItem) if row["step"] == "decide") == ["decide", "decide anew"]


def test_a_rollback_leaves_nothing(small: Small) -> None:
    case_id = small.start()
    before = record(small, case_id)
    with pytest.raises(RuntimeError), small.runtime.db.write() as session:  # noqa: PT012
        running = small.runtime.running(session, small.runtime.instances(session, case_id)[0])
        running.complete(running.execution.tasks()[0].task_id, {}, "user:1", {})
        running.save()
        raise RuntimeError("the power went")
    assert record(small, case_id) == before
    assert rows(small, WorkItem)[0]["status"] == "open"
    small.act(case_id, "ask")
    with small.runtime.db.write() as session:
        running = small.runtime.running(session, small.runtime.instances(session, case_id)[0])
        with pytest.raises(TaskGone):
            running.complete(rows(small, WorkItem)[0]["task_id"], {}, "user:1", {})
    assert len(rows(small, InstanceState)) == 2


def test_a_task_that_does_not_say_who_does_it_is_a_persons_while_it_is_held_too(small: Small) -> None:
    small.hold.append("A hold.")
    drawn = Drawing("plain").node("task", "decide").chain("start", "decide", "end").xml()
    small.start("plain", {"plain.bpmn": drawn})
    with small.runtime.db.read() as session:
        assert [row.status for row in session.execute(select(table(WorkItem)))] == ["held"]


def test_a_job_that_a_hold_keeps_in_says_so_once_however_often_it_is_tried(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    (job,) = rows(small, Job)
    small.hold.append("A breathing space is in force")
    assert [run_job(small.runtime, job["task_id"]) for _ in range(3)] == ["held"] * 3
    assert [row["status"] for row in rows(small, Job)] == ["held"]
    assert record(small, case_id).count("step held send") == 1
    with small.runtime.db.read() as session:
        (held,) = (e for e in timeline(session, small.runtime.chain_of(session, case_id)) if e["kind"] == "step held")
    assert (held["actor"], held["content"]) == (
        "system",
        {"reason": "A breathing space is in force", "because": "hold"},
    )
    small.end_hold(case_id)
    assert run_job(small.runtime, job["task_id"]) == "done"
    assert [row["status"] for row in rows(small, Job)] == ["done"]
    assert record(small, case_id).count("step completed send") == 1


def test_what_is_made_is_kept_until_it_has_left(small: Small) -> None:
    case_id = small.start()
    small.act(case_id, "ask")
    (job,) = rows(small, Job)
    seen: list[str] = []
    small.sender.trouble_outside = lambda: seen.extend(row["status"] for row in rows(small, Job))
    assert run_job(small.runtime, job["task_id"]) == "done"
    assert seen == ["kept"]
    assert [row["status"] for row in rows(small, Job)] == ["done"]
    assert run_job(small.runtime, "no such job") == "cancelled"
