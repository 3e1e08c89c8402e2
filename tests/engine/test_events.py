"""Events and boundary events on small diagrams, with the trace that BPMN 2.0.2 expects."""

import pytest

from tests.engine.drawing import Drawing
from tests.engine.driving import Driver


@pytest.mark.parametrize("interrupting", [True, False])
def test_boundary_timer(interrupting: bool) -> None:
    drawing = Drawing("p").on_timer("t", "a", "P14D", interrupting=interrupting)
    case = Driver(drawing.chain("start", "a", "b", "end").chain("t", "c", "end2"))
    (wait,) = case.case.timers()
    assert (wait.attached_to, wait.interrupting) == ("a", interrupting)
    case.fire("t")
    assert case.open == (["c"] if interrupting else ["a", "c"])
    assert case.timers == {}
    assert case.host.said("cancelled") == ([("cancelled", "a")] if interrupting else [])


def test_boundary_timer_is_gone_once_the_task_is_done() -> None:
    case = Driver(Drawing("p").on_timer("t", "a", "P14D").chain("start", "a", "b", "end").chain("t", "c", "end2"))
    assert case.do("a").timers == {}


def test_boundary_message_that_does_not_interrupt_may_come_again() -> None:
    drawing = Drawing("p").on("m", "a", "message", "letter", interrupting=False)
    case = Driver(drawing.chain("start", "a", "end").chain("m", "read", "end2"))
    case.deliver("m", n=1).deliver("m", n=2)
    assert case.open == ["a", "read", "read"]
    assert [t.data.get("n") for t in case.case.tasks()] == [None, 1, 2]
    case.do("a")
    assert case.messages == []
    case.do("read").do("read")
    assert case.case.completed
    assert case.case.ends == ("end", "end2")


def test_boundary_message_that_interrupts() -> None:
    drawing = Drawing("p").on("m", "a", "message", "withdrawn").chain("start", "a", "end").chain("m", "b", "end2")
    case = Driver(drawing).deliver("m", why="paid")
    assert case.open == ["b"]
    assert case.case.tasks()[0].data == {"why": "paid"}


def test_message_into_a_variable() -> None:
    drawing = Drawing("p").chain("start")
    kept = drawing._extensions("<spiffworkflow:messageVariable>reply</spiffworkflow:messageVariable>")
    drawing.node("intermediateCatchEvent", "m", kept + drawing.event("message", "answer")).chain(
        "start", "m", "a", "end"
    )
    assert Driver(drawing).deliver("m", n=1).case.data == {"reply": {"n": 1}}


def test_error_end_event_is_caught_round_the_call() -> None:
    called = (
        Drawing("court")
        .xor("g", "g_u")
        .user("u")
        .start("start_c")
        .end("end_c")
        .throws("end_bad", "error", "STRUCK_OUT")
    )
    called.flow("start_c", "g").flow("g", "end_bad", "bad").flow("g", "u", ident="g_u").chain("u", "end_c")
    drawing = Drawing("p").call("c", "court").on("e", "c", "error", "STRUCK_OUT").chain("start", "c", "end")
    drawing.chain("e", "a", "end2")
    assert Driver(drawing, called, bad=True).open == ["a"]
    assert Driver(drawing, called, bad=False).do("u").case.ends == ("end",)


def test_escalation_does_not_stop_what_it_escalates() -> None:
    inner = Drawing("s", tag="subProcess").throws("up", "escalation", "SENIOR", "intermediateThrowEvent")
    inner.chain("start_in", "x", "up", "y", "end_in")
    drawing = Drawing("p").sub(inner).on("e", "s", "escalation", "SENIOR", interrupting=False)
    case = Driver(drawing.chain("start", "s", "end").chain("e", "a", "end2")).do("x")
    assert case.open == ["y", "a"] or case.open == ["a", "y"]
    assert case.do("a").do("y").case.completed


def test_interrupting_escalation_stops_what_comes_after_it() -> None:
    ran: list[str] = []
    inner = Drawing("s", tag="subProcess").throws("up", "escalation", "SENIOR", "intermediateThrowEvent")
    inner.service("letter", "letter").chain("start_in", "up", "letter", "end_in")
    drawing = Drawing("p").sub(inner).on("e", "s", "escalation", "SENIOR")
    case = Driver(
        drawing.chain("start", "s", "end").chain("e", "a", "end2"), handlers={"letter": lambda: ran.append("!")}
    )
    assert case.open == ["a"]
    assert ran == []


def test_signal_reaches_every_scope_of_the_instance() -> None:
    inner = Drawing("s", tag="subProcess").catches("c", "signal", "STOP").chain("start_in", "c", "x", "end_in")
    drawing = Drawing("p").parallel("f", "j").sub(inner).throws("t", "signal", "STOP", "intermediateThrowEvent")
    drawing.chain("start", "f", "s", "j", "end").chain("f", "a", "t", "j")
    case = Driver(drawing)
    assert case.open == ["a"]
    assert case.do("a").open == ["x"]


def test_terminate_ends_its_scope_only() -> None:
    inner = Drawing("s", tag="subProcess").parallel("f").terminate("stop").chain("start_in", "f", "x", "stop")
    inner.chain("f", "y", "end_in")
    case = Driver(Drawing("p").sub(inner).chain("start", "s", "a", "end"))
    assert case.open == ["x", "y"]
    case.do("x", done=True)
    assert case.open == ["a"]
    assert case.case.data == {"done": True}


def test_terminate_ends_the_process() -> None:
    drawing = Drawing("p").parallel("f").terminate("stop").chain("start", "f", "a", "stop").chain("f", "b", "end")
    case = Driver(drawing).do("b", n=1).do("a")
    assert case.case.completed
    assert case.case.ends == ("end", "stop")
    assert case.case.data == {"n": 1}


def test_nothing_is_begun_beside_the_end_of_the_process() -> None:
    ran: list[str] = []
    drawing = Drawing("p").parallel("f").terminate("stop").service("b", "letter")
    drawing.chain("start", "f", "b", "end").chain("f", "a", "stop")
    case = Driver(drawing, handlers={"letter": lambda: ran.append("!")})
    assert ran == ["!"], "at the start nothing stands against it"
    case = Driver(drawing, handlers={"letter": lambda: ran.append("!")}, forbid={"b": "A hold."})
    case.host.forbidden.clear()  # the hold ends in the same breath in which the last step is done
    case.do("a")
    assert case.case.completed
    assert case.case.ends == ("stop",)
    assert ran == ["!"]


def test_an_error_that_a_stranger_threw_is_not_caught_by_a_sibling() -> None:
    drawing = Drawing("p").parallel("f", "j").service("s", "x").service("t", "y").on("e", "t", "error", "BAD")
    drawing.chain("start", "f", "s", "j", "end").chain("f", "t", "j").chain("e", "a", "end2")
    case = Driver(drawing, jobs=("x", "y")).throw("s", "BAD")
    assert case.open == []
    assert [failed.element for failed in case.case.failed()] == ["s"]
