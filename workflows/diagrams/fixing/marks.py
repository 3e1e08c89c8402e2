"""Repairs of what is written on elements: foreign marks, unknown attributes, ids, isExecutable."""

import re
import unicodedata
from collections import Counter

from lxml import etree

from workflows.diagrams.finding import Finding
from workflows.diagrams.fixing.opened import Opened
from workflows.diagrams.fixing.repair import Repair
from workflows.diagrams.names import BPMN, bpmn, local, namespace
from workflows.diagrams.vendors.form import is_flow_node
from workflows.diagrams.vendors.metadata import strangers
from workflows.diagrams.vendors.vendor import local_name, namespace_of

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
_RESERVED = re.compile(r"StartEventSplit|StartEventJoin|.*\.(EndJoin|BoundaryEventSplit|BoundaryEventJoin)")
_DECLARED = frozenset({"message", "signal", "error", "escalation"})
_REFERRING = re.compile(r".*Ref|bpmnElement|default|calledElement")


def without_marks(file: Opened, finding: Finding) -> Repair | None:
    """The marks of a namespace that nobody here knows are taken out, all of them."""
    space, _, word = finding.cause.partition(" ")
    found = [each for each in strangers(file.root) if each[2] == space and word in ("", each[1])] if space else []
    if not found:
        return None

    def drop() -> None:
        for element, name, _ in found:
            if element.tag == f"{{{space}}}{name}":
                file.take_out(element)
            else:
                element.attrib.pop(f"{{{space}}}{name}")

    what = f"extension {word!r}" if word else "marks"
    text = (
        f"The {what} of {space} {'is' if word else 'are'} taken out ({len(found):,}): what reads it does not run here."
    )
    return Repair(text, drop, f"{len(found):,} of {space}")


def without_attribute(file: Opened, finding: Finding) -> Repair | None:
    """An attribute that BPMN does not know is taken out, wherever it stands on such an element."""
    name, _, word = finding.cause.partition(" of ")
    found = [each for each in file.root.iter(bpmn(word)) if each.get(name) is not None] if word else []
    if not found:
        return None
    text = f"The attribute {name} is taken out of {len(found):,} {word}(s): BPMN does not know it."
    return Repair(text, lambda: [each.attrib.pop(name) for each in found], f"{name}={found[0].get(name)!r}")


def without_element(file: Opened, finding: Finding) -> Repair | None:
    """An element that is not read where it stands is taken out, wherever it stands so."""
    word, _, holder = finding.cause.partition(" in ")
    found = [each for each in file.root.iter(bpmn(word)) if _holder(each) == holder] if holder else []
    if not found:
        return None
    text = f"{len(found):,} {word} inside of {holder} taken out: nobody reads it there."
    return Repair(text, lambda: file.take_out(*found), word)


def executable(file: Opened, element: str) -> Repair | None:
    """The process is to be run."""
    process = file.model.get(element)
    if process is None or local(process) != "process":
        return None
    before = f"isExecutable={process.get('isExecutable')!r}" if process.get("isExecutable") is not None else ""
    text = f"The process {element} is marked as executable."
    return Repair(text, lambda: process.set("isExecutable", "true"), before, "isExecutable='true'")


def plain_ids(file: Opened) -> Repair | None:
    """Ids that are not plain become plain, wherever they are referred to; of two that are alike the second changes."""
    taken = {str(each.get("id")) for each in file.root.iter(etree.Element) if each.get("id")}
    renamed: dict[str, str] = {}
    numbers: Counter[str] = Counter()
    again: list[tuple[etree._Element, str]] = []
    seen: dict[str, str] = {}
    for each in file.root.iter(f"{{{BPMN}}}*"):
        ident = str(each.get("id") or "")
        if not ident:
            continue
        if seen.get(ident) == local(each) and local(each) in _DECLARED:
            continue  # Which of them what refers to it means, nobody knows.
        if ident in seen:
            again.append((each, _fresh(f"{_plain(ident)}_again", taken, numbers)))
        elif not _ID.fullmatch(ident) or _RESERVED.fullmatch(ident):
            renamed[ident] = _fresh(_plain(ident), taken, numbers)
        seen.setdefault(ident, local(each))
    if not renamed and not again:
        return None

    def rename() -> None:
        for element, ident in again:
            element.set("id", ident)
        _rename(file.root, renamed)

    said = [f"{old} → {new}" for old, new in renamed.items()] + [f"{e.get('id')} → {new}" for e, new in again]
    text = f"{len(said)} id(s) become plain and single, wherever they are referred to: {', '.join(said[:5])}."
    return Repair(text, rename, said[0].partition(" → ")[0], said[0].partition(" → ")[2])


def ids(file: Opened) -> Repair | None:
    """Elements without an id get one."""
    found = [each for each in file.root.iter(f"{{{BPMN}}}*") if not each.get("id") and _wants_id(each)]
    if not found:
        return None

    def give() -> None:
        taken, numbers = {str(each) for each in file.by_id}, Counter[str]()
        for each in found:
            ident = _fresh(f"{local(each)}_1", taken, numbers)
            each.set("id", ident)
            file.by_id[ident] = file.model[ident] = each

    return Repair(f"{len(found)} element(s) without an id get one.", give, after="ids")


def _wants_id(element: etree._Element) -> bool:
    return is_flow_node(element) or local(element) in {"process", "message", "signal", "error", "escalation", "lane"}


def _rename(root: etree._Element, renamed: dict[str, str]) -> None:
    for each in root.iter(etree.Element):
        for name in map(str, each.attrib):
            if name == "id" or (not namespace_of(name) and _REFERRING.fullmatch(local_name(name))):
                prefix, colon, given = str(each.get(name)).rpartition(":")
                whole = str(each.get(name))
                if whole in renamed:
                    each.set(name, renamed[whole])
                elif colon and given in renamed:
                    each.set(name, f"{prefix}:{renamed[given]}")
        if len(each) == 0 and (each.text or "").strip() in renamed and _is_reference(each):
            each.text = renamed[(each.text or "").strip()]


def _is_reference(element: etree._Element) -> bool:
    return local(element) in {"incoming", "outgoing", "source", "target"} or local(element).endswith("Ref")


def _holder(element: etree._Element) -> str:
    holder = element.getparent()
    return "" if holder is None else local(holder) if namespace(holder) == BPMN else "extension"


def _plain(ident: str) -> str:
    folded = unicodedata.normalize("NFKD", ident.replace("ß", "ss")).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^A-Za-z0-9_.-]+", "_", folded).replace(".", "_")[:80]
    return plain if re.match(r"[A-Za-z_]", plain) else f"_{plain}"


def _fresh(wanted: str, taken: set[str], numbers: Counter[str]) -> str:
    found = wanted
    while found in taken:
        numbers[wanted] += 1
        found = f"{wanted}_{numbers[wanted] + 1}"
    taken.add(found)
    return found
