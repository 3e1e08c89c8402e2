"""The words of other tools one by one: each becomes ours, or is refused with a sentence."""

import pytest

from tests.diagrams.dialects import ASSUMED, accepted, choice, one, task
from workflows.diagrams import EventDefinition, lint, read
from workflows.diagrams.graph import Passing

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
    "an input without a name": (
        one(
            '<bpmn:dataObject id="d" isCollection="true"/><bpmn:dataObjectReference id="dr" dataObjectRef="d" '
            'name="Debt"/><bpmn:userTask id="t"><bpmn:ioSpecification><bpmn:dataInput id="i"/><bpmn:inputSet/>'
            "<bpmn:outputSet/></bpmn:ioSpecification><bpmn:dataInputAssociation><bpmn:sourceRef>dr</bpmn:sourceRef>"
            "<bpmn:targetRef>i</bpmn:targetRef></bpmn:dataInputAssociation></bpmn:userTask>"
        ),
        {"kind": "userTask"},
    ),
    "an owner who is nobody": (task("userTask", "", "", '<bpmn:potentialOwner id="o"/>'), {"lane": None}),
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


def test_what_explains_is_dropped_with_all_that_is_in_it() -> None:
    """Groups, correlations, interfaces, translations; a throwing event's own data."""
    drawn = one(
        '<bpmn:intermediateThrowEvent id="t"><bpmn:dataInput id="i" name="debt"/><bpmn:inputSet><bpmn:dataInputRefs>i'
        "</bpmn:dataInputRefs></bpmn:inputSet></bpmn:intermediateThrowEvent>",
        '<bpmn:group id="g" categoryValueRef="v"/>',
    ).replace(
        b"<bpmn:error ",
        b'<bpmn:category id="c"><bpmn:categoryValue id="v" value="w"/></bpmn:category><bpmn:globalUserTask id="gt"/>'
        b'<bpmn:interface id="if" name="i"><bpmn:operation id="o" name="o"><bpmn:inMessageRef>m</bpmn:inMessageRef>'
        b'</bpmn:operation></bpmn:interface><bpmn:correlationProperty id="cp"><bpmn:correlationPropertyRetrieval'
        b'Expression messageRef="m"><bpmn:formalExpression>debt</bpmn:formalExpression></bpmn:correlationProperty'
        b"RetrievalExpression></bpmn:correlationProperty><bpmn:error ",
        1,
    )
    assert {"category", "globalUserTask", "interface", "correlationProperty"} <= {
        sentence.split(" ")[0] for sentence in accepted(drawn).changes
    }


def test_a_link_may_name_its_other_end() -> None:
    drawn = one(
        '<bpmn:intermediateThrowEvent id="t"><bpmn:linkEventDefinition id="l1" name="a"><bpmn:target>l2</bpmn:target>'
        "</bpmn:linkEventDefinition></bpmn:intermediateThrowEvent>"
        '<bpmn:intermediateCatchEvent id="c"><bpmn:linkEventDefinition id="l2" name="a"><bpmn:source>l1</bpmn:source>'
        "</bpmn:linkEventDefinition></bpmn:intermediateCatchEvent>"
    ).replace(b'sourceRef="t" targetRef="x"', b'sourceRef="c" targetRef="x"')
    assert [flow.target for flow in accepted(drawn).processes[0].outgoing("t")] == ["c"]


