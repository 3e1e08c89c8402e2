"""XML tree → :class:`~workflows.diagrams.graph.Graph`: the first of two readings of every diagram.

The second is the engine's (``workflows.engine.reading``), from what SpiffWorkflow compiled; the two must agree.
"""

from collections.abc import Mapping
from types import MappingProxyType

from lxml import etree

from workflows.diagrams.drawing import DRAWN, LASTS
from workflows.diagrams.graph import EMPTY, SUB_PROCESSES, EventDefinition, Flow, Graph, Lane, Loop, Node, Passing
from workflows.diagrams.names import (
    BPMN,
    OPERATION_PREFIX,
    bpmn,
    line_of,
    local,
    namespace,
    spiffworkflow,
    text_of,
)
from workflows.diagrams.refusals import BadDiagram

_NODES = frozenset(
    {
        *("task", "userTask", "manualTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"),
        *("callActivity", "subProcess", "transaction", "adHocSubProcess"),
        *("exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"),
        *("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"),
    }
)
_DESCRIPTIVE = frozenset(
    {
        *("documentation", "extensionElements", "laneSet", "incoming", "outgoing"),
        *("association", "textAnnotation", "group"),
        *("standardLoopCharacteristics", "multiInstanceLoopCharacteristics"),
    }
)
"""Elements without a meaning for the run, or read elsewhere."""
_TIMERS = {"timeDate": "date", "timeDuration": "duration", "timeCycle": "cycle"}


class _Reader:
    """Reads the processes of one file."""

    def __init__(self, root: etree._Element, name: str) -> None:
        self.file = name
        self.root = root
        self.declared = {
            kind: {e.get("id"): e for e in root.iterfind(bpmn(kind))}
            for kind in ("message", "signal", "error", "escalation")
        }

    def graphs(self) -> tuple[Graph, ...]:
        return tuple(self.graph(process) for process in self.root.iterfind(bpmn("process")))

    def graph(self, process: etree._Element, lane: str | None = None) -> Graph:
        lanes = tuple(self.lanes(process))
        # A lane without a name is no role.
        lane_of = {node: lane.name for lane in lanes for node in lane.nodes if lane.name}
        nodes: dict[str, Node] = {}
        flows: list[Flow] = []
        others: list[tuple[str, str, int]] = []
        for element in process:
            kind = local(element)
            if namespace(element) != BPMN or kind in _DESCRIPTIVE:
                continue
            if kind == "sequenceFlow":
                flows.append(self.flow(element))
            elif kind in _NODES:
                node = self.node(element, lane_of, lane)
                if node.id in nodes:
                    others.append(("duplicate", node.id, node.line))
                nodes[node.id] = node
            else:
                others.append((kind, element.get("id") or "", line_of(element)))
        defaults = {e.get("default") for e in process if e.get("default")}
        if defaults:
            flows = [_as_default(flow) if flow.id in defaults else flow for flow in flows]
        extensions = _extensions(process)
        return Graph(
            id=self.identifier(process),
            name=process.get("name") or self.identifier(process),
            nodes=MappingProxyType(nodes),
            flows=tuple(flows),
            lanes=lanes,
            documentation=text_of(process.find(bpmn("documentation"))) or "",
            properties=_properties(extensions),
            executable=process.get("isExecutable", "true") in {"true", "1"},
            line=line_of(process),
            others=tuple(others),
        )

    def identifier(self, element: etree._Element) -> str:
        found = element.get("id")
        if not found:
            raise BadDiagram(
                f"{self.file}, line {line_of(element)}: a {local(element)} has no id. Give it one.",
                file=self.file,
                line=line_of(element),
            )
        return str(found)

    def lanes(self, process: etree._Element) -> list[Lane]:
        """The lanes, outer ones first, so that the innermost one counts for a node in several."""
        found = []
        for lane_set in process.iterfind(bpmn("laneSet")):
            for lane in lane_set.iter(bpmn("lane")):
                held = tuple(text_of(ref) or "" for ref in lane.iterfind(bpmn("flowNodeRef")))
                found.append(Lane(lane.get("id") or "", lane.get("name") or "", held, line_of(lane)))
        return found

    def flow(self, element: etree._Element) -> Flow:
        return Flow(
            id=self.identifier(element),
            source=element.get("sourceRef") or "",
            target=element.get("targetRef") or "",
            condition=text_of(element.find(bpmn("conditionExpression"))),
            name=element.get("name") or "",
            line=line_of(element),
        )

    def node(self, element: etree._Element, lane_of: Mapping[str, str], outer: str | None) -> Node:
        kind, ident = local(element), self.identifier(element)
        lane = lane_of.get(ident, outer)
        extensions = _extensions(element)
        operator = extensions.get("serviceTaskOperator")
        operation = operator.get("id") if operator is not None else None
        return Node(
            id=ident,
            kind=kind,
            name=element.get("name") or "",
            lane=lane,
            documentation=text_of(element.find(bpmn("documentation"))) or "",
            properties=_properties(extensions),
            operation=operation.removeprefix(OPERATION_PREFIX) if operation else None,
            parameters=_parameters(operator, "parameter"),
            outputs=_parameters(operator, "output"),
            result=(operator.get("resultVariable") or None)
            if operator is not None
            else text_of(extensions.get("resultVariable")),
            decision=text_of(extensions.get("calledDecisionId")),
            called=(element.get("calledElement") or None) if kind == "callActivity" else None,
            passing=_passing(extensions.get("calledData")) if kind == "callActivity" else None,
            activation=text_of(element.find(bpmn("activationCondition"))),
            events=self.events(element),
            loop=_loop(element),
            attached_to=(element.get("attachedToRef") or None) if kind == "boundaryEvent" else None,
            interrupting=kind != "boundaryEvent" or element.get("cancelActivity", "true").lower() == "true",
            lasting=element.get(LASTS) == "true",
            drawn_here=element.get(DRAWN) == "true",
            inner=self.graph(element, lane) if kind in SUB_PROCESSES else None,
            line=line_of(element),
        )

    def events(self, element: etree._Element) -> tuple[EventDefinition, ...]:
        variable = text_of(_extensions(element).get("messageVariable"))
        if local(element) == "receiveTask":
            message = self.declared["message"].get(element.get("messageRef"))
            return (EventDefinition("message", name=_name(message), variable=variable),)
        return tuple(
            self.event(child, variable)
            for child in element
            if namespace(child) == BPMN and local(child).endswith("EventDefinition")
        )

    def event(self, element: etree._Element, variable: str | None) -> EventDefinition:
        kind = local(element).removesuffix("EventDefinition")
        if kind == "timer":
            for child in element:
                if (timer := _TIMERS.get(local(child))) is not None:
                    return EventDefinition("timer", timer=timer, text=text_of(child))  # type: ignore[arg-type]
            return EventDefinition("timer")
        if kind == "conditional":
            return EventDefinition("conditional", text=text_of(element.find(bpmn("condition"))))
        if kind in self.declared:
            declared = self.declared[kind].get(element.get(f"{kind}Ref"))
            code = declared.get(f"{kind}Code") if declared is not None else None
            if kind == "message":
                variable = text_of(_extensions(element).get("messageVariable")) or variable
                return EventDefinition(kind, name=_name(declared), variable=variable)
            return EventDefinition(kind, name=_name(declared), code=code)
        return EventDefinition(kind)


