"""Repairs of what is passed: a step before or behind an element sets the variables that it would get or leave."""

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from xml.sax.saxutils import quoteattr

from lxml import etree

from workflows.diagrams.fixing.opened import JAVA, Opened
from workflows.diagrams.fixing.repair import Repair
from workflows.diagrams.names import OPERATION_PREFIX, bpmn, local, text_of
from workflows.diagrams.vendors import zeebe
from workflows.diagrams.vendors.plain import NotPlain, feel_of_value
from workflows.diagrams.vendors.vendor import local_name

ASSIGN = "assign"
"""The operation of a step that only sets variables: its handler has nothing to do."""
_VARIABLE = re.compile(r"[A-Za-z_]\w*")
_WORD = re.compile(r"\w+")
_SAYS_NOTHING = frozenset({"documentation", "incoming", "outgoing", "flowNodeRef", "text"})


def passed(file: Opened, element: str) -> Repair | None:
    """What a call or a task gets under another name, or computed, is set before it; what it leaves, behind it."""
    node = file.node(element)
    if node is None:
        return None
    found = list(_passed(file, node))
    if not found:
        return None
    before = {name: feel for _, name, feel, behind in found if feel and not behind and feel != name}
    after = {name: feel for _, name, feel, behind in found if feel and behind}
    if local(node) in {"startEvent", "boundaryEvent"}:
        before, after = {}, before | after
    elif local(node) == "endEvent":
        before, after = before | after, {}
    if before and not file.flows(element, "targetRef"):
        return None
    known = _words_elsewhere(file, node) if before else set()
    if is_repeated(node) or any(name in known or name in _WORD.findall(feel) for name, feel in before.items()):
        return None  # Set once, or for everybody, it would mean something else.
    lost = [name for _, name, feel, _ in found if not feel]

    def put() -> None:
        for child, _, _, _ in found:
            file.take_out(child)
        if before:
            file.put_before(_step(ident := file.fresh(f"{element}_in"), before), ident, element)
        if after:
            file.put_behind(_step(ident := file.fresh(f"{element}_out"), after), ident, element)

    told = [f"{'Before' if each is before else 'Behind'} {element} a step sets {', '.join(each)}; its operation "
            f"{ASSIGN!r} has nothing else to do." for each in (before, after) if each]  # fmt: skip
    told += [f"{', '.join(lost)} of {element} left out: it is no plain value."] if lost else []
    said = ", ".join(f"{name} = {feel}" for name, feel in {**before, **after}.items())
    return Repair(" ".join(told), put, ", ".join(_source(each) for each, *_ in found), said)


def without_fields(file: Opened, element: str) -> Repair | None:
    """The fields of a generated form are not taken over; where they would set values, they are taken out."""
    node = file.node(element)
    found = file.extended(node, JAVA, "formData", "formProperty") if node is not None else []
    if not found:
        return None
    text = f"The fields of the generated form of {element} are taken out; a step before it must set their values."
    return Repair(text, lambda: file.take_out(*found), "a generated form")


def without_form(file: Opened, element: str) -> Repair | None:
    """A form whose name is computed is not asked for."""
    node = file.node(element)
    words = ("formKey", "formRef")
    names = [each for each in (file.words(node, JAVA) if node is not None else ()) if local_name(each) in words]
    if node is None or not names:
        return None
    text = f"{element} asks for no form: which one was computed. Give it one."
    return Repair(text, lambda: [node.attrib.pop(each) for each in names], str(node.get(names[0])))


def one_result(file: Opened, element: str) -> Repair | None:
    """The result of a decision is one value, in a variable."""
    node = file.node(element)
    space = next((each for each in JAVA if node is not None and node.get(f"{{{each}}}decisionRef")), None)
    if node is None or space is None:
        return None
    variable = node.get(f"{{{space}}}resultVariable") or re.sub(r"\W", "_", f"{element}_result")

    def take() -> None:
        node.set(f"{{{space}}}mapDecisionResult", "singleEntry")
        node.set(f"{{{space}}}resultVariable", variable)

    text = f"The decision of {element} gives one value, to the variable {variable}: it must have one output."
    return Repair(text, take, node.get(f"{{{space}}}mapDecisionResult") or "", "singleEntry")


def plain_data(file: Opened, element: str) -> Repair | None:
    """What a task gets under another name is taken out: it sees every variable; what it leaves under another name is
    set behind it. What is computed stays as it is."""
    node = file.node(element)
    inputs, outputs = (
        list(node.iter(bpmn(kind))) if node is not None else []
        for kind in ("dataInputAssociation", "dataOutputAssociation")
    )
    if node is None or not (inputs or outputs) or (outputs and is_repeated(node)):
        return None
    renamed = [_renamed(file, each) for each in outputs]
    if None in renamed or (inputs and _has_work(file, node)):
        return None  # An operation gets what it asks for as its parameters.
    after = {target: source for target, source in filter(None, renamed) if target != source}

    def put() -> None:
        file.take_out(*inputs, *outputs)
        if after:
            file.put_behind(_step(ident := file.fresh(f"{element}_out"), after), ident, element)

    told = [f"{len(inputs)} data input(s) of {element} taken out: a task sees every variable under its own name."]
    told = told if inputs else []
    if after:
        told += [f"Behind {element} a step sets {', '.join(after)}; its operation {ASSIGN!r} has nothing else to do."]
    elif outputs:
        told += [f"{len(outputs)} data output(s) of {element} taken out: what it leaves is seen under its own name."]
    said = ", ".join(f"{target} = {source}" for target, source in after.items())
    return Repair(" ".join(told), put, "data associations", said)


