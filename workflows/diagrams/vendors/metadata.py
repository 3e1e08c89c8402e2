"""What has a namespace of its own: drawing and notes of editors are dropped, anything else is refused by name."""

from collections import Counter

from lxml import etree

from workflows.diagrams.names import BPMN, BPMNDI, DC, DI, SPIFFWORKFLOW, XSI, line_of, local, namespace
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import drop
from workflows.diagrams.vendors.vendor import local_name, namespace_of

DRAWING = {
    "http://bpmn.io/schema/bpmn/biocolor/1.0": "Colours of bpmn.io",
    "http://www.omg.org/spec/BPMN/non-normative/color/1.0": "Colours",
    "http://camunda.org/schema/modeler/1.0": "Notes of the Camunda Modeler",
    "http://flowable.org/modeler": "Notes of the Flowable Modeler",
    "http://flowable.org/design": "Notes of Flowable Design",
    "http://activiti.com/modeler": "Notes of the Activiti Modeler",
    "http://www.signavio.com": "Notes of Signavio",
    "http://www.bizagi.com/bpmn20": "Notes of Bizagi",
    "http://www.yaoqiang.org": "Notes of the Yaoqiang editor",
    "http://www.trisotech.com/2015/triso/modeling": "Notes of the Trisotech modeler",
    "http://www.omg.org/spec/BPMN/non-normative/extensions/i18n/1.0": "Translations of names",
}
"""Namespaces that only say how a diagram looks or which editor wrote it → whose they are."""
OURS = {BPMN, BPMNDI, DC, DI, SPIFFWORKFLOW, XSI, "", "http://www.w3.org/XML/1998/namespace"}
_ENGINES = {"http://www.jboss.org/drools": "jBPM", "http://bonitasoft.com/bpmn": "Bonita"}


def namespaces(root: etree._Element) -> set[str]:
    """The namespaces of all elements and attributes of a file."""
    found = set()
    for element in root.iter():
        found.add(namespace(element))
        found.update(namespace_of(str(name)) for name in element.attrib)
    return found


def drop_drawing(root: etree._Element, notes: Notes) -> None:
    """Drop what only editors read; one sentence for each namespace."""
    counted: Counter[str] = Counter()
    for element in list(root.iter()):
        if namespace(element) in DRAWING:
            counted[namespace(element)] += 1
            drop(element)
            continue
        for name in [str(n) for n in element.attrib if namespace_of(str(n)) in DRAWING]:
            counted[namespace_of(name)] += 1
            element.attrib.pop(name)
    for space, count in counted.items():
        times = f" ({count} times)" if count > 1 else ""
        notes.changes.append(f"{DRAWING[space]} were dropped{times}: they change nothing in a run ({space}).")


def refuse_strangers(root: etree._Element, notes: Notes) -> None:
    """Refuse what is left of other namespaces: nobody knows what it would do."""
    drawings = [child for child in root if local(child) == "BPMNDiagram"]
    drawn = {id(element) for drawing in drawings for element in drawing.iter()}
    for element in list(root.iter()):
        if id(element) in drawn:
            continue
        space = namespace(element)
        if space not in OURS:
            _refuse(element, local(element), space, notes)
            continue
        for name in map(str, element.attrib):
            attribute_space = namespace_of(name)
            if attribute_space not in OURS:
                _refuse(element, local_name(name), attribute_space, notes)
    if drawn:
        _tidy(drawings, notes)


def _refuse(element: etree._Element, word: str, space: str, notes: Notes) -> None:
    whose = _ENGINES.get(space)
    known = f"of {whose}" if whose else f"of {space}"
    notes.refused(
        element,
        "unknown-extension",
        f"the extension {word!r} {known} is not known here, and might change what is run. Remove it.",
    )


def _tidy(drawings: list[etree._Element], notes: Notes) -> None:
    """In the drawing nothing is run: what we do not draw is dropped."""
    strangers = [e for drawing in drawings for e in drawing.iter() if namespace(e) not in OURS]
    for element in strangers:
        drop(element)
    names = [
        (element, name)
        for drawing in drawings
        for element in drawing.iter()
        for name in map(str, element.attrib)
        if namespace_of(name) not in OURS
    ]
    for element, name in names:
        element.attrib.pop(name)
    if strangers or names:
        line = line_of(drawings[0])
        notes.changes.append(
            f"Line {line}: {len(strangers) + len(names)} extensions of the drawing were dropped: nothing is run there."
        )
