"""The public interface: start, advance, complete, messages, jobs, failures, holds."""

import pytest

from tests.engine.drawing import Drawing, again_while
from tests.engine.driving import Driver, Recorder
from workflows.diagrams import Vocabulary
from workflows.engine import (
    BusinessError,
    Execution,
    GoingRound,
    TaskGone,
    compile_procedure,
)


def test_start_runs_nothing_before_the_first_advance() -> None:
    case = Driver(Drawing("p").chain("start", "a", "end"))
    fresh = Execution.start(case.procedure, {"x": 1})
    assert fresh.tasks() == []
    assert not fresh.completed
    assert fresh.data == {"x": 1}


def test_a_chain_of_tasks_to_its_end() -> None:
    case = Driver(Drawing("p").chain("start", "a", "b", "end"), x=1)
    assert case.open == ["a"]
    case.do("a", y=2)
    assert case.open == ["b"]
    assert case.case.tasks()[0].data == {"x": 1, "y": 2}
    case.do("b")
    assert case.case.completed
    assert case.case.ends == ("end",)
    assert case.case.data == {"x": 1, "y": 2}
    assert case.host.said() == [
        ("opened", "a"),
        ("completed", "a"),
        ("opened", "b"),
        ("completed", "b"),
        ("ended", "end"),
    ]


def test_advance_at_rest_does_nothing_and_asks_nobody() -> None:
    case = Driver(Drawing("p").chain("start", "a", "end"))
    before = case.case.state()
    case.advance().advance()
    assert case.case.state() == before
    assert case.host.asked == ["a"]


def test_a_step_that_is_held_opens_once_the_host_lets_it() -> None:
    case = Driver(Drawing("p").parallel("f", "j").chain("start", "f", "a", "j", "b", "end").chain("f", "c", "j"))
    case.host.forbidden = {"b": "A breathing space runs."}
    case.do("a").do("c")
    assert case.open == []
    assert [(h.element, h.reason) for h in case.case.held()] == [("b", "A breathing space runs.")]
    case.advance().advance()
    assert case.host.said("held") == [("held", "b")]
    case.host.forbidden = {}
    assert case.advance().open == ["b"]
    assert case.case.held() == []
    assert case.do("b").case.completed


def test_a_held_service_task_does_not_run_and_others_go_on() -> None:
    ran: list[str] = []
    drawing = Drawing("p").parallel("f", "j").service("s", "notify").service("t", "tell")
    drawing.chain("start", "f", "s", "j", "end").chain("f", "t", "j")
    again = Driver(drawing, handlers={"notify": lambda: ran.append("s"), "tell": lambda: ran.append("t")})
    assert ran == ["s", "t"]
    fresh = Execution.start(again.procedure, {})
    ran.clear()
    again.host.forbidden = {"s": "on hold"}
    fresh.advance(again.host)
    assert ran == ["t"]
    again.host.forbidden = {}
    fresh.advance(again.host)
    assert ran == ["t", "s"]
    assert fresh.completed


def test_inline_service_results() -> None:
    drawing = Drawing("p").service("s", "double", "r", n="x * 2").service("t", "spread")
    drawing.chain("start", "s", "t", "end")
    case = Driver(drawing, handlers={"double": lambda n: n, "spread": lambda: {"y": 3}}, x=21)
    assert case.case.data == {"x": 21, "r": 42, "y": 3}


def test_hosts_get_copies() -> None:
    def spoil(items: list[int]) -> None:
        items.append(99)

    drawing = Drawing("p").service("s", "spoil", items="xs").chain("start", "s", "a", "end")
    case = Driver(drawing, handlers={"spoil": spoil}, xs=[1])
    assert case.case.tasks()[0].data == {"xs": [1]}
    case.case.tasks()[0].data["xs"].append(5)
    assert case.case.tasks()[0].data == {"xs": [1]}


def test_jobs_wait_and_finish() -> None:
    drawing = Drawing("p").service("s", "letter", "ref", amount="x + 1").chain("start", "s", "a", "end")
    case = Driver(drawing, jobs=("letter",), x=1)
    (job,) = case.case.jobs()
    assert (job.element, job.operation, job.parameters) == ("s", "letter", {"amount": 2})
    case.finish("s", "L-1")
    assert case.open == ["a"]
    assert case.case.data == {"x": 1, "ref": "L-1"}
    with pytest.raises(TaskGone):
        case.case.finish(job.task_id, "again")


def test_a_job_that_throws_takes_its_error_boundary() -> None:
    drawing = Drawing("p").service("s", "letter").on("bad", "s", "error", "NO_ADDRESS").on("any", "s", "error", None)
    drawing.chain("start", "s", "end").chain("bad", "a", "end2").chain("any", "b", "end3")
    case = Driver(drawing, jobs=("letter",)).throw("s", "NO_ADDRESS", why="moved")
    assert case.open == ["a"]
    assert case.case.data == {"why": "moved"}
    assert Driver(drawing, jobs=("letter",)).throw("s", "OTHER").open == ["b"]


