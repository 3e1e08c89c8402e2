"""Which elements run here as BPMN says, and which are refused because they would not."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from lxml import etree

from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import AD_HOC, Node
from workflows.diagrams.lint.scene import Scene
from workflows.diagrams.names import BPMN, SPIFFWORKFLOW, bpmn, line_of, local, namespace, spiffworkflow
from workflows.diagrams.notes import owner_of
from workflows.diagrams.timers import BadTimer, Cycle, literal

_INSTEAD = {
    "scriptTask": "Scripts are not run: use a serviceTask with an operation.",
    "sendTask": "Nothing is sent by it: use a serviceTask with an operation.",
    AD_HOC: "Draw the order of the tasks.",
    "transaction": "Use a sub-process, and tasks that undo what must be undone.",
}
_EVENTS: dict[str, frozenset[str]] = {
    "startEvent": frozenset({"message", "conditional"}),
    "endEvent": frozenset({"terminate", "error", "escalation", "signal"}),
    "intermediateCatchEvent": frozenset({"timer", "message", "signal", "conditional"}),
    "intermediateThrowEvent": frozenset({"signal", "escalation"}),
    "boundaryEvent": frozenset({"timer", "message", "signal", "error", "escalation", "conditional"}),
}
_STARTS = frozenset({"message", "signal", "timer", "conditional"})
"""What may start a case where whoever starts it says that the event has happened; our runtime knows only messages."""
_PLAIN = frozenset({"startEvent", "endEvent", "intermediateThrowEvent"})
"""Events that may do without a definition."""
_HOSTS = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "businessRuleTask", "callActivity", "subProcess", "receiveTask"}
)
_LOOPS = bpmn("standardLoopCharacteristics"), bpmn("multiInstanceLoopCharacteristics")
_ITEMS = bpmn("inputDataItem"), bpmn("outputDataItem")
_SCRIPTS = tuple(spiffworkflow(name) for name in ("preScript", "postScript"))
_FORBIDDEN_ATTRIBUTES = {
    "isForCompensation": ("compensation", "compensation is not supported; draw tasks that undo the work"),
    "instantiate": ("instantiating", "a process starts by its start event; draw a message start event"),
    "triggeredByEvent": ("event-sub-process-alone", "an event sub-process needs a start event beside it, in its scope"),
}
_USUAL = {"eventGatewayType": "Exclusive", "startQuantity": "1", "completionQuantity": "1", "behavior": "All"}
"""Attributes that mean something else here unless they have this value, which is BPMN's default."""
_DATA = frozenset({"dataInputAssociation", "dataOutputAssociation", "ioSpecification", "property"})
_CALLED = {
    "properties": "properties",
    "serviceTaskOperator": "an operation",
    "calledData": "data for what it calls",
    "calledDecisionId": "a decision",
    "resultVariable": "a variable for its result",
    "messageVariable": "a variable for what a message brings",
    "taskMetadataValues": "notes",
}
"""Our extensions → what they give an element."""


def kinds(scene: Scene) -> Iterator[Finding]:
    """Flow nodes that the engine does not run, or runs otherwise than drawn."""
    for node in scene.graph.nodes.values():
        if node.kind in _INSTEAD:
            yield scene.at(node, "unsupported-element", f"{node.id} is {_a(node.kind)}. {_INSTEAD[node.kind]}")
        if node.attached_to is not None:
            host = scene.graph.nodes.get(node.attached_to)
            if host is not None and host.kind not in {*_HOSTS, "transaction"}:
                yield scene.at(
                    node,
                    "attached-to-event",
                    f"{node.id} is attached to the {host.kind} {host.id}. Attach it to an activity.",
                )
    within = scene.enclosing[-1].nodes[scene.graph.id].kind if scene.enclosing else ""
    for kind, ident, line in scene.graph.others:
        if kind == "duplicate" or (kind == "completionCondition" and within == AD_HOC):
            continue  # (when the tasks of an ad-hoc sub-process are enough is a part of it)
        what = f"{ident} is {_a(kind)}" if ident else f"{scene.graph.id} has {_a(kind)}"
        yield Finding(
            ident or scene.graph.id,
            line,
            "unsupported-element",
            f"{scene.diagram.name}, line {line}: {what}, which has no effect here. Remove it; process data lives in "
            "variables, case data in tables.",
        )


