"""What Camunda 7, Flowable and Activiti share: they come from one engine and write most words alike."""

import re

from lxml import etree

from workflows.diagrams.drawing import add, add_flow, share_lane
from workflows.diagrams.names import bpmn, local, text_of
from workflows.diagrams.notes import NO_WORK, Notes
from workflows.diagrams.vendors.form import add_parameter, drop, has_operation, set_operation, set_property, set_role
from workflows.diagrams.vendors.plain import NotPlain, feel_of_juel, feel_of_value, is_juel

WORKS = frozenset({"serviceTask", "sendTask", "businessRuleTask"})
_BEAN = re.compile(r"[$#]\{\s*([A-Za-z_]\w*)\s*\}")
_WORD = re.compile(r"[A-Za-z_][\w.:$/ -]*")
_PERIOD = re.compile(r"P[0-9]{1,4}D")
_JOBS = "work is done durably and tried again anyway"
_SHOWN = "it changes nothing in a run"

DROPPED = {
    **dict.fromkeys(("async", "asyncBefore", "asyncAfter", "asyncLeave", "exclusive"), _JOBS),
    **dict.fromkeys(("failedJobRetryTimeCycle", "jobPriority", "taskPriority", "retryTimeCycle"), _JOBS),
    **dict.fromkeys(("historyTimeToLive", "versionTag", "isStartableInTasklist"), _SHOWN),
    **dict.fromkeys(("formFieldValidation", "priority", "category", "validateFormFields", "sameDeployment"), _SHOWN),
    "followUpDate": "tasks are not put off here",
    "candidateStarterGroups": "who may start a case is decided where cases are started",
    "candidateStarterUsers": "who may start a case is decided where cases are started",
    "potentialStarter": "who may start a case is decided where cases are started",
    "initiator": "who started a case stands in its record, not in a variable",
    "assignee": "a role does it, and whoever of the role takes it",
    "candidateUsers": "a role does it, and whoever of the role takes it",
    "decisionRefBinding": "decisions are published with the procedure",
    "calledElementBinding": "called processes are published with the procedure",
    "formRefBinding": "forms are published with the procedure",
    "fallbackToDefaultTenant": "called processes are published with the procedure",
    "calledElementType": "the called process is named by its id",
    "scope": "a signal reaches every branch of its case, and no other case",
    "errorMessage": "an error is told by its name and code",
    "correlationKey": "a message reaches a case by the case's reference, so that no correlation key is asked",
}
REFUSED = {
    "executionListener": "Draw a service task where the listener would run.",
    "taskListener": "Draw a service task before or after the task.",
    "eventListener": "Draw what happens then.",
    "transactionDependentExecutionListener": "Draw a service task where the listener would run.",
    "connector": "Name an operation (a topic or a delegate), and do the call in its handler.",
    "script": "Scripts are not run; write a plain expression.",
    "errorEventDefinition": "Let the operation raise the error itself.",
    "mapException": "Let the operation raise the error itself.",
    "skipExpression": "Draw a gateway before the task.",
    "triggerable": "Draw a receive task behind it.",
    "errorCodeVariable": "Give each error code its own boundary event.",
    "errorMessageVariable": "Let the operation put the message into the data.",
    "errorVariable": "Let the operation put the message into the data.",
    "errorVariableLocalScope": "Let the operation put the message into the data.",
    "escalationCodeVariable": "Give each escalation code its own boundary event.",
    "elementIndexVariable": "Put the number into the items of the list.",
    "variableAggregation": "Gather the results with loopDataOutputRef and outputDataItem.",
    "useLocalScopeForResultVariable": "Results are variables of the process.",
    "storeResultVariableAsTransient": "Results are variables of the process.",
    "businessCalendarName": "Compute the date by a decision or an operation.",
    "endDate": "Say how often the cycle repeats.",
    "resource": "Write the condition into the diagram.",
    "variableName": "A condition is looked at whatever has changed.",
    "variableEvents": "A condition is looked at whatever has changed.",
    "decisionRefVersion": "The decision of the procedure is taken.",
    "decisionRefVersionTag": "The decision of the procedure is taken.",
    "calledElementVersion": "The process of the procedure is called.",
    "calledElementVersionTag": "The process of the procedure is called.",
    "variableMappingClass": "Name what is passed, by in and out.",
    "variableMappingDelegateExpression": "Name what is passed, by in and out.",
}
UNLESS = {
    "triggerable": "false",
    "useLocalScopeForResultVariable": "false",
    "storeResultVariableAsTransient": "false",
}


