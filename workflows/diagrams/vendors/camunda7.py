"""Camunda 7 (and its open successors, Operaton and CIB seven): ``camunda:``."""

import json
import re

from lxml import etree

from workflows.diagrams.names import local, text_of
from workflows.diagrams.notes import NO_WORK, Notes
from workflows.diagrams.vendors import java
from workflows.diagrams.vendors.form import add_output, add_parameter, extension, has_operation, pass_on
from workflows.diagrams.vendors.plain import NotPlain, feel_of_value, is_juel
from workflows.diagrams.vendors.vendor import Vendor

NAMESPACE = "http://camunda.org/schema/1.0/bpmn"
_VARIABLE = re.compile(r"[A-Za-z_]\w*")


def _type(element: etree._Element, value: str, notes: Notes) -> None:
    if value == "external":
        notes.changed(element, "camunda:type='external' means a worker; its topic is the operation.")
    else:
        text = f"camunda:type={value!r} is not run here. Use an external topic."
        notes.refused(element, "vendor-extension", text, follows=NO_WORK)


def _topic(element: etree._Element, value: str, notes: Notes) -> None:
    java.operation(element, value, f"the topic {value}", notes)


def _result(element: etree._Element, value: str, notes: Notes) -> None:
    if local(element) == "businessRuleTask":
        extension(element, "resultVariable").text = value
        notes.changed(element, f"the result goes to the variable {value}.")
    elif local(element) != "scriptTask" and not java.has_expression(element):
        notes.changed(element, f"camunda:resultVariable={value!r} was dropped: only expressions have a result there.")


def _decision(element: etree._Element, value: str, notes: Notes) -> None:
    if local(element) != "businessRuleTask":
        text = f"a decision is called by a {local(element)}. Use a business rule task."
        notes.refused(element, "vendor-extension", text)
        return
    mapped = element.get(f"{{{NAMESPACE}}}mapDecisionResult")
    if element.get(f"{{{NAMESPACE}}}resultVariable") is None:
        notes.refused(
            element, "decision-result", "the decision's result goes nowhere. Give it a camunda:resultVariable."
        )
    if mapped != "singleEntry":
        notes.refused(
            element,
            "decision-result",
            f"the decision's result is mapped as {mapped or 'resultList'}: lists of rows that are no values in FEEL. "
            "Use singleEntry, and a decision with one output.",
        )
    extension(element, "calledDecisionId").text = value
    notes.changed(element, f"camunda:decisionRef became the decision {value}.")


def _mapped(element: etree._Element, value: str, notes: Notes) -> None:
    if value == "singleEntry":
        notes.changed(element, "camunda:mapDecisionResult='singleEntry' is what is done here.")


def _inputs_and_outputs(element: etree._Element, holder: etree._Element, notes: Notes) -> None:
    for child in holder:
        name = child.get("name") or ""
        if local(child) == "inputParameter":
            _input(element, name, child, notes)
        else:
            _output(element, name, child, notes)


def _input(element: etree._Element, name: str, child: etree._Element, notes: Notes) -> None:
    if len(child) == 0:
        java.give(element, name, text_of(child) or "", child, notes)
        return
    items = [text_of(each) or "" for each in child[0]]
    keys = [each.get("key") for each in child[0]]
    plain = local(child[0]) in {"list", "map"} and all(len(each) == 0 for each in child[0])
    if not has_operation(element):
        java.give(element, name, "", child, notes)
        return
    if not plain:
        kind = local(child[0])
        why = " that holds more than texts" if kind in {"list", "map"} else ", which is not run"
        notes.refused(
            child,
            "mapping",
            f"the input {name} is a {kind}{why}. Write a text, or a list or map of texts and plain expressions.",
        )
        return
    try:
        values = [feel_of_value(item) for item in items]
    except NotPlain as reason:
        notes.refused(child, "code", f"the input {name} is not plain: {reason}. Let the operation do it.")
        return
    if local(child[0]) == "map":
        members = (f"{json.dumps(key or '')}: {value}" for key, value in zip(keys, values, strict=True))
        feel = f"{{{', '.join(members)}}}"
    else:
        feel = f"[{', '.join(values)}]"
    add_parameter(element, name, feel)
    notes.changed(child, f"the input {name} became a parameter of its operation.")


def _output(element: etree._Element, name: str, child: etree._Element, notes: Notes) -> None:
    text = text_of(child) or ""
    if len(child) or not has_operation(element) or not is_juel(text):
        notes.refused(
            child,
            "mapping",
            f"the output {name} is not the plain value of an operation's result. Let the operation give it.",
        )
        return
    try:
        feel = feel_of_value(text)
    except NotPlain as reason:
        notes.refused(child, "code", f"the output {name} ({text!r}) is not plain: {reason}. Let the operation do it.")
        return
    add_output(element, name, feel)
    notes.read_as(child, text, feel)
    notes.changed(child, f"the output {name} is computed from the operation's result.")


def pass_variables(element: etree._Element, child: etree._Element, notes: Notes) -> None:
    """``in`` and ``out`` of a call: what is passed on and taken back; without any, a call shares all variables."""
    word, source, target = local(child), child.get("source"), child.get("target")
    computed = child.get("sourceExpression")
    if child.get("businessKey") is not None:
        notes.changed(child, "the business key was dropped: a called process belongs to the case.")
        return
    if child.get("local") == "true":
        notes.refused(child, "mapping", f"{word} passes what is local to the call; here a call has nothing of its own.")
        return
    if child.get("variables") == "all":
        pass_on(element, word)
        notes.changed(child, f"{word} variables='all': all variables are passed {'on' if word == 'in' else 'back'}.")
        return
    try:
        feel = feel_of_value(computed) if computed is not None else source
        if not feel or not _VARIABLE.fullmatch(target or "") or (computed is None and not _VARIABLE.fullmatch(feel)):
            raise NotPlain("it names no variable")
    except NotPlain as reason:
        notes.refused(
            child,
            "mapping",
            f"{word} passes {source or computed or '?'!r} as {target or '?'!r}: {reason}. Write a variable or a plain "
            "expression, and the name of a variable.",
        )
        return
    pass_on(element, word, target or "", feel)
    notes.changed(child, f"{word} passes {source or computed} as {target}.")


VENDOR = Vendor(
    prefix="camunda",
    namespaces=frozenset({NAMESPACE, "http://operaton.org/schema/1.0/bpmn"}),
    dropped={
        **java.DROPPED,
        "properties": "properties of other tools are read by nobody here",
        "formRefVersion": "forms are published with the procedure",
        "diagramRelationId": "it changes nothing in a run",
        "modelerTemplate": "it changes nothing in a run",
        "modelerTemplateVersion": "it changes nothing in a run",
    },
    refused=java.REFUSED,
    unless=java.UNLESS,
    attributes={
        # mapDecisionResult and resultVariable are looked at by the decision, and so taken after it.
        "decisionRef": _decision,
        "mapDecisionResult": _mapped,
        "resultVariable": _result,
        "type": _type,
        "topic": _topic,
        "delegateExpression": java.bean,
        "class": java.java_class,
        "rules": java.rules,
        "ruleVariablesInput": java.rules,
        "expression": java.code,
        "formKey": java.form,
        "formRef": java.form,
        "candidateGroups": java.groups,
        "dueDate": java.due,
        "collection": java.collection,
        "elementVariable": java.element_variable,
    },
    elements={
        "inputOutput": _inputs_and_outputs,
        "field": java.field,
        "formData": java.form_fields,
        "formProperty": java.form_fields,
        "in": pass_variables,
        "out": pass_variables,
    },
)
