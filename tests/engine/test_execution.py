"""The public interface: start, advance, complete, timers, messages, jobs, failures, holds, state."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from tests.engine.drawing import Drawing, again_while
from tests.engine.driving import Driver, Recorder
from workflows.diagrams import Vocabulary
from workflows.engine import (
    BusinessError,
    Cycle,
    Execution,
    GoingRound,
    LintFailed,
    NotStorable,
    StateUnreadable,
    TaskGone,
    TooMuchData,
    compile_procedure,
)
from workflows.expressions import YearsAndMonths


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


def test_messages_are_delivered_once() -> None:
    drawing = Drawing("p").catches("m", "message", "payment").chain("start", "m", "a", "end")
    case = Driver(drawing)
    (wait,) = case.case.messages()
    assert wait.name == "payment"
    case.deliver("m", pence=500)
    assert case.case.data == {"pence": 500}
    with pytest.raises(TaskGone):
        case.case.deliver(wait.task_id, {})


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("timeDuration", "P14D", timedelta(days=14)),
        ("timeDuration", "P2W", timedelta(days=14)),
        ("timeDuration", "P2M", YearsAndMonths(2)),
        ("timeDuration", 'duration("P" + string(days) + "D")', timedelta(days=5)),
        ("timeDate", "2026-03-01", date(2026, 3, 1)),
        ("timeDate", "due", date(2026, 5, 4)),
        (
            "timeDate",
            'date and time("2026-07-01T09:00:00@Europe/London")',
            datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/London")),
        ),
    ],
)
def test_timers_are_evaluated_once_and_survive(kind: str, text: str, value: object) -> None:
    drawing = Drawing("p").timer("t", text, kind).chain("start", "t", "a", "end")
    at = datetime(2026, 7, 1, 9, tzinfo=ZoneInfo("Europe/London"))
    case = Driver(drawing, days=5, due=date(2026, 5, 4), at=at)
    assert case.timers == {"t": value}
    assert case.fire("t").open == ["a"]


def test_a_cycle_arms_again_until_it_has_run_out() -> None:
    drawing = Drawing("p").on_timer("c", "a", "R2/P7D", "timeCycle", interrupting=False).chain("start", "a", "end")
    case = Driver(drawing.service("s", "remind").chain("c", "s", "end2"), handlers={"remind": lambda: None})
    (first,) = case.case.timers()
    assert first.value == Cycle(2, timedelta(days=7))
    assert (first.attached_to, first.interrupting) == ("a", False)
    case.fire("c")
    (second,) = case.case.timers()
    assert second.value == Cycle(1, timedelta(days=7))
    assert second.task_id != first.task_id
    assert case.fire("c").timers == {}
    assert case.do("a").case.completed
    assert case.host.said("completed") == [("completed", "s"), ("completed", "s"), ("completed", "a")]


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


def test_state_survives_every_feel_value() -> None:
    data = {
        "n": 1, "big": 2**80, "d": Decimal("1.50"), "b": True, "none": None, "s": "é", "day": date(2026, 1, 31),
        "at": datetime(2026, 10, 25, 1, 30, tzinfo=ZoneInfo("Europe/London"), fold=1), "for": timedelta(3, 5),
        "months": YearsAndMonths(14), "list": [1, {"k": Decimal(2)}], "context": {"typename": "x", "a": {"b": []}},
    }  # fmt: skip
    case = Driver(Drawing("p").chain("start", "a", "end"), **data)
    kept = case.case.tasks()[0].data
    assert kept == data
    assert [type(v) for v in kept.values()] == [type(v) for v in data.values()]
    assert kept["at"].fold == 1


def test_state_refuses_too_much_and_strange_data() -> None:
    case = Driver(Drawing("p").chain("start", "a", "b", "end"))
    with pytest.raises(NotStorable, match="object"):
        case.case.complete(case.id_of("a"), {"x": object()})
    assert case.open == ["a"]
    case.case.complete(case.id_of("a"), {"x": ["long text"] * 20_000})
    with pytest.raises(TooMuchData, match="at most 100 KB"):
        case.case.state()


def test_state_of_another_version_or_damaged_is_refused() -> None:
    case = Driver(Drawing("p").chain("start", "a", "end"))
    other = Driver(Drawing("p").chain("start", "b", "end"))
    state = case.case.state()
    with pytest.raises(StateUnreadable, match="another version"):
        Execution.restore(other.procedure, state)
    for bad in (b"", b"xx", state[:-5], b"DC\x09" + state[3:], state[:3] + b"rubbish"):
        with pytest.raises(StateUnreadable):
            Execution.restore(case.procedure, bad)


def test_a_published_procedure_is_not_linted_again() -> None:
    files = {"p.bpmn": Drawing("p").service("s", "dropped").chain("start", "a", "s", "end").xml()}
    with pytest.raises(LintFailed):
        compile_procedure(files, "p", Vocabulary())
    case = Execution.start(compile_procedure(files, "p", Vocabulary(), published=True), {})
    case.advance(Recorder())
    assert [task.element for task in case.tasks()] == ["a"]


def test_state_restores_onto_a_freshly_compiled_procedure() -> None:
    case = Driver(Drawing("p").on_timer("t", "a", "P1D").chain("start", "a", "end").chain("t", "b", "end2"))
    state = case.case.state()
    fresh = compile_procedure(dict(case.files), "p", type(case.vocabulary)())
    assert fresh is not case.procedure
    case.case = Execution.restore(fresh, state)
    case.procedure = fresh
    assert case.fire("t").open == ["b"]
