"""One diagram for each rule, which triggers that finding and no other."""

from collections.abc import Mapping
from itertools import pairwise

import pytest

from tests.diagrams.dialects import task
from tests.engine.drawing import Drawing, again_while, several
from workflows.diagrams import Step, Vocabulary, lint, read
from workflows.diagrams.lint import structure
from workflows.diagrams.operations import Operation, Parameter
from workflows.engine import compile_procedure
from workflows.expressions.inferred import NUMBER, TEXT

POST = Operation(
    "post",
    "job",
    "Posts a document.",
    parameters=(
        Parameter("document", "string", "Which.", of="document"),
        Parameter("copies", "number", "How many.", required=False),
        Parameter("how", "string", "How.", required=False, choices=("first", "second")),
        Parameter("on", "date", "When.", required=False),
        Parameter("next", "string", "What is begun then.", required=False, of="procedure"),
        Parameter("columns", "list", "What of each row.", required=False, of="column", members_of="rows"),
        Parameter("rows", "list", "The rows.", required=False),
    ),
)
VOCABULARY = Vocabulary(
    roles=frozenset({"officer", "solicitor"}),
    forms={"letter": {"text": TEXT}},
    handlers={"letter": "job", "count": "inline", "other": "inline", "post": "job"},
    operations={"post": POST},
    documents=frozenset({"letter_1"}),
    procedures=frozenset({"p"}),
)
DECISIONS = {"segment": None}
OPERATOR = '<bpmn:extensionElements><spiffworkflow:serviceTaskOperator id="op.letter"/></bpmn:extensionElements>'


def extension(name: str) -> str:
    return f"<bpmn:extensionElements><spiffworkflow:{name}>x</spiffworkflow:{name}></bpmn:extensionElements>"


def p() -> Drawing:
    return Drawing("p")


def plain(**properties: str) -> Drawing:
    return p().user("a", properties=properties).chain("start", "a", "end")


def gateway(*conditions: str | None, default: bool = False, tag: str = "exclusiveGateway") -> Drawing:
    drawing = p().node(tag, "g", **({"default": "f0"} if default else {})).start().end().flow("start", "g")
    for index, condition in enumerate(conditions):
        drawing.user(f"u{index}x").flow("g", f"u{index}x", condition, f"f{index}").flow(f"u{index}x", "end")
    return drawing


def inside(**more: str) -> Drawing:
    return Drawing("inner", tag="subProcess").chain("start_in", "x", "end_in")


def with_event(tag: str, definition: str, **attributes: str) -> Drawing:
    drawing = p().node(tag, "e", f"<bpmn:{definition}EventDefinition/>", **attributes)
    if tag == "boundaryEvent":
        return drawing.chain("start", "a", "end").chain("e", "b", "end2")
    return drawing.chain("start", "e", "end") if tag != "endEvent" else drawing.chain("start", "e")


def named(name: str) -> Drawing:
    return p().node("userTask", "a", name=name).chain("start", "a", "end")


def events_gateway(*timers: str) -> Drawing:
    drawing = p().choice_of_events("g").catches("m", "message", "x").start().end().flow("start", "g").flow("g", "m")
    for timer in timers:
        drawing.timer(timer, "P1D").flow("g", timer).flow(timer, "end")
    return drawing.flow("m", "end")


def calls(*chain: str) -> list[Drawing]:
    """Processes that call one another in a chain."""
    made = []
    for ident, called in pairwise(chain):
        made.append(
            Drawing(ident).call(f"call_{ident}", called).chain(f"start_{ident}", f"call_{ident}", f"end_{ident}")
        )
    if chain[-1] not in chain[:-1]:
        made.append(Drawing(chain[-1]).chain(f"start_{chain[-1]}", f"u_{chain[-1]}", f"end_{chain[-1]}"))
    return made