def test_an_error_that_nobody_catches_makes_the_task_failed_until_retried() -> None:
    drawing = Drawing("p").service("s", "letter").chain("start", "s", "a", "end")
    case = Driver(drawing, jobs=("letter",)).throw("s", "LOST")
    (failed,) = case.case.failed()
    assert failed.element == "s"
    assert "LOST" in failed.sentence
    assert case.jobs == []
    case.case.retry(failed.task_id)
    assert case.advance().jobs == ["s"]


def test_a_failing_step_keeps_nothing_and_others_go_on() -> None:
    broken = True

    def sometimes() -> int:
        if broken:
            raise RuntimeError("no paper")
        return 1

    drawing = Drawing("p").parallel("f", "j").service("s", "print", "r")
    drawing.chain("start", "f", "s", "j", "end").chain("f", "a", "j")
    case = Driver(drawing, handlers={"print": sometimes})
    assert case.open == ["a"]
    (failed,) = case.case.failed()
    assert "no paper" in failed.sentence
    case.advance()
    assert len(case.host.said("failed")) == 1
    broken = False
    case.case.retry(failed.task_id)
    case.advance().do("a")
    assert case.case.data == {"r": 1}


def test_an_inline_step_raises_a_business_error() -> None:
    def refuse() -> None:
        raise BusinessError("TOO_LATE", {"by": 3})

    drawing = Drawing("p").service("s", "file").on("late", "s", "error", "TOO_LATE")
    case = Driver(drawing.chain("start", "s", "end").chain("late", "a", "end2"), handlers={"file": refuse})
    assert case.open == ["a"]
    assert case.case.tasks()[0].data == {"by": 3}


def test_a_condition_that_gives_null_fails_instead_of_taking_the_default() -> None:
    drawing = Drawing("p").xor("g", "g_b").user("a", "b").end("end")
    drawing.flow("start", "g").start().flow("g", "a", "missing > 3").flow("g", "b", ident="g_b")
    drawing.chain("a", "end").chain("b", "end")
    case = Driver(drawing)
    (failed,) = case.case.failed()
    assert "null" in failed.sentence


def test_a_function_that_goes_wrong_fails_its_step_alone() -> None:
    def broken() -> int:
        raise KeyError("no such period")

    drawing = Drawing("p").parallel("f", "j").timer("t", "broken()").service("s", "tell", n="broken()")
    drawing.chain("start", "f", "t", "j", "end").chain("f", "s", "j").chain("f", "a", "j")
    vocabulary = Vocabulary(functions={"broken": broken}, handlers={"tell": "inline"})
    case = Execution.start(compile_procedure({"p.bpmn": drawing.xml()}, "p", vocabulary), {})
    case.advance(Recorder({"tell": lambda n: n}))
    assert [task.element for task in case.tasks()] == ["a"]
    assert sorted(failed.element for failed in case.failed()) == ["s", "t"]
    assert all("no such period" in failed.sentence for failed in case.failed())


def test_messages_are_delivered_once() -> None:
    drawing = Drawing("p").catches("m", "message", "payment").chain("start", "m", "a", "end")
    case = Driver(drawing)
    (wait,) = case.case.messages()
    assert wait.name == "payment"
    case.deliver("m", pence=500)
    assert case.case.data == {"pence": 500}
    with pytest.raises(TaskGone):
        case.case.deliver(wait.task_id, {})


def test_gone_tasks_are_refused_with_a_sentence() -> None:
    case = Driver(Drawing("p").chain("start", "a", "end"))
    for call in (case.case.complete, case.case.deliver, case.case.finish):
        with pytest.raises(TaskGone, match="no longer open") as refused:
            call("0123456789abcdef", {})
        assert refused.value.status == 409
    for alone in (case.case.fire, case.case.retry):
        with pytest.raises(TaskGone):
            alone("0123456789abcdef")


def test_cancel_ends_the_case() -> None:
    case = Driver(Drawing("p").on_timer("t", "a", "P1D").chain("start", "a", "end").chain("t", "end2"), x=1)
    case.case.cancel()
    assert case.case.completed
    assert case.advance().open == []
    assert case.timers == {}
    assert case.host.said("cancelled") == [("cancelled", "a")]
    assert case.case.data == {"x": 1}


def test_a_loop_without_a_wait_is_stopped() -> None:
    drawing = Drawing("p").service("s", "tick", loop=again_while("true")).chain("start", "s", "end")
    with pytest.raises(GoingRound, match="goes round") as refused:
        Driver(drawing, handlers={"tick": lambda: None})
    assert "s" in refused.value.facts["elements"]


def test_going_round_is_told_by_the_names_that_are_drawn() -> None:
    drawing = Drawing("p").service("s", "tick", loop=again_while("true")).chain("start", "s", "end")
    with pytest.raises(GoingRound, match=r"it goes round through Once more \(s\)\. Put a task") as refused:
        Driver(drawing.xml().replace(b'id="s"', b'id="s" name="Once more"'), handlers={"tick": lambda: None})
    assert refused.value.facts["elements"] == "s"
