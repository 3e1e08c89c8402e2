"""Events (BPMN 2.0.2, 10.5 and 13.5): each with the trace that the standard demands."""

from typing import Any

import pytest

from tests.conformance.tracing import OPEN, Trace, p
from tests.engine.drawing import Drawing

THROW = "intermediateThrowEvent"


def inner(ident: str = "s") -> Drawing:
    return Drawing(ident, tag="subProcess")


def message_end(operation: str) -> str:
    return (
        f'<bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="op.{operation}"/></bpmn:extensionElements>'
        "<bpmn:messageEventDefinition/>"
    )


def timer(kind: str, text: str) -> Drawing:
    return p().timer("t", text, kind).chain("start", "t", "end")


def on(kind: str, text: str, interrupting: bool = True) -> Drawing:
    d = p().on_timer("t", "a", text, kind, interrupting=interrupting)
    return d.chain("start", "a", "end").chain("t", "b", "end2")


def caught(kind: str, name: str | None, interrupting: bool = True) -> Drawing:
    """A sub-process that throws at its end, after x, beside y."""
    s = inner().parallel("f").throws("end_s", kind, "BAD").chain("start_s", "f", "x", "end_s").chain("f", "y", "end_y")
    d = p().sub(s).on("c", "s", kind, name, interrupting).chain("start", "s", "a", "end")
    return d.chain("c", "b", "end2")


