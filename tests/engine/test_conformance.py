"""Each construct of BPMN that runs here, on a small diagram, with the trace that BPMN 2.0.2 expects."""

import pytest

from tests.engine.drawing import Drawing, again_while, several
from tests.engine.driving import Driver


def test_exclusive_gateway_asks_in_the_order_of_the_file() -> None:
    drawing = Drawing("p").xor("g", "g_c").user("a", "b", "c").start().end()
    drawing.flow("start", "g").flow("g", "a", "x > 10", "g_a").flow("g", "b", "x > 5", "g_b").flow(
        "g", "c", ident="g_c"
    )
    drawing.chain("a", "end").chain("b", "end").chain("c", "end")
    assert [Driver(drawing, x=x).open for x in (11, 6, 1)] == [["a"], ["b"], ["c"]]
    (chosen,) = [e for e in Driver(drawing, x=6).host.events if e.kind == "chosen"]
    assert chosen.element == "g"
    assert chosen.detail == {"flows": [{"id": "g_b", "target": "b", "condition": "x > 5"}]}


def test_the_height_of_a_shape_does_not_change_the_order_of_conditions() -> None:
    drawing = Drawing("p").xor("g", "g_c").user("a", "b", "c").start().end()
    drawing.flow("start", "g").flow("g", "a", "x > 1").flow("g", "b", "x > 0").flow("g", "c", ident="g_c")
    drawing.chain("a", "end").chain("b", "end").chain("c", "end")
    shapes = "".join(
        f'<bpmndi:BPMNShape bpmnElement="{ident}"><dc:Bounds xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" x="0" '
        f'y="{y}" width="100" height="80"/></bpmndi:BPMNShape>'
        for ident, y in (("a", 300), ("b", 200), ("c", 100))
    )
    drawn = f'<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="p">{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    xml = drawing.xml().replace(b"</bpmn:definitions>", drawn.encode() + b"</bpmn:definitions>")
    assert Driver(xml, x=5).open == ["a"]


def test_parallel_gateways_fork_and_join() -> None:
    drawing = Drawing("p").parallel("f", "j").chain("start", "f", "a", "j", "c", "end").chain("f", "b", "j")
    case = Driver(drawing)
    assert case.open == ["a", "b"]
    assert case.do("b").open == ["a"]
    assert case.do("a").open == ["c"]


def test_an_implicit_fork_is_a_parallel_gateway() -> None:
    drawing = Drawing("p").parallel("j").chain("start", "u", "a", "j", "end").chain("u", "b", "j")
    case = Driver(drawing)
    assert "u_fork" in case.procedure.graph.nodes
    assert case.procedure.changes == (
        "2 flows leave u at once; the parallel gateway u_fork was put there: it means the same.",
    )
    assert case.do("u").open == ["a", "b"]
    assert case.do("a").do("b").case.completed


def test_branches_keep_what_each_of_them_changed() -> None:
    drawing = Drawing("p").parallel("f", "j").chain("start", "f", "a", "j", "c", "end").chain("f", "b", "j")
    case = Driver(drawing, x=1, y=1, items=[1], deep={"l": 1, "r": 1})
    case.do("a", x=2, items=[1, 2], deep={"l": 2, "r": 1}).do("b", y=2, deep={"l": 1, "r": 2})
    assert case.case.data == {"x": 2, "y": 2, "items": [1, 2], "deep": {"l": 2, "r": 2}}


def test_exclusive_merge_lets_every_token_pass() -> None:
    drawing = Drawing("p").parallel("f").xor("m").chain("start", "f", "a", "m", "c", "end").chain("f", "b", "m")
    case = Driver(drawing).do("a").do("b")
    assert case.open == ["c", "c"]
    assert case.do("c").open == ["c"]
    assert not case.case.completed
    assert case.do("c").case.completed


