"""Collaborations: pools and the messages drawn between them. What is executable runs, the rest explains it."""

from lxml import etree

from workflows.diagrams.names import bpmn, local
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import is_flow_node

_EXPLAINING = {
    "messageFlow": "messages reach a case by their names",
    "messageFlowAssociation": "messages reach a case by their names",
    "conversation": "it only explains",
    "subConversation": "it only explains",
    "callConversation": "it only explains",
    "conversationLink": "it only explains",
    "conversationAssociation": "it only explains",
    "correlationKey": "a message reaches a case by the case's reference",
    "participantAssociation": "it only explains",
}


def reduce(root: etree._Element, notes: Notes) -> None:
    """Drop the pools that nobody runs: black boxes, and drawn processes that are not executable beside one that is."""
    processes = list(root.iterfind(bpmn("process")))
    run = [each for each in processes if each.get("isExecutable", "true") in {"true", "1"} and _is_drawn(each)]
    for process in processes:
        if run and process not in run:
            why = "it is not executable" if _is_drawn(process) else "nothing is drawn in it"
            notes.changed(process, f"the process was dropped: {why}, and {', '.join(_ids(run))} is run.")
            root.remove(process)
    for process in processes if not run else ():
        if _is_drawn(process):
            notes.changed(
                process, "isExecutable is false, as editors write at first; only a trial runs it all the same."
            )
    runs = {node.get("id"): _ids([process])[0] for process in run for node in process.iter() if node.get("id")}
    kept = {each.get("id") for each in root.iterfind(bpmn("process"))}
    for collaboration in root.iterfind(bpmn("collaboration")):
        for child in list(collaboration):
            word = local(child)
            if word == "participant" and child.get("processRef") not in kept:
                notes.changed(child, f"the pool {child.get('name') or ''!r} was dropped: it is a black box.")
            elif word in _EXPLAINING:
                sent, got = runs.get(child.get("sourceRef")), runs.get(child.get("targetRef"))
                between = f" {got} gets it from outside, not from {sent}." if sent and got and sent != got else ""
                notes.changed(child, f"the {word} was dropped: {_EXPLAINING[word]}.{between}")
            else:
                continue
            collaboration.remove(child)


def _is_drawn(process: etree._Element) -> bool:
    return any(is_flow_node(child) for child in process)


def _ids(processes: list[etree._Element]) -> list[str]:
    return [each.get("id") or "?" for each in processes]