def event_definitions(scene: Scene) -> Iterator[Finding]:
    """Each event has the one definition that runs in its place."""
    for node in scene.graph.nodes.values():
        allowed = _EVENTS.get(node.kind)
        if node.kind == "startEvent" and not scene.vocabulary.strict:
            allowed = _STARTS
        if allowed is None:
            if node.events and node.kind != "receiveTask":
                yield scene.at(node, "unsupported-event", f"{node.id} is no event, yet has its definition. Remove it.")
            continue
        if len(node.events) > 1:
            yield scene.at(
                node, "several-definitions", f"the event {node.id} has {len(node.events)} definitions. Leave one."
            )
        elif not node.events and node.kind not in _PLAIN:
            yield scene.at(node, "no-definition", f"the event {node.id} does not say what it waits for. Say it.")
        for event in node.events:
            if node.kind == "startEvent" and scene.enclosing:
                yield scene.at(
                    node,
                    "unsupported-event",
                    f"{node.id} starts the sub-process {scene.graph.id} by a {event.kind}; a sub-process starts when a "
                    "flow reaches it. Make it a plain start event.",
                )
            elif event.kind == "compensate" and node.kind == "boundaryEvent":
                text = (
                    f"{node.id} is a boundaryEvent with a compensate definition: compensation is not run here. Draw "
                    "tasks that undo the work."
                )
                yield replace(scene.at(node, "unsupported-event", text), follows=frozenset({"dead-end"}))
            elif event.kind not in allowed:
                yield scene.at(
                    node,
                    "unsupported-event",
                    f"{node.id} is {_a(node.kind)} with {_a(event.kind)} definition, which does not run here. Use "
                    f"{', '.join(sorted(allowed))}{' or none' if node.kind in _PLAIN else ''}.",
                )
        yield from _details(scene, node)


