"""What an editor exports, read as a graph: lanes, documentation, properties, annotations, drawing."""

import pytest

from tests.engine.drawing import Drawing
from workflows.diagrams import Diagram, EventDefinition, Vocabulary, lint, read
from workflows.engine import compile_procedure

EXPORT = b"""<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
    xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
    xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
    xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:modeler="http://camunda.org/schema/modeler/1.0"
    xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="Definitions_1"
    targetNamespace="http://bpmn.io/schema/bpmn" exporter="Modeler" modeler:executionPlatform="Camunda Cloud">
  <bpmn:collaboration id="Collaboration_1"><bpmn:participant id="Participant_1" name="Landlord" processRef="notice" />
  </bpmn:collaboration>
  <bpmn:process id="notice" name="Serve a notice" isExecutable="true">
    <bpmn:documentation>Housing Act 1985 s.83</bpmn:documentation>
    <bpmn:extensionElements><spiffworkflow:properties>
      <spiffworkflow:property name="basis" value="HA 1985 s.83" /></spiffworkflow:properties></bpmn:extensionElements>
    <bpmn:laneSet id="LaneSet_1">
      <bpmn:lane id="Lane_1" name="officer"><bpmn:flowNodeRef>draft</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>begin</bpmn:flowNodeRef><bpmn:flowNodeRef>period</bpmn:flowNodeRef>
        <bpmn:flowNodeRef>late</bpmn:flowNodeRef></bpmn:lane>
      <bpmn:lane id="Lane_2" name="manager"><bpmn:flowNodeRef>approve</bpmn:flowNodeRef></bpmn:lane>
    </bpmn:laneSet>
    <bpmn:startEvent id="begin" name="Arrears"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:userTask id="draft" name="Draft the notice">
      <bpmn:documentation>As  the form says.</bpmn:documentation>
      <bpmn:extensionElements><spiffworkflow:properties>
        <spiffworkflow:property name="form" value="notice" /><spiffworkflow:property name="due" value="P3D" />
      </spiffworkflow:properties></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:boundaryEvent id="late" cancelActivity="false" attachedToRef="draft"><bpmn:outgoing>f6</bpmn:outgoing>
      <bpmn:timerEventDefinition id="t1"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P7D
      </bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="draft" />
    <bpmn:sequenceFlow id="f2" sourceRef="draft" targetRef="approve" />
    <bpmn:userTask id="approve" name="Approve it"><bpmn:extensionElements><spiffworkflow:properties>
      <spiffworkflow:property name="differs_from" value="draft" /></spiffworkflow:properties></bpmn:extensionElements>
      <bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>
    <bpmn:exclusiveGateway id="approved"><bpmn:incoming>f3</bpmn:incoming></bpmn:exclusiveGateway>
    <bpmn:sequenceFlow id="f3" sourceRef="approve" targetRef="approved" />
    <bpmn:sequenceFlow id="f4" name="yes" sourceRef="approved" targetRef="period">
      <bpmn:conditionExpression language="feel">= agreed = true </bpmn:conditionExpression>
    </bpmn:sequenceFlow>
    <bpmn:sequenceFlow id="f5" name="no" sourceRef="approved" targetRef="draft" />
    <bpmn:intermediateCatchEvent id="period"><bpmn:incoming>f4</bpmn:incoming><bpmn:outgoing>f7</bpmn:outgoing>
      <bpmn:timerEventDefinition id="t2"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P28D</bpmn:timeDuration>
      </bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>
    <bpmn:sequenceFlow id="f7" sourceRef="period" targetRef="served" /><bpmn:endEvent id="served" />
    <bpmn:sequenceFlow id="f6" sourceRef="late" targetRef="reminded" /><bpmn:endEvent id="reminded" />
    <bpmn:textAnnotation id="note"><bpmn:text>28 days</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="a1" sourceRef="period" targetRef="note" />
    <bpmn:group id="Group_1" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="d1"><bpmndi:BPMNPlane id="p1" bpmnElement="Collaboration_1">
    <bpmndi:BPMNShape id="s1" bpmnElement="draft"><dc:Bounds x="100" y="80" width="100" height="80" />
    </bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>
"""
VOCABULARY = Vocabulary(forms={"notice": {}}, roles=frozenset({"officer", "manager"}))


