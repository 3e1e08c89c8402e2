"""Who does a task, in BPMN's own words (10.2.5): resource roles, where they name one role plainly."""

import re

from lxml import etree

from workflows.diagrams.names import bpmn, local, text_of
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import set_role

_WORDS = ("potentialOwner", "humanPerformer", "performer", "resourceRole")
_GROUP = re.compile(r"(?:group\()?\s*([A-Za-z][\w .-]*)\)?")


def assign(root: etree._Element, notes: Notes) -> None:
    """A potential owner becomes the role; who else is named is told."""
    resources = {each.get("id"): each.get("name") or "" for each in root.iterfind(bpmn("resource"))}
    for element in list(root.iter(*map(bpmn, _WORDS))):
        owner = element.getparent()
        if owner is None:
            continue
        owner.remove(element)
        text = next((text_of(each) for each in element.iter(bpmn("formalExpression"))), None)
        reference = element.find(bpmn("resourceRef"))
        if reference is not None:
            text = resources.get(text_of(reference) or "")
        if local(element) == "humanPerformer" or (text and _user(text)):
            notes.changed(
                owner, f"the {local(element)} {text!r} was dropped: a role does it, whoever of the role takes it."
            )
            continue
        if not text:
            notes.changed(owner, f"the {local(element)} was dropped: it names nobody.")
            continue
        found = _GROUP.fullmatch(text)
        plain = found is not None and local(element) == "potentialOwner" and local(owner).endswith("ask")
        if notes.assumed and not plain:
            notes.changed(owner, f"the {local(element)} {text!r} is not one role; in a trial anybody does it.")
            continue
        if found is None or not plain:
            notes.refused(
                owner, "several-roles", f"its {local(element)} {text!r} is not the name of one role. Name one."
            )
            continue
        set_role(owner, found[1].strip(), "the potential owner", notes)
    for resource in list(root.iterfind(bpmn("resource"))):
        notes.changed(resource, "the resource was dropped: lanes name the roles.")
        root.remove(resource)


def _user(text: str) -> bool:
    """Whether a text names one person: ``user(ann)``."""
    return text.strip().startswith("user(") and text.strip().endswith(")")
