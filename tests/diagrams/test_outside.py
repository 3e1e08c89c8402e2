"""What files from outside write that the samples do not: references, timers, several groups, odd places."""

from pathlib import Path
from typing import Any

import pytest

from api.commands import main
from tests.conformance.tracing import Trace
from tests.diagrams.dialects import ASSUMED, HEAD, accepted, choice, one, task
from workflows.diagrams import lint, read
from workflows.engine.neighbours import check, diagrams_in


def waiting(kind: str, text: str) -> bytes:
    definition = f"<bpmn:timerEventDefinition><bpmn:{kind}>{text}</bpmn:{kind}></bpmn:timerEventDefinition>"
    return one(f'<bpmn:intermediateCatchEvent id="t">{definition}</bpmn:intermediateCatchEvent>')


def beside(text: str) -> bytes:
    return one(
        '<bpmn:userTask id="t"/><bpmn:boundaryEvent id="b" attachedToRef="t" cancelActivity="false">'
        f"<bpmn:timerEventDefinition><bpmn:timeCycle>{text}</bpmn:timeCycle></bpmn:timerEventDefinition>"
        '</bpmn:boundaryEvent><bpmn:sequenceFlow id="f3" sourceRef="b" targetRef="x"/>'
    )


@pytest.mark.parametrize(
    ("text", "days", "fires"),
    [
        ('=now() + duration("P2D")', 1, []),
        ('=now() + duration("P2D")', 2, ["fired t"]),
        ("=now()+wait", 3, ["fired t"]),
        ("2026-01-02T12:00:00+01:00[Europe/Berlin]", 2, ["fired t"]),
    ],
)
def test_a_date_of_camunda_8(text: str, days: int, fires: list[str]) -> None:
    assert Trace(waiting("timeDate", text), days=days, data={"wait": "P3D"}).of("t") == fires


@pytest.mark.parametrize(
    ("text", "times"), [('=cycle(2, duration("P1D"))', 2), ("=cycle(n, rhythm)", 3), ('=cycle(duration("P1D"))', 5)]
)
def test_a_cycle_of_camunda_8(text: str, times: int) -> None:
    data: dict[str, Any] = {"n": 3, "rhythm": "P1D"}
    trace = Trace(beside(text), days=5.5, data=data, answers={"t": {"$open": True}})
    assert trace.of("b") == ["fired b"] * times


def test_a_clock_elsewhere_is_refused() -> None:
    findings = lint(read(waiting("timeDate", "=now() + (now() - begin)"), "p.bpmn"), ASSUMED, {})
    assert [(finding.rule, finding.element) for finding in findings] == [("bad-expression", "t")]


def test_references_are_qualified_names() -> None:
    drawn = task("receiveTask", 'messageRef="tns:m"').replace(b'id="defs"', b'xmlns:tns="http://example.org" id="defs"')
    drawn = drawn.replace(b'sourceRef="s"', b'sourceRef="tns:s"')
    diagram = accepted(drawn)
    assert diagram.processes[0].nodes["t"].events[0].name == "paid"
    assert diagram.changes == (
        "The prefix of 2 reference(s) was dropped: it stands for this file (http://example.org).",
    )
    other = read(drawn.replace(b'xmlns:tns="http://example.org"', b'xmlns:tns="urn:other"'), "p.bpmn")
    (lost,) = [finding for finding in lint(other, ASSUMED, {}) if finding.rule == "dangling-reference"]
    assert lost.element == "t"
    assert "'tns:m'" in lost.text