@pytest.fixture(scope="module")
def notice() -> Diagram:
    return read(EXPORT, "notice.bpmn")


def test_an_export_is_accepted_and_compiled(notice: Diagram) -> None:
    assert lint(notice, VOCABULARY, {}) == []
    procedure = compile_procedure({"notice.bpmn": EXPORT}, "notice", VOCABULARY)
    assert procedure.name == "Serve a notice"
    assert procedure.node("approve") == notice.processes[0].nodes["approve"]
    assert procedure.node("nothing") is None


def test_the_graph(notice: Diagram) -> None:
    (graph,) = notice.processes
    assert (graph.id, graph.name, graph.documentation) == ("notice", "Serve a notice", "Housing Act 1985 s.83")
    assert dict(graph.properties) == {"basis": "HA 1985 s.83"}
    draft, late = graph.nodes["draft"], graph.nodes["late"]
    assert (draft.kind, draft.name, draft.lane, draft.form) == ("userTask", "Draft the notice", "officer", "notice")
    assert dict(draft.properties) == {"form": "notice", "due": "P3D"}
    assert (late.attached_to, late.interrupting) == ("draft", False)
    assert late.event == EventDefinition("timer", timer="duration", text="P7D")
    assert graph.boundary("draft") == (late,)
    assert graph.nodes["approve"].properties["differs_from"] == "draft"
    assert [lane.name for lane in graph.lanes] == ["officer", "manager"]
    assert [flow.id for flow in graph.outgoing("approved")] == ["f4", "f5"]
    assert graph.outgoing("approved")[0].condition == "agreed = true"
    assert graph.outgoing("approved")[1].is_default
    assert [flow.source for flow in graph.incoming("draft")] == ["begin", "approved"]
    assert draft.line == 21
    assert draft.is_step
    assert not late.is_step


def test_what_the_normaliser_says(notice: Diagram) -> None:
    editor, feel, default = notice.changes
    assert "Camunda Modeler" in editor
    assert "FEEL" in feel
    assert "made the default" in default


def test_a_normalised_diagram_is_left_alone() -> None:
    assert read(Drawing("p").chain("start", "a", "end").xml(), "p.bpmn").changes == ()


def test_nodes_inside_sub_processes_stand_in_its_lane() -> None:
    inner = Drawing("s", tag="subProcess").chain("start_in", "x", "end_in")
    drawing = Drawing("p").sub(inner).chain("start", "s", "a", "end").lane("officer", "s")
    (graph,) = read(drawing.xml(), "p.bpmn").processes
    found = graph.node("x")
    assert found is not None
    assert found.lane == "officer"
    assert [each.id for each in graph.graphs()] == ["p", "s"]
    assert compile_procedure({"p.bpmn": drawing.xml()}, "p", Vocabulary()).node("x") == found


def test_lanes_without_a_name_and_references_with_blanks() -> None:
    xml = Drawing("p").chain("start", "a", "b", "end").lane("officer", "a").lane("boss", "b").xml()
    xml = xml.replace(b' name="boss"', b"").replace(b">a</bpmn:flowNodeRef>", b">\n  a\n </bpmn:flowNodeRef>")
    procedure = compile_procedure({"p.bpmn": xml}, "p", Vocabulary())
    assert [procedure.graph.nodes[name].lane for name in ("a", "b")] == ["officer", None]


def test_a_fork_inside_a_lane_stays_in_it() -> None:
    drawing = Drawing("p").chain("start", "a", "end").chain("a", "b", "end2").lane("officer", "a", "b")
    (graph,) = read(drawing.xml(), "p.bpmn").processes
    assert graph.nodes["a_fork"].kind == "parallelGateway"
    assert graph.nodes["a_fork"].lane == "officer"
