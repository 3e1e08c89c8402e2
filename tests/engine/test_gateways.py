"""Gateways on small diagrams, with the trace that BPMN 2.0.2 expects."""

import pytest

from tests.engine.drawing import Drawing
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
    drawing.end("end").end("end_away").flow("start", "f").flow("f", "a", "not(away)").flow("f", "b", ident="f_b")
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


def test_that_an_event_stands_on_an_activity_is_no_way_to_an_inclusive_join() -> None:
    """13.4.3 asks for ways along flows: what an event begins beside is joined with its activity, once."""
    drawing = Drawing("p").user("a", "b", "after").inclusive("j").start().end()
    drawing.on("said", "a", "message", "m", interrupting=False)
    drawing.chain("start", "a", "j", "after", "end").chain("said", "b", "j")
    case = Driver(drawing)
    case.deliver("said").do("b")
    assert case.open == ["a"], "what came by the event waits for the activity"
    case.do("a")
    assert case.open == ["after"], "one token goes on"
    case.do("after")
    assert case.case.completed


def test_an_inclusive_join_behind_an_event_alone_does_not_wait_for_its_activity() -> None:
    drawing = Drawing("p").user("a", "b").parallel("f").inclusive("j").user("after").start().end("end").end("end_a")
    drawing.on("said", "a", "message", "m").chain("start", "f", "a", "end_a").chain("f", "b", "j", "after", "end")
    case = Driver(drawing.flow("said", "j"))
    assert case.do("b").open == ["a", "after"]
