"""Messages that go out: by the operation of a service task, however they are drawn."""

from lxml import etree

from workflows.diagrams.names import bpmn, local, spiffworkflow
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import extension, has_operation, set_operation
from workflows.diagrams.vendors.java import send

_THROWS = ("intermediateThrowEvent", "endEvent")
_WORK = ("serviceTask", "sendTask", "businessRuleTask")


def assume(root: etree._Element, notes: Notes) -> None:
    """What is work and names no operation asks for one of its own name, as a trial can answer it."""
    events = [
        event for event in root.iter(*map(bpmn, _THROWS)) if event.find(bpmn("messageEventDefinition")) is not None
    ]
    told = {finding.element for finding in notes.findings}
    for element in [*root.iter(*map(bpmn, _WORK)), *events]:
        decision = element.find(f"{bpmn('extensionElements')}/{spiffworkflow('calledDecisionId')}")
        if has_operation(element) or decision is not None or element.get("id") in told:
            continue
        extension(element, "serviceTaskOperator").set("id", f"op.{element.get('id')}")
        kind = local(element)
        if kind == "businessRuleTask":
            set_operation(element, element.get("id") or "")
        notes.changed(element, f"the {kind} names no operation; a trial asks for one of its own id.")


def serve(root: etree._Element, notes: Notes) -> None:
    """A send task, a throwing and an ending message event with an operation become service tasks."""
    for operator in list(root.iter(spiffworkflow("serviceTaskOperator"))):
        event = next((e for e in operator.iterancestors() if e.tag != bpmn("extensionElements")), None)
        name = (operator.get("id") or "").removeprefix("op.")
        if event is None or not name:
            continue
        if local(event) == "sendTask":
            set_operation(event, name)
            notes.changed(event, f"the send task became a service task with its operation {name}.")
            continue
        definition = event.find(bpmn("messageEventDefinition"))
        if definition is not None and local(event) in {"intermediateThrowEvent", "endEvent"}:
            event.remove(definition)
            send(event, name, f"its operation {name}", notes)
