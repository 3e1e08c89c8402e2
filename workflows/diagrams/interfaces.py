"""Operations of interfaces: what a task refers to by BPMN's own means becomes its operation (BPMN 2.0.2, 8.4.3)."""

import re

from lxml import etree

from workflows.diagrams.names import bpmn, local, text_of
from workflows.diagrams.notes import NO_WORK, Notes
from workflows.diagrams.vendors.form import extension, has_operation

_ASKING = ("serviceTask", "sendTask")
_THROWING = frozenset({"intermediateThrowEvent", "endEvent"})
_NAME = re.compile(r"[A-Za-z_][\w.:$/ -]*")


def resolve(root: etree._Element, notes: Notes) -> None:
    """Give each task and throwing event that refers to an operation of an interface the operation of its name.

    Where a task says otherwise what is done, that stands; a receive task gets the message of its operation.
    """
    declared = {each.get("id"): each for each in root.iterfind(f"{bpmn('interface')}/{bpmn('operation')}")}
    for task in root.iter(*map(bpmn, (*_ASKING, "receiveTask"))):
        if (given := task.get("operationRef")) is not None:
            task.attrib.pop("operationRef")
            _take(task, task, given, declared.get(given), notes)
    for reference in list(root.iter(bpmn("operationRef"))):
        definition = reference.getparent()
        event = definition.getparent() if definition is not None else None
        if definition is None or event is None or local(definition) != "messageEventDefinition":
            continue
        definition.remove(reference)
        given = text_of(reference) or ""
        _take(event, definition, given, declared.get(given), notes)


def _take(
    element: etree._Element, holder: etree._Element, given: str, operation: etree._Element | None, notes: Notes
) -> None:
    """Let an element do what an operation says.

    :param holder: what refers to its message
    """
    if has_operation(element):
        notes.changed(element, f"its reference to the operation {given!r} was dropped: it says otherwise what is done.")
        return
    if operation is None:
        text = f"it refers to the operation {given!r}, which no interface declares. Declare it."
        notes.refused(element, "dangling-reference", text, follows=NO_WORK)
        return
    message = text_of(operation.find(bpmn("inMessageRef")))
    if message and not holder.get("messageRef") and local(holder) in {"receiveTask", "messageEventDefinition"}:
        holder.set("messageRef", message)
        notes.changed(element, f"its message is that of the operation {given!r}.")
    name = _name(operation)
    if local(element) in {*_ASKING, *_THROWING} and name is not None:
        extension(element, "serviceTaskOperator").set("id", f"op.{name}")
        notes.changed(element, f"the operation {given!r} of its interface became its operation {name}.")
    elif name is None:
        notes.refused(element, "code", f"the operation {given!r} has no plain name. Give it one.", follows=NO_WORK)


def _name(operation: etree._Element) -> str | None:
    """What an operation is called: its name, or that of what implements it."""
    implemented = text_of(operation.find(bpmn("implementationRef"))) or operation.get("implementationRef") or ""
    names = (operation.get("name") or "", implemented.rpartition(":")[2], operation.get("id") or "")
    return next((each.strip() for each in names if _NAME.fullmatch(each.strip())), None)