RULES: dict[str, Drawing | list[Drawing]] = {
    # structure
    "too-large": p().chain("start", *(f"u{i}x" for i in range(structure.MOST_NODES)), "end"),
    "too-many-branches": gateway(None, *[f"x = {number}" for number in range(structure.MOST_BRANCHES)], default=True),
    "no-start": p().user("a").end().flow("a", "end"),
    "several-starts": p().chain("start", "a", "end").chain("start2", "a"),
    "no-end": p().start().user("a").flow("start", "a").flow("a", "a"),
    "flow-to-nowhere": plain().flow("a", "nowhere"),
    "flow-out-of-end": plain().flow("end", "a"),
    "operation-not-run": p().node("userTask", "a", OPERATOR).chain("start", "a", "end"),
    "condition-on-default": gateway("x", "y", default=True),
    "condition-not-asked": p().start().end().user("a").flow("start", "a", "x").flow("a", "end"),
    "no-default": gateway("x", "y"),
    "no-condition": gateway(None, None, "x", default=True),
    "unreachable": plain().user("lost").flow("lost", "end"),
    "attached-to-nothing": plain().on_timer("t", "nobody", "P1D").flow("t", "end"),
    # elements
    "unsupported-element": p().node("scriptTask", "s", "<bpmn:script>1</bpmn:script>").chain("start", "s", "end"),
    "attached-to-event": p().timer("t", "P1D").on_timer("b", "t", "P1D").chain("start", "t", "end").chain("b", "end2"),
    "several-definitions": p()
    .node("intermediateCatchEvent", "e", "<bpmn:timerEventDefinition/>" * 11)
    .chain("start", "e", "end"),
    "signal-not-thrown": p().catches("s", "signal", "go").chain("start", "s", "end"),
    "called-by-event": [
        p().call("c", "q").chain("start", "c", "end"),
        (q := Drawing("q")).node("startEvent", "start_q", q.event("message", "m")).chain("start_q", "u", "end_q"),
    ],
    "no-definition": p().node("intermediateCatchEvent", "e").chain("start", "e", "end"),
    "unsupported-event": with_event("endEvent", "message"),
    "cycle-with-end": p()
    .on_timer("t", "a", "R/P1D/2026-12-31T00:00:00Z", "timeCycle", interrupting=False)
    .chain("start", "a", "end")
    .chain("t", "end2"),
    "cycle-misplaced": p().timer("t", "R3/P1D", "timeCycle").chain("start", "t", "end"),
    "error-not-interrupting": p()
    .service("s", "letter")
    .on("e", "s", "error", "X", interrupting=False)
    .chain("start", "s", "end")
    .chain("e", "end2"),
    "no-code": with_event("endEvent", "error"),
    "no-name": with_event("intermediateCatchEvent", "message"),
    "event-gateway-targets": p().choice_of_events("g").timer("t", "P1D").chain("start", "g", "t", "end"),
    "loop-on-wait": p().node("receiveTask", "r", several("2"), messageRef="message_m").chain("start", "r", "end"),
    "instances-unknown": p()
    .user("a", loop='<bpmn:multiInstanceLoopCharacteristics isSequential="true"/>')
    .chain("start", "a", "end"),
    "no-output-item": p().user("a", loop=several("x", item="i", gather="out")).chain("start", "a", "end"),
    "script": p()
    .node(
        "userTask",
        "a",
        extension("preScript"),
    )
    .chain("start", "a", "end"),
    "unknown-extension": p()
    .node(
        "userTask",
        "a",
        extension("magic"),
    )
    .chain("start", "a", "end"),
    "data-association": p()
    .node(
        "userTask",
        "a",
        '<bpmn:dataInputAssociation id="d"><bpmn:assignment/></bpmn:dataInputAssociation>',
    )
    .chain("start", "a", "end"),
    "compensation": p().node("userTask", "a", isForCompensation="true").chain("start", "a", "end"),
    "dangling-reference": p()
    .node("intermediateCatchEvent", "e", '<bpmn:messageEventDefinition messageRef="lost"/>')
    .chain("start", "e", "end"),
    "instantiating": p()
    .node("receiveTask", "a", messageRef="message_m", instantiate="true")
    .chain("start", "a", "end"),
    "unsupported-attribute": p().node("userTask", "a", startQuantity="2").chain("start", "a", "end"),
    "foreign-language": p()
    .node("userTask", "a", several("1").replace("<bpmn:loopCardinality", '<bpmn:loopCardinality language="python"'))
    .chain("start", "a", "end"),
    # names
    "duplicate-id": plain().lane("officer", "a").user("lanes").flow("a", "lanes").flow("lanes", "end"),
    "bad-id": p().node("userTask", "tаsk").start().end().flow("start", "tаsk").flow("tаsk", "end"),
    "reserved-id": p().chain("start", "p.EndJoin", "end"),
    "look-alike": p().chain("start", "task_1", "task1", "end"),
    "markup": named("<script>alert(1)</script>"),
    "hidden-characters": named("abc\u202edef"),
    "long-text": named("x" * 201),
    # work
    "unknown-role": plain().lane("wizard", "a"),
    "lane-holds-nothing": plain().lane("officer", "a", "gone"),
    "unknown-form": plain(form="nothing"),
    "unknown-differs-from": plain(differs_from="nobody"),
    "unknown-apart-from": plain(apart_from="nobody"),
    "unknown-apart-on": plain(apart_on="nothing"),
    "bad-last-day": plain(last_day="not a name"),
    "bad-on-hold": plain(on_hold="pause"),
    "no-operation": p().node("serviceTask", "s").chain("start", "s", "end"),
    "unknown-operation": p().service("s", "magic").chain("start", "s", "end"),
    "missing-parameter": p().service("s", "post").chain("start", "s", "end"),
    "unknown-parameter": p().service("s", "post", document='"letter_1"', paper="1").chain("start", "s", "end"),
    "parameter-type": p().service("s", "post", document="12").chain("start", "s", "end"),
    "unknown-document": p().service("s", "post", document='"letter_9"').chain("start", "s", "end"),
    "unknown-procedure": p().service("s", "post", document='"letter_1"', next='"q"').chain("start", "s", "end"),
    "unknown-column": p()
    .service("s", "post", document='"letter_1"', columns='["b"]', rows="[{a: 1}]")
    .chain("start", "s", "end"),
    "column-twice": p()
    .service("s", "post", document='"letter_1"', columns='["a", "a"]', rows="[{a: 1}]")
    .chain("start", "s", "end"),
    "unknown-choice": p().service("s", "post", document='"letter_1"', how='"third"').chain("start", "s", "end"),
    "no-decision": p().node("businessRuleTask", "d").chain("start", "d", "end"),
    "unknown-decision": p().decision("d", "astrology").chain("start", "d", "end"),
    "unknown-process": p().call("c", "nothing").chain("start", "c", "end"),
    "recursive-call": calls("p", "p"),
    "deep-call": calls("p", *(f"p{i}x" for i in range(9))),
    "error-not-caught": p().throws("end_e", "error", "BAD").chain("start", "a", "end_e"),
    "signal-not-caught": p().throws("end_s", "signal", "go").chain("start", "a", "end_s"),
    # texts
    "no-expression": p().service("s", "count", x="").chain("start", "s", "end"),
    "long-expression": p().service("s", "count", x=" + ".join(["1"] * 200)).chain("start", "s", "end"),
    "bad-expression": p().service("s", "count", x="1 +").chain("start", "s", "end"),
    "bad-timer": p().timer("t", "P9999999Y").chain("start", "t", "end"),
    "bad-due": plain(due="tomorrow"),
    # types
    "type-mismatch": gateway(None, "1 + 1", default=True),
    # rounds
    "same-variable": p()
    .parallel("f", "j")
    .service("s", "count", "r")
    .service("t", "other", "r")
    .chain("start", "f", "s", "j", "end")
    .chain("f", "t", "j"),
}
# What takes more than an expression to draw.


