"""Events with several definitions, as what they mean (BPMN 2.0.2, 10.5.6): one event for each definition.

Of a catching event any of them is enough: so many events behind an event-based gateway, on the same activity or at the
start; where all of them must come (``parallelMultiple``), so many branches. A throwing event throws all of them: one
behind the other, and last what ends.
"""

from copy import deepcopy

from lxml import etree

from workflows.diagrams.drawing import Ids, add, add_flow, ids_of, share_lane, unused
from workflows.diagrams.names import at_line_of, bpmn, local, spiffworkflow
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import drop

_THROWS = ("intermediateThrowEvent", "endEvent")
_ENDS = ("errorEventDefinition", "terminateEventDefinition", "cancelEventDefinition", "compensateEventDefinition")
"""Behind these nothing more is thrown."""
MOST = 10
_EITHER = "any of its definitions is enough"


def part(root: etree._Element, notes: Notes) -> None:
    """Draw each event with several definitions as several events; the first keeps its id."""
    taken = ids_of(root)
    for scope in root.iter(bpmn("process"), bpmn("subProcess"), bpmn("transaction")):
        for event in [each for each in scope if local(each).endswith("Event") and len(definitions_of(each)) > 1]:
            _part(scope, event, taken, notes)


def definitions_of(event: etree._Element) -> list[etree._Element]:
    """What an event waits for or throws."""
    return [each for each in event if local(each).endswith("EventDefinition")]


def _part(scope: etree._Element, event: etree._Element, taken: Ids, notes: Notes) -> None:
    kind, given = local(event), definitions_of(event)
    if any(local(each) == "linkEventDefinition" for each in given) or not event.get("id") or len(given) > MOST:
        return  # lint says that it has several definitions
    together = event.get("parallelMultiple") in {"true", "1"}
    if kind == "startEvent" and scope.get("triggeredByEvent") == "true" and not together:
        return  # parted once it stands on the activity
    event.attrib.pop("parallelMultiple", "")
    reason = _cannot_be_parted(scope, event, together)
    if reason:
        notes.refused(event, "several-definitions", reason)
        for each in given[1:]:
            event.remove(each)  # Otherwise it would be looked at again, as if any of them were enough.
        return
    if kind in _THROWS:
        _in_a_row(scope, event, taken)
        notes.changed(event, f"its {len(given)} definitions are thrown one behind the other: it means the same.")
        return
    events = _apart(scope, event, taken)
    merge = _behind(scope, event, taken, "parallelGateway" if together else "intermediateThrowEvent")
    for each in events:
        add_flow(scope, each, merge, taken)
    if kind == "intermediateCatchEvent":
        _before(scope, events, taken, together)
    said = "all of its definitions must come" if together else _EITHER
    notes.changed(event, f"{said}: {', '.join(each.get('id') or '' for each in events)} were drawn; it means the same.")


def _cannot_be_parted(scope: etree._Element, event: etree._Element, together: bool) -> str:
    """Why an event cannot be drawn as several; empty where it can."""
    if local(event) != "intermediateCatchEvent":
        alone = "all of its definitions must come together, which is not run here. Draw an event for each."
        return alone if together else ""
    gateways = {each.get("id") for each in scope.iterfind(bpmn("eventBasedGateway"))}
    from_gateways = [flow.get("sourceRef") in gateways for flow in _entering(scope, event)]
    if together and any(from_gateways):
        return (
            "all of its definitions must come, but it stands behind an event-based gateway, which goes on with the "
            "first event alone. Draw the wait for all of them as a way of its own, without that gateway."
        )
    if any(from_gateways) and not all(from_gateways):
        return "it stands behind an event-based gateway and is entered from elsewhere too. Draw it twice."
    return ""


def _entering(scope: etree._Element, event: etree._Element) -> list[etree._Element]:
    return [flow for flow in scope.iterfind(bpmn("sequenceFlow")) if flow.get("targetRef") == event.get("id")]


def _apart(scope: etree._Element, event: etree._Element, taken: Ids) -> list[etree._Element]:
    """One event for each definition, beside each other."""
    first, *others = definitions_of(event)
    events = [event]
    for definition in others:
        event.remove(definition)
        made = at_line_of(scope.makeelement(event.tag), event)
        for word, value in event.attrib.items():
            made.set(word, value)
        made.set("id", unused(f"{event.get('id')}_{len(events) + 1}", taken))
        for holder in event.findall(bpmn("extensionElements")):
            if local(definition) == "messageEventDefinition":
                made.append(deepcopy(holder))
        made.append(definition)
        events[-1].addnext(made)
        share_lane(scope, event.get("id"), made)
        events.append(made)
    if local(first) != "messageEventDefinition":
        for variable in event.findall(f"{bpmn('extensionElements')}/{spiffworkflow('messageVariable')}"):
            drop(variable)
    return events


def _behind(scope: etree._Element, event: etree._Element, taken: Ids, kind: str) -> etree._Element:
    """Where the ways of the events come together: from there on it goes as it went from the one event."""
    merge = at_line_of(add(scope, kind, f"{event.get('id')}_happened", taken), event)
    for flow in scope.iterfind(bpmn("sequenceFlow")):
        if flow.get("sourceRef") == event.get("id"):
            flow.set("sourceRef", merge.get("id") or "")
    for leaving in event.findall(bpmn("outgoing")):
        event.remove(leaving)
    share_lane(scope, event.get("id"), merge)
    return merge


def _before(scope: etree._Element, events: list[etree._Element], taken: Ids, together: bool) -> None:
    """What leads to the events: the gateway before them, if it is one that waits for events, or one that is drawn."""
    first, *others = events
    entering = _entering(scope, first)
    gateways = {each.get("id"): each for each in scope.iterfind(bpmn("eventBasedGateway"))}
    for arriving in first.findall(bpmn("incoming")):
        first.remove(arriving)
    if entering and not together and all(flow.get("sourceRef") in gateways for flow in entering):
        for flow in entering:
            for each in others:
                add_flow(scope, gateways[flow.get("sourceRef")], each, taken)
        return
    tag = "parallelGateway" if together else "eventBasedGateway"
    gateway = at_line_of(add(scope, tag, f"{first.get('id')}_waits", taken), first)
    share_lane(scope, first.get("id"), gateway)
    for flow in entering:
        flow.set("targetRef", gateway.get("id") or "")
    for each in events:
        add_flow(scope, gateway, each, taken)


def _in_a_row(scope: etree._Element, event: etree._Element, taken: Ids) -> None:
    """One event for each definition, one behind the other; what ends comes last and keeps what the event was."""
    given = sorted(definitions_of(event), key=lambda each: local(each) in _ENDS)
    entering = _entering(scope, event)
    for arriving in event.findall(bpmn("incoming")):
        event.remove(arriving)
    before: etree._Element | None = None
    for number, definition in enumerate(given[:-1], 1):
        event.remove(definition)
        made = at_line_of(add(scope, "intermediateThrowEvent", f"{event.get('id')}_{number}", taken), event)
        made.set("name", event.get("name") or "")
        for holder in event.findall(bpmn("extensionElements")):
            if local(definition) == "messageEventDefinition":
                made.append(holder)
        made.append(definition)
        share_lane(scope, event.get("id"), made)
        if before is None:
            for flow in entering:
                flow.set("targetRef", made.get("id") or "")
        else:
            add_flow(scope, before, made, taken)
        before = made
    if before is not None:
        add_flow(scope, before, event, taken)
