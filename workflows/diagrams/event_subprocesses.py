"""Event sub-processes, as what they mean: a boundary event round everything else in their scope.

BPMN 2.0.2, 13.5.4: when the start event of an interrupting event sub-process is triggered, all else in the scope is
cancelled, the event sub-process runs, and the scope ends when it has ended. The same is said by an inner sub-process
with all else of the scope, a boundary event on it, and the event sub-process behind that event; the engine runs that.

One that does not interrupt runs beside all else, and its event may happen until the scope ends: also once all else is
over, while another one still runs. Its boundary event is marked as one that lasts so long (``LASTS``). Where there are
both kinds, those that interrupt stand round everything, the others included.
"""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy

from lxml import etree

from workflows.diagrams.drawing import LASTS, Ids, add, add_flow, ids_of, unused
from workflows.diagrams.names import bpmn, local, text_of
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import is_flow_node

_TERMINATE = bpmn("terminateEventDefinition")
_TRIGGERS = {"timer", "message", "error", "escalation", "signal", "conditional"}
_BESIDE = {"textAnnotation", "association", "group"}


def unfold(root: etree._Element, notes: Notes) -> None:
    """Redraw each scope that has event sub-processes, inner scopes first."""
    for scope in reversed(list(root.iter(bpmn("process"), bpmn("subProcess")))):
        handlers = [e for e in scope.iterfind(bpmn("subProcess")) if e.get("triggeredByEvent") == "true"]
        starts = [start for start in scope.iterfind(bpmn("startEvent")) if start.get("id")]
        for handler in handlers if len(starts) > 1 else ():
            notes.refused(
                handler,
                "event-sub-process",
                f"it stands beside {len(starts)} start events, and is run beside one. Draw one start, or put all else "
                "into a sub-process.",
            )
            handler.attrib.pop("triggeredByEvent")
        if not handlers or len(starts) != 1:
            continue  # Without a start of its own, lint says what is missing.
        refused = [handler for handler in handlers if not _may(handler, notes)]
        beside = [each for each in handlers if not _interrupts(each)]
        if refused or _reach_each_other(beside, notes):
            continue
        around = [each for each in handlers if each not in beside]
        if beside:
            ending = _ends_of_all(scope)
            _redraw(scope, starts[0], beside, around, "body", notes)
            _end_all(scope, ending)
        if around:  # last, so that they stand round everything, what runs beside included
            _redraw(scope, starts[0], around, [], "whole" if beside else "body", notes)


def _ends_of_all(scope: etree._Element) -> list[etree._Element]:
    """The terminate end events of a scope itself: they end what runs beside, too."""
    return [each for each in scope.iterfind(bpmn("endEvent")) if each.find(_TERMINATE) is not None]


def _end_all(scope: etree._Element, ending: list[etree._Element]) -> None:
    """Terminate end events that now stand in the sub-process with all else end the scope: by an error that a boundary
    event of the sub-process leads to one that does."""
    root, taken = scope.getroottree().getroot(), ids_of(scope)
    for end in ending:
        body, ident = end.getparent(), end.get("id") or ""
        for definition in end.findall(_TERMINATE):
            end.remove(definition)
        if body is None:
            continue
        code = unused(f"{ident}_all", taken)
        root.insert(0, root.makeelement(bpmn("error"), {"id": code, "name": code, "errorCode": code}))
        etree.SubElement(end, bpmn("errorEventDefinition"), {"errorRef": code})
        caught = add(scope, "boundaryEvent", f"{ident}_caught", taken)
        caught.set("attachedToRef", body.get("id") or "")
        etree.SubElement(caught, bpmn("errorEventDefinition"), {"errorRef": code})
        last = add(scope, "endEvent", f"{ident}_for_all", taken)
        etree.SubElement(last, _TERMINATE)
        add_flow(scope, caught, last, taken)


def _interrupts(handler: etree._Element) -> bool:
    return all(start.get("isInterrupting", "true") == "true" for start in handler.iterfind(bpmn("startEvent")))


def _may(handler: etree._Element, notes: Notes) -> bool:
    """Whether an event sub-process can be redrawn; says why not."""
    starts = handler.findall(bpmn("startEvent"))
    definitions = [e for start in starts for e in start if local(e).endswith("EventDefinition")]
    kinds = {local(each).removesuffix("EventDefinition") for each in definitions}
    connected = {handler.get("id")} & {
        flow.get(end) for flow in handler.itersiblings(bpmn("sequenceFlow")) for end in ("sourceRef", "targetRef")
    }
    if len(starts) != 1 or not kinds or not starts[0].get("id") or not handler.get("id") or connected:
        why = "it needs exactly one start event with a trigger, and no flows of its own. Draw it so"
    elif kinds - _TRIGGERS:
        there = ", ".join(sorted(_TRIGGERS))
        why = f"its start event has a {min(kinds - _TRIGGERS)} trigger, which is not run. Use {there}"
    elif "error" in kinds and not _interrupts(handler):
        why = "an error always interrupts. Let its start event interrupt"
    else:
        return True
    notes.refused(handler, "event-sub-process", f"the event sub-process cannot be run: {why}.")
    handler.attrib.pop("triggeredByEvent")
    return False


