"""Repairs: each finding that has a way out is repaired in a copy, told before and after, and the copy is accepted."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from api.commands import main
from tests.diagrams.dialects import ASSUMED, COMPENSATED, choice, one, task
from tests.engine.drawing import Drawing
from workflows.diagrams import Vocabulary, lint, read
from workflows.diagrams.fixing import Fixed, fixed, with_fixes
from workflows.diagrams.fixing.cron import cycle_of
from workflows.diagrams.parsing import parse
from workflows.engine.neighbours import check

STRICT = Vocabulary(handlers={"letter": "job", "t": "job", "e": "job", "s": "job"})


def repaired(data: bytes, vocabulary: Vocabulary = ASSUMED) -> Fixed:
    def look(content: bytes) -> list[object]:
        return lint(read(content, "p.bpmn", not vocabulary.strict), vocabulary, {"rule": None})

    return fixed(data, "p.bpmn", look)  # type: ignore[arg-type]


def beside(event: str, more: str = "") -> bytes:
    return one(
        f'<bpmn:userTask id="t"/><bpmn:boundaryEvent id="b" attachedToRef="t" {more}>{event}</bpmn:boundaryEvent>'
        '<bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="x"/>'
    )


def starting(cycle: str) -> bytes:
    timer = f"<bpmn:timerEventDefinition><bpmn:timeCycle>{cycle}</bpmn:timeCycle></bpmn:timerEventDefinition>"
    return task("userTask").replace(
        b'<bpmn:startEvent id="s"/>', f'<bpmn:startEvent id="s">{timer}</bpmn:startEvent>'.encode()
    )


def cycle(text: str) -> str:
    return f"<bpmn:timerEventDefinition><bpmn:timeCycle>{text}</bpmn:timeCycle></bpmn:timerEventDefinition>"


INSIDE = (
    '<bpmn:startEvent id="si"/><bpmn:userTask id="ui"/><bpmn:endEvent id="ei"/>'
    '<bpmn:sequenceFlow id="g1" sourceRef="si" targetRef="ui"/>'
    '<bpmn:sequenceFlow id="g2" sourceRef="ui" targetRef="ei"/>'
)
COMPLETING = '<zeebe:taskListener eventType="completing" type="a"/>'
SIGNAL = '<bpmn:signalEventDefinition signalRef="go"/>'
COMPUTED = "<bpmn:dataInputAssociation><bpmn:transformation/></bpmn:dataInputAssociation>"
LISTENER = '<camunda:executionListener class="a.B" event="{}"/>'
REPAIRS: dict[str, tuple[bytes, str, str]] = {
    "an expression": (
        task("serviceTask", 'camunda:expression="${ledger.total(a)}" camunda:resultVariable="total"'),
        "t",
        "the operation ledger.total",
    ),
    "a delegate that is code": (task("sendTask", 'flowable:delegateExpression="${a.b()}"'), "t", "the operation a.b"),
    "a built-in task": (
        task("serviceTask", 'flowable:type="mail"', '<flowable:field name="to" stringValue="a"/>'),
        "t",
        "the operation mail",
    ),
    "a connector": (
        task("serviceTask", "", '<zeebe:taskDefinition type="io.camunda:http-json:1"/>'),
        "t",
        "the operation t",
    ),
    "a script": (task("scriptTask", "", "", "<bpmn:script>a = 1</bpmn:script>"), "t", "operation t"),
    "an input that is code": (
        task("serviceTask", 'camunda:topic="a"', '<camunda:field name="f" expression="Hi ${a}!"/>'),
        "t",
        "",
    ),
    "a message that is thrown by code": (
        one(
            '<bpmn:intermediateThrowEvent id="t"><bpmn:messageEventDefinition messageRef="m" '
            'camunda:expression="${a.b(c)}"/></bpmn:intermediateThrowEvent>'
        ),
        "t",
        "the operation a.b",
    ),
    "rules of Drools": (task("businessRuleTask", 'activiti:ruleVariablesInput="${a}"'), "t", "the operation t"),
    "a condition that is code": (choice("${ledger.open(a)}"), "f3", "f3_value"),
    "a time that is code": (
        one(
            '<bpmn:intermediateCatchEvent id="t"><bpmn:timerEventDefinition><bpmn:timeDate>${a.b()}</bpmn:timeDate>'
            "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
        ),
        "t",
        "t_value",
    ),
    "a list that is code": (
        task(
            "userTask",
            inside='<bpmn:multiInstanceLoopCharacteristics camunda:collection="${a.b()}" camunda:elementVariable="c"/>',
        ),
        "t",
        "t_value",
    ),
    "a listener before": (task("userTask", "", LISTENER.format("start")), "t", "service tasks"),
    "a listener behind": (task("userTask", "", LISTENER.format("end")), "t", "service tasks"),
    "a listener of Camunda 8": (
        task("userTask", "", f"<zeebe:taskListeners>{COMPLETING}</zeebe:taskListeners>"),
        "t",
        "service tasks",
    ),
    "an error variable": (
        beside('<bpmn:errorEventDefinition errorRef="e" camunda:errorCodeVariable="c"/>').replace(
            b"<bpmn:userTask", b'<bpmn:serviceTask camunda:topic="a"'
        ),
        "b",
        "",
    ),
    "variables of another name": (
        task("userTask", "", '<camunda:inputOutput><camunda:inputParameter name="a">${b.c}</camunda:inputParameter>'
             '<camunda:outputParameter name="d">${e}</camunda:outputParameter></camunda:inputOutput>'),
        "t",
        "a = b.c, d = e",
    ),
    "a form that sets values": (
        task("userTask", "", '<camunda:formData><camunda:formField id="a" defaultValue="1"/></camunda:formData>'),
        "t",
        "",
    ),
    "a decision that gives rows": (task("businessRuleTask", 'camunda:decisionRef="rule"'), "t", "singleEntry"),
    "a task that receives nothing": (task("receiveTask"), "t", "message t"),
    "an event that refers to nothing": (
        one(f'<bpmn:intermediateCatchEvent id="t">{SIGNAL}</bpmn:intermediateCatchEvent>'),
        "t",
        "signal go",
    ),
    "a schedule that starts cases": (starting("0 5 16 * * ?"), "s", "R/P1D"),
    "a schedule that starts cases on working days": (starting("0 5 16 ? * MON-FRI"), "s", ""),
    "a schedule beside a task": (beside(cycle("0 0/15 * * * ?"), 'cancelActivity="false"'), "b", "R/PT15M"),
    "a cycle where it happens once": (
        one(f'<bpmn:intermediateCatchEvent id="t">{cycle("R1/PT1H")}</bpmn:intermediateCatchEvent>'), "t", "PT1H",
    ),
    "an error that does not interrupt": (
        beside('<bpmn:errorEventDefinition errorRef="e"/>', 'cancelActivity="false"'), "b", "cancelActivity='true'",
    ),
    "a moment without an offset": (
        one(
            '<bpmn:intermediateCatchEvent id="t"><bpmn:timerEventDefinition><bpmn:timeDate>2026-01-02T03:04:05'
            "</bpmn:timeDate></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
        ),
        "t",
        "2026-01-02T03:04:05Z",
    ),
    "a form that is computed": (task("userTask", 'camunda:formKey="${a.b()}"'), "t", ""),
    "a transaction that nothing cancels": (
        task("transaction", 'method="##Store"', inside=INSIDE),
        "t",
        "subProcess",
    ),
    "marks of a stranger": (task("userTask", 'own:a="1"', "<own:b><own:c/></own:b>"), "t", ""),
    "a word of an engine": (task("userTask", "", "<zeebe:magic/>"), "t", ""),
    "an attribute": (task("userTask", 'magic="1"'), "t", ""),
    "an element": (task("userTask", "", "", "<bpmn:magic/>"), "t", ""),
    "data that is computed": (
        task("userTask", "", "", COMPUTED), "t", "",
    ),
    "an event that nothing follows": (
        Drawing("p").chain("start", "a", "end").on_timer("b", "a", "P1D").xml(), "b", "an end event",
    ),
    "a process without an end": (
        Drawing("p").start().xor("a").flow("start", "a").xml(), "p", "end events",
    ),
    "a process without a start": (
        Drawing("p").user("a").end().flow("a", "end").xml(), "p", "a start event",
    ),
    "ways without a condition": (
        Drawing("p").start().xor("g").user("a", "b").end().flow("start", "g").flow("g", "a", ident="fa")
        .flow("g", "b", ident="fb").flow("a", "end").flow("b", "end").xml(),
        "fa",
        'way_g = "fa"',
    ),
    "a flow that stands outside of what it joins": (
        one(
            '<bpmn:subProcess id="t"><bpmn:startEvent id="i"/><bpmn:task id="j"/><bpmn:endEvent id="k"/>'
            '<bpmn:sequenceFlow id="g2" sourceRef="j" targetRef="k"/></bpmn:subProcess>',
            '<bpmn:sequenceFlow id="g1" sourceRef="i" targetRef="j"/>',
        ),
        "g1",
        "t",
    ),
    "an output of another name": (
        one(
            '<bpmn:userTask id="t"><bpmn:ioSpecification><bpmn:dataOutput id="t_ok" name="ok"/><bpmn:inputSet/>'
            "<bpmn:outputSet/></bpmn:ioSpecification><bpmn:dataOutputAssociation><bpmn:sourceRef>t_ok</bpmn:sourceRef>"
            "<bpmn:targetRef>agreed</bpmn:targetRef></bpmn:dataOutputAssociation></bpmn:userTask>",
            '<bpmn:property id="agreed"/>',
        ),
        "t",
        "agreed = ok",
    ),
    "an output to a reference": (
        one(
            '<bpmn:dataObject id="o" name="total"/><bpmn:dataObjectReference id="r" name="The sum" dataObjectRef="o"/>'
            '<bpmn:userTask id="t"><bpmn:ioSpecification><bpmn:dataOutput id="t_ok" name="ok"/><bpmn:inputSet/>'
            "<bpmn:outputSet/></bpmn:ioSpecification><bpmn:dataOutputAssociation><bpmn:sourceRef>t_ok</bpmn:sourceRef>"
            "<bpmn:targetRef>r</bpmn:targetRef></bpmn:dataOutputAssociation></bpmn:userTask>"
        ),
        "t",
        "total = ok",
    ),
    "ids that are not plain": (
        Drawing("p").start().user("Prüfung").end().flow("start", "Prüfung").flow("Prüfung", "end").xml(),
        "Prüfung",
        "Prufung",
    ),
    "an id that stands twice": (task("userTask").replace(b'id="e"', b'id="m"'), "m", "m_again"),
}  # fmt: skip


@pytest.mark.parametrize("what", REPAIRS)
def test_it_is_repaired_and_accepted(what: str) -> None:
    data, element, after = REPAIRS[what]
    made = repaired(data)
    assert made.findings == ()
    told = next(each for each in made.differences if each.element == element)
    assert after in told.after
    assert told.line > 0
    assert told.text.endswith(".")
    parse(made.content, "p.bpmn")


@pytest.mark.parametrize("what", REPAIRS)
def test_what_would_be_done_is_told_beside_the_finding(what: str) -> None:
    data, element, _ = REPAIRS[what]
    found = with_fixes(data, "p.bpmn", lint(read(data, "p.bpmn", assumed=True), ASSUMED, {"rule": None}))
    assert any(each.fix for each in found if each.element == element)


APART = {
    "an ad-hoc sub-process": task("adHocSubProcess", inside='<bpmn:task id="i"/><bpmn:task id="j"/>'),
    "what is compensated": one(COMPENSATED),
    "what is compensated, without an end": one(COMPENSATED)
    .replace(b'<bpmn:endEvent id="x"/>', b"")
    .replace(b'<bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="x"></bpmn:sequenceFlow>', b""),
    "what is compensated, without a start": one(COMPENSATED)
    .replace(b'<bpmn:startEvent id="s"/>', b"")
    .replace(b'<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>', b""),
}


@pytest.mark.parametrize("what", APART)
def test_no_flow_leads_to_what_stands_apart_and_none_leaves_it(what: str) -> None:
    made = repaired(APART[what])
    assert [(each.rule, each.element) for each in made.findings if each.rule != "compensation"]
    ends = re.findall(
        rb'(?:sourceRef|targetRef)="(i|j|b|undo)"', re.sub(rb"<bpmn:association[^>]*>", b"", made.content)
    )
    assert ends == []
    assert re.search(rb"adHocSubProcess.*(startEvent|endEvent).*/bpmn:adHocSubProcess", made.content, re.DOTALL) is None


def test_a_script_of_camunda_8_keeps_its_result() -> None:
    made = repaired(task("scriptTask", "", '<zeebe:script expression="=1 + 1" resultVariable="r"/>'))
    assert made.findings == ()
    assert b"zeebe:script" not in made.content
    assert b'resultVariable="r"' in made.content


def test_a_call_that_names_what_it_takes_back_stays_as_it_is() -> None:
    said = '<zeebe:calledElement processId="p" propagateAllChildVariables="false"/><zeebe:ioMapping>{}'
    held = said.format(
        '<zeebe:input source="=a" target="in.x"/><zeebe:output source="=b" target="c"/></zeebe:ioMapping>'
    )
    made = repaired(task("callActivity", "", held))
    assert b'propagateAllChildVariables="false"' in made.content
    assert [each.text for each in made.differences] == ["in.x of t left out: it is no plain value."]


IN_THE_HOUSE: dict[str, tuple[bytes, str]] = {
    "a process that is not executable": (
        Drawing("p").chain("start", "a", "end").xml().replace(b'isExecutable="true"', b'isExecutable="false"'),
        "isExecutable='true'",
    ),
    "a choice without a default": (
        Drawing("p").start().xor("g").user("a", "b").end().flow("start", "g").flow("g", "a", "x", ident="fa")
        .flow("g", "b", "y", ident="fb").flow("a", "end").flow("b", "end").xml(),
        "default",
    ),
    "a timer that starts": (starting("R/P1D"), "a plain start event"),
    "a service task without an operation": (task("serviceTask"), "the operation t"),
    "a message that ends": (
        one('<bpmn:endEvent id="t"><bpmn:messageEventDefinition messageRef="m"/></bpmn:endEvent>').replace(
            b'<bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="x"></bpmn:sequenceFlow>', b""
        ).replace(b'<bpmn:endEvent id="x"/>', b""),
        "the operation t",
    ),
    "a task that nothing follows": (
        Drawing("p").start().parallel("f").user("a", "b").end().flow("start", "f").flow("f", "a").flow("f", "b")
        .flow("a", "end").xml(),
        "an end event",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", IN_THE_HOUSE)
def test_what_the_house_demands_is_repaired(what: str) -> None:
    data, after = IN_THE_HOUSE[what]
    assert lint(read(data, "p.bpmn"), STRICT, {})
    made = repaired(data, STRICT)
    assert made.findings == ()
    assert after in {each.after for each in made.differences}


NOT: dict[str, bytes] = {
    "a schedule that no cycle says": beside(cycle("0 0 9 ? * MON-FRI"), 'cancelActivity="false"'),
    "a time of the day": beside(cycle("0 0 9 * * ?"), 'cancelActivity="false"'),
    "a text that no language knows": choice("a ++ b"),
    "a process that is nowhere": task("callActivity", 'calledElement="nowhere"'),
    "a task's own input that has the name of a variable of others": task(
        "userTask",
        "",
        '<camunda:inputOutput><camunda:inputParameter name="amount">${amount * 2}</camunda:inputParameter>'
        "</camunda:inputOutput>",
    ),
    "a task's own input that others read, too": choice("${kind == 1}").replace(
        b'<bpmn:task id="u"/>',
        b'<bpmn:userTask id="u"><bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name="kind">2'
        b"</camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements></bpmn:userTask>",
    ),
    "a listener of what is done several times": task(
        "userTask",
        "",
        LISTENER.format("end"),
        "<bpmn:standardLoopCharacteristics loopMaximum='2'>"
        "<bpmn:loopCondition>true</bpmn:loopCondition></bpmn:standardLoopCharacteristics>",
    ),
    "a listener of what waits behind a gateway": one(
        '<bpmn:eventBasedGateway id="t"/>',
        '<bpmn:intermediateCatchEvent id="c"><bpmn:extensionElements>'
        + LISTENER.format("start")
        + '</bpmn:extensionElements><bpmn:messageEventDefinition messageRef="m"/></bpmn:intermediateCatchEvent>'
        '<bpmn:intermediateCatchEvent id="d"><bpmn:timerEventDefinition><bpmn:timeDuration>P1D</bpmn:timeDuration>'
        "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>"
        '<bpmn:sequenceFlow id="f3" sourceRef="t" targetRef="c"/><bpmn:sequenceFlow id="f4" sourceRef="c" '
        'targetRef="x"/><bpmn:sequenceFlow id="f5" sourceRef="d" targetRef="x"/>',
    ).replace(b'sourceRef="t" targetRef="x"', b'sourceRef="t" targetRef="d"'),
    "an output that is computed": task("userTask", "", "", COMPUTED.replace("Input", "Output")),
    "an input of an operation": task("serviceTask", 'camunda:type="external" camunda:topic="a"', "", COMPUTED),
    "compensation": task("userTask", 'isForCompensation="true"'),
    "two ways to start": task("userTask").replace(
        b'<bpmn:startEvent id="s"/>',
        b'<bpmn:startEvent id="s"/><bpmn:startEvent id="s2"/><bpmn:sequenceFlow id="f9" sourceRef="s2" targetRef="t"/>',
    ),
    "a flow to nowhere": Drawing("p").start().user("a").end().flow("start", "a").flow("a", "gone").xml(),
    "what nothing leads to": Drawing("p").chain("start", "a", "end").chain("b", "c", "end").xml(),
}


@pytest.mark.parametrize("what", NOT)
def test_what_has_no_way_out_stays_as_it_is(what: str) -> None:
    made = repaired(NOT[what])
    assert (made.content, made.differences) == (NOT[what], ())
    assert made.findings
    assert not any(each.fix for each in made.findings)


def test_what_is_not_repaired_is_not_touched() -> None:
    """Comments, line ends, quotes and the order of attributes stay; the differences are where they are told."""
    drawn = task("serviceTask", "camunda:expression='${a.b(c)}' name = 'Pay'").replace(
        b'<bpmn:startEvent id="s"/>', b"<!-- begin -->\r\n<bpmn:startEvent   id='s'/>"
    )
    kept = repaired(drawn).content
    assert b"<!-- begin -->\r\n<bpmn:startEvent   id='s'/>" in kept
    assert b"name = 'Pay'" in kept
    assert b"expression" not in kept


def test_what_is_put_there_for_a_word_of_a_vendor_is_no_stranger_after_a_repair() -> None:
    message = '<bpmn:messageEventDefinition messageRef="m"/>'
    held = '<bpmn:extensionElements><zeebe:taskDefinition type="send"/></bpmn:extensionElements>'
    data = task("scriptTask", "", "", "<bpmn:script>1</bpmn:script>").replace(
        b'<bpmn:endEvent id="x"/>', f'<bpmn:endEvent id="x">{held}{message}</bpmn:endEvent>'.encode()
    )
    assert repaired(data).findings == ()
    marked = task("userTask").replace(b'id="x"', b'id="x" spiffworkflow:drawnHere="true"')
    assert [each.rule for each in lint(read(marked, "p.bpmn"), ASSUMED, {})] == ["unknown-extension"]


def test_what_is_drawn_gets_a_shape() -> None:
    sample = Path(__file__).parent / "samples" / "camunda7.bpmn"
    listener = b'<bpmn:extensionElements><camunda:executionListener class="a.B" event="end"/></bpmn:extensionElements>'
    start = b'camunda:formKey="embedded:app:forms/report.html">'
    marked = sample.read_bytes().replace(start, start + listener)
    assert marked != sample.read_bytes()
    assert b'bpmnElement="StartEvent_1_end"' in repaired(marked).content


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 0/5 * * * ?", "R/PT5M"), ("0 */10 * * * *", "R/PT10M"), ("*/15 * * * *", "R/PT15M"),
        ("0 0 * * * ?", "R/PT1H"), ("0 0 0 * * ?", "R/P1D"), ("0 0 0,12 ? * * *", "R/PT12H"),
        ("0 0 0/6 * * ?", "R/PT6H"), ("0 * * * * ?", "R/PT1M"),
        ("0 0/7 * * * ?", None), ("0/10 * * * * ?", None), ("0 0 9 * * ?", None), ("0 0 9 ? * MON", None),
        ("0 0 0 1 * ?", None), ("0 0 0,5 * * ?", None), ("R3/PT1H", None), ("", None), ("0 0 9 L * ?", None),
    ],
)  # fmt: skip
def test_schedules_that_are_due_at_equal_distances_are_cycles(text: str, said: str | None) -> None:
    assert cycle_of(text) == said


@pytest.mark.parametrize(
    ("text", "said"), [("0 5 16 * * ?", "R/P1D"), ("30 10 * * * ?", "R/PT1H"), ("0 0 9 ? * 2", None)]
)
def test_a_time_of_the_day_is_left_out_where_nobody_reads_it(text: str, said: str | None) -> None:
    assert cycle_of(text, phase=True) == said


@pytest.fixture
def lint_(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    def run(*arguments: str) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["duecourse", "lint", "--assume-handlers", *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        return int(left.value.code or 0), capsys.readouterr().out

    return run


CODE = task("serviceTask", 'camunda:expression="${a.b(c)}"')


def test_the_command_writes_a_copy(lint_: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    path = tmp_path / "pay.bpmn"
    path.write_bytes(CODE)
    code, said = lint_(str(path))
    assert code == 1
    assert "--fix would: The serviceTask t asks for the operation 'a.b'; somebody must write its handler." in said
    code, said = lint_(str(path), "--fix", "--json")
    (result,) = json.loads(said)
    assert code == 0
    assert (result["verdict"], result["fixed"]) == ("accepted", str(tmp_path / "pay.fixed.bpmn"))
    (difference,) = result["differences"]
    assert (difference["before"], difference["after"]) == ("${a.b(c)}", "the operation a.b")
    assert path.read_bytes() == CODE
    assert check(tmp_path / "pay.fixed.bpmn", ASSUMED).findings == ()


def test_a_folder_is_repaired_into_another_one(lint_: Callable[..., tuple[int, str]], tmp_path: Path) -> None:
    one_, other = tmp_path / "in", tmp_path / "out"
    one_.mkdir()
    (one_ / "pay.bpmn").write_bytes(CODE)
    (one_ / "fine.bpmn").write_bytes(task("userTask"))
    code, said = lint_(str(one_), "--fix", "--output", str(other))
    assert code == 0, said
    assert sorted(each.name for each in other.iterdir()) == ["fine.bpmn", "pay.bpmn"]
    assert (other / "fine.bpmn").read_bytes() == task("userTask")
    assert lint_(str(other))[0] == 0
    code, _ = lint_(str(one_), "--fix", "--output", str(one_))
    assert (code, (one_ / "pay.bpmn").read_bytes()) == (1, CODE)
    assert lint_(str(one_), "--fix", "--in-place")[0] == 0
    assert (one_ / "pay.bpmn").read_bytes() == (other / "pay.bpmn").read_bytes()


def test_who_calls_a_process_may_catch_its_error(tmp_path: Path) -> None:
    inner = Drawing("q").throws("end_e", "error", "BAD").chain("start_q", "u", "end_e")
    outer = Drawing("p").call("c", "q").on("e", "c", "error", "BAD").chain("start", "c", "end").chain("e", "end2")
    (tmp_path / "q.bpmn").write_bytes(inner.xml())
    assert [each.rule for each in check(tmp_path / "q.bpmn", ASSUMED).findings] == ["error-not-caught"]
    (tmp_path / "p.bpmn").write_bytes(outer.xml())
    assert check(tmp_path / "q.bpmn", ASSUMED).findings == ()


CALL = (
    '<bpmn:callActivity id="t"><bpmn:extensionElements><zeebe:calledElement processId="p" bindingType="versionTag"/>'
    '<zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping></bpmn:extensionElements>'
    "</bpmn:callActivity>"
)
TWO = '<bpmn:message id="n"/><bpmn:message id="n" name="b"/>'
WAITS = (
    '<bpmn:intermediateCatchEvent id="t"><bpmn:messageEventDefinition messageRef="n"/></bpmn:intermediateCatchEvent>'
)
UNDECIDED = {
    "a task that may be skipped": task("serviceTask", 'flowable:type="http" flowable:skipExpression="${a}"'),
    "a condition on a default": choice("${a}").replace(b'default="f2"', b'default="f3"'),
    "a call of a version": one(CALL),
    "what happens when time has run out": task("userTask", "", '<camunda:taskListener event="timeout" class="a.B"/>'),
    "two messages of one id": one(WAITS).replace(b"<bpmn:process", TWO.encode() + b"<bpmn:process"),
}


@pytest.mark.parametrize("what", UNDECIDED)
def test_what_only_its_author_can_decide_is_not_repaired(what: str) -> None:
    made = repaired(UNDECIDED[what])
    assert made.findings
    left = made.content
    for each in (b"skipExpression", b"conditionExpression", b"ioMapping", b"timeout", b'id="n"'):
        assert left.count(each) >= UNDECIDED[what].count(each)


def test_the_repair_of_a_signal_is_not_told_of_a_message() -> None:
    event = (
        '<bpmn:intermediateCatchEvent id="t"><bpmn:messageEventDefinition messageRef="M"/>'
        '<bpmn:signalEventDefinition signalRef="S"/></bpmn:intermediateCatchEvent>'
    )
    data = one(event)
    for each in with_fixes(data, "p.bpmn", lint(read(data, "p.bpmn", True), ASSUMED, {})):
        if "refers to the signal" in each.text:
            assert "message" not in each.fix