CALLS: dict[str, tuple[bytes, dict[str, Passing | None]]] = {
    "variables passed and taken back": (
        task(
            "callActivity",
            'calledElement="p2"',
            '<camunda:in source="a" target="b"/><camunda:in sourceExpression="${a &gt; 1}" target="c"/>'
            '<camunda:out source="d" target="a"/><camunda:in businessKey="#{execution.processBusinessKey}"/>',
        ),
        {"passing": Passing(into={"b": "a", "c": "(a > 1)"}, out={"a": "d"})},
    ),
    "all variables passed on and none taken back": (
        task("callActivity", 'calledElement="p2"', '<camunda:in variables="all"/>'),
        {"passing": Passing(all_in=True)},
    ),
    "all variables passed on and taken back": (
        task("callActivity", 'calledElement="p2"', '<camunda:in variables="all"/><camunda:out variables="all"/>'),
        {"passing": None},
    ),
    "a closed call": (
        task(
            "callActivity",
            "",
            '<zeebe:calledElement processId="p2" propagateAllChildVariables="false"/>'
            '<zeebe:ioMapping><zeebe:input source="=x + 1" target="b"/><zeebe:output source="=c" target="d"/>'
            "</zeebe:ioMapping>",
        ),
        {"passing": Passing(all_in=True, into={"b": "x + 1"}, out={"d": "c"})},
    ),
    "an open call": (
        task("callActivity", "", '<zeebe:calledElement processId="p2" propagateAllChildVariables="true"/>'),
        {"passing": None},
    ),
    "nothing inherited": (
        task("callActivity", 'calledElement="q" flowable:inheritVariables="false"'),
        {"passing": Passing()},
    ),
    "everything inherited, and one taken back": (
        task(
            "callActivity",
            'calledElement="q" flowable:inheritVariables="true"',
            '<flowable:out source="paid" target="paid"/>',
        ),
        {"passing": Passing(all_in=True, out={"paid": "paid"})},
    ),
    "everything inherited": (
        task("callActivity", 'calledElement="q" flowable:inheritVariables="true"'),
        {"passing": None},
    ),
    "variables under their own names": (
        task(
            "callActivity",
            'calledElement="q"',
            '<camunda:in source="debt" target="debt"/><flowable:out source="paid" target="paid"/>',
        ),
        {"passing": Passing(into={"debt": "debt"}, out={"paid": "paid"})},
    ),
}


@pytest.mark.parametrize("what", CALLS)
def test_what_a_call_passes_on_and_takes_back(what: str) -> None:
    data, wanted = CALLS[what]
    diagram = read(data, "p.bpmn")
    assert diagram.findings == ()
    assert {"passing": diagram.processes[0].nodes["t"].passing} == wanted


def test_the_variable_of_a_message_belongs_to_what_receives_it() -> None:
    declared = b'name="paid"><bpmn:extensionElements><spiffworkflow:messageVariable>letter'
    drawn = task("receiveTask", 'messageRef="m"').replace(
        b'name="paid"/>', declared + b"</spiffworkflow:messageVariable></bpmn:extensionElements></bpmn:message>"
    )
    diagram = accepted(drawn)
    assert diagram.processes[0].nodes["t"].events == (EventDefinition("message", name="paid", variable="letter"),)
    assert len(diagram.changes) == 2


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
    "what is local to a call": (
        task("callActivity", 'calledElement="p2"', '<camunda:in variables="all" local="true"/>'),
        "mapping",
    ),
    "a call that computes with code": (
        task("callActivity", 'calledElement="p2"', '<camunda:in sourceExpression="${bean.x()}" target="b"/>'),
        "mapping",
    ),
    "a call that passes into a part of a value": (
        task("callActivity", 'calledElement="p2"', '<camunda:in source="a" target="b.c"/>'),
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
    "a loop over an input of another name": (
        one(
            '<bpmn:dataObject id="d"/><bpmn:dataObjectReference id="dr" dataObjectRef="d" name="Debts"/><bpmn:userTask '
            'id="t"><bpmn:ioSpecification><bpmn:dataInput id="i"/><bpmn:inputSet/><bpmn:outputSet/>'
            "</bpmn:ioSpecification><bpmn:dataInputAssociation><bpmn:sourceRef>dr</bpmn:sourceRef><bpmn:targetRef>i"
            "</bpmn:targetRef></bpmn:dataInputAssociation><bpmn:multiInstanceLoopCharacteristics>"
            "<bpmn:loopDataInputRef>i</bpmn:loopDataInputRef></bpmn:multiInstanceLoopCharacteristics></bpmn:userTask>"
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
    findings = [f for f in lint(read(data, "p.bpmn"), ASSUMED, {"rule": None}) if f.rule == rule]
    assert findings
    for finding in findings:
        assert finding.element in {"t", "b", "f3", "x", "m"}
        assert finding.line > 0
        assert finding.text.startswith(f"p.bpmn, line {finding.line}: ")
