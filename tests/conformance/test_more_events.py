"""Conditions, several definitions, several starts, event sub-processes: each with the trace that BPMN 2.0.2 demands."""

from typing import Any

import pytest

from tests.conformance.tracing import OPEN, Trace, p
from tests.engine.drawing import Drawing
from tests.engine.driving import Driver

CATCH, THROW = "intermediateCatchEvent", "intermediateThrowEvent"


def inner(ident: str) -> Drawing:
    return Drawing(ident, tag="subProcess")


def waits_for(condition: str) -> Drawing:
    """Beside a, until the condition is true."""
    d = p().parallel("f", "j")
    return d.node(CATCH, "c", d.condition(condition)).chain("start", "f", "a", "j", "end").chain("f", "c", "j")


def stopped_by(condition: str, interrupting: bool = True) -> Drawing:
    """A sub-process of three steps, with a condition on it."""
    d = p().sub(inner("s").chain("start_s", "u", "v", "w", "end_s"))
    return (
        d._boundary("c", "s", d.condition(condition), interrupting).chain("start", "s", "end").chain("c", "b", "end2")
    )


def either(*kinds: str, **more: str) -> Drawing:
    d = p()
    given = {"message": d.event("message", "m"), "signal": d.event("signal", "s"), "timer": d.period("P3D")}
    given["condition"] = d.condition("x = 1")
    return d.node(CATCH, "e", "".join(given[kind] for kind in kinds), **more).chain("start", "e", "a", "end")


def several_on(interrupting: bool) -> Drawing:
    d = p().user("a", "b")
    d._boundary("e", "a", d.event("message", "m") + d.period("P3D"), interrupting)
    return d.chain("start", "a", "end").chain("e", "b", "end2")


def thrown_at_the_end() -> Drawing:
    s = inner("s")
    s.parallel("f").end("end_s", "<bpmn:terminateEventDefinition/>" + s.event("escalation", "UP"))
    d = p().sub(s.chain("start_s", "f", "u", "end_s").chain("f", "v", "end_v"))
    return d.on("c", "s", "escalation", "UP", interrupting=False).chain("start", "s", "end").chain("c", "b", "end2")


def starts() -> Drawing:
    d = p()
    d.node("startEvent", "told", d.event("message", "m")).node("startEvent", "each_day", d.period("P1D"))
    return d.chain("start", "a", "end").chain("told", "b", "end").chain("each_day", "c", "end")


def handler(ident: str, definition: str, step: str, interrupting: bool) -> Drawing:
    return (
        inner(ident).begins(f"{ident}_begins", definition, interrupting).chain(f"{ident}_begins", step, f"end_{ident}")
    )


def beside() -> Drawing:
    d = p().chain("start", "a", "end")
    return d.handler(handler("h", d.event("message", "m"), "n", interrupting=False))


def enough(count: int, sign: str = ">=") -> Drawing:
    """Three branches, of which so many are enough."""
    condition = (
        f"<bpmn:activationCondition>activationCount {sign.replace('>', '&gt;')} {count}</bpmn:activationCondition>"
    )
    d = p().parallel("f").user("a", "b", "c").node("complexGateway", "g", condition).start().end()
    for branch in ("a", "b", "c"):
        d.flow("f", branch).flow(branch, "g")
    return d.chain("start", "f").chain("g", "z", "end")


def mapped() -> tuple[Drawing, Drawing]:
    q = Drawing("q").user("u").chain("start_q", "u", "end_q")
    return p().call_with("c", "q", {"a": "x + 1"}, {"r": "a + b"}).chain("start", "c", "t", "end"), q


def with_handler(*definitions: str, interrupting: bool) -> Drawing:
    """a, and an event sub-process that does n."""
    d = p().chain("start", "a", "end")
    given = {"message": d.event("message", "m"), "timer": d.period("P3D"), "signal": d.event("signal", "s")}
    given["condition"] = d.condition("x = 1")
    return d.handler(handler("h", "".join(given[kind] for kind in definitions), "n", interrupting))


