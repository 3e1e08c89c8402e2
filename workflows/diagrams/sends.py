"""Messages that go out: by the operation of a service task, however they are drawn."""

from lxml import etree

from workflows.diagrams.names import bpmn, local, spiffworkflow
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import set_operation
from workflows.diagrams.vendors.java import send


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
