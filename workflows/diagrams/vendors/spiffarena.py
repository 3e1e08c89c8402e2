"""SpiffArena: ``spiffworkflow:``, the words that we do not read ourselves, and its Python where it is plain."""

from lxml import etree

from workflows.diagrams.names import SPIFFWORKFLOW, bpmn, local, spiffworkflow, text_of
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import drop, extension, set_property
from workflows.diagrams.vendors.vendor import Vendor

_SHOWN = "it changes nothing in a run"
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
        notes.refused(child, "vendor-extension", "spiffworkflow:allowGuest opens it to strangers. Remove it.")
    else:
        notes.changed(child, "spiffworkflow:allowGuest was dropped: it says nothing.")


VENDOR = Vendor(
    prefix="spiffworkflow",
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
            notes.changed(retry, "spiffworkflow:retry was dropped: what fails waits for a person.")
            parent.remove(retry)
    _variables(root, notes)
    VENDOR.translate(root, notes)


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