def bean(element: etree._Element, value: str, notes: Notes) -> None:
    """``delegateExpression="${bean}"``: the operation of the bean's name."""
    found = _BEAN.fullmatch(value)
    if found is None:
        notes.refused(
            element,
            "code",
            f"the delegate {value!r} is more than the name of a bean. Name one, or an external topic.",
            follows=NO_WORK,
        )
        return
    operation(element, found[1], f"the delegate {found[1]}", notes)


def java_class(element: etree._Element, value: str, notes: Notes) -> None:
    """``class="com.example.Delegate"``: the operation of the class's full name."""
    operation(element, value, f"the class {value}", notes)


def code(element: etree._Element, value: str, notes: Notes) -> None:
    """``expression="${bean.method()}"``: code."""
    notes.refused(
        element,
        "code",
        f"the expression {value!r} is code, which is not run. Name a delegate or an external topic.",
        follows=NO_WORK,
    )


def has_expression(element: etree._Element) -> bool:
    """Whether a task's work is code in an attribute: what it gives is its result, though it is not run."""
    return any(name.endswith("}expression") for name in map(str, element.attrib))


def rules(element: etree._Element, _value: str, notes: Notes) -> None:
    """Rules of Drools, and what is given to them."""
    text = "its rules are not run here. Name a DMN decision."
    notes.refused(element, "vendor-extension", text, cause="rules", follows=NO_WORK)


def operation(element: etree._Element, name: str, what: str, notes: Notes) -> None:
    """Whatever names the work of a task: the operation."""
    owner = element.getparent() if local(element) == "messageEventDefinition" else element
    if owner is None or (local(owner) not in WORKS and owner is element):
        notes.refused(element, "vendor-extension", f"{what} stands on a {local(element)}. Use a service task.")
    elif not name:
        notes.refused(element, "vendor-extension", f"{what.strip()} has no name. Name the operation.", follows=NO_WORK)
    elif not _WORD.fullmatch(name):
        notes.refused(element, "code", f"{what} is no plain name of an operation. Name one.", follows=NO_WORK)
    elif owner is not element:
        drop(element)
        send(owner, name, what, notes)
    else:
        kind = local(element)
        set_operation(element, name)
        turned = "" if kind == "serviceTask" else f" and the {kind} a service task"
        notes.changed(element, f"{what} became its operation{turned}.")


def send(event: etree._Element, name: str, what: str, notes: Notes) -> None:
    """A message that an event throws, sent by an operation: the service task that does it."""
    scope, ident = event.getparent(), event.get("id") or ""
    if scope is None or local(event) not in {"intermediateThrowEvent", "endEvent"}:
        notes.refused(event, "vendor-extension", f"{what} stands on a {local(event)}. Use a service task.")
        return
    if local(event) == "intermediateThrowEvent":
        set_operation(event, name)
        notes.changed(event, f"the message is sent by {what}: it became a service task with that operation.")
        return
    taken = notes.ids(event)
    made = add(scope, "serviceTask", f"{ident}_send", taken)
    made.set("name", event.get("name") or "Send")
    task = made.get("id") or ""
    event.addprevious(made)
    extended = event.find(bpmn("extensionElements"))
    if extended is not None:
        made.append(extended)
    set_operation(made, name)
    for entering in scope.iterfind(bpmn("sequenceFlow")):
        if entering.get("targetRef") == ident:
            entering.set("targetRef", task)
    add_flow(scope, made, event, taken)
    share_lane(scope, ident, made)
    notes.changed(event, f"the message is sent by {what}: the service task {task} with that operation was put before.")


def form(element: etree._Element, value: str, notes: Notes) -> None:
    """A form's key: its plain name."""
    if local(element) == "startEvent":
        notes.changed(element, f"the form {value!r} was dropped: a case is started by the runtime with its data.")
        return
    name = re.sub(r"\.(form|html|json)$", "", re.split(r"[:/]", value)[-1])
    if not _WORD.fullmatch(name):
        notes.refused(element, "code", f"the form {value!r} is no plain name. Name one form.")
        return
    set_property(element, "form", name)
    notes.changed(element, f"the form {value!r} became its property form={name}.")


