"""What SpiffWorkflow 3.2.0 does otherwise than BPMN, or silently: a test for each trap that was found by running it."""

from collections.abc import Mapping
from typing import Any

import pytest
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from tests.engine.drawing import Drawing
from tests.engine.driving import Driver, Recorder
from workflows.diagrams import Vocabulary
from workflows.engine import Execution, LintFailed, TaskGone, compile_procedure
from workflows.engine.feel import Feel
from workflows.engine.refusals import EvaluationFailed


def join_on_a_loop() -> Drawing:
    """start → m → g ⇉ (a, b) ⇉ j → x → m again, or after → end."""
    p = Drawing("p").xor("m").xor("x", "x_after").parallel("g", "j").user("after")
    p.chain("start", "m", "g", "a", "j", "x").chain("g", "b", "j").flow("x", "m", "again")
    return p.flow("x", "after", ident="x_after").chain("after", "end")


def test_parallel_join_on_a_loop_waits_in_every_round() -> None:
    """E3, pitfall 2: stock counts the tokens of the round before."""
    case = Driver(join_on_a_loop())
    for number in range(5):
        first, second = ("a", "b") if number % 2 else ("b", "a")
        assert sorted(case.open) == ["a", "b"]
        assert case.do(first, again=number < 4).open == [second]
        case.do(second, again=number < 4)
    assert case.open == ["after"]


def test_stock_still_fires_that_join_early() -> None:
    """Once this fails, SpiffWorkflow has mended it, and our join may go."""
    parser = BpmnParser()
    parser.add_bpmn_str(join_on_a_loop().xml())
    stock = BpmnWorkflow(parser.get_spec("p"))
    stock.do_engine_steps()

    def do(name: str) -> list[str]:
        task = next(t for t in stock.get_tasks(state=TaskState.READY) if t.task_spec.name == name)
        task.data["again"] = True
        task.run()
        stock.do_engine_steps()
        return [t.task_spec.name for t in stock.get_tasks(state=TaskState.READY)]

    do("a")
    assert sorted(do("b")) == ["a", "b"]
    assert do("b") != ["a"]


def test_nested_joins_on_a_loop_inside_a_call() -> None:
    inner = Drawing("q").parallel("g", "j", "g2", "j2").chain("start_q", "g", "g2", "a", "j2", "j", "end_q")
    inner.chain("g2", "b", "j2").chain("g", "c", "j")
    p = Drawing("p").xor("m").xor("x", "x_out").call("call", "q").chain("start", "m", "call", "x").end()
    case = Driver(p.flow("x", "m", "again").flow("x", "end", ident="x_out"), inner)
    for number in range(3):
        assert sorted(case.open) == ["a", "b", "c"]
        case.do("c", again=number < 2).do("b", again=number < 2).do("a", again=number < 2)
    assert case.case.completed


def test_interrupted_and_completed_at_once() -> None:
    """E4: a fired timer and its host are never both open, whatever the order in which the runtime asks."""
    p = Drawing("p").on_timer("t", "serve", "P1D").service("claim", "claim").chain("start", "serve", "claim", "end")
    claimed: list[int] = []
    case = Driver(p.chain("t", "stand_down", "end2"), handlers={"claim": lambda: claimed.append(1)})
    serve, timer = case.id_of("serve"), case.id_of("t")
    case.case.fire(timer)
    with pytest.raises(TaskGone):
        case.case.complete(serve, {})
    assert case.advance().open == ["stand_down"]
    assert claimed == []


def test_the_outer_interruption_comes_first() -> None:
    inner = Drawing("s", tag="subProcess").on_timer("late", "x", "P1D").chain("start_in", "x", "end_in")
    inner.service("letter", "letter").chain("late", "letter", "end_late")
    sent: list[int] = []
    p = Drawing("p").sub(inner).on("stop", "s", "message", "breathing_space").chain("start", "s", "end")
    case = Driver(p.chain("stop", "hold", "end2"), handlers={"letter": lambda: sent.append(1)})
    case.case.fire(case.id_of("late"))
    case.case.deliver(case.id_of("stop"), {})
    assert case.advance().open == ["hold"]
    assert sent == []


@pytest.mark.parametrize(
    "text", ["__import__('os').system('id')", "().__class__.__bases__[0].__subclasses__()", "exec('1')"]
)
def test_a_diagram_is_not_code(text: str) -> None:
    """E1, E2: no Python in conditions, timers or parameters; no scripts."""
    p = Drawing("p").service("s", "x", given=text).timer("t", text).chain("start", "s", "t", "end")
    with pytest.raises(LintFailed) as refused:
        Driver(p, handlers={"x": lambda given: given})
    assert {finding.rule for finding in refused.value.findings} == {"bad-expression"}


def test_python_cannot_be_reached_through_the_script_engine() -> None:
    case = Driver(Drawing("p").chain("start", "a", "end"))
    feel: Feel = case.procedure.feel
    token = next(iter(case.case._instance.tasks.values()))
    for call in (
        lambda: feel.execute(token, "x = 1"),
        lambda: feel.call_service(token),
        lambda: feel.evaluate(token, "1 + 1"),
        lambda: feel.environment.evaluate("1", {}),
        lambda: feel.environment.execute("1", {}),
    ):
        with pytest.raises(EvaluationFailed):
            call()