def linked() -> Drawing:
    d = (
        p()
        .node(THROW, "t", '<bpmn:linkEventDefinition name="L"/>')
        .node(CATCH, "c", '<bpmn:linkEventDefinition name="L"/>')
    )
    return d.chain("start", "a", "t").chain("c", "b", "end")


def two_tasks() -> Drawing:
    return p().node("manualTask", "m").node("task", "t").chain("start", "m", "t", "end")


def begun_by_a_message() -> Drawing:
    d = p()
    return d.node("startEvent", "start", d.event("message", "m")).chain("start", "a", "end")


def stopped_by_a_message(interrupting: bool) -> Drawing:
    d = p().on("c", "a", "message", "m", interrupting)
    return d.chain("start", "a", "end").chain("c", "b", "end2")


def escalated() -> Drawing:
    s = inner("s").throws("up", "escalation", "UP", THROW).chain("start_s", "u", "up", "v", "end_s")
    d = p().sub(s).on("c", "s", "escalation", "UP", interrupting=True)
    return d.chain("start", "s", "end").chain("c", "b", "end2")


CASES: dict[str, tuple[Drawing | bytes, dict[str, Any], list[str]]] = {
    "a condition is waited for": (
        waits_for("x > 3"),
        {"answers": {"a": {"x": 5}}},
        ["opened a", "completed a", "received c", "ended end"],
    ),
    "a condition that is true already": (waits_for("true"), {"answers": {"a": OPEN}}, ["received c", "opened a"]),
    "a condition that does not become true": (
        waits_for("x > 3"),
        {"answers": {"a": {"x": 1}}},
        ["opened a", "completed a"],
    ),
    "a condition over a variable that is not there is not true": (
        waits_for("nobody = 1"),
        {},
        ["opened a", "completed a"],
    ),
    "a condition interrupts as soon as it is true": (
        stopped_by("x = 1"),
        {"answers": {"u": {"x": 1}}},
        ["opened u", "completed u", "received c", "opened b", "completed b", "ended end2"],
    ),
    "a condition beside an activity happens again when it was false between": (
        stopped_by("x = 1", interrupting=False),
        {"answers": {"u": {"x": 1}, "v": {"x": 2}, "w": OPEN, "b": OPEN}},
        ["opened u", "completed u", "received c", "opened b", "opened v", "completed v", "opened w"],
    ),
    "any of several definitions: the time": (
        either("message", "signal", "timer"),
        {"days": 5},
        ["fired e_3", "opened a", "completed a", "ended end"],
    ),
    "any of several definitions: the message": (
        either("message", "signal", "timer"),
        {"messages": [("m", {})]},
        ["received e", "opened a", "completed a", "ended end"],
    ),
    "any of several definitions: the condition": (
        either("timer", "condition"),
        {"data": {"x": 1}},
        ["received e_2", "opened a", "completed a", "ended end"],
    ),
    "all of several definitions": (
        either("message", "timer", parallelMultiple="true"),
        {"messages": [("m", {})], "days": 5},
        ["received e", "fired e_2", "opened a", "completed a", "ended end"],
    ),
    "all of several definitions, of which one does not come": (
        either("message", "timer", parallelMultiple="true"),
        {"days": 5},
        ["fired e_2"],
    ),
    "several definitions behind an event gateway": (
        (d := p())
        .choice_of_events("g")
        .catches("k", "message", "k")
        .node(CATCH, "e", d.event("message", "m") + d.event("signal", "s"))
        .chain("start", "g", "e", "a", "end")
        .chain("g", "k", "b", "end"),
        {"messages": [("m", {})]},
        ["received e", "opened a", "completed a", "ended end"],
    ),
    "several definitions on an activity: the message interrupts": (
        several_on(interrupting=True),
        {"messages": [("m", {})], "answers": {"a": OPEN}},
        ["opened a", "received e", "cancelled a", "opened b", "completed b", "ended end2"],
    ),
    "several definitions on an activity, each beside it": (
        several_on(interrupting=False),
        {"messages": [("m", {})], "days": 5, "answers": {"a": OPEN}},
        [
            *("opened a", "received e", "opened b", "completed b", "ended end2"),
            *("fired e_2", "opened b", "completed b", "ended end2"),
        ],
    ),
    "a process that a message begins": (
        begun_by_a_message(),
        {"messages": [("m", {"x": 1})]},
        ["opened a", "completed a", "ended end"],
    ),
    "of several starts the one of the message": (
        starts(),
        {"messages": [("m", {})]},
        ["opened b", "completed b", "ended end"],
    ),
    "of several starts the plain one": (starts(), {}, ["opened a", "completed a", "ended end"]),
    "a message interrupts": (
        stopped_by_a_message(interrupting=True),
        {"messages": [("m", {})], "answers": {"a": OPEN}},
        ["opened a", "received c", "cancelled a", "opened b", "completed b", "ended end2"],
    ),
    "a message beside an activity, twice": (
        stopped_by_a_message(interrupting=False),
        {"messages": [("m", {}), ("m", {})], "answers": {"a": OPEN}},
        ["opened a", *["received c", "opened b"] * 2, *["completed b", "ended end2"] * 2],
    ),
    "an escalation on the way interrupts": (
        escalated(),
        {},
        ["opened u", "completed u", "received c", "opened b", "completed b", "ended end2"],
    ),
    "a link": (linked(), {}, ["opened a", "completed a", "opened b", "completed b", "ended end"]),
    "a manual task and one that does not say who does it": (
        two_tasks(),
        {},
        ["opened m", "completed m", "opened t", "completed t", "ended end"],
    ),
    "an event sub-process interrupts: a message": (
        with_handler("message", interrupting=True),
        {"messages": [("m", {})], "answers": {"a": OPEN}},
        ["opened a", "received h_begins", "cancelled a", "opened n", "completed n", "ended end_h", "ended h_end"],
    ),
    "an event sub-process interrupts: a time": (
        with_handler("timer", interrupting=True),
        {"days": 9, "answers": {"a": OPEN}},
        ["opened a", "fired h_begins", "cancelled a", "opened n", "completed n", "ended end_h", "ended h_end"],
    ),
    "an event sub-process interrupts: any of several": (
        with_handler("timer", "message", interrupting=True),
        {"messages": [("m", {})], "answers": {"a": OPEN}},
        ["opened a", "received h_begins_2", "cancelled a", "opened n", "completed n", "ended end_h", "ended h_end"],
    ),
    "an event sub-process beside the rest: a message, twice": (
        with_handler("message", interrupting=False),
        {"messages": [("m", {}), ("m", {})], "answers": {"a": OPEN}},
        ["opened a", *["received h_begins", "opened n"] * 2, *["completed n", "ended end_h", "ended h_end"] * 2],
    ),
    "an event sub-process beside the rest: a time, once": (
        with_handler("timer", interrupting=False),
        {"days": 9, "answers": {"a": OPEN}},
        ["opened a", "fired h_begins", "opened n", "completed n", "ended end_h", "ended h_end"],
    ),
    "an event sub-process beside the rest that never begins": (
        with_handler("message", interrupting=False),
        {},
        ["opened a", "completed a", "ended end", "ended p_body_end"],
    ),
    "a complex gateway for which one of three is enough": (
        enough(1),
        {"answers": {"b": OPEN, "c": OPEN}},
        ["opened a", "opened b", "opened c", "completed a", "opened z", "completed z", "ended end"],
    ),
    "a complex gateway for which two of three are enough": (
        enough(2),
        {},
        [
            *("opened a", "opened b", "opened c", "completed a", "completed b", "opened z"),
            *("completed c", "completed z", "ended end"),
        ],
    ),
    "a call that passes what is named": (
        mapped()[0].xml(mapped()[1]),
        {"data": {"x": 4}},
        [
            *("opened c", "started c", "opened u", "completed u", "ended end_q", "completed c"),
            *("opened t", "completed t", "ended end"),
        ],
    ),
    "several definitions are thrown, and last what ends": (
        thrown_at_the_end(),
        {"answers": {"v": OPEN}},
        [
            *("opened u", "opened v", "completed u", "received c", "cancelled v", "ended end_s"),
            *("opened b", "ended end", "completed b", "ended end2"),
        ],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_the_trace(case: str) -> None:
    drawing, given, expected = CASES[case]
    trace = Trace(drawing, **given)
    silent = {"passed", "chosen"}
    assert sorted(trace.but(*silent)) == sorted(expected)
    told = [line for line in trace.lines if line.startswith(("received", "fired", "ended"))]
    assert told == [line for line in expected if line.startswith(("received", "fired", "ended"))]


def test_of_several_starts_the_one_begins_whose_trigger_came() -> None:
    assert Trace(starts()).of("start", "a", "b", "c") == ["passed start", "opened a", "completed a"]
    told = Trace(starts(), messages=[("m", {"x": 1})])
    assert told.of("told", "a", "b", "c") == ["passed told", "opened b", "completed b"]
    assert told.data == {"x": 1}
    other = Trace(starts(), messages=[("other", {})])
    assert other.of("start", "a", "b", "c") == ["passed start", "opened a", "completed a"]
    assert other.undelivered == ["other"]


def test_a_called_process_begins_at_its_plain_start() -> None:
    q = Drawing("q")
    q.node("startEvent", "told", q.event("message", "m")).chain("start_q", "a", "end_q").chain("told", "b", "end_q")
    assert Trace(p().call("c", "q").chain("start", "c", "end"), q).of("a", "b") == ["opened a", "completed a"]


def test_an_event_sub_process_beside_the_rest_may_be_begun_several_times() -> None:
    case = Driver(beside()).deliver("h_begins").deliver("h_begins")
    assert case.open == ["a", "n", "n"]
    assert case.messages == ["h_begins"]
    case.do("a").do("n").do("n")
    assert case.case.completed


def test_an_event_sub_process_may_be_begun_as_long_as_its_scope_lasts() -> None:
    """13.5.4: also once all else is over, while another one runs; not once nothing runs any more."""
    case = Driver(beside()).deliver("h_begins").do("a")
    assert (case.open, case.messages) == (["n"], ["h_begins"])
    case.deliver("h_begins").do("n")
    assert (case.open, case.messages) == (["n"], ["h_begins"])
    case.do("n")
    assert case.case.completed
    assert Driver(beside()).do("a").case.completed, "what waits for its event keeps nothing from ending"


def test_one_that_interrupts_takes_those_beside_away_too() -> None:
    d = p().chain("start", "a", "end")
    d.handler(handler("h", d.event("message", "m"), "n", interrupting=False))
    d.handler(handler("k", d.event("message", "stop"), "z", interrupting=True))
    case = Driver(d).deliver("h_begins").do("a")
    assert case.open == ["n"]
    assert sorted(case.messages) == ["h_begins", "k_begins"]
    case.deliver("k_begins")
    assert (case.open, case.messages) == (["z"], [])
    assert case.do("z").case.completed


def test_an_event_sub_process_of_a_time_beside_happens_once() -> None:
    d = p().chain("start", "a", "end")
    case = Driver(d.handler(handler("h", d.period("P3D"), "n", interrupting=False))).fire("h_begins")
    assert (case.open, case.timers) == (["a", "n"], {})
    assert case.do("n").do("a").case.completed


def test_an_event_sub_process_with_several_triggers_and_with_a_condition() -> None:
    s = inner("s")
    given = s.event("message", "m") + s.condition("x = 1")
    s.chain("start_s", "u", "v", "end_s").handler(handler("h", given, "n", interrupting=True))
    d = p().sub(s).chain("start", "s", "end")
    assert Driver(d).deliver("h_begins").open == ["n"]
    assert Driver(d).do("u", x=1).open == ["n"]
    assert Driver(d).do("u", x=2).open == ["v"]


@pytest.mark.parametrize(("count", "sign", "needed"), [(1, ">=", 1), (2, ">=", 2), (1, ">", 2), (3, "=", 3)])
def test_a_complex_gateway_goes_on_once_enough_have_come_and_once_only(count: int, sign: str, needed: int) -> None:
    case = Driver(enough(count, sign))
    for number, branch in enumerate(("b", "a", "c"), 1):
        case.do(branch, **{branch: number})
        assert ("z" in case.open) == (number >= needed)
        assert case.open.count("z") <= 1
    case.do("z")
    assert case.case.completed
    assert case.case.data == {"a": 2, "b": 1, "c": 3}, "what comes late is not lost"


def test_what_comes_late_to_a_complex_gateway_is_waited_for() -> None:
    case = Driver(enough(1)).do("a").do("z")
    assert case.open == ["b", "c"]
    assert not case.case.completed
    assert case.do("c").do("b").case.completed


def test_a_complex_gateway_on_a_loop_is_as_it_was_once_all_have_come() -> None:
    condition = "<bpmn:activationCondition>activationCount &gt;= 2</bpmn:activationCondition>"
    d = p().xor("m").parallel("f").user("a", "b", "c").node("complexGateway", "g", condition).xor("k", "out").start()
    for branch in ("a", "b", "c"):
        d.flow("f", branch).flow(branch, "g")
    d.end().chain("start", "m", "f").chain("g", "z", "k").flow("k", "m", "again").flow("k", "end", ident="out")
    case = Driver(d).do("a").do("b").do("c").do("z", again=True)
    assert case.open == ["a", "b", "c"]
    case.do("c").do("b").do("z", again=False)
    assert case.open == ["a"]
    assert case.do("a").case.completed


def test_an_inclusive_join_does_not_wait_for_what_only_waits_to_be_as_it_was() -> None:
    condition = "<bpmn:activationCondition>activationCount &gt;= 1</bpmn:activationCondition>"
    d = p().parallel("o", "f").inclusive("j").node("complexGateway", "g", condition).user("a", "b", "y", "z")
    d.start().end().chain("start", "o", "f").chain("o", "y", "j", "z", "end")
    for branch in ("a", "b"):
        d.flow("f", branch).flow(branch, "g")
    case = Driver(d.flow("g", "j")).do("a").do("y")
    assert case.open == ["b", "z"], "what may still come by a way on which one has come is not waited for"
    assert case.do("b").do("z").case.completed


def test_a_call_passes_and_takes_back_only_what_is_named() -> None:
    d, q = mapped()
    case = Driver(d, q, x=4, secret=1)
    assert case.case.tasks()[0].data == {"a": 5}
    assert case.case.data == {"x": 4, "secret": 1}, "nothing comes back before it has ended"
    assert case.do("u", b=10).case.tasks()[0].data == {"x": 4, "secret": 1, "r": 15}


def test_what_interrupts_a_call_takes_nothing_back() -> None:
    d, q = mapped()
    d.on("stop", "c", "message", "m").chain("stop", "v", "end2")
    assert Driver(d, q, x=4).deliver("stop").case.tasks()[0].data == {"x": 4}


def test_a_call_may_pass_everything_and_more() -> None:
    q = Drawing("q").user("u").chain("start_q", "u", "end_q")
    d = p().call_with("c", "q", {"a": "x"}, {}, all_in="all", all_out="all").chain("start", "c", "t", "end")
    case = Driver(d, q, x=4)
    assert case.case.tasks()[0].data == {"x": 4, "a": 4}
    assert case.do("u", b=1).case.tasks()[0].data == {"x": 4, "a": 4, "b": 1}


def test_what_waits_for_a_signal_or_a_condition_is_told() -> None:
    d = p().parallel("g").catches("s", "signal", "GO").chain("start", "g", "s", "end").chain("g", "v", "end2")
    assert Trace(d).waits["signals"] == [{"element": "s", "name": "GO"}]
    assert Trace(waits_for("x > 3")).waits["conditions"] == [{"element": "c", "condition": "x > 3"}]


@pytest.mark.parametrize("tag", ["userTask", "inclusiveGateway"])
@pytest.mark.parametrize(("x", "taken"), [(1, "other"), (5, "some")])
def test_a_default_beside_flows_without_a_condition_and_with_one(tag: str, x: int, taken: str) -> None:
    """Table 10.3: the default is taken if no condition of the others is true, whatever is taken every time."""
    d = p().node(tag, "g", default="dflt").user("always", "some", "other").start().end().flow("start", "g")
    d.flow("g", "always").flow("g", "some", "x > 3").flow("g", "other", ident="dflt")
    for each in ("always", "some", "other"):
        d.flow(each, "end")
    opened = [line for line in Trace(d, data={"x": x}).of("always", "some", "other") if line.startswith("opened")]
    assert opened == ["opened always", f"opened {taken}"]


def test_a_complex_gateway_waits_for_what_comes_round_from_behind_it() -> None:
    """It is as it was only when nothing can come any more, also not what has just left it."""
    condition = "<bpmn:activationCondition>activationCount &gt;= 1</bpmn:activationCondition>"
    d = p().user("a", "b", "z").node("complexGateway", "g", condition).xor("k", "out").parallel("f").start().end()
    d.chain("start", "f", "a", "g", "z", "k").flow("k", "b", "again").chain("b", "g").flow("k", "end", ident="out")
    case = Driver(d.chain("f", "other", "end_o")).do("a").do("z", again=True).do("b")
    assert case.open == ["other"], "what came round was waited for, and ends there"


def later() -> Drawing:
    """a, then b; and n as often as the message comes."""
    d = p().chain("start", "a", "b", "end")
    return d.handler(handler("h", d.event("message", "m"), "n", interrupting=False))


def test_an_event_sub_process_beside_sees_the_data_as_they_stand() -> None:
    case = Driver(later()).do("a", x=5).deliver("h_begins")
    assert {task.element: task.data for task in case.case.tasks()} == {"b": {"x": 5}, "n": {"x": 5}}
    case.do("b", x=6).do("n", y=1)
    assert case.case.data == {"x": 6, "y": 1}, "what it only saw does not undo what was changed since"
    case = Driver(later()).do("a", x=5).deliver("h_begins", said=1).do("n", y=1)
    assert case.case.data == {"x": 5, "said": 1, "y": 1}
    assert case.do("b").case.data == {"x": 5, "said": 1, "y": 1}


def test_a_condition_beside_happens_once_as_long_as_it_stays_true() -> None:
    d = p().chain("start", "a", "b", "end")
    d.handler(handler("h", d.condition("x = 1"), "n", interrupting=False))
    assert Trace(d, answers={"a": {"x": 1}}).lines.count("received h_begins") == 1


def test_what_escalates_out_of_a_call_brings_only_what_is_named() -> None:
    q = Drawing("q").throws("up", "escalation", "UP", THROW).user("u").chain("start_q", "u", "up", "v", "end_q")
    d = p().call_with("c", "q", {"a": "x"}, {"r": "1"}).user("w").chain("start", "c", "end")
    d.on("e", "c", "escalation", "UP", interrupting=False).chain("e", "w", "end2")
    case = Driver(d, q, x=1, secret=9).do("u", diagnosis="?", x="other")
    assert {task.element: task.data for task in case.case.tasks()}["w"] == {"x": 1, "secret": 9}
    assert case.do("v").do("w").case.data == {"x": 1, "secret": 9, "r": 1}


@pytest.mark.parametrize("inside", [False, True])
def test_a_terminate_end_ends_what_runs_beside_too(inside: bool) -> None:
    """10.5.3: all that the scope holds ends at once, event sub-processes too."""
    d = p() if not inside else inner("s")
    d.terminate("end_t").chain("start_s", "a", "end_t")
    d.handler(handler("h", d.event("message", "m"), "n", interrupting=False))
    case = Driver(d if not inside else p().sub(d).chain("start", "s", "z", "end")).deliver("h_begins").do("a", q=1)
    assert case.messages == []
    assert case.open == (["z"] if inside else [])
    assert case.case.completed == (not inside)
    assert case.case.data == {"q": 1}


def test_a_cycle_that_is_over_waits_no_more() -> None:
    d = p().on_timer("t", "a", "R/P1D/2026-01-03T12:00:00Z", "timeCycle", interrupting=False)
    d.chain("start", "a", "end").chain("t", "b", "end2")
    assert Trace(d, days=9, answers={"a": OPEN}).waits["timers"] == []
