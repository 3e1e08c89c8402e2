"""Data objects and stores, as far as they only explain: the data of a case are the variables of its process.

A data object that is drawn beside a task says that the task uses it. Whoever runs the process sees every variable
anyway, so that nothing is lost with the drawing. What would compute or select (an assignment, a transformation) is
refused.
"""

from lxml import etree

from workflows.diagrams.names import bpmn, local
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import drop

_OBJECTS = ("dataObject", "dataObjectReference", "dataStoreReference")
_ASSOCIATIONS = ("dataInputAssociation", "dataOutputAssociation")
_COMPUTING = ("transformation", "assignment")
_WHY = "a case sees all variables of its process anyway"


def reduce(root: etree._Element, notes: Notes) -> None:
    """Drop data objects, stores and plain associations."""
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
        _drop(association, notes)
    for holder in list(root.iter(bpmn("ioSpecification"), bpmn("property"))):
        _drop(holder, notes)
    for thing in list(root.iter(*map(bpmn, _OBJECTS))):
        if thing.get("isCollection") == "true":
            notes.changes.append(f"{thing.get('id')}: that it is a collection was only a drawing.")
        _drop(thing, notes)
    for store in list(root.iterfind(bpmn("dataStore"))):
        _drop(store, notes)


def _drop(element: etree._Element, notes: Notes) -> None:
    parent = element.getparent()
    if parent is not None:
        notes.changed(element, f"the {local(element)} was dropped: {_WHY}.")
        parent.remove(element)