def _renamed(file: Opened, association: etree._Element) -> tuple[str, str] | None:
    """The variable that an output sets, and the one of the task that it is; ``None`` where it is computed."""
    ends = [text_of(association.find(bpmn(word))) for word in ("targetRef", "sourceRef")]
    if any(association.find(bpmn(word)) is not None for word in ("transformation", "assignment")) or None in ends:
        return None
    names = [_variable(file, each or "") for each in ends]
    return (names[0], names[1]) if all(names) else None


def _variable(file: Opened, ident: str) -> str:
    """The variable that an output, a property or a data object is; empty where it is called by no name of one."""
    found = file.by_id.get(ident)
    if found is not None and found.get("dataObjectRef"):
        found = file.by_id.get(str(found.get("dataObjectRef")), found)
    given = [str(found.get(word) or "") for word in ("name", "id")] if found is not None else [ident]
    return next((each for each in given if _VARIABLE.fullmatch(each)), "")


def is_repeated(node: etree._Element) -> bool:
    """Whether an element is done several times: what is drawn beside it is done once."""
    return any(local(each).endswith("LoopCharacteristics") for each in node)


def _words_elsewhere(file: Opened, node: etree._Element) -> set[str]:
    """The words that are read outside of an element: a variable among them is not its own alone."""
    own, found = set(node.iter()), set[str]()
    for each in file.root.iter(etree.Element):
        if each not in own and local(each) not in _SAYS_NOTHING:
            said = [str(value) for key, value in each.attrib.items() if key not in {"id", "name"}]
            found.update(word for text in (*said, each.text or "") for word in _WORD.findall(text))
    return found


def _passed(file: Opened, node: etree._Element) -> Iterator[tuple[etree._Element, str, str, bool]]:
    """What is passed: (its element, the variable, its value as FEEL or nothing, whether behind)."""
    if local(node) == "callActivity":
        for child in file.extended(node, JAVA, "in", "out"):
            source, target = child.get("source"), child.get("target") or ""
            if child.get("variables") == "all" or child.get("businessKey") or (source and source == target):
                continue
            feel = source if source and _VARIABLE.fullmatch(source) else _feel(child.get("sourceExpression") or "")
            if feel and _VARIABLE.fullmatch(target) and child.get("local") != "true":
                continue  # The call passes it itself.
            yield child, target or "?", feel if _VARIABLE.fullmatch(target) else "", local(child) == "out"
    if node.find(f".//{bpmn('extensionElements')}") is None or _has_work(file, node):
        return
    for holder in file.extended(node, JAVA, "inputOutput"):
        for child in holder.iterchildren(etree.Element):
            name = child.get("name") or ""
            feel = _feel(text_of(child) or "") if len(child) == 0 and _VARIABLE.fullmatch(name) else ""
            yield child, name, feel, local(child) == "outputParameter"
    for holder in file.extended(node, zeebe.VENDOR.namespaces, "ioMapping"):
        for child in holder.iterchildren(etree.Element):
            source, target = child.get("source") or "", child.get("target") or ""
            feel = source[1:].strip() if source.startswith("=") else json.dumps(source, ensure_ascii=False)
            if local(node) == "callActivity" and _VARIABLE.fullmatch(target):
                continue  # The call passes it itself.
            yield child, target, feel if _VARIABLE.fullmatch(target) else "", local(child) == "output"
    for child in [e for each in file.extended(node, zeebe.VENDOR.namespaces, "taskHeaders") for e in each]:
        yield child, child.get("key") or "", "", False


def _has_work(file: Opened, node: etree._Element) -> bool:
    """Whether an element asks for an operation, which takes what is passed."""
    return local(node) in {"serviceTask", "sendTask", "businessRuleTask", "scriptTask"} or any(
        file.extended(node, zeebe.VENDOR.namespaces, "taskDefinition")
    )


def _step(ident: str, outputs: Mapping[str, str]) -> str:
    said = "".join(
        f"<spiffworkflow:output id={quoteattr(name)} value={quoteattr(feel)} />" for name, feel in outputs.items()
    )
    return (
        f'<bpmn:serviceTask id={quoteattr(ident)} name="Set variables"><bpmn:extensionElements>'
        f'<spiffworkflow:serviceTaskOperator id="{OPERATION_PREFIX}{ASSIGN}"><spiffworkflow:outputs>{said}'
        "</spiffworkflow:outputs></spiffworkflow:serviceTaskOperator></bpmn:extensionElements></bpmn:serviceTask>"
    )


@lru_cache(maxsize=1 << 14)  # each finding at an element looks at all that is passed to it
def _feel(text: str) -> str:
    try:
        return feel_of_value(text)
    except NotPlain:
        return ""


def _source(child: etree._Element) -> str:
    return child.get("source") or child.get("sourceExpression") or text_of(child) or local(child)