def test_in_a_trial_anybody_of_several_groups_does_a_task() -> None:
    lane = '<bpmn:laneSet id="l"><bpmn:lane id="l1" name="Officer"><bpmn:flowNodeRef>t</bpmn:flowNodeRef></bpmn:lane>'
    owner = (
        "<bpmn:potentialOwner><bpmn:resourceAssignmentExpression><bpmn:formalExpression>group(a), group(b)"
        "</bpmn:formalExpression></bpmn:resourceAssignmentExpression></bpmn:potentialOwner>"
    )
    for drawn in (
        task("userTask", 'camunda:candidateGroups="a,b"'),
        task("userTask", 'flowable:candidateGroups="${group}"'),
        one(f'{lane}</bpmn:laneSet><bpmn:userTask id="t" camunda:candidateGroups="managers"/>'),
        task("userTask", "", "", owner),
    ):
        diagram = read(drawn, "p.bpmn", assumed=True)
        assert lint(diagram, ASSUMED, {}) == []
        assert any("t: " in sentence for sentence in diagram.changes)
        assert read(drawn, "p.bpmn").findings


@pytest.mark.parametrize("name", ["com.example.Ledger$Pay", "pay:v2", "http/Get"])
def test_names_of_operations(name: str) -> None:
    drawn = task("serviceTask", "", f'<zeebe:taskDefinition type="{name}"/>')
    assert accepted(drawn).processes[0].nodes["t"].operation == name


def test_an_item_that_is_called_like_a_sentence_goes_by_its_id() -> None:
    marker = (
        "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopDataInputRef>debts</bpmn:loopDataInputRef>"
        '<bpmn:inputDataItem id="debt" name="one debt" isCollection="false"/></bpmn:multiInstanceLoopCharacteristics>'
    )
    loop = accepted(task("userTask", "", "", marker)).processes[0].nodes["t"].loop
    assert loop is not None
    assert loop.item == "debt"


