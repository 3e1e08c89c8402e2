"""BPMN's own elements and attributes: which are read, which only explain, and that all others are refused.

What only explains is dropped with one sentence for each kind. What would change a run is read, or refused by lint with
a reason of its own; what stands in neither list is refused here, so that nothing of the standard is passed over in
silence.
"""

from collections import Counter

from lxml import etree

from workflows.diagrams.names import BPMN, bpmn, line_of, local, namespace
from workflows.diagrams.notes import Notes

_ACTIVITY = frozenset({"startQuantity", "completionQuantity", "isForCompensation", "default"})
_TASKS = ("task", "userTask", "manualTask", "serviceTask", "businessRuleTask", "scriptTask", "sendTask", "receiveTask")
_READ: dict[str, set[str] | frozenset[str]] = {
    "definitions": {"targetNamespace", "exporter", "exporterVersion"},
    "process": {"isExecutable"},
    "participant": {"processRef"},
    "sequenceFlow": {"sourceRef", "targetRef"},
    **dict.fromkeys(_TASKS, _ACTIVITY),
    "receiveTask": {*_ACTIVITY, "messageRef", "instantiate"},
    "sendTask": {*_ACTIVITY, "messageRef"},
    "scriptTask": {*_ACTIVITY, "scriptFormat"},
    "callActivity": {*_ACTIVITY, "calledElement"},
    **dict.fromkeys(("subProcess", "transaction"), _ACTIVITY | {"triggeredByEvent", "method"}),
    "adHocSubProcess": _ACTIVITY | {"triggeredByEvent", "cancelRemainingInstances", "ordering"},
    "exclusiveGateway": {"default"},
    "inclusiveGateway": {"default"},
    "complexGateway": {"default"},
    "eventBasedGateway": {"instantiate", "eventGatewayType"},
    "startEvent": {"isInterrupting"},
    "boundaryEvent": {"attachedToRef", "cancelActivity"},
    "error": {"errorCode"},
    "escalation": {"escalationCode"},
    "messageEventDefinition": {"messageRef"},
    "signalEventDefinition": {"signalRef"},
    "errorEventDefinition": {"errorRef"},
    "escalationEventDefinition": {"escalationRef"},
    "compensateEventDefinition": {"activityRef", "waitForCompletion"},
    "multiInstanceLoopCharacteristics": {"isSequential", "behavior"},
    "standardLoopCharacteristics": {"testBefore", "loopMaximum"},
    "association": {"sourceRef", "targetRef", "associationDirection"},
    "group": {"categoryValueRef"},
}
"""Element → its attributes that are read here or by lint, beside id and name."""
_CHILDREN: dict[str, set[str] | frozenset[str]] = {
    "conditionExpression": {"sequenceFlow"},
    **dict.fromkeys(("timeDate", "timeDuration", "timeCycle"), frozenset({"timerEventDefinition"})),
    "condition": {"conditionalEventDefinition"},
    **dict.fromkeys(
        ("loopCardinality", "loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem"),
        frozenset({"multiInstanceLoopCharacteristics"}),
    ),
    "completionCondition": {"multiInstanceLoopCharacteristics", "adHocSubProcess"},
    "loopCondition": {"standardLoopCharacteristics"},
    "activationCondition": {"complexGateway"},
    "flowNodeRef": {"lane"},
    "lane": {"laneSet", "childLaneSet"},
    "childLaneSet": {"lane"},
    "laneSet": {"process", "subProcess"},
    "participant": {"collaboration"},
    "text": {"textAnnotation"},
    "script": {"scriptTask"},
    **dict.fromkeys(("source", "target"), frozenset({"linkEventDefinition"})),
    **dict.fromkeys(
        ("process", "collaboration", "message", "signal", "error", "escalation"), frozenset({"definitions"})
    ),
}
"""Element → where it may stand."""
_SCOPES = frozenset({"process", "subProcess", "transaction", "adHocSubProcess"})
_IN_EVENTS = frozenset(
    {"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "definitions"}
)
_CHILDREN |= dict.fromkeys(
    (
        *("sequenceFlow", *_TASKS, "callActivity", "subProcess", "transaction", "adHocSubProcess"),
        *("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"),
        *("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"),
    ),
    _SCOPES,
)
_CHILDREN |= dict.fromkeys(
    (
        *("timerEventDefinition", "messageEventDefinition", "signalEventDefinition", "errorEventDefinition"),
        *("escalationEventDefinition", "terminateEventDefinition", "conditionalEventDefinition"),
        *("compensateEventDefinition", "linkEventDefinition", "cancelEventDefinition"),
    ),
    _IN_EVENTS,
)
_ANYWHERE = {
    *("documentation", "extensionElements", "incoming", "outgoing", "definitions"),
    *("textAnnotation", "association", "group", "multiInstanceLoopCharacteristics", "standardLoopCharacteristics"),
    *("dataInputAssociation", "dataOutputAssociation"),
}
_EXPLAINING_ELEMENTS = {
    *("itemDefinition", "category", "interface", "endPoint", "correlationProperty", "correlationSubscription"),
    *("auditing", "monitoring", "relationship", "extension", "import", "rendering", "participantMultiplicity"),
    *("supportedInterfaceRef", "ioBinding", "operationRef", "partnerRole", "partnerEntity", "categoryValueRef"),
    *("globalTask", "globalUserTask", "globalManualTask", "globalScriptTask", "globalBusinessRuleTask"),
}
_EXPLAINING_ATTRIBUTES = {
    *("processType", "isClosed", "gatewayDirection", "implementation", "itemRef", "structureRef", "operationRef"),
    *("evaluatesToTypeRef", "typeLanguage", "textFormat", "isImmediate", "definitionalCollaborationRef"),
    *("partitionElementRef", "itemSubjectRef", "parallelMultiple", "isCollection"),
}
"""Of these nothing is asked in a run: types, implementations by other tools, how a text is written."""
_TRUTHS = {
    *("isExecutable", "isForCompensation", "instantiate", "triggeredByEvent", "cancelActivity", "isSequential"),
    *("testBefore", "isClosed", "parallelMultiple", "isInterrupting", "isImmediate"),
}
_LANGUAGES = ("xpath", "feel", "juel", "javatypes")


def reduce(root: etree._Element, notes: Notes) -> None:
    """Drop what only explains, write truth values in one way, and refuse what nobody here reads."""
    dropped: Counter[str] = Counter()
    for element in list(root.iter(*map(bpmn, _EXPLAINING_ELEMENTS))):
        if (holder := element.getparent()) is not None:
            dropped[local(element)] += 1
            holder.remove(element)
    for element in list(root.iter(f"{{{BPMN}}}*")):
        word, parent = local(element), element.getparent()
        at = "" if parent is None else local(parent) if namespace(parent) == BPMN else "extension"
        if (word in _CHILDREN and at not in _CHILDREN[word]) or (word not in _CHILDREN and word not in _ANYWHERE):
            # What stands directly in a process is told by lint.
            if at not in {"process", "subProcess", "transaction", "adHocSubProcess"}:
                text = f"a {word} inside of a {at} is not read here. Remove it."
                notes.refused(element, "unknown-element", text, cause=f"{word} in {at}")
            continue
        if word == "flowNodeRef":
            element.text = (element.text or "").strip()
        _attributes(element, dropped, notes)
    for word, count in dropped.items():
        times = f" ({count} times)" if count > 1 else ""
        notes.changes.append(f"{word}{times} was dropped: it only explains.")


def _attributes(element: etree._Element, dropped: Counter[str], notes: Notes) -> None:
    word = local(element)
    known = _READ.get(word, set())
    for name in [str(each) for each in element.attrib if not str(each).startswith("{")]:
        value = (element.get(name) or "").strip()
        if name in _TRUTHS and value in {"0", "1"}:
            element.set(name, "true" if value == "1" else "false")
        if name == "loopMaximum" and not (value.isascii() and value.isdecimal()):
            notes.refused(element, "bad-maximum", f"its loopMaximum {value!r} is no whole number. Write one.")
        if name in {"id", "name", "language"} or name in known:
            continue
        if name == "expressionLanguage":
            _language(element, value, notes)
        elif name in _EXPLAINING_ATTRIBUTES:
            dropped[name] += 1
            element.attrib.pop(name)
        else:
            text = f"{name}={value[:100]!r} of the {word} is not known in BPMN. Remove it."
            notes.refused(element, "unknown-attribute", text, cause=f"{name} of {word}")


def _language(element: etree._Element, value: str, notes: Notes) -> None:
    element.attrib.pop("expressionLanguage")
    if any(known in value.lower() for known in _LANGUAGES):
        notes.changes.append(
            f"Line {line_of(element)}: expressionLanguage {value!r} was dropped: expressions are read as they stand."
        )
    else:
        notes.refused(
            element, "foreign-language", f"its expressions are in {value!r}. Write them in FEEL.", cause=value
        )