def _as_default(flow: Flow) -> Flow:
    return Flow(flow.id, flow.source, flow.target, flow.condition, True, flow.name, flow.line)


def _name(declared: etree._Element | None) -> str | None:
    return (declared.get("name") or None) if declared is not None else None


def _extensions(element: etree._Element) -> dict[str, etree._Element]:
    """Our extension elements directly under an element, by name."""
    return {
        local(child): child
        for holder in element.iterfind(bpmn("extensionElements"))
        for child in holder
        if child.tag == spiffworkflow(local(child))
    }


def _properties(extensions: Mapping[str, etree._Element]) -> Mapping[str, str]:
    holder = extensions.get("properties")
    if holder is None:
        return EMPTY
    return MappingProxyType(
        {p.get("name") or "": p.get("value") or "" for p in holder.iterfind(spiffworkflow("property"))}
    )


def _parameters(operator: etree._Element | None, word: str) -> Mapping[str, str]:
    if operator is None:
        return EMPTY
    return MappingProxyType(
        {p.get("id") or "": (p.get("value") or "").strip() for p in operator.iter(spiffworkflow(word))}
    )


def _passing(element: etree._Element | None) -> Passing | None:
    if element is None:
        return None
    return Passing(
        element.get("in") == "all",
        _parameters(element, "parameter"),
        element.get("out") == "all",
        _parameters(element, "output"),
    )


def _loop(element: etree._Element) -> Loop | None:
    standard = element.find(bpmn("standardLoopCharacteristics"))
    if standard is not None:
        maximum = standard.get("loopMaximum")
        return Loop(
            "standard",
            condition=text_of(standard.find(bpmn("loopCondition"))),
            maximum=int(maximum) if maximum and maximum.isdecimal() else None,
            test_before=standard.get("testBefore") == "true",
        )
    several = element.find(bpmn("multiInstanceLoopCharacteristics"))
    if several is None:
        return None
    item, output = several.find(bpmn("inputDataItem")), several.find(bpmn("outputDataItem"))
    return Loop(
        "sequential" if several.get("isSequential") == "true" else "parallel",
        cardinality=text_of(several.find(bpmn("loopCardinality"))),
        collection=text_of(several.find(bpmn("loopDataInputRef"))),
        item=(item.get("name") or item.get("id")) if item is not None else None,
        output_collection=text_of(several.find(bpmn("loopDataOutputRef"))),
        output_item=(output.get("name") or output.get("id")) if output is not None else None,
        completion=text_of(several.find(bpmn("completionCondition"))),
    )


def graphs_of(root: etree._Element, name: str) -> tuple[Graph, ...]:
    """The processes of one file, in its order.

    :param root: ``bpmn:definitions``
    :param name: the file's name, for the sentences
    :raises BadDiagram: when an element has no id
    """
    return _Reader(root, name).graphs()