def branches() -> Drawing:
    return p().parallel("f").start().end().user("a", "b").flow("start", "f").flow("f", "a").flow("f", "b")


RULES |= {
    "never-taken": gateway("1 = 2", None),
    "always-the-same": gateway("null", None),
    "complex-gateway": branches().node("complexGateway", "c").flow("a", "c").flow("b", "c").flow("c", "end"),
    "two-loops": p().user("a", loop=again_while("x") + several("3")).chain("start", "a", "end"),
    "double-flow": gateway("x", None, default=False).flow("g", "u0x", "y", "again"),
    "flow-into-event": gateway("x", None).user("r").flow("u0x", "r").flow("r", "start"),
    "endless-loop": p()
    .service("s", "count")
    .xor("m")
    .xor("g", "d")
    .chain("start", "m", "s", "g")
    .flow("g", "m", "x")
    .end()
    .flow("g", "end", ident="d"),
    "conditional-fork": p().timer("t", "P1D").chain("start", "t", "b", "end").end("end2").flow("t", "end2", "x"),
    "dead-end": branches().flow("a", "end"),
    "never-ends": branches().flow("a", "end").flow("b", "b"),
    "event-gateway-targets": p()
    .choice_of_events("g")
    .receive("m", "x")
    .timer("t", "P1D")
    .on_timer("e", "m", "P3D")
    .chain("start", "g", "m", "end")
    .chain("g", "t", "end2")
    .chain("e", "end3"),
    "event-gateway-shared": p()
    .choice_of_events("g")
    .timer("t", "P1D")
    .catches("m", "message", "x")
    .parallel("f")
    .chain("start", "f", "g", "t", "end")
    .flow("f", "t")
    .chain("g", "m", "end"),
}
ALSO: Mapping[str, set[str]] = {
    "conditional-fork": {"condition-not-asked"},
    "several-definitions": {"no-expression"},
    "unsupported-event": {"no-name"},
    "instantiating": {"no-name", "dangling-reference"},
    "dangling-reference": {"no-name"},
}
"""Rules that cannot fail alone."""


def found(drawing: Drawing | list[Drawing] | bytes, vocabulary: Vocabulary = VOCABULARY) -> list[tuple[str, str]]:
    if isinstance(drawing, list):
        drawing = drawing[0].xml(*drawing[1:])
    xml = drawing if isinstance(drawing, bytes) else drawing.xml()
    findings = lint(read(xml, "p.bpmn"), vocabulary, DECISIONS)
    for finding in findings:
        assert finding.text.startswith("p.bpmn, line "), finding
        assert finding.text.rstrip(")`").endswith((".", '"')) or finding.rule == "bad-expression", finding
    return [(finding.rule, finding.element) for finding in findings]


@pytest.mark.parametrize("rule", [r for r in RULES if r not in {"event-sub-process", "loop-on-wait"}])
def test_each_rule_finds_its_diagram(rule: str) -> None:
    rules = {name for name, _ in found(RULES[rule])}
    assert rule in rules
    assert rules <= {rule} | ALSO.get(rule, set())


@pytest.mark.parametrize(
    ("one", "other"),
    [("x", "not(x)"), ("not (x)", "x"), ("a.b > 3", "a.b <= 3"), ('(s = "t")', 's != "t"'), ("x < y", "x>=y")],
)
def test_the_second_of_two_opposites_is_the_default(one: str, other: str) -> None:
    diagram = read(gateway(one, other).xml(), "p.bpmn")
    assert lint(diagram, VOCABULARY, {}) == []
    assert [(flow.id, flow.condition) for flow in diagram.processes[0].flows if flow.is_default] == [("f1", None)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x", "not(y)"),
        ("x > 3", "x < 3"),
        ("x = 3", "not(x = 4)"),
        ("x = true", "x = false"),
        ("x > 3", "y <= 3"),
    ],
)
def test_what_is_no_opposite_needs_a_default(one: str, other: str) -> None:
    assert found(gateway(one, other)) == [("no-default", "g")]


