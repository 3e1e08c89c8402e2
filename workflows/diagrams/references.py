"""References as BPMN writes them: qualified names, whose prefix stands for this file or for another one."""

from lxml import etree

from workflows.diagrams.names import BPMN, bpmn, namespace, text_of
from workflows.diagrams.notes import Notes

_ATTRIBUTES = {
    *("sourceRef", "targetRef", "attachedToRef", "default", "messageRef", "signalRef", "errorRef", "escalationRef"),
    *("calledElement", "processRef", "activityRef", "dataObjectRef", "dataStoreRef", "categoryValueRef"),
}
_TEXTS = ("flowNodeRef", "sourceRef", "targetRef", "loopDataInputRef", "loopDataOutputRef", "resourceRef")


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
