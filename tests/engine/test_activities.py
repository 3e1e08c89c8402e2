"""Sub-processes, calls and loops on small diagrams, with the trace that BPMN 2.0.2 expects."""

import pytest

from tests.engine.drawing import Drawing, again_while, several
from tests.engine.driving import Driver


def test_sub_process_with_boundary_events() -> None:
    inner = Drawing("s", tag="subProcess").chain("start_in", "x", "y", "end_in")
    drawing = Drawing("p").sub(inner).on_timer("t", "s", "P1M").chain("start", "s", "a", "end").chain("t", "b", "end2")
    case = Driver(drawing, n=1)
    assert case.open == ["x"]
    assert case.do("x", m=2).do("y").open == ["a"]
    assert case.case.data == {"n": 1, "m": 2}
    assert case.timers == {}
    case = Driver(drawing).do("x").fire("t")
    assert case.open == ["b"]
    assert case.host.said("cancelled") == [("cancelled", "y")]
    assert case.do("b").case.ends == ("end2",)


def test_call_activity_and_its_call() -> None:
    called = Drawing("notice").chain("start_n", "serve", "end_n")
    drawing = (
        Drawing("p").call("first", "notice").call("second", "notice").chain("start", "first", "a", "second", "end")
    )
    case = Driver(drawing, called)
    assert case.open == ["serve"]
    case.do("serve", n=1).do("a").do("serve", n=2)
    assert case.case.completed
    assert case.case.data == {"n": 2}
    assert case.case.ends == ("end",)
    assert case.host.said("started") == [("started", "first"), ("started", "second")]


def test_a_held_call_does_not_start() -> None:
    called = Drawing("notice").chain("start_n", "serve", "end_n")
    case = Driver(Drawing("p").call("c", "notice").chain("start", "a", "c", "end"), called)
    case.host.forbidden = {"c": "on hold"}
    assert case.do("a").open == []
    case.host.forbidden = {}
    assert case.advance().open == ["serve"]


@pytest.mark.parametrize("sequential", [True, False])
def test_multi_instance_over_a_list(sequential: bool) -> None:
    loop = several("people", sequential, item="person", gather="answers", result="answer")
    case = Driver(Drawing("p").user("ask", loop=loop).chain("start", "ask", "end"), people=["A", "B", "C"])
    assert case.open == (["ask"] if sequential else ["ask", "ask", "ask"])
    if not sequential:
        case.do("ask", 2, answer="c").do("ask", 1, answer="b").do("ask", 0, answer="a")
    else:
        for answer in "abc":
            assert case.case.tasks()[0].data["person"] == answer.upper()
            case.do("ask", answer=answer)
    assert case.case.completed
    assert case.case.data == {"people": ["A", "B", "C"], "answers": ["a", "b", "c"]}


@pytest.mark.parametrize("sequential", [True, False])
def test_multi_instance_by_number_until(sequential: bool) -> None:
    drawing = Drawing("p").user("u", loop=several("n + 1", sequential, until="numberOfCompletedInstances >= 2"))
    case = Driver(drawing.chain("start", "u", "a", "end"), n=3)
    case.do("u", x=1)
    assert "a" not in case.open
    case.do("u", y=2)
    assert case.open == ["a"]
    assert case.case.data == {"n": 3, "x": 1, "y": 2}


def test_multi_instance_of_none_is_passed() -> None:
    drawing = Drawing("p").user("u", loop=several("[]", item="i", gather="out", result="r")).chain("start", "u", "end")
    case = Driver(drawing)
    assert case.case.completed
    assert case.case.data == {"out": []}


def test_multi_instance_of_calls_and_sub_processes() -> None:
    called = Drawing("visit").chain("start_v", "knock", "end_v")
    drawing = Drawing("p").call("c", "visit", loop=several("doors", item="door", gather="seen", result="who"))
    case = Driver(drawing.chain("start", "c", "a", "end"), called, doors=[1, 2])
    assert case.open == ["knock", "knock"]
    case.do("knock", 1, who="B").do("knock", 0, who="A")
    assert case.open == ["a"]
    assert case.case.data["seen"] == ["A", "B"]


def test_boundary_event_on_a_multi_instance_takes_all_instances_away() -> None:
    called = Drawing("visit").chain("start_v", "knock", "end_v")
    drawing = Drawing("p").call("c", "visit", loop=several("3")).on_timer("t", "c", "P1D")
    case = Driver(drawing.chain("start", "c", "end").chain("t", "a", "end2"), called).do("knock").fire("t")
    assert case.open == ["a"]
    assert case.host.said("cancelled").count(("cancelled", "knock")) == 2
    assert case.do("a").case.completed


def test_too_many_instances_fail_and_may_be_retried() -> None:
    case = Driver(Drawing("p").user("u", loop=several("n")).chain("start", "u", "end"), n=101)
    (failed,) = case.case.failed()
    assert "101 instances" in failed.sentence


def test_standard_loop() -> None:
    drawing = Drawing("p").user("u", loop=again_while("not(done)")).chain("start", "u", "a", "end")
    case = Driver(drawing, done=False)
    assert case.do("u").open == ["u"]
    assert case.do("u", done=True).open == ["a"]
    drawing = Drawing("p").user("u", loop=again_while("x", test_before=True)).chain("start", "u", "a", "end")
    assert Driver(drawing, x=False).open == ["a"]
    drawing = Drawing("p").user("u", loop=again_while("true", most=2)).chain("start", "u", "a", "end")
    assert Driver(drawing).do("u").do("u").open == ["a"]


def test_a_drawn_loop_of_many_rounds_stays_small() -> None:
    drawing = Drawing("p").xor("m").xor("g", "g_m").start().end().service("s", "count", n="n")
    drawing.chain("start", "m", "a", "s", "g").flow("g", "end", "n >= 300").flow("g", "m", ident="g_m")
    case = Driver(drawing, handlers={"count": lambda n: {"n": n + 1}}, n=0)
    sizes = []
    while not case.case.completed:
        case.do("a")
        sizes.append(len(case.case.state()))
    assert case.case.data == {"n": 300}
    assert max(sizes) < 400


def test_a_long_way_without_a_wait_is_walked() -> None:
    """SpiffWorkflow's iterator ends at depth 1,000, silently."""
    loop = again_while("n < 300")
    drawing = Drawing("p").service("s", "count", n="n", loop=loop).chain("start", "s", "a", "end")
    case = Driver(drawing, handlers={"count": lambda n: {"n": n + 1}}, durable=False, n=0)
    assert case.open == ["a"]


@pytest.mark.parametrize("loop", [several("2"), several("2", sequential=True), again_while("again", most=2)])
def test_a_sub_process_is_done_several_times(loop: str) -> None:
    inside = Drawing("q", tag="subProcess").chain("start_q", "a", "b", "end_q")
    driver = Driver(Drawing("p").sub(inside, loop).chain("start", "q", "c", "end"), again=True)
    done = []
    while driver.open != ["c"]:
        done.append(driver.open[0])
        driver.do(driver.open[0])
    assert sorted(done) == ["a", "a", "b", "b"]
    assert driver.do("c").case.completed


def test_an_event_on_a_repeated_sub_process_ends_every_instance() -> None:
    inside = Drawing("q", tag="subProcess").chain("start_q", "a", "b", "end_q")
    drawing = Drawing("p").sub(inside, several("2")).on_timer("t", "q", "P1D").chain("start", "q", "end")
    driver = Driver(drawing.chain("t", "c", "end_c"))
    assert driver.do("a").open == ["a", "b"]
    assert driver.fire("t").open == ["c"]
