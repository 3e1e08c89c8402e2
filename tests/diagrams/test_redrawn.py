"""What the normaliser redraws: sub-processes are nodes like others, and a finding on what it drew names a line."""

from tests.conformance.tracing import ASSUMED, Trace, p
from tests.engine.drawing import Drawing
from workflows.diagrams import lint, read


def inner(ident: str) -> Drawing:
    return Drawing(ident, tag="subProcess")


def handler(drawing: Drawing, trigger: str) -> Drawing:
    """An event sub-process ``e`` with a person's task ``h``."""
    body = inner("e").node("startEvent", "start_e", trigger).chain("start_e", "h", "end_e")._body()
    drawing.parts.append(body.replace("<bpmn:subProcess ", '<bpmn:subProcess triggeredByEvent="true" ', 1))
    return drawing


TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"


def test_an_event_sub_process_beside_a_sub_process() -> None:
    drawing = handler(p().sub(inner("s").chain("start_s", "a", "end_s")).chain("start", "s", "end"), TIMER)
    assert Trace(drawing).but("passed") == ["opened a", "completed a", "ended end_s", "ended end", "ended p_body_end"]
    late = Trace(drawing, days=2, answers={"a": {"$open": True}})
    assert late.of("a", "start_e", "h", "end") == [
        *("opened a", "fired start_e", "cancelled a"),
        *("opened h", "completed h"),
    ]
    assert late.ended


def test_an_event_sub_process_where_the_start_is_left_out() -> None:
    drawing = handler(p().user("a"), TIMER)
    trace = Trace(drawing, days=2, answers={"a": {"$open": True}})
    assert trace.of("a", "h") == ["opened a", "cancelled a", "opened h", "completed h"]
    assert trace.ended


def test_a_start_that_is_left_out_before_a_sub_process() -> None:
    trace = Trace(p().sub(inner("s").chain("start_s", "a", "end_s")))
    assert trace.of("s", "a") == ["opened a", "completed a", "passed s"]
    assert trace.ended


def test_a_process_of_one_sub_process_is_no_black_box() -> None:
    drawn = p().sub(inner("s").chain("start_s", "a", "end_s")).xml()
    beside = b'<bpmn:process id="q" isExecutable="true"/></bpmn:definitions>'
    diagram = read(drawn.replace(b"</bpmn:definitions>", beside), "p.bpmn")
    assert [graph.id for graph in diagram.processes] == ["p"]


def test_a_finding_on_what_was_drawn_names_the_line_of_what_it_was_drawn_for() -> None:
    drawing = handler(p().chain("start", "g").node("exclusiveGateway", "g"), TIMER)
    found = lint(read(drawing.xml(), "p.bpmn"), ASSUMED, {})
    assert found
    assert all(finding.line > 0 for finding in found)


def test_a_start_inside_a_sub_process_is_told_what_it_must_be() -> None:
    drawn = (
        p().sub(inner("s").node("startEvent", "start_s", TIMER).chain("start_s", "end_s")).chain("start", "s", "end")
    )
    (finding,) = lint(read(drawn.xml(), "p.bpmn"), ASSUMED, {})
    assert (finding.rule, finding.element) == ("unsupported-event", "start_s")
    assert "starts when a flow reaches it" in finding.text
