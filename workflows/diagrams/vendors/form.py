"""Writing our form into the tree: operations, parameters, decisions, properties and roles."""

import re

from lxml import etree

from workflows.diagrams.drawing import unused
from workflows.diagrams.names import OPERATION_PREFIX, at_line_of, bpmn, local, spiffworkflow, text_of
from workflows.diagrams.notes import Notes, owner_of

_FLOW_NODE = re.compile(r".*([Tt]ask|Event|Gateway|Activity|[Ss]ubProcess)|transaction")


def extension(element: etree._Element, name: str) -> etree._Element:
    """Our extension element of that name under an element, made where it is missing."""
    holder = element.find(bpmn("extensionElements"))
    if holder is None:
        holder = element.makeelement(bpmn("extensionElements"), {})
        # BPMN's order: documentation first, then extensions.
        element.insert(len(element.findall(bpmn("documentation"))), holder)
    found = holder.find(spiffworkflow(name))
    if found is None:
        found = etree.SubElement(holder, spiffworkflow(name))
    return found


def set_operation(element: etree._Element, operation: str) -> None:
    """Make an element a service task that runs an operation."""
    element.tag = bpmn("serviceTask")
    if element.get("messageRef") is not None:
        element.attrib.pop("messageRef")
    extension(element, "serviceTaskOperator").set("id", OPERATION_PREFIX + operation)


def has_operation(element: etree._Element) -> bool:
    """Whether an operation was given already."""
    return element.find(f"{bpmn('extensionElements')}/{spiffworkflow('serviceTaskOperator')}") is not None


def add_parameter(element: etree._Element, name: str, feel: str) -> None:
    """Give an operation one more parameter."""
    operator = extension(element, "serviceTaskOperator")
    holder = operator.find(spiffworkflow("parameters"))
    if holder is None:
        holder = etree.SubElement(operator, spiffworkflow("parameters"))
    etree.SubElement(holder, spiffworkflow("parameter"), {"id": name, "type": "any", "value": feel})


def add_output(element: etree._Element, name: str, feel: str) -> None:
    """Store a value that is computed from an operation's result."""
    operator = extension(element, "serviceTaskOperator")
    holder = operator.find(spiffworkflow("outputs"))
    if holder is None:
        holder = etree.SubElement(operator, spiffworkflow("outputs"))
    etree.SubElement(holder, spiffworkflow("output"), {"id": name, "value": feel})


def pass_on(call: etree._Element, direction: str, name: str = "", feel: str = "") -> None:
    """Pass a variable into or out of what a call calls; without a name all of them.

    What is called begins with nothing, and leaves nothing behind, but what is said so.

    :param direction: ``in`` or ``out``
    """
    said = extension(call, "calledData")
    for word in ("in", "out"):
        said.set(word, said.get(word) or "named")
    if name:
        tag = spiffworkflow("parameter" if direction == "in" else "output")
        etree.SubElement(said, tag, {"id": name, "value": feel})
    else:
        said.set(direction, "all")


def drop_plain_passing(root: etree._Element) -> None:
    """A call that passes everything on and takes everything back is a plain call."""
    for said in list(root.iter(spiffworkflow("calledData"))):
        if said.get("in") == said.get("out") == "all" and len(said) == 0:
            drop(said)


def set_property(element: etree._Element, name: str, value: str) -> None:
    """Give an element one of our properties, unless it has it."""
    holder = extension(element, "properties")
    if all(each.get("name") != name for each in holder):
        etree.SubElement(holder, spiffworkflow("property"), {"name": name, "value": value})


def set_role(element: etree._Element, role: str, word: str, notes: Notes) -> None:
    """Put a task into the lane of its role; refuse where it stands in another one.

    :param word: what named the role, for the sentence
    """
    scope = element.getparent()
    if scope is None:
        return
    present = _lane_of(element)
    if present is not None:
        name = present.get("name") or ""
        if _folded(name) == _folded(role):
            notes.changed(element, f"{word} “{role}” is the lane {name} already.")
        elif notes.assumed:
            notes.changed(element, f"{word} “{role}” was dropped: it stands in the lane {name!r}.")
        else:
            notes.refused(
                element,
                "role-conflict",
                f"{word} says “{role}”, but it stands in the lane {name!r}. Who does it? Leave one of the two.",
            )
        return
    held = next((each for each in scope.iterfind(bpmn("laneSet"))), None)
    if held is None:
        held = scope.makeelement(bpmn("laneSet"), {"id": unused(f"{owner_of(scope)}_roles", notes.ids(scope))})
        at_line_of(held, element)
        scope.insert(len(scope.findall(bpmn("documentation"))), held)
    lane = next(
        (each for each in held.iterfind(bpmn("lane")) if _folded(each.get("name") or "") == _folded(role)), None
    )
    if lane is None:
        count = len(held.findall(bpmn("lane")))
        ident = unused(f"{owner_of(scope)}_role_{count}", notes.ids(scope))
        lane = at_line_of(etree.SubElement(held, bpmn("lane"), {"id": ident, "name": role}), element)
    reference = etree.SubElement(lane, bpmn("flowNodeRef"))
    reference.text = element.get("id")
    notes.changed(element, f"{word} “{role}” became its lane.")


def _lane_of(element: etree._Element) -> etree._Element | None:
    """The innermost lane that holds an element, or the element round it."""
    scope: etree._Element | None = element
    while scope is not None and local(scope) != "process":
        outer = scope.getparent()
        if outer is None:
            return None
        for held in outer.iterfind(bpmn("laneSet")):
            found = [ref.getparent() for ref in held.iter(bpmn("flowNodeRef")) if text_of(ref) == scope.get("id")]
            if found:
                return found[-1]
        scope = outer
    return None


def _folded(name: str) -> str:
    return re.sub(r"[\W_]", "", name).casefold()


def is_flow_node(element: etree._Element) -> bool:
    """Whether an element is an activity, an event or a gateway."""
    return _FLOW_NODE.fullmatch(local(element)) is not None


def drop(element: etree._Element) -> None:
    """Take an element out of the tree, and its holder if nothing else is in it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
        if parent.tag == bpmn("extensionElements") and len(parent) == 0:
            drop(parent)