def test_two_timers_behind_one_event_gateway_are_accepted() -> None:
    assert found(events_gateway("t", "later")) == []


def test_good_diagrams_have_no_findings() -> None:
    drawing = p().xor("g", "d").service("s", "letter", "ref").decision("rule", "segment").lane("officer", "a", "g")
    drawing.on_timer("t", "a", "P14D").sub(inside()).user("w", properties={"form": "letter", "differs_from": "a"})
    drawing.chain("start", "rule", "a", "g", "s", "inner", "w", "end").chain("t", "end2").user("b")
    drawing.flows = [flow for flow in drawing.flows if 'sourceRef="g"' not in flow]
    drawing.flow("g", "s", "weeks > 3").flow("g", "b", ident="d").flow("b", "end")
    assert found(drawing) == []


def test_an_event_sub_process_without_a_trigger() -> None:
    body = inside()._body().replace("<bpmn:subProcess", '<bpmn:subProcess triggeredByEvent="true"')
    drawing = p().chain("start", "a", "end")
    drawing.parts.append(body)
    assert ("event-sub-process", "inner") in found(drawing)


def test_loop_on_a_wait() -> None:
    drawing = p().receive("r", "m")
    drawing.parts[-1] = drawing.parts[-1].replace("></bpmn:receiveTask>", f">{several('2')}</bpmn:receiveTask>")
    assert found(drawing.chain("start", "r", "end")) == [("loop-on-wait", "r")]


def test_not_executable() -> None:
    xml = plain().xml().replace(b'isExecutable="true"', b'isExecutable="false"')
    assert found(xml) == [("not-executable", "p")]


def test_a_process_that_is_not_executable_runs_in_a_trial() -> None:
    xml = plain().xml().replace(b'isExecutable="true"', b'isExecutable="false"')
    assert found(xml, Vocabulary.assumed({})) == []
    assert compile_procedure({"p.bpmn": xml}, "p", Vocabulary.assumed({})).graph.executable is False


def test_unknown_step_only_where_steps_are_listed() -> None:
    steps = {"a": Step("a", "officer", "Something")}
    known = Vocabulary(steps=steps)
    assert found(plain(), known) == []
    assert found(p().timer("t", "P1D").chain("start", "t", "a", "b", "end"), known) == [("unknown-step", "b")]


@pytest.mark.parametrize("definition", ["compensate", "cancel"])
@pytest.mark.parametrize("tag", ["intermediateCatchEvent", "intermediateThrowEvent", "endEvent"])
def test_events_that_do_not_run_are_refused(tag: str, definition: str) -> None:
    assert {rule for rule, _ in found(with_event(tag, definition))} == {"unsupported-event"}


@pytest.mark.parametrize("definition", ["compensate", "cancel"])
def test_boundary_events_that_do_not_run_are_refused(definition: str) -> None:
    assert ("unsupported-event", "e") in found(with_event("boundaryEvent", definition, attachedToRef="a"))


@pytest.mark.parametrize("kind", ["timer", "signal"])
def test_start_events_that_do_not_run_are_refused(kind: str) -> None:
    drawing = p().node("startEvent", "start", f"<bpmn:{kind}EventDefinition/>").chain("start", "a", "end")
    assert ("unsupported-event", "start") in found(drawing)


@pytest.mark.parametrize(
    ("tag", "inner"),
    [
        ("adHocSubProcess", ""),
        ("transaction", ""),
        ("sendTask", ""),
    ],
)
def test_elements_that_do_not_run_are_refused(tag: str, inner: str) -> None:
    drawing = p().node(tag, "x", inner)
    drawing = drawing.chain("start", "x", "end")
    assert ("unsupported-element", "x") in found(drawing)


@pytest.mark.parametrize("text", ["R/PT0S", "R0/P1D", "R3/PT30S", "R99999/P1D", "R3/P1", "R3/"])
def test_bad_cycles(text: str) -> None:
    drawing = (
        p().on_timer("t", "a", text, "timeCycle", interrupting=False).chain("start", "a", "end").chain("t", "end2")
    )
    assert found(drawing) == [("bad-timer", "t")]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        *(("timeDuration", text) for text in ("P", "PT", "P1M2D", "-P1D", "P11Y", "P5", "PXD", "P1.5D")),
        *(("timeDate", text) for text in ("2026-02-30", "2026-01-01T09:00:00", "2026-13-01", "20260101")),
    ],
)
def test_bad_timers(kind: str, text: str) -> None:
    assert found(p().timer("t", text, kind).chain("start", "t", "end")) == [("bad-timer", "t")]


def test_a_loop_that_waits_is_accepted_and_a_loop_marker_too() -> None:
    drawing = (
        p().xor("m").xor("g", "d").chain("start", "m", "a", "g").flow("g", "m", "x").end().flow("g", "end", ident="d")
    )
    assert found(drawing) == []
    assert found(p().service("s", "count", loop=again_while("x", most=3)).chain("start", "s", "end")) == []


def test_an_error_is_caught_round_every_call() -> None:
    called = Drawing("q").throws("end_e", "error", "BAD").chain("start_q", "u", "end_e")
    caught = p().call("c", "q").on("e", "c", "error", "BAD").chain("start", "c", "end").chain("e", "end2")
    assert found([caught, called]) == []
    other = Drawing("r").call("d", "q").chain("start_r", "d", "end_r")
    assert found([caught, called, other]) == [("error-not-caught", "end_e")]


