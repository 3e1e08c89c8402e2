"""SpiffArena: ``spiffworkflow:``, the words that we do not read ourselves, and its Python where it is plain."""

from difflib import get_close_matches

from lxml import etree

from workflows.diagrams.drawing import MARKS
from workflows.diagrams.names import SPIFFWORKFLOW, bpmn, local, namespace, spiffworkflow, text_of
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import drop, extension, set_property
from workflows.diagrams.vendors.vendor import Vendor, local_name, namespace_of

_SHOWN = "it changes nothing in a run"
_PROPERTIES = {"form", "due", "last_day", "differs_from", "apart_from", "apart_on", "on_hold", "extend_by", "basis"}
_PLACES = {
    "calledData": {"callActivity"},
    "calledDecisionId": {"businessRuleTask"},
    "resultVariable": {"businessRuleTask"},
    "messageVariable": {
        *("startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask", "messageEventDefinition"),
    },
}
_RECEIVING = {"startEvent", "intermediateCatchEvent", "boundaryEvent", "receiveTask"}


def _properties(element: etree._Element, holder: etree._Element, notes: Notes) -> None:
    """The files of a form become its name; the other properties are ours too and stay."""
    for each in list(holder):
        name, value = each.get("name"), each.get("value") or ""
        if name == "formJsonSchemaFilename":
            holder.remove(each)
            form = value.removesuffix(".json").removesuffix("-schema")
            set_property(element, "form", form)
            notes.changed(element, f"the form's schema {value} became its property form={form}.")
        elif name == "formUiSchemaFilename":
            holder.remove(each)
            notes.changed(element, f"the form's layout {value} was dropped: {_SHOWN}.")


def _guests(_element: etree._Element, child: etree._Element, notes: Notes) -> None:
    if (child.text or "").strip().lower() == "true":
        notes.refused(child, "vendor-extension", "allowGuest opens it to strangers. Remove it.")
    else:
        notes.changed(child, "allowGuest was dropped: it says nothing.")


VENDOR = Vendor(
    prefix="",
    namespaces=frozenset({SPIFFWORKFLOW}),
    dropped={
        "instructionsForEndUser": "a task is explained by its documentation",
        "guestConfirmation": _SHOWN,
        "signalButtonLabel": _SHOWN,
        "unitTests": _SHOWN,
        "taskMetadataValues": _SHOWN,
        "category": _SHOWN,
        "isMatchingCorrelation": "a message reaches a case by the case's reference",
        "processVariableCorrelation": "a message reaches a case by the case's reference",
        "jsonSchemaId": _SHOWN,
        "scriptsOnInstances": "scripts are not run",
    },
    refused={
        "isOutputSynced": "Gather the results with loopDataOutputRef and outputDataItem.",
        "processModelToStartOnTaskAvailable": "Call the process.",
        "variableName": "What a person enters is stored under the names of the fields.",
        "messagePayload": "Use a service task with an operation that sends it.",
        "payloadExpression": "Signals, errors and escalations carry the data that there is.",
    },
    unless={"isOutputSynced": "false"},
    elements={"allowGuest": _guests},
)


def translate(root: etree._Element, notes: Notes) -> None:
    """Bring SpiffArena's own words into our form."""
    for holder in list(root.iter(spiffworkflow("properties"))):
        extended = holder.getparent()
        owner = extended.getparent() if extended is not None else None
        if owner is not None:
            _properties(owner, holder, notes)
    for retry in list(root.iter(spiffworkflow("retry"))):
        parent = retry.getparent()
        if parent is not None and local(parent) == "serviceTaskOperator":
            notes.changed(retry, "retry was dropped: what fails waits for a person.")
            parent.remove(retry)
    _variables(root, notes)
    VENDOR.translate(root, notes)
    _strays(root, notes)


def refuse_marks(root: etree._Element, notes: Notes) -> None:
    """Refuses the marks with which the normaliser says what it drew itself: in a file they mean nothing."""
    for element in root.iter(etree.Element):
        for name in MARKS & set(map(str, element.attrib)):
            _stray(element, local_name(name), notes)
            element.attrib.pop(name)


def _strays(root: etree._Element, notes: Notes) -> None:
    """Words of ours where nobody reads them: an attribute, beside the processes, on another kind of element."""
    for element in list(root.iter()):
        for name in [each for each in map(str, element.attrib) if namespace_of(each) == SPIFFWORKFLOW]:
            if name in MARKS:
                continue
            _stray(element, local_name(name), notes)
            element.attrib.pop(name)
        holder = element.getparent()
        owner = holder.getparent() if holder is not None and local(holder) == "extensionElements" else None
        if owner is None or namespace(element) != SPIFFWORKFLOW:
            continue
        declared = all(local(each) != "process" for each in (owner, *owner.iterancestors()))
        read = _PLACES.get(local(element))
        if declared or (read is not None and local(owner) not in read):
            _stray(element, local(element), notes)
            drop(element)
    for each in root.iter(spiffworkflow("property")):
        name = each.get("name") or ""
        if name in _PROPERTIES:
            continue
        if meant := get_close_matches(name.lower(), _PROPERTIES, n=1, cutoff=0.75):
            # Passed over, it would take out what was meant: that another person does the step, that time stops.
            sentence = f"the property {name!r} is read by nobody. Write {meant[0]!r}, or remove it."
            notes.refused(each, "unknown-property", sentence)
        else:
            notes.changed(each, f"the property {name!r} is read by nobody here.")


def _stray(element: etree._Element, word: str, notes: Notes) -> None:
    notes.refused(element, "unknown-extension", f"the extension {word!r} is not read there. Remove it.")


def _variables(root: etree._Element, notes: Notes) -> None:
    """The variable that a message names for its payload belongs to each event and task that receives it."""
    for message in root.iterfind(bpmn("message")):
        given = message.find(f"{bpmn('extensionElements')}/{spiffworkflow('messageVariable')}")
        name = text_of(given)
        if given is None:
            continue
        for element in [each for each in root.iter() if each.get("messageRef") == message.get("id")]:
            owner = element.getparent() if local(element) == "messageEventDefinition" else element
            if owner is not None and local(owner) in _RECEIVING and name:
                variable = extension(owner, "messageVariable")
                variable.text = text_of(variable) or name
                notes.changed(owner, f"the payload of the message {message.get('name')} goes to the variable {name}.")
        notes.changed(message, f"its variable {name} was given to what receives it.")
        drop(given)
