"""Diagrams in the dialects of other tools, for tests."""

from pathlib import Path

from workflows.diagrams import Diagram, Vocabulary, lint, read

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
COMPENSATED = (
    '<bpmn:userTask id="t"/><bpmn:boundaryEvent id="b" attachedToRef="t"><bpmn:compensateEventDefinition/>'
    '</bpmn:boundaryEvent><bpmn:task id="undo" isForCompensation="true"/><bpmn:association id="a" '
    'associationDirection="One" sourceRef="b" targetRef="undo"/>'
)
"""A task ``t``, the event that compensates it and the task that undoes it."""


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
    assert lint(diagram, ASSUMED, {"rule": None}) == []
    return diagram