def test_two_files_with_one_process() -> None:
    one = read(plain().xml(), "one.bpmn")
    two = read(plain().xml(), "two.bpmn")
    assert [finding.rule for finding in lint([one, two], VOCABULARY, {})] == ["duplicate-process"]


def test_a_step_in_two_files_is_drawn_alike() -> None:
    def rules(**properties: str) -> list[str]:
        inner = Drawing("q").user("a", properties=properties).chain("start", "a", "end")
        outer = Drawing("p").user("a", properties={"due": "5"}).call("c", "q").chain("start", "a", "c", "end")
        drawn = [read(outer.xml(), "one.bpmn"), read(inner.xml(), "two.bpmn")]
        return [each.rule for each in lint(drawn, VOCABULARY, {}) if each.rule == "drawn-twice"]

    assert rules(due="5") == []
    assert rules(due="6") == ["drawn-twice"]
    assert rules() == ["drawn-twice"]


@pytest.mark.parametrize(
    "given",
    [
        {"document": '"letter_1"', "copies": "2", "how": '"first"', "on": 'date("2026-03-02")'},
        {"document": "which", "copies": "count", "how": "if true then x else y", "on": "today"},
    ],
)
def test_what_fits_and_what_is_worked_out_only_then_is_taken(given: dict[str, str]) -> None:
    drawn = p().service("s", "post", **given).chain("start", "s", "end")
    assert [each.rule for each in lint(read(drawn.xml(), "p.bpmn"), VOCABULARY, {})] == []


STEPS = {
    "send_it": Step("send_it", "system", "It is sent.", act="send"),
    "show_it": Step("show_it", "system", "It is disclosed.", act="disclose", document="letter"),
    "look": Step("look", "system", "It is looked at."),
    "sign_it": Step("sign_it", "Team leader", "It is signed."),
}
PEOPLED = Vocabulary(
    steps=STEPS,
    roles=frozenset({"Officer", "Team leader"}),
    handlers={"post": "job", "look": "inline"},
    operations={"look": Operation("look", "inline", "It looks.")},
    effects={"post": "send", "look": ""},
)


def peopled(drawing: Drawing) -> list[str]:
    return [each.rule for each in lint(read(drawing.xml(), "p.bpmn"), PEOPLED, {})]


def test_what_the_machine_does_is_no_persons_task_and_what_sends_sends() -> None:
    assert peopled(p().service("send_it", "post").chain("start", "send_it", "end")) == []
    assert peopled(p().user("send_it").chain("start", "send_it", "end")) == ["not-a-persons-step"]
    assert peopled(p().service("send_it", "look").chain("start", "send_it", "end")) == ["sends-nothing"]


def test_what_people_do_is_a_persons_task_and_nothing_else() -> None:
    assert peopled(p().user("sign_it").chain("start", "sign_it", "end")) == []
    assert peopled(p().service("sign_it", "look").chain("start", "sign_it", "end")) == ["a-persons-step"]
    drawn = p().call("sign_it", "q").chain("start", "sign_it", "end")
    nothing = Drawing("q").chain("start_q", "end_q")
    found = lint(read(drawn.xml(nothing), "p.bpmn"), PEOPLED, {})
    assert [each.rule for each in found] == ["a-persons-step"]


def test_a_step_that_is_called_like_an_operation_is_that_operation() -> None:
    assert peopled(p().service("look", "look").chain("start", "look", "end")) == []
    assert peopled(p().service("look", "post").chain("start", "look", "end")) == [
        "step-without-act",
        "another-operation",
    ]


@pytest.mark.parametrize(
    ("operation", "document", "rules"),
    [
        ("post", '"letter"', []),
        ("post", '"another"', ["sends-another"]),
        ("post", "if x = 1 then a else b", ["sends-another"]),
        ("look", '"letter"', ["sends-nothing"]),
    ],
)
def test_what_is_sent_is_the_document_that_the_step_names(operation: str, document: str, rules: list[str]) -> None:
    drawn = p().service("show_it", operation, document=document).chain("start", "show_it", "end")
    assert [each for each in peopled(drawn) if each not in {"unknown-parameter", "unknown-name"}] == rules


@pytest.mark.parametrize(("lane", "rules"), [("Team leader", []), ("Officer", ["anothers-lane"])])
def test_a_step_stands_in_the_lane_of_whoever_does_it(lane: str, rules: list[str]) -> None:
    drawn = p().user("sign_it").chain("start", "sign_it", "end").lane(lane, "start", "sign_it", "end")
    assert peopled(drawn) == rules


def test_every_rule_is_drawn() -> None:
    """No rule without a diagram: the names in the source are the names here."""
    import re
    from pathlib import Path

    source = "".join(path.read_text() for path in Path(structure.__file__).parent.glob("*.py"))
    named_rules = set(re.findall(r'^\s*"([a-z]+(?:-[a-z]+)+)",$', source, re.MULTILINE))
    named_rules |= set(re.findall(r'scene\.at\(\s*\w+, "([a-z-]+)"', source))
    drawn = set(RULES) | {
        "no-item-name",
        "extension-twice",
        "not-set",
        "condition-not-interrupting",
        "step-without-act",
        "not-a-persons-step",
        "sends-nothing",
        "sends-another",
        "another-operation",
        "a-persons-step",
        "anothers-lane",
        "not-executable",
        "unknown-step",
        "duplicate-process",
        "drawn-twice",
        "bad-on-hold",
        "decision-type",
    }
    assert named_rules - drawn == set()


