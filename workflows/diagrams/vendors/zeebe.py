"""Camunda 8: ``zeebe:``. Its expressions are FEEL, marked by ``=``."""

import json
import re

from lxml import etree

from workflows.diagrams.names import bpmn, local
from workflows.diagrams.notes import NO_WORK, Notes
from workflows.diagrams.vendors import java
from workflows.diagrams.vendors.form import add_output, add_parameter, extension, has_operation, pass_on
from workflows.diagrams.vendors.vendor import Vendor

_NAME = re.compile(r"=?\s*([A-Za-z_]\w*)\s*")
_CONNECTOR = re.compile(r"io\.camunda[:.]")
_WAY = {"in": "on", "out": "back"}
_LISTENER = "Draw a service task where the listener would run."
_FORM = "the fields of an embedded form are not taken over; give the task a form, if it needs one"


def _task(element: etree._Element, child: etree._Element, notes: Notes) -> None:
    kind = child.get("type") or ""
    if kind.startswith("="):
        notes.refused(child, "code", f"the type {kind!r} is computed. Name one operation.", follows=NO_WORK)
    elif _CONNECTOR.match(kind):
        notes.refused(
            child,
            "vendor-extension",
            f"the connector {kind!r} is not run here. Name an operation that does it.",
            follows=NO_WORK,
        )
    else:
        target = element.find(bpmn("messageEventDefinition")) if not local(element).endswith("Task") else element
        java.operation(element if target is None else target, kind, f"the job type {kind}", notes)
        retries = child.get("retries")
        if retries is not None:
            notes.changed(child, f"retries={retries} was dropped: what fails waits for a person.")


def _mapping(element: etree._Element, holder: etree._Element, notes: Notes) -> None:
    for child in holder:
        source, target = child.get("source") or "", child.get("target") or ""
        called = local(element) == "callActivity"
        if not called and not has_operation(element):
            notes.refused(
                child,
                "mapping",
                f"the {local(child)} {target} belongs to a {local(element)} without an operation. Use its data.",
            )
            continue
        if not _NAME.fullmatch(target):
            notes.refused(
                child,
                "mapping",
                f"the {local(child)} {target!r} is a part of a value. Give it a name of its own, and put it together "
                "in FEEL.",
            )
            continue
        feel = source[1:].strip() if source.startswith("=") else json.dumps(source, ensure_ascii=False)
        if called:
            direction = "in" if local(child) == "input" else "out"
            pass_on(element, direction, target.removeprefix("=").strip(), feel)
            notes.changed(child, f"{target} is passed {_WAY[direction]} by the call: {feel}.")
        elif local(child) == "input":
            add_parameter(element, target, feel)
            notes.changed(child, f"the input {target} became a parameter of its operation.")
        else:
            add_output(element, target, feel)
            notes.changed(child, f"the output {target} is computed from the operation's result.")


def _headers(element: etree._Element, holder: etree._Element, notes: Notes) -> None:
    for child in holder:
        name = child.get("key") or ""
        if not has_operation(element):
            notes.refused(child, "mapping", f"the header {name} belongs to no operation. Remove it.")
            continue
        add_parameter(element, name, json.dumps(child.get("value") or "", ensure_ascii=False))
        notes.changed(child, f"the header {name} became a parameter of its operation.")


def _form(element: etree._Element, child: etree._Element, notes: Notes) -> None:
    name = child.get("formId") or child.get("formKey") or child.get("externalReference") or ""
    if child.get("bindingType") == "versionTag":
        notes.refused(
            child, "vendor-extension", "a form is bound to a version. Forms are published with the procedure."
        )
    elif name:
        java.form(element, name, notes)


def _who(element: etree._Element, child: etree._Element, notes: Notes) -> None:
    for word in ("assignee", "candidateUsers"):
        if child.get(word):
            notes.changed(child, f"{word}={child.get(word)!r} was dropped: {java.DROPPED[word]}.")
    value = (child.get("candidateGroups") or "").strip()
    if value.startswith("="):
        # A text or a list of one text is plain; anything else is computed.
        value = re.sub(r'^=\s*\[?\s*"([^"]*)"\s*\]?$', r"\1", value)
    if value:
        java.groups(element, value.replace("=", "${", 1) if value.startswith("=") else value, notes)