def _reach_each_other(beside: list[etree._Element], notes: Notes) -> bool:
    """Whether one throws an escalation that another one waits for; says that it is not run.

    It stands in their scope, whose handler the other is (13.5.3); redrawn it stands beside the body, which the other
    watches, and would not be heard.
    """
    starts = [(each, each.findall(bpmn("startEvent"))) for each in beside]
    if len(beside) < 2 or not any(_escalations(each, {}) for _, each in starts):
        return False
    declared = beside[0].getroottree().getroot().iterfind(bpmn("escalation"))
    codes = {str(each.get("id")): str(each.get("escalationCode") or "") for each in declared}
    waiting = [(handler, waited) for handler, each in starts if (waited := _escalations(each, codes))]
    thrown = [(each, _escalations(_throws(each, set()), codes)) for each in beside]
    found = False
    for handler, waited in waiting:
        heard = (each for each, codes in thrown if each is not handler and (codes & waited or ("" in waited and codes)))
        if (other := next(heard, None)) is None:
            continue
        found = True
        notes.refused(
            handler,
            "event-sub-process",
            f"it waits for an escalation that the event sub-process {other.get('id')} throws, which stands beside it "
            "and is not heard here. Throw a signal, or draw what follows where it is thrown.",
        )
        handler.attrib.pop("triggeredByEvent", "")
    return found


def _throws(scope: etree._Element, seen: set[str]) -> Iterator[etree._Element]:
    """What throws in a scope, and in the processes of the file that it calls."""
    yield from scope.iter(bpmn("intermediateThrowEvent"), bpmn("endEvent"))
    called = {str(call.get("calledElement") or "") for call in scope.iter(bpmn("callActivity"))} - seen
    seen |= called
    for process in scope.getroottree().getroot().iterfind(bpmn("process")) if called else ():
        if process.get("id") in called:
            yield from _throws(process, seen)


def _escalations(events: Iterable[etree._Element], codes: Mapping[str, str]) -> set[str]:
    """The codes of the escalations that events name; an empty one where any is meant.

    :param codes: the id of each declared escalation → its code
    """
    definitions = (each for event in events for each in event.iterfind(bpmn("escalationEventDefinition")))
    return {codes.get(each, "") or each for each in (str(each.get("escalationRef") or "") for each in definitions)}


def _redraw(  # where, which, and what it is called
    scope: etree._Element,
    start: etree._Element,
    handlers: list[etree._Element],
    later: list[etree._Element],
    word: str,
    notes: Notes,
) -> None:
    ident = scope.get("id") or ""
    taken = ids_of(scope)
    body = add(scope, "subProcess", f"{ident}_{word}", taken)
    inner = add(body, "startEvent", f"{ident}_{word}_start", taken)
    for element in list(scope):
        if element not in (body, start) and element not in (*handlers, *later) and _belongs(element):
            body.append(element)
    for flow in body.iterfind(bpmn("sequenceFlow")):
        if flow.get("sourceRef") == start.get("id"):
            flow.set("sourceRef", inner.get("id") or "")
    for leaving in start.findall(bpmn("outgoing")):
        start.remove(leaving)
    _share_lanes(scope, body)
    end = add(scope, "endEvent", f"{ident}_{word}_end", taken)
    add_flow(scope, start, body, taken)
    add_flow(scope, body, end, taken)
    for handler in handlers:
        _attach(scope, body, handler, taken)
    names = ", ".join(handler.get("id") or "" for handler in handlers)
    notes.changed(
        scope,
        f"the event sub-processes {names} became boundary events on the sub-process {body.get('id')}, which holds all "
        "else: it means the same.",
    )


def _belongs(element: etree._Element) -> bool:
    return is_flow_node(element) or local(element) == "sequenceFlow" or local(element) in _BESIDE


def _attach(scope: etree._Element, body: etree._Element, handler: etree._Element, taken: Ids) -> None:
    trigger = handler.find(bpmn("startEvent"))
    if trigger is None:
        return
    interrupts = _interrupts(handler)
    handler.attrib.pop("triggeredByEvent")
    plain = add(handler, "startEvent", f"{trigger.get('id')}_start", taken)
    for flow in handler.iterfind(bpmn("sequenceFlow")):
        if flow.get("sourceRef") == trigger.get("id"):
            flow.set("sourceRef", plain.get("id") or "")
    for leaving in trigger.findall(bpmn("outgoing")):
        trigger.remove(leaving)
    trigger.tag = bpmn("boundaryEvent")
    if trigger.get("isInterrupting") is not None:
        trigger.attrib.pop("isInterrupting")
    trigger.set("attachedToRef", body.get("id") or "")
    trigger.set("cancelActivity", "true" if interrupts else "false")
    if not interrupts:
        trigger.set(LASTS, "true")
    body.addnext(trigger)
    add_flow(scope, trigger, handler, taken)
    add_flow(scope, handler, add(scope, "endEvent", f"{handler.get('id')}_end", taken), taken)


def _share_lanes(scope: etree._Element, body: etree._Element) -> None:
    """The lanes hold for what was moved inwards too."""
    moved = {element.get("id") for element in body}
    for lanes in list(scope.iterfind(bpmn("laneSet"))):
        copy = deepcopy(lanes)
        for each in copy.iter():
            if each.get("id"):
                each.set("id", f"{each.get('id')}_body")
        for reference in list(copy.iter(bpmn("flowNodeRef"))):
            if text_of(reference) not in moved:
                _remove(reference)
        for reference in list(lanes.iter(bpmn("flowNodeRef"))):
            if text_of(reference) in moved:
                _remove(reference)
        body.insert(0, copy)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)