@pytest.mark.parametrize(
    ("drawing", "element", "says"),
    [
        (gateway("1 = 2", None), "f0", "its condition `1 = 2` is never true"),
        (gateway("true", "x = 1", None), "f1", "f0, which is asked before it, is always taken"),
        (gateway("true", "x = 1", None), "f2", "f0 is always taken"),
        (gateway("x = 1", "x = 1", None), "f1", "has the same condition"),
        (gateway(None, "true", tag="inclusiveGateway", default=True), "f0", "f1 is always taken"),
        (gateway("null", None), "f0", "always null"),
        (gateway("23", None), "f0", "must give true or false"),
        (gateway('"yes"', None), "f0", "must give true or false"),
        (p().timer("t", "null").chain("start", "t", "end"), "t", "null is no duration"),
        (p().timer("t", "14").chain("start", "t", "end"), "t", "must give a duration"),
        (p().timer("t", "true").chain("start", "t", "end"), "t", "must give a duration"),
        (p().timer("t", '"P14X"').chain("start", "t", "end"), "t", "'P14X' is no duration"),
        (p().timer("t", 'date("2026-01-01")').chain("start", "t", "end"), "t", "must give a duration"),
        (p().timer("t", "2026-01-01").chain("start", "t", "end"), "t", "must give a duration"),
        (p().timer("t", 'duration("-P3D")').chain("start", "t", "end"), "t", "is not between 0 and 10 years"),
        (p().timer("t", '"P3D"', "timeDate").chain("start", "t", "end"), "t", "is no date"),
        (
            p()
            .on_timer("t", "a", "R2/2026-01-31/P1D", "timeCycle", False)
            .chain("start", "a", "end")
            .chain("t", "end2"),
            "t",
            "write 2026-01-31T09:00:00Z",
        ),
        (p().user("a", loop=several("-1")).chain("start", "a", "end"), "a", "done -1 times"),
        (p().user("a", loop=several("null")).chain("start", "a", "end"), "a", "done null times"),
    ],
)
def test_what_can_never_work_is_refused_when_it_is_written(drawing: Drawing, element: str, says: str) -> None:
    told = lint(read(drawing.xml(), "p.bpmn"), VOCABULARY, {})
    assert [each.text for each in told if each.element == element and says in each.text]
    assert len([each for each in told if each.element == element]) == 1, "one cause, one finding"


def test_what_depends_on_the_case_or_asks_the_house_is_no_constant() -> None:
    house = Vocabulary(functions={"today is": lambda: True})
    for text in ("x = 1", "today is()", "some y in xs satisfies y"):
        assert found(gateway(text, None), house) == []


SAID = Vocabulary(forms={"f": {"x": NUMBER}, "g": {"y": NUMBER}}, begins={})


def perhaps(condition: str, tag: str = "exclusiveGateway") -> Drawing:
    """x is asked of a person only where y is 1, and then read."""
    d = p().xor("g", "without").node(tag, "m").xor("k", "no").user("a", properties={"form": "f"}).user("q").start()
    d.user("b", properties={"form": "g"}).end().chain("start", "b", "g").flow("g", "a", "y = 1")
    d.flow("g", "m", ident="without").chain("a", "m", "k").flow("k", "q", condition, "read").flow(
        "k", "end", ident="no"
    )
    return d.chain("q", "end")


def test_a_variable_that_nothing_sets_on_some_way_is_named_with_the_way() -> None:
    (told,) = lint(read(perhaps("x > 3").xml(), "p.bpmn"), SAID, {})
    assert (told.element, told.rule) == ("read", "not-set")
    assert "nothing sets x: start → b → g → m → k" in told.text
    assert found(perhaps("x != null and x > 3"), SAID) == []
    assert found(perhaps("y > 3"), SAID) == []
    assert found(perhaps("x > 3"), Vocabulary(forms=SAID.forms)) == [], "it is not known what a case begins with"


def test_what_parallel_branches_have_set_is_there_where_they_meet() -> None:
    d = p().parallel("f", "j").xor("k", "no").user("q").start().end()
    d.user("a", properties={"form": "f"}).user("b", properties={"form": "g"})
    d.chain("start", "f", "a", "j", "k").chain("f", "b", "j").flow("k", "q", "x > y").flow("k", "end", ident="no")
    assert found(d.chain("q", "end"), SAID) == []


def test_what_an_interrupted_step_would_have_set_is_not_set_behind_the_event() -> None:
    d = p().xor("k", "no").user("a", properties={"form": "f"}).user("q").on_timer("t", "a", "P3D").start().end()
    d.chain("start", "a", "end").chain("t", "k").flow("k", "q", "x > 3").flow("k", "end", ident="no")
    assert found(d.chain("q", "end"), SAID) == [("not-set", "p_k_q")]


