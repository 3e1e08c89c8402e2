"""Repairs of work that is written as code: it becomes an operation, for which somebody must write a handler."""

import re
from collections.abc import Callable
from xml.sax.saxutils import quoteattr

from lxml import etree

from workflows.diagrams.fixing.opened import JAVA, Opened
from workflows.diagrams.fixing.repair import Repair
from workflows.diagrams.names import OPERATION_PREFIX, bpmn, local, text_of
from workflows.diagrams.vendors import zeebe
from workflows.diagrams.vendors.java import WORKS, field_text
from workflows.diagrams.vendors.plain import NotPlain, feel_of_value, is_juel
from workflows.diagrams.vendors.vendor import local_name

_METHOD = re.compile(r"[$#]\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)")
_SAYING = ("expression", "delegateExpression", "class", "type", "topic", "resultVariable", "resultVariableName",
           "rules", "ruleVariablesInput", "exclude")  # fmt: skip
"""The attributes of the Java engines that say what is done."""
_THROWS = frozenset({"intermediateThrowEvent", "endEvent"})
_WORKERS = frozenset({"external", "external-worker", "dmn"})
_VARIABLE = re.compile(r"[A-Za-z_]\w*")


def of_code(file: Opened, element: str) -> Repair | None:
    """Where what is done is written as code, or is built into another engine: an operation of that name."""
    node = file.node(element)
    if node is None or not (local(node) in {*WORKS, "scriptTask"} or _throws(node)):
        return None
    said = _said(file, node)
    types = [each.get("type") or "" for each in file.extended(node, zeebe.VENDOR.namespaces, "taskDefinition")]
    code = (
        "expression" in said
        or file.extended(node, JAVA, "connector")
        or said.get("type", "external") not in _WORKERS
        or any(is_juel(said.get(word, "")) for word in ("class", "topic"))
        or "rules" in said
        or "ruleVariablesInput" in said
        or ("delegateExpression" in said and not re.fullmatch(r"[$#]\{\s*\w+\s*\}", said["delegateExpression"]))
        or any(each.startswith(("=", "io.camunda")) for each in types)
        or file.extended(node, zeebe.VENDOR.namespaces, "script")
    )
    return operation(file, element) if code else None


def operation(file: Opened, element: str) -> Repair | None:
    """A task, or a message that is thrown, asks for an operation."""
    node = file.node(element)
    if node is None or not (_throws(node) or local(node) in {*WORKS, "scriptTask"}):
        return None
    throws = _throws(node)
    said = _said(file, node)
    script = text_of(node.find(bpmn("script"))) or ""
    before = said.get("expression") or said.get("delegateExpression") or script or said.get("type") or ""
    name = _name(before if is_juel(before) or not script else "", element)
    scripts = file.extended(node, zeebe.VENDOR.namespaces, "script")
    results = [said.get("resultVariable"), said.get("resultVariableName"), *(e.get("resultVariable") for e in scripts)]
    result = next((each for each in results if each), "")

    def ask() -> None:
        for holder in (node, *node.iterchildren(bpmn("messageEventDefinition"))):
            for each in [name for name in file.words(holder, JAVA) if local_name(name) in _SAYING]:
                holder.attrib.pop(each)
        file.take_out(*node.findall(bpmn("script")), *file.extended(node, JAVA, "connector"))
        file.take_out(*file.extended(node, zeebe.VENDOR.namespaces, "taskDefinition"), *scripts)
        for each in {"scriptFormat", "messageRef", "operationRef", "implementation"} & set(map(str, node.attrib)):
            node.attrib.pop(each)
        if not throws:
            node.tag = bpmn("serviceTask")
        file.operation(node, name)
        if _VARIABLE.fullmatch(result):
            file.extension(node, "serviceTaskOperator").set("resultVariable", result)

    kind = "message" if throws else local(node)
    text = f"The {kind} {element} asks for the operation {name!r}; somebody must write its handler."
    return Repair(text, ask, before, f"the operation {name}")


def plain_inputs(file: Opened, element: str) -> Repair | None:
    """What is given to an operation and computed by code is left out: the operation finds it itself."""
    node = file.node(element)
    if node is None or local(node) not in {*WORKS, *_THROWS}:
        return None
    holders = file.extended(node, JAVA, "inputOutput")
    given = [child for each in holders for child in each.iterchildren(etree.Element)] + file.extended(
        node, JAVA, "field"
    )
    odd = [each for each in given if not _is_plain(each)]
    if not odd:
        return None
    names = ", ".join(each.get("name") or "?" for each in odd)

    def leave_out() -> None:
        for each in odd:
            file.take_out(each)

    text = f"{names} of {element} {'is' if len(odd) == 1 else 'are'} left out: the operation must find it itself."
    return Repair(text, leave_out, " ".join(_text(odd[0]).split()))


