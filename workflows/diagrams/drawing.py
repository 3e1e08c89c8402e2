"""Drawing nodes and flows into the tree, under ids that nobody has."""

from lxml import etree

from workflows.diagrams.names import at_line_of, bpmn, spiffworkflow, text_of

Ids = set[str | None]
DRAWN = spiffworkflow("drawnHere")
"""Marks nodes that nobody drew: the normaliser did."""
LASTS = spiffworkflow("lastsAsScope")
"""Marks a boundary event that may happen as long as the scope lasts in which its activity stands."""
MARKS = frozenset({DRAWN, LASTS})


def ids_of(element: etree._Element) -> Ids:
    """Every id of the file that an element belongs to."""
    return {each.get("id") for each in element.getroottree().getroot().iter() if each.get("id")}


def unused(wanted: str, taken: Ids) -> str:
    """An id that nobody has; it is taken now."""
    while wanted in taken:
        wanted += "_"
    taken.add(wanted)
    return wanted


def add(scope: etree._Element, tag: str, ident: str, taken: Ids) -> etree._Element:
    """A new element at the end of a scope."""
    made = at_line_of(scope.makeelement(bpmn(tag), {"id": unused(ident, taken)}), scope)
    if tag != "sequenceFlow":
        made.set(DRAWN, "true")
    scope.append(made)
    return made


def add_flow(scope: etree._Element, source: etree._Element, target: etree._Element, taken: Ids) -> None:
    """A new flow at the end of a scope."""
    made = at_line_of(add(scope, "sequenceFlow", f"{source.get('id')}_to_{target.get('id')}", taken), source)
    made.set("sourceRef", source.get("id") or "")
    made.set("targetRef", target.get("id") or "")


def share_lane(scope: etree._Element, ident: str | None, *made: etree._Element) -> None:
    """Let new nodes stand in the lanes in which another one of the scope stands."""
    for ref in [each for each in scope.iter(bpmn("flowNodeRef")) if text_of(each) == ident]:
        for node in made:
            beside = at_line_of(ref.makeelement(bpmn("flowNodeRef"), {}), ref)
            beside.text = node.get("id")
            ref.addnext(beside)