CASES: dict[str, tuple[Drawing, dict[str, Any], list[str]]] = {
    "a date": (timer("timeDate", "2026-01-03"), {"days": 9}, ["fired t", "ended end"]),
    "a date in the past": (timer("timeDate", "2025-01-03"), {"days": 0}, ["fired t", "ended end"]),
    "a duration": (timer("timeDuration", "PT36H"), {"days": 9}, ["fired t", "ended end"]),
    "a duration that is computed": (
        timer("timeDuration", 'duration("P" + string(n) + "D")'),
        {"data": {"n": 2}, "days": 9},
        ["fired t", "ended end"],
    ),
    "a duration that is not over": (timer("timeDuration", "P2D"), {"days": 1}, []),
    "a cycle beside an activity": (
        on("timeCycle", "R3/P1D", interrupting=False),
        {"days": 9, "answers": {"a": OPEN}},
        ["opened a", *["fired t", "opened b", "completed b", "ended end2"] * 3],
    ),
    "a cycle that begins at a moment": (
        on("timeCycle", "R3/2026-01-03T09:00:00Z/P2D", interrupting=False),
        {"days": 4, "answers": {"a": OPEN}},
        ["opened a", *["fired t", "opened b", "completed b", "ended end2"] * 1],
    ),
    "a cycle that began before: what is past is past": (
        on("timeCycle", "R3/2025-12-30T09:00:00Z/P1D", interrupting=False),
        {"days": 9, "answers": {"a": OPEN}},
        ["opened a", *["fired t", "opened b", "completed b", "ended end2"] * 1],
    ),
    "a cycle that is over when it begins": (
        on("timeCycle", "R3/2025-12-20T09:00:00Z/P1D", interrupting=False),
        {"days": 9, "answers": {"a": OPEN}},
        ["opened a"],
    ),
    "a cycle that ends at a moment": (
        on("timeCycle", "R/P1D/2026-01-03T12:00:00Z", interrupting=False),
        {"days": 9, "answers": {"a": OPEN}},
        ["opened a", *["fired t", "opened b", "completed b", "ended end2"] * 2],
    ),
    "a duration beside an activity happens once": (
        on("timeDuration", "P1D", interrupting=False),
        {"days": 9, "answers": {"a": OPEN}},
        ["opened a", "fired t", "opened b", "completed b", "ended end2"],
    ),
    "a timer interrupts": (
        on("timeDuration", "P1D"),
        {"days": 9, "answers": {"a": OPEN}},
        ["opened a", "fired t", "cancelled a", "opened b", "completed b", "ended end2"],
    ),
    "an activity that is done ends its events": (
        on("timeDuration", "P1D"),
        {"days": 9},
        ["opened a", "completed a", "ended end"],
    ),
    "a message": (
        p().catches("m", "message", "paid").chain("start", "m", "end"),
        {"messages": [("paid", {})]},
        ["received m", "ended end"],
    ),
    "a receive task": (
        p().receive("m", "paid").chain("start", "m", "end"),
        {"messages": [("other", {}), ("paid", {})]},
        [],
    ),
    "messages beside an activity, again and again": (
        p().on("m", "a", "message", "call", interrupting=False).chain("start", "a", "end").chain("m", "b", "end2"),
        {"messages": [("call", {}), ("call", {})], "answers": {"b": OPEN}},
        ["opened a", "received m", "opened b", "received m", "opened b", "completed a", "ended end"],
    ),
    "a thrown signal reaches every branch": (
        p()
        .parallel("f")
        .catches("c", "signal", "go")
        .catches("d", "signal", "go")
        .throws("t", "signal", "go", THROW)
        .chain("start", "f", "c", "end_c")
        .chain("f", "d", "end_d")
        .chain("f", "a", "t", "end_t"),
        {},
        ["opened a", "completed a", "received c", "received d", "ended end_c", "ended end_d", "ended end_t"],
    ),
    "a signal end event throws": (
        p()
        .parallel("f")
        .on("c", "a", "signal", "stop")
        .throws("end_s", "signal", "stop")
        .chain("start", "f", "a", "end")
        .chain("f", "u", "end_s")
        .chain("c", "b", "end2"),
        {"answers": {"a": OPEN}},
        [
            *("opened a", "opened u", "completed u", "ended end_s", "received c", "cancelled a"),
            *("opened b", "completed b", "ended end2"),
        ],
    ),
    "a signal that nobody waits for is lost": (
        p().throws("t", "signal", "go", THROW).catches("c", "signal", "go").chain("start", "t", "c", "end"),
        {},
        [],
    ),
    "an error end event": (
        caught("error", "BAD"),
        {"answers": {"y": OPEN}},
        [
            *("opened x", "opened y", "completed x", "ended end_s", "received c", "cancelled y"),
            *("opened b", "completed b", "ended end2"),
        ],
    ),
    "an error is caught by an event without a code": (
        caught("error", None),
        {"answers": {"y": OPEN}},
        [
            *("opened x", "opened y", "completed x", "ended end_s", "received c", "cancelled y"),
            *("opened b", "completed b", "ended end2"),
        ],
    ),
    "an escalation that does not interrupt": (
        caught("escalation", "BAD", interrupting=False),
        {},
        [
            *("opened x", "opened y", "completed x", "ended end_s", "received c", "opened b"),
            *("completed y", "ended end_y", "opened a", "completed b", "ended end2", "completed a", "ended end"),
        ],
    ),
    "an error of a service": (
        p().service("s", "op").on("c", "s", "error", "BAD").chain("start", "s", "end").chain("c", "b", "end2"),
        {"answers": {"s": {"$error": "BAD"}}},
        ["opened s", "started s", "received c", "cancelled s", "opened b", "completed b", "ended end2"],
    ),
    "a terminate end event": (
        p().parallel("f").terminate("end_t").chain("start", "f", "a", "end").chain("f", "b", "end_t"),
        {"answers": {"a": OPEN}},
        ["opened a", "opened b", "completed b", "cancelled a", "ended end_t"],
    ),
    "a terminate end event ends its scope only": (
        p()
        .sub(inner().parallel("f").terminate("end_t").chain("start_s", "f", "x", "end_s").chain("f", "y", "end_t"))
        .chain("start", "s", "a", "end"),
        {"answers": {"x": OPEN}},
        ["opened x", "opened y", "completed y", "cancelled x", "ended end_t", "opened a", "completed a", "ended end"],
    ),
    "a message end event with an operation": (
        p().node("endEvent", "end", message_end("mail")).chain("start", "end"),
        {},
        ["opened end_send", "started end_send", "completed end_send", "ended end"],
    ),
    "a message throw event with an operation": (
        p().node(THROW, "t", message_end("mail")).chain("start", "t", "end"),
        {},
        ["opened t", "started t", "completed t", "ended end"],
    ),
}


