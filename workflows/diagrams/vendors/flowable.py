"""Flowable and Activiti: ``flowable:`` and ``activiti:``."""

from lxml import etree

from workflows.diagrams.names import bpmn, local
from workflows.diagrams.notes import NO_WORK, Notes
from workflows.diagrams.vendors import java
from workflows.diagrams.vendors.camunda7 import pass_variables
from workflows.diagrams.vendors.form import extension, pass_on
from workflows.diagrams.vendors.vendor import Vendor, local_name

_NAMESPACES = ("http://flowable.org/bpmn", "http://activiti.org/bpmn")
_WORKERS = {"external", "external-worker"}


def _type(element: etree._Element, value: str, notes: Notes) -> None:
    if value in _WORKERS:
        notes.changed(element, f"the type {value!r} means a worker; its topic is the operation.")
    elif value == "dmn":
        _decision(element, notes)
    else:
        notes.refused(
            element,
            "vendor-extension",
            f"the built-in {value!r} task is not run here. Name a delegate, or a topic.",
            follows=NO_WORK,
        )


def _decision(element: etree._Element, notes: Notes) -> None:
    """``type="dmn"``: the decision that its fields name."""
    fields = {}
    for holder in element.iterfind(bpmn("extensionElements")):
        for field in [each for each in holder if local(each) == "field"]:
            fields[field.get("name") or ""] = java.field_text(field)
            holder.remove(field)
    decision = fields.get("decisionTableReferenceKey") or fields.get("decisionServiceReferenceKey")
    if not decision:
        notes.refused(
            element,
            "no-decision",
            "the decision task names no decision (decisionTableReferenceKey). Name it.",
            follows=NO_WORK - {"no-decision"},
        )
        return
    element.tag = bpmn("businessRuleTask")
    extension(element, "calledDecisionId").text = decision
    notes.changed(
        element,
        f"the decision task became a business rule task that calls {decision}; its outputs become variables, a single "
        "one under the name of the decision.",
    )


def _topic(element: etree._Element, value: str, notes: Notes) -> None:
    java.operation(element, value, f"the topic {value}", notes)


def _result(element: etree._Element, value: str, notes: Notes) -> None:
    if any(local_name(str(name)) == "rules" for name in element.attrib) or java.has_expression(element):
        return
    notes.changed(element, f"the result variable {value!r} was dropped: only expressions have a result there.")


def _inherits(call: etree._Element, value: str, notes: Notes) -> None:
    """Whether a call passes all variables on; what it takes back is said by ``out`` alone."""
    mapped = any(local(each) in {"in", "out"} for holder in call.iterfind(bpmn("extensionElements")) for each in holder)
    if value == "true" and mapped:
        pass_on(call, "in")
    elif value != "true":
        said = extension(call, "calledData")
        for way in ("in", "out"):
            said.set(way, said.get(way) or "named")
    notes.changed(
        call, f"inheritVariables={value!r}: {'all variables are' if value == 'true' else 'nothing is'} passed on."
    )


VENDOR = Vendor(
    prefix="flowable",
    namespaces=frozenset(_NAMESPACES),
    dropped=java.DROPPED,
    refused=java.REFUSED,
    unless=java.UNLESS,
    attributes={
        "type": _type,
        "topic": _topic,
        "resultVariable": _result,
        "resultVariableName": _result,
        "inheritVariables": _inherits,
        "delegateExpression": java.bean,
        "class": java.java_class,
        "rules": java.rules,
        "ruleVariablesInput": java.rules,
        "expression": java.code,
        "formKey": java.form,
        "candidateGroups": java.groups,
        "dueDate": java.due,
        "collection": java.collection,
        "elementVariable": java.element_variable,
    },
    elements={"field": java.field, "formProperty": java.form_fields, "in": pass_variables, "out": pass_variables},
)
