"""What other tools draw and BPMN allows, in the one form that the rest of the house reads. Each change is a sentence.

Works on the XML tree, so that both readings of the diagram (ours and the engine's) see the same.
"""

from lxml import etree

from workflows.diagrams import (
    data,
    defaults,
    event_subprocesses,
    implicit,
    interfaces,
    links,
    multiple,
    performers,
    pools,
    references,
    sends,
    standard,
    vendors,
)
from workflows.diagrams.drawing import ids_of
from workflows.diagrams.graph import SUB_PROCESSES
from workflows.diagrams.names import BPMN, bpmn, local, spiffworkflow, text_of
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors import spiffarena
from workflows.diagrams.vendors.expressions import ELEMENTS
from workflows.diagrams.vendors.form import is_flow_node
from workflows.expressions.limits import TEXT

MOST_NODES = 400
"""Nodes of a process, far beyond what is accepted, from which on nothing else of it is looked at."""
EVENTS = ("startEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent", "endEvent")
_SHOWN = 60
"""Letters of an id that is far too long by which its element is still known."""
_SCOPES = (bpmn("process"), bpmn("subProcess"))


def normalise(root: etree._Element, name: str, assumed: bool = False) -> Notes:
    """Normalise in place.

    * pools that nobody runs, data objects and whatever else only explains are dropped;
    * the words of other tools become ours (see ``vendors``);
    * potential owners become roles, link events flows, interrupting event sub-processes boundary events;
    * event definitions that events share become their own, operations of interfaces the operations of tasks;
    * an event with several definitions becomes several events (see ``multiple``);
    * what sends a message by an operation becomes a service task;
    * an implicit fork, start or end is drawn (see ``implicit``);
    * the default flow of a gateway is marked where the diagram implies it (see ``defaults``);
    * the ``=`` that marks a FEEL expression is dropped.

    :param root: ``bpmn:definitions``
    :param name: the file's name, for the sentences
    :param assumed: for a trial: work without an operation gets one of its own name, and an activity that no flow leaves
        an end event, as BPMN allows; the house's own diagrams say both
    :returns: one sentence for each thing that was changed, none if the diagram was already in form; and findings for
        what cannot be brought into it
    """
    notes = Notes(name, assumed)
    spiffarena.refuse_marks(root, notes)
    bare = {process for process in root.iterfind(bpmn("process")) if _lay_bare(process)}
    _bound(root, notes)
    _bound_definitions(root, notes)
    references.unqualify(root, notes)
    references.define(root, notes)
    pools.reduce(root, notes)
    taken = ids_of(root)
    for scope in (each for each in root.iter(*_SCOPES) if each not in bare):
        implicit.name_flows(scope, taken, notes)
    vendors.translate(root, notes)
    data.reduce(root, notes)
    performers.assign(root, notes)
    interfaces.resolve(root, notes)
    multiple.part(root, notes)
    standard.reduce(root, notes)
    notes.changes += _drop_equals_signs(root)
    links.join(root, notes)
    if assumed:
        sends.assume(root, notes)
    sends.serve(root, notes)
    taken = ids_of(root)
    for scope in (each for each in root.iter(*_SCOPES) if each not in bare):
        implicit.draw_ends(scope, taken, notes)
        if assumed:
            implicit.draw_empty(scope, taken, notes)
            implicit.draw_dead_ends(scope, taken, notes)
    event_subprocesses.unfold(root, notes)
    multiple.part(root, notes)
    taken = ids_of(root)
    for scope in (each for each in root.iter(*_SCOPES) if each not in bare):
        defaults.mark(scope, notes)
        implicit.draw_forks(scope, taken, notes)
    return notes


def _lay_bare(process: etree._Element) -> bool:
    """Of a process that is far too large only its nodes and flows stay: nothing else is told of it."""
    nodes = [each for each in process.iter(f"{{{BPMN}}}*") if is_flow_node(each)]
    flows = list(process.iter(bpmn("sequenceFlow")))
    if len(nodes) <= MOST_NODES and len(flows) <= 3 * MOST_NODES:
        return False
    for each in list(process):
        process.remove(each)
    for each in (*nodes, *flows):
        for name in [name for name in map(str, each.attrib) if name not in {"id", "sourceRef", "targetRef"}]:
            each.attrib.pop(name)
        for child in list(each):
            each.remove(child)
        if local(each) in SUB_PROCESSES:
            each.tag = bpmn("task")
        process.append(each)
    for number, flow in enumerate(flows):
        flow.set("id", flow.get("id") or f"flow_{number}")
    seen: set[str] = set()
    for number, node in enumerate(nodes):
        if (node.get("id") or "") in seen:
            node.set("id", f"{(node.get('id') or '')[:80]}_again_{number}")  # Nodes of one id would be one node.
        seen.add(node.get("id") or "")
    return True


def _bound_definitions(root: etree._Element, notes: Notes) -> None:
    """Of an event with far too many definitions only the first is looked at."""
    for kind in EVENTS:
        for event in root.iter(bpmn(kind)):
            found = [each for each in event if local(each).endswith(("EventDefinition", "eventDefinitionRef"))]
            if len(found) <= multiple.MOST:
                continue
            for each in found[1:]:
                event.remove(each)
            text = f"it has {len(found):,} definitions, and at most {multiple.MOST} are looked at. Draw more events."
            notes.refused(event, "several-definitions", text)


def _bound(root: etree._Element, notes: Notes) -> None:
    """Takes out expressions that are too long, before anything looks at them: each look costs what its length says."""
    for element in root.iter(*map(bpmn, ELEMENTS)):
        length = len(element.text or "")
        if length > TEXT:
            element.text = None
            notes.refused(element, "too-long", _too_long(length))
    for element in root.iter():
        for name, value in element.attrib.items():
            if len(value) > TEXT:
                element.set(name, value[:_SHOWN] if name == "id" else "")
                notes.refused(element, "too-long", _too_long(len(value)))


def _too_long(length: int) -> str:
    return f"it holds a text of {length:,} characters, and at most {TEXT:,} are looked at. Split it up."


def _drop_equals_signs(root: etree._Element) -> list[str]:
    dropped = 0
    for element in root.iter(*map(bpmn, ELEMENTS)):
        text = text_of(element) or ""
        if text.startswith("="):
            text = text[1:].strip()
            dropped += 1
        element.text = text
    for element in root.iter(spiffworkflow("parameter")):
        text = (element.get("value") or "").strip()
        if text.startswith("="):
            text = text[1:].strip()
            dropped += 1
        element.set("value", text)
    return (
        [f"The sign = before {dropped} FEEL expression(s) was dropped; here every expression is FEEL."]
        if dropped
        else []
    )
