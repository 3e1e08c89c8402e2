"""What does not run here as BPMN 2.0.2 says is refused, with a sentence that names it and says what to do."""

import pytest

from tests.conformance.tracing import ASSUMED, p
from tests.engine.drawing import Drawing, several
from workflows.diagrams import Vocabulary, lint, read
from workflows.engine import LintFailed, compile_procedure


def event(tag: str, definition: str, **attributes: str) -> Drawing:
    d = p().node(tag, "e", f"<bpmn:{definition}EventDefinition/>", **attributes)
    if tag == "boundaryEvent":
        return d.chain("start", "a", "end").chain("e", "end2")
    return d.chain("start", "e") if tag == "endEvent" else d.chain("start", "e", "end")


def started(definition: str) -> Drawing:
    return p().node("startEvent", "start", definition).chain("start", "a", "end")


def event_sub_process(definition: str, **attributes: str) -> Drawing:
    e = Drawing("e", tag="subProcess").node("startEvent", "start_e", definition, **attributes).chain("start_e", "end_e")
    d = p().chain("start", "a", "end")
    d.parts.append(e._body().replace("<bpmn:subProcess ", '<bpmn:subProcess triggeredByEvent="true" ', 1))
    return d


def throwing_beside(*called: Drawing) -> Drawing:
    """Two event sub-processes that do not interrupt: one throws the escalation that the other waits for, or calls a
    process that does."""
    d = p().chain("start", "a", "end")
    told, raised = d.event("message", "m"), d.event("escalation", "UP")
    h = Drawing("h", tag="subProcess").begins("h_begins", told, False)
    h = h.call("up", called[0].ident) if called else h.throws("up", "escalation", "UP", "endEvent")
    k = Drawing("k", tag="subProcess").begins("k_begins", raised, False).chain("k_begins", "n", "end_k")
    return d.handler(h.chain("h_begins", "b", "up")).handler(k)


