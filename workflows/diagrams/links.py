"""Link events: a throw and its catch are two ends of one sequence flow (BPMN 2.0.2, 10.5.1)."""

from lxml import etree

from workflows.diagrams.drawing import unused
from workflows.diagrams.names import at_line_of, bpmn, local
from workflows.diagrams.notes import Notes

_LINK = bpmn("linkEventDefinition")


def join(root: etree._Element, notes: Notes) -> None:
    """Draw the flow between the ends of each link, within one process or sub-process; both stay, as milestones."""
    for scope in root.iter(bpmn("process"), bpmn("subProcess")):
        ends = [event for event in scope if event.find(_LINK) is not None]
        catches: dict[str, list[etree._Element]] = {}
        for event in ends:
            if local(event) == "intermediateCatchEvent":
                catches.setdefault(_name(event), []).append(event)
        thrown = {_name(event) for event in ends if local(event) == "intermediateThrowEvent"}
        for event in ends:
            if len(event.findall(_LINK)) > 1 or len([e for e in event if local(e).endswith("EventDefinition")]) > 1:
                continue  # Lint says that it has several definitions.
            if local(event) == "intermediateThrowEvent":
                _join(scope, event, catches.get(_name(event), []), notes)
        for name, events in catches.items():
            for event in events:
                if name not in thrown:
                    notes.refused(event, "link", f"nothing in {scope.get('id')} throws the link {name!r}. Draw it.")
                if len(events) > 1:
                    notes.refused(event, "link", f"{len(events)} events catch the link {name!r}. Leave one.")
                _plain(event)


def _name(event: etree._Element) -> str:
    definition = event.find(_LINK)
    return (definition.get("name") or event.get("name") or "") if definition is not None else ""


def _join(scope: etree._Element, event: etree._Element, catches: list[etree._Element], notes: Notes) -> None:
    name = _name(event)
    _plain(event)
    if not catches:
        notes.refused(
            event,
            "link",
            f"nothing in {scope.get('id')} catches the link {name!r}. Draw the catching event, or a flow.",
        )
        return
    source, target = event.get("id") or "", catches[0].get("id") or ""
    if any(flow.get("sourceRef") == source for flow in scope.iterfind(bpmn("sequenceFlow"))):
        notes.refused(event, "link", f"the link {name!r} is thrown, and yet a flow leaves the event. Delete one.")
        return
    if any(flow.get("targetRef") == target and flow.get("sourceRef") in _real(scope) for flow in _drawn(scope)):
        notes.refused(catches[0], "link", f"the link {name!r} is caught, and yet a flow enters the event. Delete one.")
        return
    ident = unused(f"{source}_link", notes.ids(scope))
    flow = scope.makeelement(
        bpmn("sequenceFlow"), {"id": ident, "sourceRef": source, "targetRef": target, "name": name}
    )
    at_line_of(flow, event)
    event.addnext(flow)
    notes.changed(event, f"the link {name!r} became a flow to {target}.")


def _drawn(scope: etree._Element) -> list[etree._Element]:
    return [flow for flow in scope.iterfind(bpmn("sequenceFlow")) if not (flow.get("id") or "").endswith("_link")]


def _real(scope: etree._Element) -> set[str | None]:
    return {element.get("id") for element in scope}


def _plain(event: etree._Element) -> None:
    """Both ends become events without a definition, which a token passes."""
    event.tag = bpmn("intermediateThrowEvent")
    for definition in event.findall(_LINK):
        event.remove(definition)
