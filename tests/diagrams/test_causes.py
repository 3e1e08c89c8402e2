"""One cause, one finding: consequences are not told again, and what is the same is told once, with its places."""

from itertools import pairwise

import pytest

from tests.diagrams.dialects import ASSUMED, COMPENSATED, HEAD, choice, one, task
from tests.engine.drawing import Drawing
from workflows.diagrams import Finding, lint, read

SHORT = " || ".join(f"empty answer_{number}" for number in range(20))


def told(data: bytes) -> list[tuple[str, str, int]]:
    findings = lint(read(data, "p.bpmn", assumed=True), ASSUMED, {})
    return [(each.rule, each.element, each.count) for each in findings]


FIELD = '<camunda:field name="a" stringValue="b"/>'
INPUT = (
    '<camunda:inputOutput><camunda:inputParameter name="a">b</camunda:inputParameter>'
    '<camunda:outputParameter name="c">${d}</camunda:outputParameter></camunda:inputOutput>'
)
ONCE: dict[str, tuple[bytes, tuple[str, str, int]]] = {
    "an expression with what is given to it": (
        task("serviceTask", 'camunda:expression="${a.b(c)}"', FIELD + INPUT),
        ("code", "t", 1),
    ),
    "a delegate that is code": (task("sendTask", 'camunda:delegateExpression="${a.b()}"', FIELD), ("code", "t", 1)),
    "a built-in task": (
        task("serviceTask", 'flowable:type="mail"', '<flowable:field name="to" stringValue="a"/>'),
        ("vendor-extension", "t", 1),
    ),
    "a connector": (
        task(
            "serviceTask",
            "",
            '<zeebe:taskDefinition type="io.camunda:http-json:1"/><zeebe:ioMapping><zeebe:input source="=a" '
            'target="b"/></zeebe:ioMapping><zeebe:taskHeaders><zeebe:header key="a" value="b"/></zeebe:taskHeaders>',
        ),
        ("vendor-extension", "t", 1),
    ),
    "a condition that is code": (choice("${a.b(c)}"), ("code", "f3", 1)),
    "a condition that is too long": (choice("x" * 7000), ("too-long", "f3", 1)),
    "an event that refers to nothing": (
        one(
            '<bpmn:intermediateCatchEvent id="t"><bpmn:messageEventDefinition id="d" messageRef="lost"/>'
            "</bpmn:intermediateCatchEvent>"
        ),
        ("dangling-reference", "t", 1),
    ),
    "a flow to nowhere": (
        Drawing("p").start().user("a").end().flow("start", "a").flow("a", "gone", ident="lost").xml(),
        ("flow-to-nowhere", "lost", 1),
    ),
    "a link without its end": (
        task("intermediateThrowEvent", "", "", '<bpmn:linkEventDefinition name="a"/>').replace(
            b'sourceRef="t"', b'sourceRef="s"'
        ),
        ("link", "t", 1),
    ),
    "marks of a stranger": (
        task("userTask", 'own:a="1" own:b="2"', '<own:c><own:d e="1"/></own:c><own:f/>'),
        ("unknown-extension", "t", 4),
    ),
    "an attribute over and over": (
        Drawing("p").chain("start", "a", "b", "end").xml().replace(b"<bpmn:userTask", b'<bpmn:userTask colour="red"'),
        ("unknown-attribute", "a", 2),
    ),
    "a chain that nothing leads to": (
        Drawing("p").chain("start", "a", "end").chain("b", "c", "d", "end").xml(),
        ("unreachable", "b", 3),
    ),
    "a round that nothing leads to": (
        Drawing("p").chain("start", "a", "end").chain("b", "c", "b").chain("c", "end2").xml(),
        ("unreachable", "b", 3),
    ),
    "flows of a sub-process that stand outside of it": (
        one(
            '<bpmn:subProcess id="t"><bpmn:startEvent id="i"/><bpmn:task id="j"/><bpmn:endEvent id="k"/>'
            "</bpmn:subProcess>",
            '<bpmn:sequenceFlow id="g1" sourceRef="i" targetRef="j"/><bpmn:sequenceFlow id="g2" sourceRef="k" '
            'targetRef="t"/>',
        ).replace(b'sourceRef="k" targetRef="t"', b'sourceRef="j" targetRef="k"'),
        ("flow-to-nowhere", "g1", 2),
    ),
    "a transaction that is cancelled and undone": (
        one(
            '<bpmn:transaction id="t"><bpmn:startEvent id="i"/><bpmn:task id="j"/><bpmn:boundaryEvent id="b" '
            'attachedToRef="j"><bpmn:compensateEventDefinition/></bpmn:boundaryEvent><bpmn:task id="undo" '
            'isForCompensation="true"/><bpmn:endEvent id="k"><bpmn:cancelEventDefinition/></bpmn:endEvent>'
            '<bpmn:sequenceFlow id="g1" sourceRef="i" targetRef="j"/><bpmn:sequenceFlow id="g2" sourceRef="j" '
            'targetRef="k"/></bpmn:transaction><bpmn:boundaryEvent id="c" attachedToRef="t">'
            "<bpmn:cancelEventDefinition/></bpmn:boundaryEvent>",
            '<bpmn:sequenceFlow id="f3" sourceRef="c" targetRef="x"/>',
        ),
        ("unsupported-element", "t", 1),
    ),
    "words of an engine of which nothing is read": (
        task("userTask", 'drools:priority="1" drools:taskName="x" drools:bgcolor="#fff"').replace(
            b'id="x"', b'id="x" drools:kept="a"'
        ),
        ("unknown-extension", "t", 3),
    ),
    "an ad-hoc sub-process": (
        one(
            '<bpmn:adHocSubProcess id="t"><bpmn:task id="i"/><bpmn:task id="j"/><bpmn:completionCondition>true'
            "</bpmn:completionCondition></bpmn:adHocSubProcess>"
        ),
        ("unsupported-element", "t", 1),
    ),
    "an activity that is compensated": (one(COMPENSATED), ("unsupported-event", "b", 1)),
    "a condition in another language": (
        choice("a == 1 &amp;&amp; b", 'language="http://groovy.example" id="ce"'),
        ("foreign-language", "f3", 1),
    ),
    "a file in another language": (
        choice("a == 1 &amp;&amp; b").replace(b"targetNamespace", b'expressionLanguage="groovy" targetNamespace'),
        ("foreign-language", "defs", 1),
    ),
    "a file and a condition in another language": (
        choice("a &amp;&amp; b", 'language="groovy"').replace(b"targetN", b'expressionLanguage="groovy" targetN'),
        ("foreign-language", "defs", 2),
    ),
    "a default with a condition in another language": (
        choice("true").replace(
            b'targetRef="x"></bpmn:sequenceFlow>',
            b'targetRef="x"><bpmn:conditionExpression language="http://www.java.com/java">return a &amp;&amp; b;'
            b"</bpmn:conditionExpression></bpmn:sequenceFlow>",
            1,
        ),
        ("condition-on-default", "f2", 1),
    ),
    "a script of Camunda 8": (
        task("scriptTask", "", '<zeebe:script expression="=1 + 1" resultVariable="r"/>'),
        ("vendor-extension", "t", 1),
    ),
    "a process that only its event sub-process begins": (
        one(
            '<bpmn:task id="t"/><bpmn:subProcess id="h" triggeredByEvent="true"><bpmn:startEvent id="i">'
            '<bpmn:messageEventDefinition messageRef="m"/></bpmn:startEvent><bpmn:endEvent id="k"/>'
            '<bpmn:sequenceFlow id="g" sourceRef="i" targetRef="k"/></bpmn:subProcess>'
        )
        .replace(b'<bpmn:startEvent id="s"/>', b"", 1)
        .replace(b'<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>', b""),
        ("no-start", "p", 1),
    ),
    "two ways without a condition": (
        Drawing("p").xor("g").chain("start", "g", "a", "end").chain("g", "b", "end").xml(),
        ("no-condition", "p_g_a", 2),
    ),
    "results that are computed": (
        task(
            "userTask",
            inside="<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
            'inputCollection="=items" inputElement="item" outputCollection="results" outputElement="={id: item.id}"/>'
            "</bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>",
        ),
        ("mapping", "t", 1),
    ),
    "flows of another process": (
        one(
            '<bpmn:task id="t"/>',
            '<bpmn:sequenceFlow id="g1" sourceRef="i" targetRef="j"/></bpmn:process><bpmn:process id="q">'
            '<bpmn:startEvent id="i"/><bpmn:endEvent id="j"/>',
        ),
        ("flow-to-nowhere", "g1", 1),
    ),
    "a process without an end": (Drawing("p").start().xor("a").flow("start", "a").xml(), ("no-end", "p", 1)),
    "listeners": (
        task("userTask", "", '<camunda:taskListener event="create"/>\n' * 7),
        ("vendor-extension", "t", 7),
    ),
}