COUNTED = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>3</bpmn:loopCardinality><bpmn:completionCondition>"
    "${loopCounter == 1}</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>"
)
REFUSED: dict[str, tuple[bytes, str]] = {
    "the number of an instance": (task("userTask", "", "", COUNTED), "loop-counter"),
    "the number of an instance, in FEEL": (choice("=loopCounter = 2"), "loop-counter"),
    "an output into a part of a value": (
        task(
            "serviceTask",
            "",
            '<zeebe:taskDefinition type="a"/><zeebe:ioMapping><zeebe:output source="=b" target="c.d"/>'
            "</zeebe:ioMapping>",
        ),
        "mapping",
    ),
    "a job without a type": (task("serviceTask", "", '<zeebe:taskDefinition retries="3"/>'), "vendor-extension"),
    "a word beside the processes": (
        task("userTask").replace(
            b'name="paid"/>',
            b'name="paid"><bpmn:extensionElements><spiffworkflow:magic/></bpmn:extensionElements></bpmn:message>',
        ),
        "unknown-extension",
    ),
    "a property's name with a slip in it": (
        task(
            "userTask",
            "",
            '<spiffworkflow:properties><spiffworkflow:property name="difers_from" value="t"/>'
            "</spiffworkflow:properties>",
        ),
        "unknown-property",
    ),
    "an attribute": (task("userTask", 'spiffworkflow:magic="1"'), "unknown-extension"),
    "a decision of a person": (
        task("userTask", "", "<spiffworkflow:calledDecisionId>rule</spiffworkflow:calledDecisionId>"),
        "unknown-extension",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_would_be_passed_over_is_refused(what: str) -> None:
    drawn, rule = REFUSED[what]
    (finding,) = [each for each in lint(read(drawn, "p.bpmn", assumed=True), ASSUMED, {}) if each.rule == rule]
    assert finding.element in {"t", "f3", "m"}
    assert finding.line > 0


def test_a_property_that_nobody_reads_is_told() -> None:
    words = '<spiffworkflow:properties><spiffworkflow:property name="colour" value="red"/></spiffworkflow:properties>'
    (sentence,) = accepted(task("userTask", "", words)).changes
    assert "'colour'" in sentence


@pytest.mark.parametrize("name", ["Claim.BPMN", "claim", "claim.bpmn20.XML"])
def test_a_diagram_may_be_called_anything(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(task("userTask"))
    assert check(path, ASSUMED).findings == ()
    assert diagrams_in(tmp_path) == ([path] if "." in name else [])


def referring(event: str, beside: str) -> bytes:
    return one(event).replace(b"<bpmn:error ", f"{beside}<bpmn:error ".encode(), 1)


SHARED = '<bpmn:timerEventDefinition id="soon"><bpmn:timeDuration>P1D</bpmn:timeDuration></bpmn:timerEventDefinition>'
INTERFACE = (
    '<bpmn:interface id="i" name="Bank"><bpmn:operation id="o" name="Pay out"><bpmn:inMessageRef>m</bpmn:inMessageRef>'
    "</bpmn:operation></bpmn:interface>"
)


def test_events_share_a_definition() -> None:
    waits = '<bpmn:intermediateCatchEvent id="t"><bpmn:eventDefinitionRef>{}</bpmn:eventDefinitionRef></bpmn:{}>'
    drawn = referring(waits.format("soon", "intermediateCatchEvent"), SHARED)
    assert Trace(drawn, days=2).of("t") == ["fired t"]
    lost = lint(read(referring(waits.format("late", "intermediateCatchEvent"), SHARED), "p.bpmn"), ASSUMED, {})
    assert [(each.rule, each.element) for each in lost] == [("dangling-reference", "t")]


@pytest.mark.parametrize("kind", ["serviceTask", "sendTask", "intermediateThrowEvent"])
def test_a_task_refers_to_an_operation_of_an_interface(kind: str) -> None:
    attribute = 'operationRef="o"' if kind.endswith("Task") else ""
    inner = "<bpmn:messageEventDefinition><bpmn:operationRef>o</bpmn:operationRef></bpmn:messageEventDefinition>"
    element = f'<bpmn:{kind} id="t" {attribute}>{"" if attribute else inner}</bpmn:{kind}>'
    node = accepted(referring(element, INTERFACE)).processes[0].nodes["t"]
    assert (node.kind, node.operation) == ("serviceTask", "Pay out")
    (lost,) = lint(read(referring(element, ""), "p.bpmn"), ASSUMED, {})
    assert (lost.rule, lost.element) == ("dangling-reference", "t")


def test_a_task_receives_the_message_of_an_operation() -> None:
    node = accepted(referring('<bpmn:receiveTask id="t" operationRef="o"/>', INTERFACE)).processes[0].nodes["t"]
    assert node.events[0].name == "paid"


POOLS = (
    HEAD
    + '<bpmn:collaboration id="c"><bpmn:participant id="a1" processRef="a"/><bpmn:participant id="b1" processRef="b"/>'
    '<bpmn:messageFlow id="f" sourceRef="ta" targetRef="tb"/></bpmn:collaboration>'
    + "".join(
        f'<bpmn:process id="{each}" isExecutable="true"><bpmn:startEvent id="s{each}"/><bpmn:userTask id="t{each}"/>'
        f'<bpmn:endEvent id="x{each}"/><bpmn:sequenceFlow id="f1{each}" sourceRef="s{each}" targetRef="t{each}"/>'
        f'<bpmn:sequenceFlow id="f2{each}" sourceRef="t{each}" targetRef="x{each}"/></bpmn:process>'
        for each in "ab"
    )
    + "</bpmn:definitions>"
).encode()


def test_each_executable_pool_is_a_procedure_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pools.bpmn"
    path.write_bytes(POOLS)
    checked = check(path, ASSUMED)
    assert checked.findings == ()
    assert any("b gets it from outside, not from a." in sentence for sentence in checked.changes)
    broken = POOLS.replace(b'<bpmn:sequenceFlow id="f2b" sourceRef="tb" targetRef="xb"/>', b"")
    assert {each.element for each in lint(read(broken, "p.bpmn"), ASSUMED, {})} == {"tb", "xb"}
    for arguments, code in (((), 1), (("--process", "b"), 0)):
        monkeypatch.setattr("sys.argv", ["duecourse", "run", str(path), *arguments])
        with pytest.raises(SystemExit) as left:
            main()
        assert int(left.value.code or 0) == code
        assert ("Say which one is run: --process a." in capsys.readouterr().err) is (code == 1)