def test_what_a_called_process_reads_must_be_set_where_it_is_called() -> None:
    q = Drawing("q").xor("k", "no").user("u").start("start_q").end("end_q").chain("start_q", "k")
    q.flow("k", "u", "x > 3", "read").flow("k", "end_q", ident="no").chain("u", "end_q")
    other = Drawing("r").user("a", properties={"form": "f"}).chain("start_r", "a", "end_r")
    assert found([p().call("c", "q").chain("start", "c", "end"), q, other], SAID) == [("not-set", "read")]
    call = p().call("c", "q").user("a", properties={"form": "f"}).start().end()
    assert found([call.chain("start", "a", "c", "end"), q], SAID) == []


def test_a_default_beside_flows_without_conditions_only_is_refused() -> None:
    d = p().node("userTask", "a", default="d").user("b", "c").start().end().flow("start", "a").flow("a", "b")
    d.flow("a", "c", ident="d").flow("b", "end").flow("c", "end")
    assert found(d) == [("default-without-conditions", "a")]


def test_what_an_earlier_round_has_set_is_not_set_in_the_first() -> None:
    """The loop comes back to the step with x set; the event on it may happen before."""
    d = p().xor("m").user("a", properties={"form": "f"}).xor("g", "out").xor("k", "no").user("q").start().end()
    d.on_timer("t", "a", "P3D").chain("start", "m", "a", "g").flow("g", "m", "x > 3").flow("g", "end", ident="out")
    d.chain("t", "k").flow("k", "q", "x > 1", "read").flow("k", "end", ident="no").chain("q", "end")
    assert found(d, SAID) == [("not-set", "read")]


FLOW = '<bpmn:sequenceFlow id="x" sourceRef="a" targetRef="end"/>'


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ('<bpmn:userTask id="a">', f'<bpmn:userTask id="a">{FLOW}', "unknown-element"),
        ("<bpmn:timeDuration", '<bpmn:messageEventDefinition messageRef="m"/><bpmn:timeDuration', "unknown-element"),
        ("</bpmn:extensionElements>", "<spiffworkflow:properties/></bpmn:extensionElements>", "extension-twice"),
        ('<bpmn:inputDataItem name="i"/>', "<bpmn:inputDataItem/>", "no-item-name"),
    ],
)
def test_what_stands_where_it_cannot_is_refused_by_lint_and_not_by_the_engine(old: str, new: str, rule: str) -> None:
    d = p().user("a", properties={"due": "P1D"}).timer("t", "P1D").user("b", loop=several("xs", item="i"))
    drawn = d.chain("start", "a", "t", "b", "end").xml().decode()
    assert old in drawn
    told = [each.rule for each in lint(read(drawn.replace(old, new, 1).encode(), "p.bpmn"), VOCABULARY, {})]
    assert rule in told


def read_behind(block: Drawing, last: str) -> list[tuple[str, str]]:
    """What is told of x > 5, read behind a block whose last node this is; x and y are set by forms."""
    block.xor("k", "no").user("q").end().flow(last, "k").flow("k", "q", "x > 5", "read").flow("k", "end", ident="no")
    return found(block.chain("q", "end"), SAID)


def asks(d: Drawing, *idents: str) -> Drawing:
    for ident in idents:
        d.user(ident, properties={"form": "f"})
    return d


def test_what_is_set_on_every_way_that_goes_on_is_set() -> None:
    s = asks(Drawing("s", tag="subProcess"), "a").xor("c", "fine").throws("end_bad", "error", "BAD").user("b")
    s.chain("start_s", "b", "c").flow("c", "end_bad", "true = false or 1 > 2 or yes").flow("c", "a", ident="fine")
    d = p().sub(s.chain("a", "end_s")).on("e", "s", "error", "BAD").chain("start", "s").chain("e", "end_e")
    assert ("not-set", "read") not in read_behind(d, "s"), "what ends with an error goes on elsewhere"
    s = asks(Drawing("s", tag="subProcess"), "a").parallel("f").user("b").chain("start_s", "f", "a", "end_a")
    assert read_behind(p().sub(s.chain("f", "b", "end_b")).chain("start", "s"), "s") == []
    condition = "<bpmn:activationCondition>activationCount >= 2</bpmn:activationCondition>"
    d = asks(p(), "a").parallel("f").user("b").node("complexGateway", "g", condition).chain("start", "f", "a", "g")
    assert read_behind(d.chain("f", "b", "g"), "g") == []
    d = p().user("a", properties={"form": "f"}, loop=several("2")).chain("start", "a")
    assert read_behind(d, "a") == []


def test_what_is_passed_into_a_call_is_not_set_outside() -> None:
    q = Drawing("q").user("u").chain("start_q", "u", "end_q")
    d = p().call_with("c", "q", {"x": "1"}, {}).chain("start", "c").xor("k", "no").user("v").end()
    d.flow("c", "k").flow("k", "v", "x > 5", "read").flow("k", "end", ident="no").chain("v", "end")
    assert found([d, q], SAID) == [("not-set", "read")]


