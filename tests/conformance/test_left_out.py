"""What BPMN lets a drawing leave out, as other tools' diagrams do: a trial runs it, and says what it took it for."""

from collections.abc import Callable

import pytest

from tests.conformance.tracing import ASSUMED, Trace, p
from tests.engine.drawing import Drawing
from workflows.diagrams import Vocabulary, lint, read

Draw = Callable[[], Drawing]
THROWN = "<bpmn:messageEventDefinition/>"


def inner(ident: str = "s") -> Drawing:
    return Drawing(ident, tag="subProcess")


RUN: dict[str, tuple[Draw, list[str]]] = {
    "a service task without an operation": (
        lambda: p().node("serviceTask", "t").chain("start", "t", "end"),
        ["opened t", "started t", "completed t"],
    ),
    "a send task without an operation": (
        lambda: p().node("sendTask", "t").chain("start", "t", "end"),
        ["opened t", "started t", "completed t"],
    ),
    "a business rule task without a decision": (
        lambda: p().node("businessRuleTask", "t").chain("start", "t", "end"),
        ["opened t", "started t", "completed t"],
    ),
    "a message that is thrown": (
        lambda: p().node("intermediateThrowEvent", "t", THROWN).chain("start", "t", "end"),
        ["opened t", "started t", "completed t"],
    ),
    "a message at the end": (
        lambda: p().node("endEvent", "t", THROWN).chain("start", "t"),
        ["ended t"],
    ),
    "an activity that no flow leaves": (
        lambda: p().user("t").chain("start", "t"),
        ["opened t", "completed t"],
    ),
    "a sub-process that no flow leaves, with one in it": (
        lambda: p().sub(inner("t").user("u").chain("start_t", "u")).chain("start", "t"),
        ["passed t"],
    ),
    "a sub-process in which nothing is drawn": (
        lambda: p().node("subProcess", "t").chain("start", "t", "end"),
        ["passed t"],
    ),
    "a signal that nobody waits for": (
        lambda: p().throws("t", "signal", "go", "intermediateThrowEvent").chain("start", "t", "end"),
        ["passed t"],
    ),
}


@pytest.mark.parametrize("what", RUN)
def test_a_trial_runs_it(what: str) -> None:
    draw, expected = RUN[what]
    trace = Trace(draw())
    assert trace.of("t") == expected
    assert trace.ended


@pytest.mark.parametrize("what", RUN)
def test_a_trial_says_it_and_the_house_refuses_it(what: str) -> None:
    drawn = RUN[what][0]().xml()
    diagram = read(drawn, "p.bpmn", assumed=True)
    assert lint(diagram, ASSUMED, {}) == []
    if "signal" not in what:
        assert any("t: " in sentence for sentence in diagram.changes)
    found = lint(read(drawn, "p.bpmn"), Vocabulary(), {})
    assert found
    assert all(finding.line > 0 and finding.text.endswith(".") for finding in found)


def test_answers_go_by_the_id_of_the_task() -> None:
    drawing = p().node("serviceTask", "t").chain("start", "t", "end")
    assert Trace(drawing, answers={"t": {"sum": 3}}).data == {"sum": 3}


def test_a_branch_that_ends_without_an_end_event_does_not_end_the_other() -> None:
    drawing = p().parallel("f").user("a").user("b").chain("start", "f", "a").chain("f", "b", "end")
    trace = Trace(drawing, answers={"b": {"$open": True}})
    assert trace.of("a", "b") == ["opened a", "opened b", "completed a"]
    assert not trace.ended


def test_what_leaves_an_inclusive_gateway_without_a_condition_is_always_taken() -> None:
    drawing = p().node("inclusiveGateway", "g").start().end().user("a").user("b")
    drawing = drawing.flow("start", "g").flow("g", "a", "x = 1").flow("g", "b").flow("a", "end").flow("b", "end")
    assert Trace(drawing, data={"x": 1}).of("a", "b") == ["opened a", "opened b", "completed a", "completed b"]
    assert Trace(drawing, data={"x": 2}).of("a", "b") == ["opened b", "completed b"]
    assert any("taken every time" in sentence for sentence in read(drawing.xml(), "p.bpmn").changes)


def test_a_message_that_starts_goes_to_its_variable() -> None:
    definition = (
        "<bpmn:extensionElements><spiffworkflow:messageVariable>letter</spiffworkflow:messageVariable>"
        '</bpmn:extensionElements><bpmn:messageEventDefinition messageRef="message_paid"/>'
    )
    drawing = p().node("startEvent", "start", definition).catches("c", "message", "paid")
    drawing = drawing.chain("start", "c", "end")
    trace = Trace(drawing, messages=[("paid", {"sum": 1}), ("paid", {"sum": 2})])
    assert trace.data["letter"] == {"sum": 1}