def _schedule(element: etree._Element, child: etree._Element, notes: Notes) -> None:
    if child.get("dueDate"):
        java.due(element, child.get("dueDate") or "", notes)
    if child.get("followUpDate"):
        notes.changed(child, f"the follow-up date was dropped: {java.DROPPED['followUpDate']}.")


def _decision(element: etree._Element, child: etree._Element, notes: Notes) -> None:
    name, variable = child.get("decisionId") or "", child.get("resultVariable")
    if name.startswith("=") or child.get("bindingType") == "versionTag":
        text = "the decision is computed, or bound to a version. Name one of this procedure."
        notes.refused(child, "code", text, follows=NO_WORK)
        return
    if local(element) != "businessRuleTask":
        notes.refused(
            child, "vendor-extension", f"a decision is called by a {local(element)}. Use a business rule task."
        )
        return
    extension(element, "calledDecisionId").text = name
    if variable:
        extension(element, "resultVariable").text = variable
    notes.changed(child, f"the called decision became {name}, its result {variable or 'merged'}.")


def _called(element: etree._Element, child: etree._Element, notes: Notes) -> None:
    name = child.get("processId") or ""
    if name.startswith("=") or child.get("bindingType") == "versionTag":
        text = "the called process is computed, or bound to a version. Name one of these files."
        notes.refused(child, "code", text, follows=frozenset({"unknown-process"}))
        return
    for direction, word in (("in", "propagateAllParentVariables"), ("out", "propagateAllChildVariables")):
        if child.get(word) == "false":
            extension(element, "calledData").set(direction, "named")
            notes.changed(child, f"{word}='false': only what is mapped is passed {_WAY[direction]}.")
        else:
            pass_on(element, direction)
    element.set("calledElement", name)
    notes.changed(child, f"the called element became calledElement={name}.")


def _loop(element: etree._Element, child: etree._Element, notes: Notes) -> None:
    loop = element
    collection, item = child.get("inputCollection") or "", child.get("inputElement")
    if collection:
        java.child_of_loop(loop, "loopDataInputRef").text = collection.removeprefix("=").strip()
    gathered, each = child.get("outputCollection"), child.get("outputElement")
    if gathered:
        java.child_of_loop(loop, "loopDataOutputRef").text = gathered
    if item:
        java.child_of_loop(loop, "inputDataItem").set("name", item)
    if each:
        found = _NAME.fullmatch(each)
        if found is None:
            notes.refused(
                child,
                "mapping",
                f"the output element {each!r} is computed; here one variable is gathered. Store it in one.",
                follows=frozenset({"no-output-item"}),
            )
        else:
            java.child_of_loop(loop, "outputDataItem").set("name", found[1])
    notes.changed(child, "the loop characteristics became those of BPMN.")


def _script(_element: etree._Element, child: etree._Element, notes: Notes) -> None:
    text = "its script is not run. Use a service task with an operation."
    notes.refused(child, "vendor-extension", text, cause="script", follows=NO_WORK)


def _properties(_element: etree._Element, child: etree._Element, notes: Notes) -> None:
    for each in child:
        notes.changed(child, f"the property {each.get('name')} was dropped: nobody reads it here.")


VENDOR = Vendor(
    prefix="zeebe",
    namespaces=frozenset({"http://camunda.org/schema/zeebe/1.0"}),
    dropped={
        **dict.fromkeys(
            ("modelerTemplate", "modelerTemplateVersion", "modelerTemplateIcon", "versionTag"),
            "it changes nothing in a run",
        ),
        "userTask": "every user task is worked in the inbox",
        "userTaskForm": _FORM,
        "priorityDefinition": "it changes nothing in a run",
        "jobPriorityDefinition": "it changes nothing in a run",
        "subscription": "a message reaches a case by the case's reference, so that no correlation key is asked",
    },
    refused={
        "executionListeners": _LISTENER,
        "taskListeners": _LISTENER,
        "publishMessage": "Use a service task with an operation that sends it.",
        "adHoc": "Draw the order of the tasks.",
        "conditionalFilter": "A condition is looked at whatever has changed.",
        "linkedResources": "Let the operation find what it needs.",
    },
    elements={
        "taskDefinition": _task,
        "ioMapping": _mapping,
        "taskHeaders": _headers,
        "formDefinition": _form,
        "assignmentDefinition": _who,
        "taskSchedule": _schedule,
        "calledDecision": _decision,
        "calledElement": _called,
        "loopCharacteristics": _loop,
        "script": _script,
        "properties": _properties,
    },
)