def condition(file: Opened, element: str) -> Repair | None:
    """A condition that is code is computed by an operation before its gateway, into a variable."""
    flow = file.model.get(element)
    asked = flow.find(bpmn("conditionExpression")) if flow is not None and local(flow) == "sequenceFlow" else None
    gateway = file.node(str(flow.get("sourceRef"))) if flow is not None else None
    if flow is None or asked is None or gateway is None or not is_juel(asked.text or ""):
        return None
    ident = str(gateway.get("id"))
    if not local(gateway).endswith("Gateway") or not file.flows(ident, "targetRef"):
        return None
    return _of_text(file, asked, ident, element)


def timer(file: Opened, element: str) -> Repair | None:
    """A time that is code is computed by an operation before the event, into a variable."""
    node = file.node(element)
    definition = node.find(bpmn("timerEventDefinition")) if node is not None else None
    asked = next(definition.iterchildren(etree.Element), None) if definition is not None else None
    if node is None or asked is None or not is_juel(asked.text or ""):
        return None
    before = str(node.get("attachedToRef") or element)
    return _of_text(file, asked, before, element) if file.flows(before, "targetRef") else None


def collection(file: Opened, element: str) -> Repair | None:
    """A list that is code is computed by an operation before the activity that is done for each of its items."""
    node = file.node(element)
    loop = node.find(bpmn("multiInstanceLoopCharacteristics")) if node is not None else None
    if loop is None or not file.flows(element, "targetRef"):
        return None
    name = next((each for each in file.words(loop, JAVA) if local_name(each) == "collection"), None)
    if name is not None and is_juel(str(loop.get(name))) and not _feel(str(loop.get(name))):
        return _computed(file, element, element, str(loop.get(name)), lambda variable: loop.set(name, variable))
    asked = loop.find(bpmn("loopCardinality"))
    return _of_text(file, asked, element, element) if asked is not None and not _feel(asked.text or "") else None


def _of_text(file: Opened, asked: etree._Element, before: str, element: str) -> Repair:
    def ask(variable: str) -> None:
        asked.text = variable

    return _computed(file, before, element, (asked.text or "").strip(), ask)


def _computed(file: Opened, before: str, element: str, written: str, ask: Callable[[str], None]) -> Repair:
    variable = f"{re.sub(r'[^A-Za-z0-9_]', '_', element)}_value"
    name, ident = _name(written, variable), file.fresh(f"{element}_value")

    def compute() -> None:
        file.put_before(service(ident, name, variable), ident, before)
        ask(variable)

    asks = f"Before {before} the operation {name!r} computes {variable}, which {element} asks for;"
    text = f"{asks} somebody must write its handler."
    return Repair(text, compute, written, variable)


def service(ident: str, name: str, result: str = "") -> str:
    """A service task that asks for an operation, as XML."""
    stored = f" resultVariable={quoteattr(result)}" if result else ""
    return (
        f"<bpmn:serviceTask id={quoteattr(ident)} name={quoteattr(name[:100])}><bpmn:extensionElements>"
        f"<spiffworkflow:serviceTaskOperator id={quoteattr(OPERATION_PREFIX + name)}{stored} />"
        "</bpmn:extensionElements></bpmn:serviceTask>"
    )


def _throws(node: etree._Element) -> bool:
    """Whether it is an event that throws a message."""
    return local(node) in _THROWS and node.find(bpmn("messageEventDefinition")) is not None


def _said(file: Opened, node: etree._Element) -> dict[str, str]:
    """What the Java engines are told of the work of a task."""
    holders = [node, *node.iterchildren(bpmn("messageEventDefinition"))]
    return {
        local_name(each): str(holder.get(each))
        for holder in holders
        for each in file.words(holder, JAVA)
        if local_name(each) in _SAYING
    }


def _name(code: str, otherwise: str) -> str:
    """A name for the operation that does what a piece of code did: the method that it called."""
    found = _METHOD.match(code.strip())
    if found is not None:
        return found[1]
    return code if _VARIABLE.fullmatch(code) else otherwise


def _is_plain(child: etree._Element) -> bool:
    if local(child) == "field":
        text = field_text(child)
    elif len(child):
        return local(child[0]) in {"list", "map"} and all(
            len(each) == 0 and _feel(text_of(each) or "") for each in child[0]
        )
    else:
        text = text_of(child) or ""
    return _feel(text) and (local(child) != "outputParameter" or is_juel(text))


def _feel(text: str) -> bool:
    try:
        feel_of_value(text)
    except NotPlain:
        return False
    return True


def _text(child: etree._Element) -> str:
    return field_text(child) if local(child) == "field" else "".join(map(str, child.itertext()))
