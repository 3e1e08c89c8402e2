"""References as BPMN writes them: qualified names, and event definitions that several events share."""

from copy import deepcopy

from lxml import etree

from workflows.diagrams.drawing import ids_of, unused
from workflows.diagrams.names import BPMN, at_line_of, bpmn, local, namespace, text_of
from workflows.diagrams.notes import Notes

_ATTRIBUTES = {
    *("sourceRef", "targetRef", "attachedToRef", "default", "messageRef", "signalRef", "errorRef", "escalationRef"),
    *(
        "calledElement",
        "processRef",
        "operationRef",
        "activityRef",
        "dataObjectRef",
        "dataStoreRef",
        "categoryValueRef",
    ),
}
_TEXTS = (
    *("flowNodeRef", "sourceRef", "targetRef", "loopDataInputRef", "loopDataOutputRef", "resourceRef"),
    *("eventDefinitionRef", "operationRef", "inMessageRef"),
)


def unqualify(root: etree._Element, notes: Notes) -> None:
    """Drop the prefixes that stand for the file itself; what refers to another file keeps its own and is not found."""
    own = root.get("targetNamespace")
    if not own:
        return
    dropped = 0
    for element in root.iter(etree.Element):
        for word in _ATTRIBUTES.intersection(element.keys()):
            prefix, colon, name = (element.get(word) or "").partition(":")
            if colon and name and namespace(element) == BPMN and element.nsmap.get(prefix) == own:
                element.set(word, name)
                dropped += 1
    for element in root.iter(*map(bpmn, _TEXTS)):
        prefix, colon, name = (text_of(element) or "").partition(":")
        if colon and name and element.nsmap.get(prefix) == own:
            element.text = name
            dropped += 1
    if dropped:
        notes.changes.append(f"The prefix of {dropped} reference(s) was dropped: it stands for this file ({own}).")


def define(root: etree._Element, notes: Notes) -> None:
    """Put the event definitions that stand beside the processes into the events that refer to them."""
    shared = {
        str(each.get("id")): each
        for each in root.iterchildren(f"{{{BPMN}}}*")
        if local(each).endswith("EventDefinition")
    }
    taken = ids_of(root)
    for reference in list(root.iter(bpmn("eventDefinitionRef"))):
        event, given = reference.getparent(), text_of(reference) or ""
        if event is None:
            continue
        definition = shared.get(given)
        event.remove(reference)
        if definition is None:
            text = f"it refers to the event definition {given!r}, which is not there. Declare it."
            notes.refused(event, "dangling-reference", text, follows=frozenset({"no-definition"}))
            continue
        own = at_line_of(deepcopy(definition), event)
        own.set("id", unused(f"{event.get('id')}_{given}", taken))
        event.append(own)
        notes.changed(event, f"the {local(own)} {given!r}, to which it refers, became its own.")
    for each in shared.values():
        root.remove(each)
