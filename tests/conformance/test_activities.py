"""Activities and their data (BPMN 2.0.2, 10.3, 10.4 and 13.3): loops, instances, scopes, calls, decisions, joins."""

from decimal import Decimal
from typing import Any

import pytest

from tests.conformance.tracing import OPEN, Trace, p
from tests.decisions.drawing import column, decision, definitions, output, rule, table
from tests.engine.drawing import Drawing, again_while, several


def inner(*nodes: str) -> Drawing:
    return Drawing("s", tag="subProcess").chain("start_s", *nodes, "end_s")


EACH = {"a": {"$each": [{"r": 1}, {"r": 2}, {"r": 3}]}}
GATHERED = several("xs", item="i", gather="out", result="r")
CASES: dict[str, tuple[Drawing, dict[str, Any], list[str], dict[str, Any]]] = {
    "a standard loop, tested after": (
        p().user("a", loop=again_while("n < 2")).chain("start", "a", "end"),
        {"answers": {"a": {"$each": [{"n": 1}, {"n": 2}]}}},
        ["opened a", "completed a", "opened a", "completed a", "ended end"],
        {"n": 2},
    ),
    "a standard loop, tested before": (
        p().user("a", loop=again_while("n < 2", test_before=True)).chain("start", "a", "end"),
        {"data": {"n": 2}},
        ["ended end"],
        {"n": 2},
    ),
    "a standard loop with a maximum": (
        p().user("a", loop=again_while("true", most=3)).chain("start", "a", "end"),
        {},
        [*["opened a", "completed a"] * 3, "ended end"],
        {},
    ),
    "instances in parallel": (
        p().user("a", loop=GATHERED).chain("start", "a", "end"),
        {"data": {"xs": ["p", "q", "r"]}, "answers": EACH},
        [*["opened a"] * 3, *["completed a"] * 3, "ended end"],
        {"xs": ["p", "q", "r"], "out": [1, 2, 3]},
    ),
    "instances in sequence": (
        p()
        .user("a", loop=several("xs", sequential=True, item="i", gather="out", result="r"))
        .chain("start", "a", "end"),
        {"data": {"xs": ["p", "q"]}, "answers": EACH},
        [*["opened a", "completed a"] * 2, "ended end"],
        {"xs": ["p", "q"], "out": [1, 2]},
    ),
    "instances until a condition holds": (
        p()
        .user("a", loop=several("xs", item="i", gather="out", result="r", until="numberOfCompletedInstances = 2"))
        .chain("start", "a", "end"),
        {"data": {"xs": ["p", "q", "r"]}, "answers": EACH},
        [*["opened a"] * 3, *["completed a"] * 2, "cancelled a", "ended end"],
        {"xs": ["p", "q", "r"], "out": [1, 2]},
    ),
    "a number of instances, while one is active": (
        p().user("a", loop=several("n", until="numberOfActiveInstances = 1")).chain("start", "a", "end"),
        {"data": {"n": 3}},
        [*["opened a"] * 3, *["completed a"] * 2, "cancelled a", "ended end"],
        {"n": 3},
    ),
    "no instance at all": (
        p().user("a", loop=GATHERED).chain("start", "a", "end"),
        {"data": {"xs": []}},
        ["ended end"],
        {"xs": [], "out": []},
    ),
    "sub-processes in parallel": (
        p().sub(inner("a", "b"), GATHERED).chain("start", "s", "end"),
        {"data": {"xs": ["p", "q"]}, "answers": EACH},
        [
            *("opened a", "opened a", "completed a", "opened b", "completed a", "opened b"),
            *("completed b", "ended end_s", "completed b", "ended end_s", "ended end"),
        ],
        {"xs": ["p", "q"], "out": [1, 2]},
    ),
    "sub-processes in sequence until a condition holds": (
        p()
        .sub(inner("a"), several("xs", True, item="i", gather="out", result="r", until="r = 1"))
        .chain("start", "s", "end"),
        {"data": {"xs": ["p", "q"]}, "answers": EACH},
        ["opened a", "completed a", "ended end_s", "ended end"],
        {"xs": ["p", "q"], "out": [1]},
    ),
    "a sub-process on a loop": (
        p().sub(inner("a"), again_while("n < 2")).chain("start", "s", "end"),
        {"answers": {"a": {"$each": [{"n": 1}, {"n": 2}]}}},
        [*["opened a", "completed a", "ended end_s"] * 2, "ended end"],
        {"n": 2},
    ),
    "a sub-process ends when all its tokens have": (
        p()
        .sub(Drawing("s", tag="subProcess").parallel("f").chain("start_s", "f", "a", "end_s").chain("f", "b", "end_b"))
        .chain("start", "s", "c", "end"),
        {},
        [
            "opened a",
            "opened b",
            "completed a",
            "ended end_s",
            "completed b",
            "ended end_b",
            "opened c",
            "completed c",
            "ended end",
        ],
        {},
    ),
    "a service's outputs are computed from its result": (
        p()
        .node(
            "serviceTask",
            "t",
            '<bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="op.o"><spiffworkflow:outputs>'
            '<spiffworkflow:output id="y" value="x + k"/></spiffworkflow:outputs></spiffworkflow:serviceTaskOperator>'
            "</bpmn:extensionElements>",
        )
        .chain("start", "t", "end"),
        {"data": {"k": 1}, "answers": {"t": {"x": 2, "z": 3}}},
        ["opened t", "started t", "completed t", "ended end"],
        {"k": 1, "y": 3},
    ),
    "an interrupted sub-process keeps what it has changed": (
        p().sub(inner("a", "b")).on_timer("t", "s", "P1D").chain("start", "s", "end").chain("t", "c", "end2"),
        {"days": 9, "data": {"v": 0}, "answers": {"a": {"v": 1}, "b": OPEN}},
        ["opened a", "completed a", "opened b", "fired t", "cancelled b", "opened c", "completed c", "ended end2"],
        {"v": 1},
    ),
    "interrupted instances leave what the finished ones have changed": (
        p().user("a", loop=several("3")).on_timer("t", "a", "P1D").chain("start", "a", "end").chain("t", "c", "end2"),
        {"days": 9, "data": {"xs": [0]}, "answers": {"a": {"$each": [{"xs": [0, 1]}, {"xs": [0, 2]}, OPEN]}}},
        [
            *("opened a", "opened a", "opened a", "completed a", "completed a", "fired t", "cancelled a"),
            *("opened c", "completed c", "ended end2"),
        ],
        {"xs": [0, 1, 2]},
    ),
    "a terminated branch keeps what it has changed": (
        p()
        .parallel("f")
        .terminate("end_t")
        .timer("w", "P9D")
        .chain("start", "f", "a", "w", "end")
        .chain("f", "b", "end_t"),
        {"data": {"v": 0, "w": 0}, "answers": {"a": {"v": 1}, "b": {"w": 2}}},
        ["opened a", "opened b", "completed a", "completed b", "ended end_t"],
        {"v": 1, "w": 2},
    ),
    "branches that append to one list": (
        p().parallel("f", "j").chain("start", "f", "a", "j", "end").chain("f", "b", "j"),
        {"data": {"xs": [0]}, "answers": {"a": {"xs": [0, "a"]}, "b": {"xs": [0, "b", "c"]}}},
        ["opened a", "opened b", "completed a", "completed b", "ended end"],
        {"xs": [0, "a", "b", "c"]},
    ),
    "branches that change different members": (
        p().parallel("f", "j").chain("start", "f", "a", "j", "end").chain("f", "b", "j"),
        {"data": {"o": {"k": 0}}, "answers": {"a": {"o": {"k": 0, "a": 1}}, "b": {"o": {"k": 2}}}},
        ["opened a", "opened b", "completed a", "completed b", "ended end"],
        {"o": {"k": 2, "a": 1}},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_trace(case: str) -> None:
    drawing, given, expected, data = CASES[case]
    trace = Trace(drawing, **given)
    assert trace.but("passed") == expected
    assert trace.data == data
    assert trace.ended


def test_a_called_process_runs_in_its_place_and_shares_the_data() -> None:
    called = Drawing("q").chain("start_q", "b", "end_q")
    trace = Trace(p().call("c", "q").chain("start", "a", "c", "end"), called, answers={"a": {"x": 1}, "b": {"y": 2}})
    assert trace.but("passed") == [
        *("opened a", "completed a", "opened c", "started c", "opened b", "completed b", "ended end_q", "completed c"),
        "ended end",
    ]
    assert trace.data == {"x": 1, "y": 2}


def test_a_called_process_is_interrupted_as_a_whole() -> None:
    called = Drawing("q").parallel("f").chain("start_q", "f", "b", "end_q").chain("f", "c", "end_c")
    d = p().call("k", "q").on("m", "k", "message", "stop").chain("start", "k", "end").chain("m", "end2")
    trace = Trace(d, called, messages=[("stop", {})], answers={"b": OPEN})
    assert sorted(trace.of("b", "c")) == ["cancelled b", "cancelled c", "opened b", "opened c"]
    assert trace.ends == ["end2"]


def test_a_decision_is_taken() -> None:
    rules = [rule(["< 5"], ['"low"']), rule(["-"], ['"high"'])]
    dmn = definitions(decision("d", table([column("x")], [output()], rules, policy="FIRST")))
    trace = Trace(p().decision("d", "d", "r").chain("start", "d", "end"), files={"d.dmn": dmn}, data={"x": 3})
    assert trace.but("passed") == ["opened d", "decided d", "completed d", "ended end"]
    assert trace.data["r"] == "low"


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("many", '"many"'),
        ({"debts": 3}, "{debts: 3}"),
        ([3], "[3]"),
        (Decimal("2.5"), "2.5"),
        (True, "true"),
        (None, "null (is a variable missing?)"),
    ],
)
def test_a_number_of_instances_that_is_none_is_told(given: Any, shown: str) -> None:
    trace = Trace(p().user("t", loop=several("n")).chain("start", "t", "end"), data={"n": given})
    assert trace.waits["failed"] == [
        {"element": "t", "sentence": f"“n” at t gives {shown}; it must give a whole number."}
    ]