@pytest.mark.parametrize("what", ONCE)
def test_one_cause_gives_one_finding(what: str) -> None:
    data, expected = ONCE[what]
    assert told(data) == [expected]


def test_what_is_alike_at_many_places_says_where() -> None:
    tasks = "".join(f'<bpmn:businessRuleTask id="r{number}"/>' for number in range(12))
    names = ["s", *(f"r{number}" for number in range(12)), "x"]
    flows = "".join(
        f'<bpmn:sequenceFlow id="g{number}" sourceRef="{left}" targetRef="{right}"/>'
        for number, (left, right) in enumerate(pairwise(names))
    )
    drawn = f'{HEAD}<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/>{tasks}<bpmn:endEvent id="x"/>'
    (finding,) = lint(read(f"{drawn}{flows}</bpmn:process></bpmn:definitions>".encode(), "p.bpmn"), ASSUMED, {})
    assert (finding.rule, finding.element, finding.count) == ("no-decision", "r0", 12)
    assert [place.element for place in finding.places] == [f"r{number}" for number in range(10)]
    assert finding.text.endswith("The same 11 more times: r1 (line 8), r2 (line 8), r3 (line 8) and others.")
    assert finding.plain["places"][1] == {"element": "r1", "line": 8}


def test_no_more_than_eleven_findings_of_one_rule() -> None:
    drawing = Drawing("p").start().end()
    for number in range(30):
        drawing.service(f"s{number}x", "count", x=f"{'(' * (number + 1)}1")
    drawing.chain("start", *(f"s{number}x" for number in range(30)), "end")
    findings = [each for each in lint(read(drawing.xml(), "p.bpmn"), ASSUMED, {}) if each.rule == "bad-expression"]
    assert len(findings) == 11
    assert sum(each.count for each in findings) == 30


