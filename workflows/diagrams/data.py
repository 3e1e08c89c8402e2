"""Data objects and stores, as far as they only explain: the data of a case are the variables of its process.

A data object that is drawn beside a task says that the task uses it. Whoever runs the process sees every variable
anyway, so that nothing is lost with the drawing. What would compute, select or rename (an assignment, a transformation,
an input of another name) is refused.
"""

import re

from lxml import etree

from workflows.diagrams.names import bpmn, local, text_of
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import drop

_OBJECTS = ("dataObject", "dataObjectReference", "dataStoreReference")
_ASSOCIATIONS = ("dataInputAssociation", "dataOutputAssociation")
_VARIABLE = re.compile(r"[A-Za-z_]\w*")
_COMPUTING = ("transformation", "assignment")
_OF_EVENTS = ("dataInput", "dataOutput", "inputSet", "outputSet")
"""What stands in an ioSpecification of an activity, events have in themselves."""
_WHY = "a case sees all variables of its process anyway"


def reduce(root: etree._Element, notes: Notes) -> None:
    """Drop data objects, stores and plain associations."""
    named = {each.get("id"): each for each in root.iter() if each.get("id")}
    looped = {text_of(each) for each in root.iter(bpmn("loopDataInputRef"), bpmn("loopDataOutputRef"))}
    for association in list(root.iter(*map(bpmn, _ASSOCIATIONS))):
        computing = [word for word in _COMPUTING if association.find(bpmn(word)) is not None]
        if computing:
            notes.refused(
                association,
                "data-association",
                f"its {local(association)} computes ({computing[0]}). Give the operation parameters instead.",
            )
            drop(association)
            continue
        if renamed := _renamed(association, named, looped):
            notes.refused(
                association,
                "data-association",
                f"its {local(association)} passes {renamed[0]!r} on as {renamed[1]!r}. Name them alike; a task sees "
                "all variables.",
            )
            drop(association)
            continue
        _drop(association, notes)
    for holder in list(root.iter(bpmn("ioSpecification"), bpmn("property"))):
        _drop(holder, notes)
    for holder in list(root.iter(*map(bpmn, _OF_EVENTS))):
        event = holder.getparent()
        if event is not None and local(event).endswith("Event"):
            _drop(holder, notes)
    for thing in list(root.iter(*map(bpmn, _OBJECTS))):
        if thing.get("isCollection") == "true":
            notes.changes.append(f"{thing.get('id')}: that it is a collection was only a drawing.")
        _drop(thing, notes)
    for item in root.iter(bpmn("inputDataItem"), bpmn("outputDataItem")):
        # An item that is called like a sentence is known to the engine that wrote it by its id.
        if item.get("id") and item.get("name") and not _VARIABLE.fullmatch(item.get("name") or ""):
            notes.changed(item, f"its variable is {item.get('id')}; {item.get('name')!r} is no name of one.")
            item.attrib.pop("name")
    for store in list(root.iterfind(bpmn("dataStore"))):
        _drop(store, notes)


def _renamed(
    association: etree._Element, named: dict[str | None, etree._Element], looped: set[str | None]
) -> tuple[str, str] | None:
    """Source and target, where an input or output of a task has another name than what it is tied to.

    An input or output without a name gives none, unless the loop marker of its task calls it by its id.
    """
    source, target = (text_of(association.find(bpmn(word))) for word in ("sourceRef", "targetRef"))
    if source is None or target is None:
        return None
    ends = [named.get(source), named.get(target)]
    drawn = [local(end) for end in ends if end is not None]
    if drawn and not {"dataInput", "dataOutput"} & set(drawn):
        return None  # A data object and a task, as editors tie them together.
    if any(
        local(end) in {"dataInput", "dataOutput"} and not end.get("name") and end.get("id") not in looped
        for end in ends
        if end is not None
    ):
        return None
    left, right = (_names(end) if end is not None else {ref} for end, ref in zip(ends, (source, target), strict=True))
    return None if left & right else (min(left), min(right))


def _names(element: etree._Element) -> set[str]:
    return {given for word in ("id", "name", "dataObjectRef", "dataStoreRef") if (given := element.get(word))}


def _drop(element: etree._Element, notes: Notes) -> None:
    parent = element.getparent()
    if parent is not None:
        notes.changed(element, f"the {local(element)} was dropped: {_WHY}.")
        parent.remove(element)