def groups(element: etree._Element, value: str, notes: Notes) -> None:
    """Candidate groups: the one role."""
    names = [each.strip() for each in value.split(",") if each.strip()]
    if notes.assumed and (is_juel(value) or len(names) != 1):
        notes.changed(element, f"the candidate groups {value!r} are not one role; in a trial anybody does it.")
    elif is_juel(value) or len(names) != 1:
        notes.refused(
            element, "several-roles", f"the candidate groups {value!r} are not the name of one role. Name one."
        )
    else:
        set_role(element, names[0], "the candidate group", notes)


def due(element: etree._Element, value: str, notes: Notes) -> None:
    """A due date, which only tells people: a number of days is kept."""
    if not _PERIOD.fullmatch(value):
        notes.changed(
            element, f"the due date {value!r} was dropped: it is no number of days. Give the task the property due."
        )
        return
    set_property(element, "due", value)
    notes.changed(element, f"the due date became its property due={value}.")


def collection(element: etree._Element, value: str, notes: Notes) -> None:
    """The list of a multi-instance activity."""
    try:
        feel = feel_of_juel(value) if is_juel(value) else value
    except NotPlain as reason:
        text = f"the collection {value!r} is code: {reason}. Name a variable."
        notes.refused(element, "code", text, follows=frozenset({"instances-unknown"}))
        return
    _before(element, "loopDataInputRef").text = feel
    notes.changed(element, f"the collection {value!r} became its loopDataInputRef.")


def element_variable(element: etree._Element, value: str, notes: Notes) -> None:
    """The variable that holds an instance's item."""
    _before(element, "inputDataItem").set("name", value)
    notes.changed(element, f"the element variable {value} became its inputDataItem.")


_ORDER = ("extensionElements", "loopCardinality", "loopDataInputRef", "loopDataOutputRef", "inputDataItem")


def _before(element: etree._Element, name: str) -> etree._Element:
    """A child of a multi-instance marker, in the order of the standard's schema."""
    found = element.find(bpmn(name))
    if found is None:
        found = element.makeelement(bpmn(name), {})
        earlier = _ORDER[: _ORDER.index(name)] if name in _ORDER else (*_ORDER, "outputDataItem")
        at = sum(1 for child in element if local(child) in {*earlier, "documentation"})
        element.insert(at, found)
    return found


child_of_loop = _before


def tell_calls(root: etree._Element, namespaces: frozenset[str], notes: Notes) -> None:
    """Say of a call that names no variables that the called process sees all here, where it would see none."""
    for call in root.iter(bpmn("callActivity")):
        said = [each for space in namespaces for each in call.iter(f"{{{space}}}in", f"{{{space}}}out")]
        inherits = any(call.get(f"{{{space}}}inheritVariables") == "true" for space in namespaces)
        if not inherits and all(each.get("businessKey") is not None for each in said):
            notes.changed(call, "here the called process sees all variables of the case and leaves all behind.")


def give(element: etree._Element, name: str, text: str, child: etree._Element, notes: Notes) -> None:
    """One parameter, whose value is a text or one expression."""
    if not has_operation(element):
        notes.refused(
            child,
            "mapping",
            f"the input {name} belongs to a {local(element)} without an operation, which takes none. Use its data.",
        )
        return
    try:
        feel = feel_of_value(text)
    except NotPlain as reason:
        notes.refused(child, "code", f"the input {name} ({text!r}) is not plain: {reason}. Let the operation do it.")
        return
    add_parameter(element, name, feel)
    notes.read_as(child, text, feel)
    notes.changed(child, f"the input {name} became a parameter of its operation.")


def field(element: etree._Element, child: etree._Element, notes: Notes) -> None:
    """A field that is put into a delegate: a parameter."""
    give(element, child.get("name") or "", field_text(child), child, notes)


def field_text(child: etree._Element) -> str:
    """The text of a field, however it is written."""
    given = child.get("stringValue") or child.get("expression")
    return given if given is not None else next((text_of(each) or "" for each in child), "")


def form_fields(element: etree._Element, child: etree._Element, notes: Notes) -> None:
    """Fields of a generated form: not taken over, unless they would set values."""
    for each in child.iter():
        for word in ("defaultValue", "default", "expression", "variable"):
            if each.get(word) is not None:
                notes.refused(
                    child, "form-field", f"the form field {each.get('id')} sets a value ({word}). Let a step set it."
                )
                return
    names = ", ".join(each.get("id") or "?" for each in child.iter() if each.get("id")) or "none"
    notes.changed(
        element,
        f"the fields of the generated form ({names}) were not taken over; give the task a form, if it needs one.",
    )
