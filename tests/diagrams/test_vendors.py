"""Diagrams as other tools write them: each word becomes ours, is dropped with a sentence, or is refused with one."""

import json
from pathlib import Path
from random import Random

import pytest

from api.commands import main
from workflows.diagrams import Diagram, EventDefinition, Vocabulary, lint, read
from workflows.engine.neighbours import check
from workflows.errors import Refused

SAMPLES = Path(__file__).parent / "samples"
ASSUMED = Vocabulary.assumed({})
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"
 xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:flowable="http://flowable.org/bpmn"
 xmlns:activiti="http://activiti.org/bpmn" xmlns:drools="http://www.jboss.org/drools" xmlns:own="urn:own"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="defs" targetNamespace="http://example.org">
<bpmn:message id="m" name="paid"/><bpmn:error id="e" name="bad" errorCode="BAD"/>
"""


def one(task: str, more: str = "", flow: str = "") -> bytes:
    """A process with one activity, whose XML has the id ``t``; ``flow`` is inside the flow that leaves it."""
    return (
        f'{HEAD}<bpmn:process id="p" isExecutable="true"><bpmn:startEvent id="s"/>{task}<bpmn:endEvent id="x"/>'
        f'<bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>'
        f'<bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="x">{flow}</bpmn:sequenceFlow>{more}</bpmn:process>'
        "</bpmn:definitions>"
    ).encode()


def task(kind: str, attributes: str = "", extensions: str = "", inside: str = "") -> bytes:
    held = f"<bpmn:extensionElements>{extensions}</bpmn:extensionElements>" if extensions else ""
    return one(f'<bpmn:{kind} id="t" {attributes}>{held}{inside}</bpmn:{kind}>')


def choice(condition: str, head: str = "") -> bytes:
    drawn = one('<bpmn:exclusiveGateway id="t" default="f2"/><bpmn:task id="u"/>').decode()
    return drawn.replace(
        "</bpmn:process>",
        f'<bpmn:sequenceFlow id="f3" sourceRef="t" targetRef="u"><bpmn:conditionExpression {head}>{condition}'
        '</bpmn:conditionExpression></bpmn:sequenceFlow><bpmn:sequenceFlow id="f4" sourceRef="u" targetRef="x"/>'
        "</bpmn:process>",
    ).encode()


def accepted(data: bytes) -> Diagram:
    diagram = read(data, "p.bpmn")
    assert lint(diagram, ASSUMED, {"rule": frozenset()}) == []
    return diagram


@pytest.mark.parametrize("sample", sorted(p.name for p in SAMPLES.iterdir()))
def test_each_vendors_sample_is_accepted_and_compiled(sample: str) -> None:
    checked = check(SAMPLES / sample, ASSUMED)
    assert checked.findings == ()
    assert checked.changes or sample.endswith(".dmn")
    assert all(sentence.endswith(".") for sentence in checked.changes)


def test_what_a_camunda_7_diagram_becomes() -> None:
    (graph,) = read((SAMPLES / "camunda7.bpmn").read_bytes(), "camunda7.bpmn").processes
    triage, book, approve = (graph.nodes[f"Activity_{name}"] for name in ("triage", "book", "approve"))
    assert (triage.decision, triage.result) == ("urgency", "urgency")
    assert (book.operation, dict(book.outputs)) == ("book-contractor", {"cost": "(quote.total + 10)"})
    assert dict(book.parameters) == {"trade": "trade", "channel": '"portal"', "slots": '["morning", preferred]'}
    assert (approve.lane, dict(approve.properties)) == ("surveyors", {"form": "approve", "due": "P2D"})
    assert graph.nodes["Activity_remind"].operation == "reminder"
    loop = graph.nodes["Activity_visit"].loop
    assert loop is not None
    assert (loop.kind, loop.collection, loop.item) == ("sequential", "visits", "visit")
    assert [flow.condition for flow in graph.outgoing("Gateway_cost")] == [
        '((cost > 500) and (urgency != "emergency"))',
        '((cost <= 500) or (urgency = "emergency"))',
    ]
    assert graph.nodes["Event_told_send"].operation == "tell-tenant"
    assert [flow.target for flow in graph.outgoing("Event_told_send")] == ["Event_told"]


def test_what_a_camunda_8_diagram_becomes() -> None:
    (graph,) = read((SAMPLES / "camunda8.bpmn").read_bytes(), "camunda8.bpmn").processes
    ledger, sign, pay = (graph.nodes[f"Activity_{name}"] for name in ("ledger", "sign", "pay"))
    assert dict(ledger.parameters) == {"account": "customer.account", "ledger": '"rents"'}
    assert dict(ledger.outputs) == {"overpaid": "balance", "large": "balance > 100"}
    assert (sign.lane, sign.form) == ("managers", "UserTaskForm_1")
    assert pay.loop is not None
    assert (pay.loop.collection, pay.loop.item, pay.loop.output_collection, pay.loop.output_item) == (
        *("payees", "payee"),
        *("receipts", "receipt"),
    )
    sent = graph.node("Activity_send")
    assert sent is not None
    assert (sent.kind, sent.operation) == ("serviceTask", "pay")


def test_what_flowable_and_activiti_diagrams_become() -> None:
    (graph,) = read((SAMPLES / "flowable.bpmn20.xml").read_bytes(), "flowable.bpmn20.xml").processes
    assert graph.nodes["sign"].operation == "uk.example.lettings.Agreement"
    assert dict(graph.nodes["sign"].parameters) == {"template": '"garage"', "name": "tenant.name"}
    assert (graph.nodes["rent"].kind, graph.nodes["rent"].decision) == ("businessRuleTask", "garage_rent")
    assert graph.outgoing("startEvent1")[0].id == "startEvent1_to_offer"
    (called,) = read((SAMPLES / "garage_rent.bpmn").read_bytes(), "garage_rent.bpmn").processes
    assert called.nodes["remind"].lane == "accounts"
    assert called.nodes["late"].interrupting


def test_a_call_that_passes_nothing_is_told() -> None:
    drawn = task("callActivity", 'calledElement="q" camunda:asyncBefore="true"')
    assert any("sees all variables" in sentence for sentence in read(drawn, "p.bpmn").changes)
    mapped = task("callActivity", 'calledElement="q"', '<camunda:in variables="all"/><camunda:out variables="all"/>')
    assert not any("sees all variables" in sentence for sentence in read(mapped, "p.bpmn").changes)


def test_what_spiffarena_and_bpmn_io_diagrams_become() -> None:
    (graph,) = read((SAMPLES / "spiffarena.bpmn").read_bytes(), "spiffarena.bpmn").processes
    assert graph.nodes["Activity_form"].form == "expense"
    assert graph.outgoing("Gateway_1")[0].condition == '((found.body.ok = true) and (kind != "gift"))'
    (graph,) = read((SAMPLES / "bpmnio.bpmn").read_bytes(), "bpmnio.bpmn").processes
    assert graph.nodes["Activity_log_fork"].kind == "inclusiveGateway"
    assert [(f.target, f.condition) for f in graph.outgoing("Activity_log_fork")] == [
        ("Event_to", "true"),
        ("Activity_refund", "amount > 0"),
    ]
    assert [flow.target for flow in graph.outgoing("Event_to")] == ["Event_from"]


PLAIN = {
    "${a}": "a",
    "#{ a.b == 'x' }": '(a.b = "x")',
    "${a gt 1 && !b || c ne null}": "(((a > 1) and not(b)) or (c != null))",
    "${not (a lt 1.5)}": "not((a < 1.5))",
    "${a['b'] <= -c * 2 + 1}": "(a.b <= ((-c * 2) + 1))",
    '${a ? "yes" : b}': '(if a then "yes" else b)',
    "${a == 'it\\'s'}": '(a = "it\'s")',
    "${a eq true and (b or c)}": "((a = true) and (b or c))",
}


@pytest.mark.parametrize("juel", PLAIN)
def test_plain_juel_becomes_feel(juel: str) -> None:
    escaped = juel.replace("&", "&amp;").replace("<", "&lt;")
    (graph,) = read(choice(escaped), "p.bpmn").processes
    assert next(flow for flow in graph.flows if flow.id == "f3").condition == PLAIN[juel]
    accepted(choice(escaped))


@pytest.mark.parametrize(
    "juel",
    [
        *("${bean.decide(execution)}", "${execution.getVariable('a')}", "${a} and ${b}", "${list[0] == 1}", "${a = 1}"),
        *("${a mod 2 == 0}", "${a instanceof b}", "${a lt b lt c}", "${}", "${a ==}", "${(a}", "yes ${a}", "${a ; b}"),
        *("${'open}", "${1e5 == a}", f"${{{'(' * 60}a{')' * 60}}}"),
    ],
)
def test_code_is_refused(juel: str) -> None:
    findings = lint(read(choice(juel.replace("&", "&amp;").replace("<", "&lt;")), "p.bpmn"), ASSUMED, {})
    assert [(finding.rule, finding.element) for finding in findings] == [("code", "f3")]


@pytest.mark.parametrize(
    ("python", "feel"),
    [
        ("a == 'x'", '(a = "x")'),
        ("not a", "not(a)"),
        ("not a == True and b != None", "(not((a = true)) and (b != null))"),
        ('a["b"] > 3', None),
        ("a = 'x'", None),
        ("len(a) == 3", None),
        ("[i for i in a if i == 1]", None),
    ],
)
def test_plain_python_of_spiffarena_becomes_feel_or_is_refused(python: str, feel: str | None) -> None:
    diagram = read(choice(python.replace(">", "&gt;")), "p.bpmn")
    found = lint(diagram, ASSUMED, {})
    if feel is None:
        # What is neither plain Python nor FEEL; the index by a text is FEEL, but gives null.
        assert [finding.rule for finding in found] in (["bad-expression"], [])
        assert next(f for f in diagram.processes[0].flows if f.id == "f3").condition == python
    else:
        assert found == []
        assert next(f for f in diagram.processes[0].flows if f.id == "f3").condition == feel


BECOMES: dict[str, tuple[bytes, dict[str, object]]] = {
    "camunda form key": (task("userTask", 'camunda:formKey="a/b.html"'), {"form": "b"}),
    "zeebe form id": (task("userTask", "", '<zeebe:formDefinition formId="f"/>'), {"form": "f"}),
    "flowable groups": (task("userTask", 'flowable:candidateGroups="officers"'), {"lane": "officers"}),
    "activiti groups": (task("userTask", 'activiti:candidateGroups="officers"'), {"lane": "officers"}),
    "zeebe groups": (
        task("userTask", "", '<zeebe:assignmentDefinition candidateGroups="officers"/>'),
        {"lane": "officers"},
    ),
    "zeebe due": (task("userTask", "", '<zeebe:taskSchedule dueDate="P3D"/>'), {"properties": {"due": "P3D"}}),
    "camunda topic": (task("serviceTask", 'camunda:type="external" camunda:topic="a"'), {"operation": "a"}),
    "camunda class": (task("serviceTask", 'camunda:class="x.Y"'), {"operation": "x.Y"}),
    "camunda send": (
        task("sendTask", 'camunda:delegateExpression="#{mail}"'),
        {"operation": "mail", "kind": "serviceTask"},
    ),
    "flowable worker": (task("serviceTask", 'flowable:type="external-worker" flowable:topic="a"'), {"operation": "a"}),
    "zeebe throw": (
        task(
            "intermediateThrowEvent",
            "",
            '<zeebe:taskDefinition type="a"/>',
            '<bpmn:messageEventDefinition messageRef="m"/>',
        ),
        {"operation": "a", "kind": "serviceTask", "events": ()},
    ),
    "zeebe rule by a worker": (
        task("businessRuleTask", "", '<zeebe:taskDefinition type="a"/>'),
        {"operation": "a", "kind": "serviceTask"},
    ),
    "parameters before their operation": (
        task(
            "serviceTask",
            "",
            '<zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping><zeebe:taskDefinition type="c"/>',
        ),
        {"parameters": {"b": "a"}},
    ),
    "a map of inputs": (
        task(
            "serviceTask",
            'camunda:topic="a"',
            '<camunda:inputOutput><camunda:inputParameter name="m"><camunda:map><camunda:entry key="k">v'
            "</camunda:entry></camunda:map></camunda:inputParameter></camunda:inputOutput>",
        ),
        {"parameters": {"m": '{"k": "v"}'}},
    ),
    "a message whose name is a quoted text": (
        task("receiveTask", 'messageRef="m"').replace(b'name="paid"', b'name="=&quot;paid&quot;"'),
        {"events": (EventDefinition("message", name="paid"),)},
    ),
    "a decision": (
        task("businessRuleTask", "", '<zeebe:calledDecision decisionId="rule" resultVariable="r"/>'),
        {"decision": "rule", "result": "r"},
    ),
    "a due date that is computed": (task("userTask", 'camunda:dueDate="${now()}"'), {"properties": {}}),
    "a global signal": (
        task("userTask").replace(b"<bpmn:error", b'<bpmn:signal id="g" name="go" flowable:scope="global"/><bpmn:error'),
        {"kind": "userTask"},
    ),
    "an input of the same name": (
        one(
            '<bpmn:dataObject id="d"/><bpmn:dataObjectReference id="dr" dataObjectRef="d" name="debt"/><bpmn:userTask '
            'id="t"><bpmn:ioSpecification><bpmn:dataInput id="i" name="debt"/><bpmn:inputSet/><bpmn:outputSet/>'
            "</bpmn:ioSpecification><bpmn:dataInputAssociation><bpmn:sourceRef>dr</bpmn:sourceRef><bpmn:targetRef>i"
            "</bpmn:targetRef></bpmn:dataInputAssociation></bpmn:userTask>"
        ),
        {"kind": "userTask"},
    ),
    "one owner": (
        task(
            "userTask",
            "",
            "",
            "<bpmn:potentialOwner><bpmn:resourceAssignmentExpression><bpmn:formalExpression>officers"
            "</bpmn:formalExpression></bpmn:resourceAssignmentExpression></bpmn:potentialOwner>",
        ),
        {"lane": "officers"},
    ),
}


@pytest.mark.parametrize("what", BECOMES)
def test_what_it_becomes(what: str) -> None:
    data, expected = BECOMES[what]
    diagram = accepted(data)
    node = diagram.processes[0].nodes["t"]
    assert {name: getattr(node, name) for name in expected} == expected
    assert diagram.changes


LISTENER = '<camunda:executionListener class="a.B" event="start"/>'
REFUSED: dict[str, tuple[bytes, str]] = {
    "an expression": (task("serviceTask", 'camunda:expression="${bean.run()}"'), "code"),
    "a delegate that is code": (task("serviceTask", 'flowable:delegateExpression="${a.b()}"'), "code"),
    "an execution listener": (task("userTask", "", LISTENER), "vendor-extension"),
    "a task listener": (task("userTask", "", '<flowable:taskListener event="create"/>'), "vendor-extension"),
    "zeebe listeners": (task("userTask", "", "<zeebe:taskListeners/>"), "vendor-extension"),
    "a connector": (task("serviceTask", "", "<camunda:connector/>"), "vendor-extension"),
    "a zeebe connector": (
        task("serviceTask", "", '<zeebe:taskDefinition type="io.camunda:http-json:1"/>'),
        "vendor-extension",
    ),
    "a built-in task": (task("serviceTask", 'flowable:type="mail"'), "vendor-extension"),
    "a FEEL script": (task("scriptTask", "", '<zeebe:script expression="=1"/>'), "vendor-extension"),
    "an error mapping": (
        task("serviceTask", 'camunda:topic="a"', "<camunda:errorEventDefinition/>"),
        "vendor-extension",
    ),
    "an error variable": (
        one(
            '<bpmn:task id="t"/><bpmn:boundaryEvent id="b" attachedToRef="t"><bpmn:errorEventDefinition errorRef="e" '
            'camunda:errorCodeVariable="c"/></bpmn:boundaryEvent><bpmn:sequenceFlow id="f3" sourceRef="b" '
            'targetRef="x"/>'
        ),
        "vendor-extension",
    ),
    "another lane": (
        one(
            '<bpmn:laneSet id="l"><bpmn:lane id="l1" name="Officer"><bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane>'
            '</bpmn:laneSet><bpmn:userTask id="t" camunda:candidateGroups="managers"/>'
        ),
        "role-conflict",
    ),
    "several groups": (task("userTask", 'camunda:candidateGroups="a,b"'), "several-roles"),
    "a computed group": (task("userTask", 'camunda:candidateGroups="${a}"'), "several-roles"),
    "a computed zeebe group": (
        task("userTask", "", '<zeebe:assignmentDefinition candidateGroups="=groups"/>'),
        "several-roles",
    ),
    "a form that sets values": (
        task("userTask", "", '<camunda:formData><camunda:formField id="a" defaultValue="1"/></camunda:formData>'),
        "form-field",
    ),
    "one variable passed": (
        task("callActivity", 'calledElement="p2"', '<camunda:in source="a" target="b"/>'),
        "mapping",
    ),
    "a closed call": (
        task("callActivity", "", '<zeebe:calledElement processId="p2" propagateAllChildVariables="false"/>'),
        "mapping",
    ),
    "inputs of a person": (
        task("userTask", "", '<zeebe:ioMapping><zeebe:input source="=a" target="b"/></zeebe:ioMapping>'),
        "mapping",
    ),
    "a script as input": (
        task(
            "serviceTask",
            'camunda:topic="a"',
            '<camunda:inputOutput><camunda:inputParameter name="a"><camunda:script scriptFormat="groovy">1'
            "</camunda:script></camunda:inputParameter></camunda:inputOutput>",
        ),
        "mapping",
    ),
    "a result as a list of rows": (
        task("businessRuleTask", 'camunda:decisionRef="rule" camunda:resultVariable="r"'),
        "decision-result",
    ),
    "a computed gathering": (
        task(
            "task",
            "",
            "",
            "<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics "
            'inputCollection="=a" outputCollection="o" outputElement="=a + 1"/></bpmn:extensionElements>'
            "</bpmn:multiInstanceLoopCharacteristics>",
        ),
        "mapping",
    ),
    "a computed message": (
        task("receiveTask", 'messageRef="m"').replace(b'name="paid"', b'name="=kind"'),
        "code",
    ),
    "javascript": (choice("a", 'language="javascript"'), "foreign-language"),
    "a condition elsewhere": (choice("a", 'camunda:resource="a.js"'), "vendor-extension"),
    "an unknown word": (task("userTask", 'camunda:magic="1"'), "unknown-extension"),
    "an unknown element": (task("userTask", "", "<zeebe:magic/>"), "unknown-extension"),
    "an unknown vendor": (task("userTask", 'own:a="1"'), "unknown-extension"),
    "another engine": (task("serviceTask", 'drools:taskName="x"'), "unknown-extension"),
    "an unknown attribute": (task("userTask", 'magic="1"'), "unknown-attribute"),
    "a maximum that is none": (
        task("userTask", "", "", '<bpmn:standardLoopCharacteristics loopMaximum="few"/>'),
        "bad-maximum",
    ),
    "an element elsewhere": (task("userTask", "", "", "<bpmn:timeDuration>P1D</bpmn:timeDuration>"), "unknown-element"),
    "an unknown element of BPMN": (task("userTask", "", "", "<bpmn:magic/>"), "unknown-element"),
    "data that is computed": (
        task("userTask", "", "", "<bpmn:dataInputAssociation><bpmn:transformation/></bpmn:dataInputAssociation>"),
        "data-association",
    ),
    "an input of another name": (
        one(
            '<bpmn:dataObject id="d"/><bpmn:dataObjectReference id="dr" dataObjectRef="d" name="Debt"/><bpmn:userTask '
            'id="t"><bpmn:ioSpecification><bpmn:dataInput id="i" name="amount"/><bpmn:inputSet/><bpmn:outputSet/>'
            "</bpmn:ioSpecification><bpmn:dataInputAssociation><bpmn:sourceRef>dr</bpmn:sourceRef><bpmn:targetRef>i"
            "</bpmn:targetRef></bpmn:dataInputAssociation></bpmn:userTask>"
        ),
        "data-association",
    ),
    "strangers let in": (
        task("userTask", "", "<spiffworkflow:allowGuest>true</spiffworkflow:allowGuest>"),
        "vendor-extension",
    ),
    "a script before": (task("userTask", "", "<spiffworkflow:preScript>a = 1</spiffworkflow:preScript>"), "script"),
    "a link to nowhere": (task("intermediateThrowEvent", "", "", '<bpmn:linkEventDefinition name="a"/>'), "link"),
    "cron": (
        one(
            '<bpmn:task id="t"/><bpmn:boundaryEvent id="b" attachedToRef="t" cancelActivity="false">'
            "<bpmn:timerEventDefinition><bpmn:timeCycle>0 0 9 * * ?</bpmn:timeCycle></bpmn:timerEventDefinition>"
            '</bpmn:boundaryEvent><bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="x"/>'
        ),
        "bad-expression",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused(what: str) -> None:
    data, rule = REFUSED[what]
    findings = [f for f in lint(read(data, "p.bpmn"), ASSUMED, {"rule": frozenset()}) if f.rule == rule]
    assert findings
    for finding in findings:
        assert finding.element in {"t", "b", "f3", "x", "m"}
        assert finding.line > 0
        assert finding.text.startswith(f"p.bpmn, line {finding.line}: ")


def test_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad = tmp_path / "a" / "good.bpmn", tmp_path / "b" / "bad.bpmn"
    for path, data in ((good, task("serviceTask", 'camunda:topic="a"')), (bad, task("userTask", 'own:a="1"'))):
        path.parent.mkdir()
        path.write_bytes(data)
    monkeypatch.setattr("sys.argv", ["duecourse", "lint", str(tmp_path), "--json", "--assume-handlers"])
    with pytest.raises(SystemExit) as left:
        main()
    assert left.value.code == 1
    first, second = json.loads(capsys.readouterr().out)
    assert (first["file"], first["verdict"], first["findings"]) == (str(good), "accepted", [])
    assert len(first["normalised"]) == 1
    assert (second["file"], second["verdict"]) == (str(bad), "refused")
    assert set(second["findings"][0]) == {"element", "line", "rule", "text"}
    monkeypatch.setattr("sys.argv", ["duecourse", "lint", str(good), "--json"])
    with pytest.raises(SystemExit) as left:
        main()
    (house,) = json.loads(capsys.readouterr().out)
    assert [found["rule"] for found in house["findings"]] == ["unknown-step", "unknown-operation"]


@pytest.mark.parametrize("seed", range(60))
def test_damaged_files_of_vendors_are_accepted_or_refused(seed: int, tmp_path: Path) -> None:
    """Words, lines and values changed at random: never anything but a sentence."""
    random = Random(seed)
    name = random.choice(["camunda7.bpmn", "camunda8.bpmn", "flowable.bpmn20.xml", "spiffarena.bpmn", "bpmnio.bpmn"])
    lines = (SAMPLES / name).read_text().split("\n")
    words = [w for line in lines for w in line.replace(">", " ").split(" ") if w and "<" not in w]
    for _ in range(random.randrange(1, 5)):
        at = random.randrange(2, len(lines) - 1)
        match random.randrange(3):
            case 0:
                lines[at] = lines[random.randrange(2, len(lines) - 1)]
            case 1:
                del lines[at]
            case 2:
                here = [w for w in lines[at].split(" ") if w]
                lines[at] = lines[at].replace(random.choice(here), random.choice(words), 1) if here else ""
    path = tmp_path / name
    path.write_text("\n".join(lines))
    try:
        findings = check(path, ASSUMED).findings
    except Refused as refused:
        pytest.fail(f"check tells refusals as findings: {refused}")
    assert all(finding.text.strip() for finding in findings)
