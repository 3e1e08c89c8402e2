"""Repairs of listeners: what they do is drawn, as a service task where they would run."""

import re
from collections.abc import Callable
from functools import partial

from lxml import etree

from workflows.diagrams.fixing.opened import JAVA, Opened
from workflows.diagrams.fixing.passing import is_repeated
from workflows.diagrams.fixing.repair import Repair
from workflows.diagrams.fixing.work import service
from workflows.diagrams.names import BPMN, bpmn, local
from workflows.diagrams.notes import owner_of
from workflows.diagrams.vendors import zeebe
from workflows.diagrams.vendors.java import REFUSED, UNLESS
from workflows.diagrams.vendors.vendor import local_name

_LISTENERS = ("executionListener", "taskListener")
_BEHIND = frozenset({"end", "complete", "completing", "delete", "take"})
_NAME = re.compile(r"[$#]\{\s*([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)")
_PLAIN = re.compile(r"[A-Za-z_][\w.:$/ -]*")
_KEPT = frozenset({*_LISTENERS, "connector", "resource"})
_LEFT_OUT = frozenset(REFUSED) - _KEPT - {"skipExpression"}


def drawn(file: Opened, element: str) -> Repair | None:
    """Each listener becomes a service task before or behind its element."""
    holder = file.model.get(element)
    if holder is None:
        return None
    found = file.extended(holder, JAVA, *_LISTENERS)
    nested = file.extended(holder, zeebe.VENDOR.namespaces, "executionListeners", "taskListeners")
    found += [child for each in nested for child in each.iterchildren(etree.Element)]
    if not found or any("timeout" in (each.get("event"), each.get("eventType")) for each in found):
        return None  # What happens when time has run out belongs on a timer of its own.
    if is_repeated(holder):
        return None  # Drawn beside it, it would be done once.
    places = [_place(file, holder, (each.get("event") or each.get("eventType") or "start").lower()) for each in found]
    sources = {str(each.get("sourceRef")) for each in file.flows(element, "targetRef")}
    if any(local(file.model[each]) == "eventBasedGateway" for each in sources if each in file.model):
        return None  # Before what waits there nothing can be drawn.
    names = [_name(each, f"{element}_listener") for each in found]

    def draw() -> None:
        for listener, put, name in zip(found, places, names, strict=True):
            if put is not None:
                ident = file.fresh(
                    f"{element}_{(listener.get('event') or listener.get('eventType') or 'start').lower()}"
                )
                put(service(ident, name), ident)
            file.take_out(listener)
        for each in nested:
            file.take_out(each)

    lost = sum(each is None for each in places)
    told = f"{len(found) - lost} listener(s) of {element} become service tasks with the operation(s) {', '.join(names)}"
    told = f"{told}; somebody must write the handlers." if lost < len(found) else ""
    left = (
        f" {lost} listener(s) of {element} are taken out: there is no place where they could be drawn." if lost else ""
    )
    if told and any(each.get("attachedToRef") == element for each in file.root.iter(bpmn("boundaryEvent"))):
        left += f" Where an event on {element} interrupts it, those behind it are not run."
    return Repair(f"{told}{left}".strip(), draw, ", ".join(names), "service tasks")


def _place(file: Opened, holder: etree._Element, event: str) -> Callable[[str, str], None] | None:
    """How a service task is put where a listener would run; ``None``: nowhere."""
    ident, kind = str(holder.get("id")), local(holder)
    if kind == "sequenceFlow":
        return lambda xml, made: file.put_into(xml, made, holder)
    if kind == "process":
        wanted = "endEvent" if event in _BEHIND else "startEvent"
        ends = [str(each.get("id")) for each in holder.iterchildren(bpmn(wanted)) if each.get("id")]
        if len(ends) != 1:
            return None
        ident, behind = ends[0], wanted == "startEvent"
    else:
        gateway = kind.endswith("Gateway")
        behind = kind in {"startEvent", "boundaryEvent"} or (event in _BEHIND and kind != "endEvent" and not gateway)
    if not file.flows(ident, "sourceRef" if behind else "targetRef") and not behind:
        return None
    return partial(file.put_behind if behind else file.put_before, beside=ident)


def _name(listener: etree._Element, otherwise: str) -> str:
    """The operation of a listener: its class, its bean, the method that it calls, the type of its job."""
    for word in ("class", "delegateExpression", "expression", "type"):
        given = listener.get(word) or ""
        if (called := _NAME.match(given)) is not None:
            return called[1]
        if _PLAIN.fullmatch(given):
            return given
    return otherwise


def left_out(file: Opened, element: str) -> Repair | None:
    """What another engine would do besides, and nobody does here, is taken out."""
    holder = file.model.get(element)
    if holder is None:
        return None
    # What belongs to the element itself, and not to what stands inside of it.
    parts = [each for each in holder.iter(f"{{{BPMN}}}*") if each is holder or owner_of(each) == element]
    words = [
        (each, name)
        for each in parts
        for name in file.words(each, JAVA)
        if local_name(name) in _LEFT_OUT and UNLESS.get(local_name(name)) != each.get(name)
    ]
    elements = [each for part in parts for each in file.extended(part, JAVA, *_LEFT_OUT)]
    if not words and not elements:
        return None
    said = ", ".join(dict.fromkeys([local_name(name) for _, name in words] + [local(each) for each in elements]))

    def take_out() -> None:
        for each, name in words:
            each.attrib.pop(name)
        for each in elements:
            file.take_out(each)

    return Repair(f"{said} of {element} taken out: what it would do is not done here.", take_out, said)
