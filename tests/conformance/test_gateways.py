"""Gateways (BPMN 2.0.2, 13.4), alone, on a loop, inside a sub-process and inside a called process: the same trace."""

from collections.abc import Callable

import pytest

from tests.conformance.tracing import OPEN, Trace, p
from tests.engine.drawing import Drawing

Block = Callable[[Drawing], tuple[str, str]]


def exclusive(d: Drawing) -> tuple[str, str]:
    d.xor("g", "g_else").xor("m").user("a", "b").flow("g", "a", "x > 3").flow("g", "b", ident="g_else")
    d.flow("a", "m").flow("b", "m")
    return "g", "m"


def parallel(d: Drawing) -> tuple[str, str]:
    d.parallel("g", "m").user("a", "b").flow("g", "a").flow("g", "b").flow("a", "m").flow("b", "m")
    return "g", "m"


def inclusive(d: Drawing) -> tuple[str, str]:
    d.inclusive("g", "g_else").inclusive("m").user("a", "b", "c")
    d.flow("g", "a", "x > 3").flow("g", "b", "x > 4").flow("g", "c", ident="g_else")
    for task in ("a", "b", "c"):
        d.flow(task, "m")
    return "g", "m"


def event_based(d: Drawing) -> tuple[str, str]:
    d.choice_of_events("g").xor("m").timer("a", "P2D").timer("b", "P1D")
    for event in ("a", "b"):
        d.flow("g", event).flow(event, "m")
    return "g", "m"


def implicit(d: Drawing) -> tuple[str, str]:
    """An implicit fork with conditions, and an implicit merge: a token on each flow, so twice through m."""
    d.user("g", "a", "b", "m").flow("g", "a").flow("g", "b", "x > 3").flow("a", "m").flow("b", "m")
    return "g", "m"


BLOCKS: dict[str, tuple[Block, dict[str, int], list[str]]] = {
    "exclusive, condition true": (exclusive, {"x": 5}, ["chosen g", "opened a", "completed a", "passed m"]),
    "exclusive, default": (exclusive, {"x": 1}, ["chosen g", "opened b", "completed b", "passed m"]),
    "parallel": (
        parallel,
        {"x": 5},
        ["passed g", "opened a", "opened b", "completed a", "completed b", "passed m"],
    ),
    "inclusive, both": (
        inclusive,
        {"x": 5},
        ["chosen g", "opened a", "opened b", "completed a", "completed b", "passed m"],
    ),
    "inclusive, one": (inclusive, {"x": 4}, ["chosen g", "opened a", "completed a", "passed m"]),
    "inclusive, default": (inclusive, {"x": 0}, ["chosen g", "opened c", "completed c", "passed m"]),
    "event-based, the earlier of two timers": (event_based, {"x": 5}, ["passed g", "fired b", "passed m"]),
    "implicit fork, one condition false": (
        implicit,
        {"x": 1},
        ["opened g", "completed g", "opened a", "completed a", "opened m", "completed m"],
    ),
}
ELEMENTS = ("g", "a", "b", "c", "m")


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("where", ["alone", "twice on a loop", "in a sub-process", "in a called process"])
def test_the_same_trace_everywhere(block: str, where: str) -> None:
    draw, data, expected = BLOCKS[block]
    others: list[Drawing] = []
    rounds = 1
    d = p()
    if where == "alone":
        first, last = draw(d)
        d.start().end().flow("start", first).flow(last, "end")
    elif where == "twice on a loop":
        rounds = 2
        first, last = draw(d.xor("again", "out").xor("back").user("u"))
        d.start().end().flow("start", "back").flow("back", first).flow(last, "u").flow("u", "again")
        d.flow("again", "back", "more").flow("again", "end", ident="out")
    else:
        inner = Drawing("q", tag="subProcess" if where == "in a sub-process" else "process")
        first, last = draw(inner)
        inner.start("start_q").end("end_q").flow("start_q", first).flow(last, "end_q")
        if where == "in a sub-process":
            d.sub(inner).chain("start", "q", "end")
        else:
            others = [inner]
            d.call("call", "q").chain("start", "call", "end")
    trace = Trace(d, *others, data=data, days=9, answers={"u": {"$each": [{"more": True}, {"more": False}]}})
    assert trace.of(*ELEMENTS) == expected * rounds
    assert trace.ended
    assert trace.ends == ["end"]


def test_a_parallel_join_waits_for_each_flow() -> None:
    d = p().parallel("f", "j").chain("start", "f", "a", "j", "end").chain("f", "b", "j")
    waiting = Trace(d, answers={"b": OPEN})
    assert (waiting.ended, waiting.waits["tasks"]) == (False, ["b"])
    assert "completed a" in waiting.lines
    assert "passed j" not in waiting.lines


def test_an_implicit_merge_joins_nothing() -> None:
    d = p().parallel("f").user("m").chain("start", "f", "a", "m", "end").chain("f", "b", "m")
    assert Trace(d).of("m") == ["opened m", "opened m", "completed m", "completed m"]


def test_no_condition_true_and_no_default_is_an_exception() -> None:
    """13.4.2: an exception is thrown; here the gateway is told as failed, and other branches go on."""
    d = p().xor("g").parallel("f").chain("start", "f", "g").flow("g", "a", "x > 3").flow("g", "b", "x > 5")
    d.user("a", "b").chain("a", "end").chain("b", "end2").chain("f", "c", "end3")
    trace = Trace(d, data={"x": 1})
    assert [failed["element"] for failed in trace.waits["failed"]] == ["g"]
    assert "ended end3" in trace.lines
    assert Trace(d, data={"x": 4}).of("a") == ["opened a", "completed a"]


def test_a_token_taken_by_an_event_leaves_no_other_event_behind() -> None:
    d = p().choice_of_events("g").catches("m", "message", "paid").timer("t", "P1D").chain("start", "g", "m", "a", "end")
    trace = Trace(d.chain("g", "t", "b", "end2"), messages=[("paid", {"sum": 3})], days=9)
    assert trace.but("passed") == ["received m", "opened a", "completed a", "ended end"]
    assert trace.data == {"sum": 3}