TIMER = "<bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>"
CYCLE = "<bpmn:timerEventDefinition><bpmn:timeCycle>R2/P1D</bpmn:timeCycle></bpmn:timerEventDefinition>"
VARIABLE = (
    "<bpmn:extensionElements><spiffworkflow:messageVariable>x</spiffworkflow:messageVariable></bpmn:extensionElements>"
)
REFUSED: dict[str, tuple[Drawing, str]] = {
    "a script task": (
        p().node("scriptTask", "s", "<bpmn:script>1</bpmn:script>").chain("start", "s", "end"),
        "scriptTask",
    ),
    "an ad-hoc sub-process": (p().node("adHocSubProcess", "s").chain("start", "s", "end"), "adHocSubProcess"),
    "a transaction": (p().node("transaction", "s").chain("start", "s", "end"), "transaction"),
    "a complex gateway that does not say how many ways are enough": (
        p().node("complexGateway", "s").chain("start", "s", "end"),
        "activationCount",
    ),
    "a complex gateway that asks for more ways than it has": (
        p()
        .parallel("f")
        .node("complexGateway", "s", "<bpmn:activationCondition>activationCount >= 3</bpmn:activationCondition>")
        .chain("start", "f", "a", "s", "end")
        .chain("f", "b", "s"),
        "from 1 to their number (2)",
    ),
    "a compensation throw event": (event("intermediateThrowEvent", "compensate"), "compensate definition"),
    "a compensation boundary event": (event("boundaryEvent", "compensate", attachedToRef="a"), "compensate definition"),
    "a compensation end event": (event("endEvent", "compensate"), "compensate definition"),
    "a task for compensation": (
        p().node("task", "a", isForCompensation="true").chain("start", "a", "end"),
        "compensation is not supported",
    ),
    "an escalation from one event sub-process to another": (
        throwing_beside(),
        "which stands beside it and is not heard",
    ),
    "a cancel end event": (event("endEvent", "cancel"), "cancel definition"),
    "a conditional event without its condition": (event("intermediateCatchEvent", "conditional"), "is empty"),
    "a condition that is thrown": (event("intermediateThrowEvent", "conditional"), "conditional definition"),
    "two plain start events": (p().chain("start", "a", "end").chain("start2", "a"), "several start events"),
    "two start events with one trigger": (
        p().node("startEvent", "s", TIMER).node("startEvent", "t", TIMER).chain("s", "a", "end").chain("t", "a"),
        "the same trigger",
    ),
    "two start events of a sub-process": (
        p()
        .sub(Drawing("q", tag="subProcess").chain("start_q", "u", "end_q").chain("start_r", "u"))
        .chain("start", "q", "end"),
        "2 start events",
    ),
    "a start or an activity for which all of several triggers must come": (
        p().node("startEvent", "start", TIMER + TIMER, parallelMultiple="true").chain("start", "a", "end"),
        "must come together",
    ),
    "all of several triggers behind a gateway that waits for the first": (
        p()
        .choice_of_events("g")
        .timer("t", "P1D")
        .node("intermediateCatchEvent", "e", TIMER + TIMER, parallelMultiple="true")
        .chain("start", "g", "t", "end")
        .chain("g", "e", "end"),
        "goes on with the first event alone",
    ),
    "several triggers behind a gateway that waits, entered from elsewhere too": (
        p()
        .parallel("f")
        .choice_of_events("g")
        .timer("t", "P1D")
        .node("intermediateCatchEvent", "e", TIMER + TIMER)
        .chain("start", "f", "g", "t", "end")
        .chain("g", "e", "end")
        .chain("f", "a", "e"),
        "entered from elsewhere too. Draw it twice.",
    ),
    "an event sub-process for which all of several triggers must come": (
        p()
        .handler(
            Drawing("h", tag="subProcess")
            .node("startEvent", "e", TIMER + TIMER, parallelMultiple="true", isInterrupting="false")
            .chain("e", "b", "end_h")
        )
        .chain("start", "a", "end"),
        "must come together",
    ),
    "a receive task that starts": (
        p().node("receiveTask", "e", instantiate="true").chain("start", "e", "end"),
        "a process starts by its start event",
    ),
    "a cycle in the flow": (p().node("intermediateCatchEvent", "e", CYCLE).chain("start", "e", "end"), "repeats"),
    "a receive task done several times": (
        p().node("receiveTask", "e", several("2"), messageRef="m").chain("start", "e", "end"),
        "is repeated",
    ),
    "a start that asks for two tokens": (
        p().node("task", "a", startQuantity="2").chain("start", "a", "end"),
        "startQuantity",
    ),
    "a task that leaves two tokens": (
        p().node("task", "a", completionQuantity="2").chain("start", "a", "end"),
        "completionQuantity",
    ),
    "instances whose events are thrown one by one": (
        p().user("a", loop=several("2").replace("isSeq", 'behavior="One" isSeq')).chain("start", "a", "end"),
        "behavior",
    ),
    "a variable of a timer, which brings nothing along": (
        p().node("intermediateCatchEvent", "e", VARIABLE + TIMER).chain("start", "e", "end"),
        "receives no message",
    ),
    "a parallel event gateway": (
        p()
        .node("eventBasedGateway", "g", eventGatewayType="Parallel")
        .timer("t", "P1D")
        .catches("m", "message", "x")
        .chain("start", "g", "t", "end")
        .chain("g", "m", "end"),
        "eventGatewayType",
    ),
    "an event on a task behind an event-based gateway": (
        p()
        .choice_of_events("g")
        .receive("r", "x")
        .timer("t", "P1D")
        .on_timer("b", "r", "P2D")
        .chain("start", "g", "r", "end")
        .chain("g", "t", "end2")
        .chain("b", "end3"),
        "must not have events on it",
    ),
    "an event sub-process that is compensated": (
        event_sub_process("<bpmn:compensateEventDefinition/>"),
        "compensate trigger",
    ),
    "an event sub-process that an error does not interrupt": (
        event_sub_process("<bpmn:errorEventDefinition/>", isInterrupting="false"),
        "an error always interrupts",
    ),
    "an event sub-process without a trigger": (event_sub_process(""), "exactly one start event"),
    "a link without its other end": (
        p().node("intermediateThrowEvent", "e", '<bpmn:linkEventDefinition name="L"/>').chain("start", "e"),
        "catches the link",
    ),
    "a link caught twice": (
        p()
        .node("intermediateThrowEvent", "e", '<bpmn:linkEventDefinition name="L"/>')
        .node("intermediateCatchEvent", "c", '<bpmn:linkEventDefinition name="L"/>')
        .node("intermediateCatchEvent", "d", '<bpmn:linkEventDefinition name="L"/>')
        .chain("start", "e")
        .chain("c", "end")
        .chain("d", "end"),
        "2 events catch the link",
    ),
    "an error that nobody catches": (
        p().throws("end_e", "error", "BAD").chain("start", "a", "end_e"),
        "is caught by no",
    ),
    "a call in a circle": (p().call("c", "p").chain("start", "c", "end"), "calls itself"),
    "a condition on a flow that asks none": (
        p().start().end().user("a").flow("start", "a", "x").flow("a", "end"),
        "which asks none",
    ),
    "a way without an end": (p().chain("start", "a", "end").parallel("f").flow("a", "f"), "no flow leaves f"),
}