def test_plain_service_tasks_stay_started_until_finished() -> None:
    """E6: the hook for jobs."""
    case = Driver(Drawing("p").service("s", "x").chain("start", "s", "end"), jobs=("x",))
    assert case.advance().advance().jobs == ["s"]
    assert case.finish("s").case.completed


def test_depth_does_not_stall() -> None:
    """Pitfall 1: stock finds nothing below depth 1,000."""
    p = Drawing("p").xor("m").xor("x", "x_out").chain("start", "m", "a", "x").flow("x", "m", "again").end()
    case = Driver(p.flow("x", "end", ident="x_out"), durable=False)
    for _ in range(400):
        case.do("a", again=True)
    assert max(len(list(t.ancestry())) for t in case.case._instance.tasks.values()) > 1000
    assert case.do("a", again=False).case.completed


def test_loops_go_on_after_a_restore_onto_a_fresh_procedure() -> None:
    """Pitfall 5: stock wires loops only when they begin."""
    from tests.engine.drawing import several

    p = Drawing("p").user("u", loop=several("3", sequential=True)).chain("start", "u", "end")
    case = Driver(p)
    for _ in range(3):
        state = case.case.state()
        case.procedure = compile_procedure(case.files, "p", Vocabulary())
        case.case = Execution.restore(case.procedure, state)
        case.do("u")
    assert case.case.completed


def test_branches_share_no_values() -> None:
    """Pitfall 6: nested values of parallel branches were one object."""
    p = Drawing("p").parallel("f", "j").chain("start", "f", "a", "j", "end").chain("f", "b", "j")
    case = Driver(p, durable=False, o={"n": {"v": 1}})
    left, right = case.case.tasks()
    left.data["o"]["n"]["v"] = 99
    assert right.data["o"]["n"]["v"] == 1
    case.do("a", o={"n": {"v": 2}})
    assert case.case.tasks()[0].data["o"]["n"]["v"] == 1


def test_a_join_loses_no_change_and_brings_nothing_back() -> None:
    """Pitfall 7: the branch that arrived last brought its stale copies."""
    p = Drawing("p").parallel("f", "j").chain("start", "f", "a", "j", "z", "end").chain("f", "b", "j")
    case = Driver(p, items=[1, 2, 3], keep=1).do("a", items=[1], new=5).do("b")
    assert case.case.data == {"items": [1], "keep": 1, "new": 5}


def test_typename_in_data_is_data() -> None:
    """Pitfall 8: stock instantiates what a form says."""
    case = Driver(Drawing("p").chain("start", "a", "b", "end")).do("a", x={"typename": "datetime", "value": "2026"})
    assert case.case.data == {"x": {"typename": "datetime", "value": "2026"}}


def test_no_task_is_ever_left_in_error() -> None:
    """Pitfall 9: stock leaves a failed task in ERROR, where nothing resumes it."""
    p = Drawing("p").service("s", "x").chain("start", "s", "end")
    case = Driver(p, handlers={"x": lambda: 1 / 0})
    assert {t._state for t in case.case._instance.tasks.values()} <= {TaskState.COMPLETED, TaskState.READY}
    assert "ZeroDivisionError" in case.case.failed()[0].sentence


def test_a_timer_keeps_its_value_whatever_happens_to_the_data() -> None:
    """Pitfall 10, and the second truth for time."""
    p = Drawing("p").parallel("f", "j").timer("t", 'duration("P" + string(days) + "D")')
    case = Driver(p.chain("start", "f", "t", "j", "end").chain("f", "a", "j"), days=5)
    before = case.timers
    case.do("a", days=50)
    assert case.timers == before


def test_a_failed_timer_is_told_and_armed_again() -> None:
    p = Drawing("p").timer("t", "due", "timeDate").chain("start", "t", "end")
    case = Driver(p)
    (failed,) = case.case.failed()
    assert failed.element == "t"
    assert case.timers == {}
    case.case.retry(failed.task_id)
    assert [f.element for f in case.advance().case.failed()] == ["t"]


def test_stale_timers_are_gone() -> None:
    """Stock keeps timers of dropped branches in its event manager."""
    inner = Drawing("s", tag="subProcess").timer("wait", "P1D").chain("start_in", "wait", "end_in")
    p = Drawing("p").sub(inner).on("stop", "s", "message", "stop").chain("start", "s", "end").chain("stop", "a", "end2")
    case = Driver(p)
    assert list(case.timers) == ["wait"]
    assert case.deliver("stop").timers == {}


def test_messages_are_not_matched_by_name_alone() -> None:
    """Pitfall 11: two waits of one name; the runtime says which one is meant."""
    p = Drawing("p").parallel("f", "j").catches("m", "message", "paid").catches("n", "message", "paid")
    case = Driver(p.chain("start", "f", "m", "j", "end").chain("f", "n", "j"))
    assert case.deliver("n").messages == ["m"]


def test_a_host_that_is_asked_late_is_asked_again_on_retry() -> None:
    """A hold that began after a failure stops the retry too."""
    outcome: Mapping[str, Any] = {"broken": True}

    def work() -> None:
        if outcome["broken"]:
            raise RuntimeError("broken")

    p = Drawing("p").service("s", "work").chain("start", "s", "a", "end")
    case = Driver(p, handlers={"work": work})
    outcome = {"broken": False}
    case.host.forbidden = {"s": "on hold"}
    case.case.retry(case.id_of("s"))
    assert case.advance().open == []
    assert [held.reason for held in case.case.held()] == ["on hold"]
    assert isinstance(case.host, Recorder)