def _a(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


def _details(scene: Scene, node: Node) -> Iterator[Finding]:
    event = node.event
    if event is None:
        return
    repeats = event.kind == "timer" and event.timer == "cycle" and node.kind != "startEvent"
    if repeats and (node.kind != "boundaryEvent" or node.interrupting):
        yield scene.at(
            node,
            "cycle-misplaced",
            f"{node.id} is a timer that repeats; that makes sense only on a boundary event that does not interrupt. "
            "Use a "
            "duration.",
        )
    if event.kind == "timer" and scene.vocabulary.strict and _ends_by_itself(event.text or ""):
        yield scene.at(
            node,
            "cycle-with-end",
            f"{node.id} repeats until a moment that is written in it; cases would outlive it. Let what it stands on "
            "end, or say how often.",
        )
    told_by_night = event.kind == "conditional" and scene.vocabulary.facts is not None
    if told_by_night and node.kind == "boundaryEvent" and not node.interrupting:
        yield scene.at(
            node,
            "condition-not-interrupting",
            f"{node.id} waits for a condition over declared facts and does not interrupt: as long as it stays true, it "
            "would begin again every night. Let it interrupt, or begin by a message.",
        )
    if event.kind == "error" and node.kind == "boundaryEvent" and not node.interrupting:
        yield scene.at(node, "error-not-interrupting", f"{node.id} catches an error and must interrupt. Set it so.")
    if event.kind == "error" and node.kind == "endEvent" and event.code is None:
        yield scene.at(node, "no-code", f"the error end event {node.id} has no error code. Give its error one.")
    if event.kind in {"message", "signal"} and not event.name:
        yield scene.at(
            node, "no-name", f"the {event.kind} of {node.id} has no name. Choose or add a {event.kind} with one."
        )


def _ends_by_itself(text: str) -> bool:
    """Whether a timer is a cycle that says when it ends."""
    try:
        found = literal("cycle", text)
    except BadTimer:
        return False
    return isinstance(found, Cycle) and found.end is not None


def messages(scene: Scene) -> Iterator[Finding]:
    """Receive tasks name their message."""
    for node in scene.graph.nodes.values():
        if node.kind == "receiveTask" and (node.event is None or not node.event.name):
            yield scene.at(node, "no-name", f"the message of {node.id} has no name. Choose a message that has one.")


def loops(scene: Scene) -> Iterator[Finding]:
    """Loop markers that say when they stop."""
    for node in scene.graph.nodes.values():
        loop = node.loop
        if loop is None:
            continue
        if node.kind == "receiveTask":
            yield scene.at(node, "loop-on-wait", f"the receive task {node.id} is repeated. Put it into a sub-process.")
        if loop.kind == "standard":
            if loop.condition is None and loop.maximum is None:
                yield scene.at(
                    node, "endless-loop", f"{node.id} is repeated without a condition or a maximum. Give it one."
                )
        elif (loop.cardinality is None) == (loop.collection is None):
            yield scene.at(
                node,
                "instances-unknown",
                f"{node.id} is done several times; say either how often or for which list, not both and not neither.",
            )
        if loop.output_collection is not None and loop.output_item is None:
            yield scene.at(node, "no-output-item", f"{node.id} gathers results without naming the variable. Name it.")


def whole_file(scene: Scene) -> Iterator[Finding]:
    """What stands in the XML beside the graph: scripts, compensation, data associations, extensions nobody reads."""
    if scene.graph is not scene.process:
        return
    for process in scene.diagram.root.iterfind(bpmn("process")):
        if process.get("id") != scene.process.id:
            continue
        for element in process.iter():
            owner = owner_of(element)
            where = f"{scene.diagram.name}, line {line_of(element)}"
            for rule, text in (*_not_read(element, owner), *_not_run(element, owner)):
                cause = element.get("language", "") if rule == "foreign-language" else ""
                yield Finding(owner, line_of(element), rule, f"{where}: {text}", cause=cause)


def _not_read(element: etree._Element, owner: str) -> Iterator[tuple[str, str]]:
    """Elements that would be passed over."""
    parent = element.getparent()
    if element.find(_LOOPS[0]) is not None and element.find(_LOOPS[1]) is not None:
        yield "two-loops", f"{owner} is both repeated and done for several. Leave one of the two markers."
    if element.tag in _ITEMS and not (element.get("name") or element.get("id")):
        yield "no-item-name", f"the {local(element)} of {owner} has no name, so nothing could be read of it. Name it."
    ours = namespace(element) == SPIFFWORKFLOW and parent is not None and local(parent) == "extensionElements"
    if ours and parent is not None and parent.find(element.tag) is not element:
        yield "extension-twice", f"{owner} has {_CALLED.get(local(element), local(element))} twice. Leave one."
    if element.tag == bpmn("extensionElements") and parent is not None and parent.find(element.tag) is not element:
        yield "extension-twice", f"{owner} has extensionElements twice. Put what stands in them into one."
    if element.tag in _SCRIPTS:
        yield "script", f"{owner} has a {local(element)}; scripts are not run. Remove it."
    elif namespace(element) == SPIFFWORKFLOW and parent is not None and local(parent) == "extensionElements":
        if local(element) not in _CALLED:
            yield "unknown-extension", f"{owner} has the extension {local(element)}, which nobody reads. Remove it."
    elif namespace(element) == BPMN and local(element) in _DATA:
        yield "data-association", f"{owner} has a {local(element)}; data passes by variables here. Remove it."


def _not_run(element: etree._Element, owner: str) -> Iterator[tuple[str, str]]:
    """Attributes that would mean something else here."""
    for attribute, usual in _USUAL.items():
        if (given := element.get(attribute, usual)) != usual:
            yield "unsupported-attribute", f"{owner} has {attribute}={given!r}, which does not run here. Remove it."
    if "feel" not in element.get("language", "feel").lower():
        yield "foreign-language", f"{owner} has an expression in {element.get('language')!r}; write it in FEEL."
    for attribute, (rule, reason) in _FORBIDDEN_ATTRIBUTES.items():
        if element.get(attribute) == "true":
            yield rule, f"{owner}: {reason}."


def variables(scene: Scene) -> Iterator[Finding]:
    """Variables for messages where none is received: the engine would store something, and the graph tells nothing."""
    for process in scene.diagram.root.iterfind(bpmn("process")) if scene.graph is scene.process else ():
        if process.get("id") != scene.process.id:
            continue
        for element in process.iter(spiffworkflow("messageVariable")):
            owner = next(islice(element.iterancestors(), 1, None), process)
            if {local(each) for each in (owner, *owner)}.isdisjoint({"receiveTask", "messageEventDefinition"}):
                ident = owner_of(element)
                text = (
                    f"{scene.diagram.name}, line {line_of(element)}: {ident} receives no message that could go to a "
                    "variable. Remove the variable."
                )
                yield Finding(ident, line_of(element), "variable-without-message", text)


def references(scene: Scene) -> Iterator[Finding]:
    """Events refer to messages, signals, errors and escalations that are declared; a lost one catches all."""
    if scene.graph is not scene.process or scene.process is not scene.diagram.processes[0]:
        return  # Once for each file.
    root = scene.diagram.root
    for kind in ("message", "signal", "error", "escalation"):
        declared = {element.get("id") for element in root.iterfind(bpmn(kind))}
        for element in root.iterfind(bpmn(kind)):
            if not element.get("id"):
                text = f"{scene.diagram.name}, line {line_of(element)}: a {kind} has no id. Give it one."
                yield Finding(scene.process.id, line_of(element), "dangling-reference", text)
        for element in root.iter():
            given = element.get(f"{kind}Ref")
            if given is not None and given not in declared:
                where = f"{scene.diagram.name}, line {line_of(element)}: {owner_of(element)}"
                text = f"{where} refers to the {kind} {given!r}, which is not there. Declare it."
                yield Finding(owner_of(element), line_of(element), "dangling-reference", text)


RULES = (kinds, event_definitions, messages, loops, references, whole_file, variables)