def with_event_sub_process(d: Drawing) -> Drawing:
    h = Drawing("h", tag="subProcess").begins("h_begins", d.event("message", "m"), interrupting=False)
    return d.handler(h.chain("h_begins", "b", "end_h"))


def test_what_is_wrong_beside_an_event_sub_process_is_told_in_the_names_of_the_file() -> None:
    lost = Drawing("p").start().user("a").end().flow("start", "a").flow("a", "ende", ident="lost")
    (found,) = lint(read(with_event_sub_process(lost).xml(), "p.bpmn"), ASSUMED, {})
    assert (found.element, "leads to ende, which is not in p." in found.text) == ("lost", True)
    endless = Drawing("p").chain("start", "a", "m", "b2", "m").xor("m")
    for each in lint(read(with_event_sub_process(endless).xml(), "p.bpmn"), ASSUMED, {}):
        assert "_body" not in each.text + each.element
    unreached = Drawing("p").chain("start", "a", "end").chain("c", "d", "end").flow("c", "end")
    (part,) = lint(read(unreached.xml(), "p.bpmn"), ASSUMED, {})
    assert (part.element, part.count, [each.element for each in part.places]) == ("c", 2, ["c", "d"])


def test_two_of_which_each_follows_from_the_other_are_not_both_left_out() -> None:
    d = Drawing("p").chain("start", "a", "end")
    for name in ("h", "k"):
        inner = Drawing(name, tag="subProcess").begins(f"{name}_begins", d.event("message", f"m_{name}"))
        d.handler(inner.chain(f"{name}_begins", f"{name}_step", f"end_{name}"))
    (found, *others) = told(d.flow("h", "k").xml())
    assert (found[0], others) == ("event-sub-process", [])


def test_thousands_of_foreign_marks_are_one_finding() -> None:
    marks = "".join(f'<own:attribute name="{number}"><own:row/></own:attribute>' for number in range(3000))
    (finding,) = lint(read(task("userTask", "", marks), "p.bpmn"), ASSUMED, {})
    assert finding.count == 3000


def test_what_is_accepted_is_not_touched_by_what_is_refused_elsewhere() -> None:
    """Of two faults of one element that have nothing to do with one another, both are told."""
    listener = '<camunda:executionListener class="a.B" event="start"/>'
    assert told(task("userTask", 'camunda:candidateUsers="x" colour="red"', listener)) == [
        ("vendor-extension", "t", 1),
        ("unknown-attribute", "t", 1),
    ]


def test_what_else_is_wrong_where_nothing_leads_is_told() -> None:
    drawn = (
        Drawing("p").chain("start", "a", "end").node("serviceTask", "b").node("serviceTask", "c").chain("b", "c", "end")
    )
    found = [(each.rule, each.element) for each in lint(read(drawn.xml(), "p.bpmn"), ASSUMED, {})]
    assert found == [("unreachable", "b"), ("no-operation", "b"), ("no-operation", "c")]


def conditions(text: str) -> list[Finding]:
    return lint(read(choice(text.replace("&", "&amp;").replace("<", "&lt;")), "p.bpmn"), ASSUMED, {})


def test_the_length_is_that_of_what_was_written() -> None:
    """Each `empty` is a hundred letters of FEEL; none of them was written by the author."""
    assert len(SHORT) < 500
    assert conditions(f"${{{SHORT}}}") == []
    (finding,) = conditions(f"${{{SHORT} || {SHORT}}}")
    assert finding.rule == "long-expression"
    assert f"has {len(SHORT) * 2 + 7} letters" in finding.text


def test_what_was_written_is_quoted_with_what_it_was_read_as() -> None:
    (finding,) = conditions("${1 + 1}")
    assert finding.rule == "type-mismatch"
    assert "`${1 + 1}`, read as `(1 + 1)`" in finding.text