# A trial takes every operation as handled, and asks for one of the task's own id; the house's procedures name theirs.
IN_THE_HOUSE: dict[str, tuple[Drawing, str]] = {
    "a send task without an operation": (p().node("sendTask", "s").chain("start", "s", "end"), "sendTask"),
    "a service task without an operation": (p().node("serviceTask", "s").chain("start", "s", "end"), "no operation"),
    "a message throw event without an operation": (event("intermediateThrowEvent", "message"), "message definition"),
    "a message end event without an operation": (event("endEvent", "message"), "message definition"),
}
HOUSE = Vocabulary()


def test_a_called_process_needs_a_plain_start() -> None:
    """Called, it would begin without what it waits for."""
    q = Drawing("q")
    q.node("startEvent", "told", q.event("message", "m")).chain("told", "u", "end_q")
    d = p().call("c", "q").chain("start", "c", "end")
    (found,) = lint(read(d.xml(q), "p.bpmn"), ASSUMED, {})
    assert (found.element, found.rule) == ("c", "called-by-event")
    assert "plain start event" in found.text
    assert lint(read(d.xml(q.start("start_q").flow("start_q", "u")), "p.bpmn"), ASSUMED, {}) == []


def test_a_signal_reaches_what_runs_in_one_case_and_nothing_else() -> None:
    thrown = Drawing("q").throws("go", "signal", "GO", "intermediateThrowEvent").chain("start_q", "go", "end_q")
    waits = p().catches("w", "signal", "GO").chain("start", "w", "end")
    house = [each.rule for each in lint(read(waits.xml(thrown), "p.bpmn"), HOUSE, {})]
    assert house == ["signal-not-thrown", "signal-not-caught"], "nobody calls the other"
    called = p().parallel("f").catches("w", "signal", "GO").call("c", "q").chain("start", "f", "w", "end")
    called.chain("f", "c", "end2")
    assert lint(read(called.xml(thrown), "p.bpmn"), HOUSE, {}) == []
    assert lint(read(waits.xml(thrown), "p.bpmn"), ASSUMED, {}) == [], "a trial lets a signal pass"


def test_an_escalation_of_a_called_process_to_another_event_sub_process_is_refused() -> None:
    q = Drawing("q").throws("raised", "escalation", "UP", "endEvent").chain("start_q", "b", "raised")
    findings = lint(read(throwing_beside(q).xml(q), "p.bpmn"), ASSUMED, {})
    assert [each.element for each in findings if "which stands beside it and is not heard" in each.text] == ["k"]


@pytest.mark.parametrize("what", [*REFUSED, *IN_THE_HOUSE])
def test_refused(what: str) -> None:
    drawing, fragment = {**REFUSED, **IN_THE_HOUSE}[what]
    vocabulary = HOUSE if what in IN_THE_HOUSE else ASSUMED
    findings = lint(read(drawing.xml(), "p.bpmn"), vocabulary, {})
    said = [finding for finding in findings if fragment in finding.text]
    assert said
    for finding in said:
        assert finding.element
        assert finding.text.startswith("p.bpmn, line ")
        assert finding.text.endswith(".")
    with pytest.raises(LintFailed):
        compile_procedure({"p.bpmn": drawing.xml()}, "p", vocabulary)