@pytest.mark.parametrize(
    ("x", "taken"), [(1, ["d"]), (2, ["a"]), (3, ["b"]), (6, ["a", "b"])], ids=["default", "one", "other", "both"]
)
def test_inclusive_gateways(x: int, taken: list[str]) -> None:
    drawing = Drawing("p").inclusive("f", "f_d").inclusive("j").user("a", "b", "d").start().end()
    drawing.flow("start", "f").flow("f", "a", "modulo(x, 2) = 0").flow("f", "b", "modulo(x, 3) = 0")
    drawing.flow("f", "d", ident="f_d").chain("a", "j").chain("b", "j").chain("d", "j").chain("j", "z", "end")
    case = Driver(drawing, x=x)
    assert case.open == taken
    for element in reversed(taken):
        assert "z" not in case.open
        case.do(element)
    assert case.open == ["z"]


def test_inclusive_join_waits_for_what_can_still_come() -> None:
    """The branch a may still turn to the join or away from it; the join waits until that is decided."""
    drawing = Drawing("p").inclusive("f", "f_b").inclusive("j").xor("g", "g_j").user("a", "b", "z").start()
    drawing.end("end").end("end_away").flow("start", "f").flow("f", "a", "true").flow("f", "b", ident="f_b")
    drawing.flow("a", "g").flow("g", "end_away", "away").flow("g", "j", ident="g_j")
    drawing.flow("b", "j").chain("j", "z", "end")
    assert Driver(drawing, away=False).do("a").open == ["z"]
    parallel = Drawing("p").parallel("f").inclusive("j").xor("g", "g_j").user("a", "b", "z").start().end("end")
    parallel.end("end_away").flow("start", "f").flow("f", "a").flow("f", "b").flow("a", "g")
    parallel.flow("g", "end_away", "away").flow("g", "j", ident="g_j").flow("b", "j").chain("j", "z", "end")
    case = Driver(parallel, away=True).do("b")
    assert case.open == ["a"]
    assert case.do("a").open == ["z"]
    case = Driver(parallel, away=False).do("b")
    assert case.open == ["a"]
    assert case.do("a").open == ["z"]


def test_inclusive_join_with_a_branch_that_skips_straight_to_it() -> None:
    drawing = Drawing("p").inclusive("f", "f_j").inclusive("j").user("a", "z").start().end().flow("start", "f")
    drawing.flow("f", "j", ident="f_j").flow("f", "a", "x").chain("a", "j").chain("j", "z", "end")
    assert Driver(drawing, x=False).open == ["z"]
    assert Driver(drawing, x=True).do("a").open == ["z"]


def test_event_gateway_takes_the_first_event() -> None:
    drawing = Drawing("p").choice_of_events("g").timer("t", "P7D").catches("m", "message", "paid").receive("r", "left")
    drawing.chain("start", "g", "t", "a", "end").chain("g", "m", "b", "end2").chain("g", "r", "c", "end3")
    case = Driver(drawing)
    assert (list(case.timers), case.messages) == (["t"], ["m", "r"])
    case.deliver("m", pence=1)
    assert (case.open, case.timers, case.messages) == (["b"], {}, [])
    assert Driver(drawing).fire("t").open == ["a"]
    assert Driver(drawing).deliver("r").do("c").case.ends == ("end3",)


def test_event_gateway_on_a_loop() -> None:
    drawing = Drawing("p").xor("m").choice_of_events("g").timer("t", "P7D").catches("paid", "message", "paid")
    drawing.chain("start", "m", "g", "t", "remind", "m").chain("g", "paid", "end")
    case = Driver(drawing)
    for _ in range(4):
        assert case.fire("t").open == ["remind"]
        case.do("remind")
    assert case.deliver("paid").case.completed


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


def test_an_error_that_a_stranger_threw_is_not_caught_by_a_sibling() -> None:
    drawing = Drawing("p").parallel("f", "j").service("s", "x").service("t", "y").on("e", "t", "error", "BAD")
    drawing.chain("start", "f", "s", "j", "end").chain("f", "t", "j").chain("e", "a", "end2")
    case = Driver(drawing, jobs=("x", "y")).throw("s", "BAD")
    assert case.open == []
    assert [failed.element for failed in case.case.failed()] == ["s"]