WAITING = {
    "a duration that is not over",
    "a receive task",
    "a signal that nobody waits for is lost",
    "a cycle that begins at a moment",
    "a cycle that began before: what is past is past",
    "a cycle that is over when it begins",
    "a cycle that ends at a moment",
    "a cycle beside an activity",
    "a duration beside an activity happens once",
    "messages beside an activity, again and again",
}


@pytest.mark.parametrize("case", CASES)
def test_trace(case: str) -> None:
    drawing, given, expected = CASES[case]
    trace = Trace(drawing, **given)
    assert trace.but("passed") == expected
    assert trace.ended == (case not in WAITING)


@pytest.mark.parametrize("kind", ["message", "signal", "timer"])
def test_whatever_starts_a_process_has_happened(kind: str) -> None:
    d = p()
    cycle = "<bpmn:timerEventDefinition><bpmn:timeCycle>R/P1M</bpmn:timeCycle></bpmn:timerEventDefinition>"
    d.node("startEvent", "start", cycle if kind == "timer" else d.event(kind, "go")).chain("start", "a", "end")
    assert Trace(d).lines == ["passed start", "opened a", "completed a", "ended end"]


LINK = '<bpmn:linkEventDefinition name="{name}"/>'


def linked(*throws: str, to: str = "end") -> Drawing:
    d = p().parallel("f").node("intermediateCatchEvent", "c", LINK.format(name="L")).chain("start", "f")
    for throw in throws:
        d.node(THROW, throw, LINK.format(name="L")).chain("f", f"u_{throw}", throw)
    return d.chain("c", "a", to)


def test_links_are_flows() -> None:
    one = Trace(linked("t"))
    assert one.of("u_t", "t", "c", "a") == [
        "opened u_t",
        "completed u_t",
        "passed t",
        "passed c",
        "opened a",
        "completed a",
    ]
    several = Trace(linked("t1", "t2"))
    assert several.of("c") == ["passed c", "passed c"]
    assert several.of("a").count("completed a") == 2


def event_sub_process(kind: str, name: str, definition: str = "") -> Drawing:
    e = inner("e")
    e.node("startEvent", "start_e", definition or e.event(kind, name)).chain("start_e", "h", "end_e")
    return e


def with_handler(d: Drawing, e: Drawing) -> Drawing:
    d.parts.append(e._body().replace("<bpmn:subProcess ", '<bpmn:subProcess triggeredByEvent="true" ', 1))
    d.declared |= e.declared
    return d


def test_an_event_sub_process_interrupts_the_process() -> None:
    d = with_handler(
        p().chain("start", "a", "b", "end").lane("officer", "a").lane("manager", "b"),
        event_sub_process("message", "stop"),
    )
    trace = Trace(d, messages=[("stop", {"why": 1})])
    assert trace.but("passed") == [
        "opened a",
        "received start_e",
        "cancelled a",
        "opened h",
        "completed h",
        "ended end_e",
        "ended e_end",
    ]
    assert trace.ended
    assert trace.data == {"why": 1}
    assert Trace(d).of("a", "b", "end", "h") == ["opened a", "completed a", "opened b", "completed b", "ended end"]


def test_an_event_sub_process_handles_an_error_and_its_scope_goes_on() -> None:
    s = with_handler(
        inner().user("x").throws("end_s", "error", "BAD").chain("start_s", "x", "end_s"),
        event_sub_process("error", "BAD"),
    )
    trace = Trace(p().sub(s).chain("start", "s", "b", "end"), answers={"x": {"v": 1}, "h": {"w": 2}})
    assert trace.of("x", "end_s", "start_e", "h", "b", "end") == [
        *("opened x", "completed x", "ended end_s", "received start_e", "opened h", "completed h"),
        *("opened b", "completed b", "ended end"),
    ]
    assert trace.data == {"v": 1, "w": 2}


def test_an_event_sub_process_waits_for_time() -> None:
    late = "<bpmn:timerEventDefinition><bpmn:timeDuration>P2D</bpmn:timeDuration></bpmn:timerEventDefinition>"
    d = with_handler(p().chain("start", "a", "end"), event_sub_process("timer", "", late))
    assert Trace(d, days=9, answers={"a": OPEN}).of("a", "start_e", "h")[:3] == [
        "opened a",
        "fired start_e",
        "cancelled a",
    ]