def test_what_is_taken_back_of_a_call_must_be_set_however_the_called_process_ends() -> None:
    q = asks(Drawing("q"), "a").user("b", properties={"form": "g"}).xor("g", "no").start("start_q").end("end_q")
    q.chain("start_q", "b", "g").flow("g", "a", "y = 1").flow("g", "end_q", ident="no").chain("a", "end_q")
    d = p().call_with("c", "q", {}, {"z": "x"}).chain("start", "c", "end")
    (told,) = lint(read(d.xml(q), "p.bpmn"), SAID, {})
    assert (told.element, told.rule) == ("c", "not-set")
    assert "takes z back as `x`, and q can end without x being set" in told.text
    assert found([p().call_with("c", "q", {}, {"z": "y"}).chain("start", "c", "end"), q], SAID) == []
    every = p().call_with("c", "q", {}, {}, all_out="all").chain("start", "c").xor("k", "none").user("v").end()
    every.flow("c", "k").flow("k", "v", "y > 5", "read").flow("k", "end", ident="none").chain("v", "end")
    assert found([every, q], SAID) == []


def test_sentences_name_what_is_drawn() -> None:
    umlaut = lint(read(p().chain("start", "grün", "end").xml(), "p.bpmn", True), Vocabulary.assumed({}), {})
    assert any("'grün'" in each.text for each in umlaut)
    twice = p().chain("start", "a", "end").flow("a", "end").xml()
    found_twice = lint(read(twice, "p.bpmn", True), Vocabulary.assumed({}), {})
    assert any("several flows lead from a to end" in each.text for each in found_twice)
    cron = (
        p()
        .chain("start", "a", "end")
        .xml()
        .replace(
            b"</bpmn:process>",
            b'<bpmn:boundaryEvent id="b" attachedToRef="gone"><bpmn:timerEventDefinition>'
            b"<bpmn:timeDuration>0 0 9 ? * MON"
            b"</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent></bpmn:process>",
        )
    )
    texts = [each.text for each in lint(read(cron, "p.bpmn", True), Vocabulary.assumed({}), {})]
    assert any("attached to gone, which is not in p" in each for each in texts)
    assert sum("0 0 9 ? * MON" in each for each in texts) == 1
    assert any("a schedule as cron and Quartz write it" in each for each in texts)


def test_a_file_of_too_many_processes_is_refused_before_it_is_looked_at() -> None:
    many = [p().chain("start", *(f"u{i}x" for i in range(100)), "end") for _ in range(36)]
    processes = [
        each.xml().replace(b'id="', f'id="_{n}'.encode()).replace(b'Ref="', f'Ref="_{n}'.encode())
        for n, each in enumerate(many)
    ]
    bodies = [each[each.index(b"<bpmn:process") : each.index(b"</bpmn:process>") + 15] for each in processes]
    head = processes[0][: processes[0].index(b"<bpmn:process")]
    (told,) = lint(read(head + b"".join(bodies) + b"</bpmn:definitions>", "p.bpmn"), VOCABULARY, {})
    assert (told.rule, told.line > 0) == ("too-large", True)
    assert "its 36 processes have 3672 nodes; at most 3600 are accepted in a file" in told.text


INPUT = '<camunda:inputOutput><camunda:inputParameter name="l">{}</camunda:inputParameter></camunda:inputOutput>'
NESTED = INPUT.format("<camunda:list><camunda:list><camunda:value>a</camunda:value></camunda:list></camunda:list>")
LISTED = INPUT.format("<camunda:list><camunda:value>a</camunda:value></camunda:list>")
SENTENCES: dict[str, tuple[bytes, str]] = {
    "a call of nothing": (task("callActivity"), "t names no process that it calls. Name one of these files."),
    "a call of what there is not": (task("callActivity", 'calledElement="q"'), "calls the process 'q', which is in no"),
    "a decision without any": (
        task("businessRuleTask", "", "<spiffworkflow:calledDecisionId>dish</spiffworkflow:calledDecisionId>"),
        "t calls the decision 'dish', which there is not. There is none: add its file.",
    ),
    "a list in a list": (
        task("serviceTask", 'camunda:topic="a"', NESTED),
        "the input l is a list that holds more than",
    ),
    "a list for a person": (task("userTask", "", LISTED), "the input l belongs to a userTask without an operation"),
    "a script as an input": (
        task("serviceTask", 'camunda:topic="a"', INPUT.format("<camunda:script>a</camunda:script>")),
        "the input l is a script, which is not run.",
    ),
    "an element without an id": (
        task("subProcess", inside="<bpmn:completionCondition>true</bpmn:completionCondition>"),
        "t has a completionCondition, which has no effect here.",
    ),
}


@pytest.mark.parametrize("what", SENTENCES)
def test_the_sentence_says_what_is_wrong(what: str) -> None:
    data, says = SENTENCES[what]
    sentences = [each.text for each in lint(read(data, "p.bpmn", assumed=True), Vocabulary.assumed({}), {})]
    assert any(says in sentence for sentence in sentences), sentences


@pytest.mark.parametrize("words", ["camunda:{}resultVariable", "flowable:{}resultVariableName"])
def test_the_result_of_an_expression_is_not_called_dropped(words: str) -> None:
    prefix, result = words.split(":{}")
    given = f'{prefix}:expression="${{svc.doIt(x)}}" {prefix}:{result}="r"'
    assert not any("dropped" in each for each in read(task("serviceTask", given), "p.bpmn").changes)
    given = given.replace("expression=", "delegateExpression=").replace(".doIt(x)", "")
    assert any("dropped" in each for each in read(task("serviceTask", given), "p.bpmn").changes)
