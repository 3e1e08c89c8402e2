"""What BPMN lets people leave out, drawn: ids of flows, starts and ends, gateways where the flow parts."""

from lxml import etree

from workflows.diagrams.defaults import apart_from_the_default
from workflows.diagrams.drawing import DRAWN, Ids, add, add_flow, share_lane, unused
from workflows.diagrams.graph import GATEWAYS
from workflows.diagrams.names import at_line_of, bpmn, local, text_of
from workflows.diagrams.notes import Notes
from workflows.diagrams.vendors.form import is_flow_node

_ACTIVITIES = ("ask", "Activity", "ubProcess")


def name_flows(scope: etree._Element, taken: Ids, notes: Notes) -> None:
    """Give an id to each flow that has none."""
    for flow in scope.iterfind(bpmn("sequenceFlow")):
        if not flow.get("id"):
            flow.set("id", unused(f"{flow.get('sourceRef')}_to_{flow.get('targetRef')}", taken))
            notes.changed(flow, "the flow had no id and got this one.")


def draw_ends(scope: etree._Element, taken: Ids, notes: Notes) -> None:
    """Where neither starts nor ends are drawn, what nothing leads to starts, and what nothing follows ends (10.5.2)."""
    nodes = [node for node in scope if is_flow_node(node) and node.get("id") and not _is_handler(node)]
    if not nodes or any(local(node) in {"startEvent", "endEvent"} for node in nodes):
        return
    entered = {flow.get("targetRef") for flow in scope.iterfind(bpmn("sequenceFlow"))}
    left = {flow.get("sourceRef") for flow in scope.iterfind(bpmn("sequenceFlow"))}
    first = [node for node in nodes if node.get("id") not in entered and local(node) != "boundaryEvent"]
    last = [node for node in nodes if node.get("id") not in left]
    if not first:
        return
    start = add(scope, "startEvent", f"{scope.get('id')}_start", taken)
    for node in first:
        add_flow(scope, start, node, taken)
    for node in last:
        _draw_end(scope, node, taken)
    notes.changed(
        scope,
        f"neither start nor end is drawn: a start event before {_names(first)} and end events behind {_names(last)} "
        "were put there; they mean the same.",
    )


def draw_dead_ends(scope: etree._Element, taken: Ids, notes: Notes) -> None:
    """Behind each activity that no flow leaves an end event: its token ends there (BPMN 2.0.2, 13.3.1)."""
    entered = {flow.get("targetRef") for flow in scope.iterfind(bpmn("sequenceFlow"))}
    left = {flow.get("sourceRef") for flow in scope.iterfind(bpmn("sequenceFlow"))}
    last = entered - left
    for node in [each for each in scope if is_flow_node(each) and local(each).endswith(_ACTIVITIES)]:
        if node.get("id") in last and not _is_handler(node):
            _draw_end(scope, node, taken)
            notes.changed(
                node, "no flow leaves it: an end event was put behind it; in the house's own diagrams it is drawn."
            )


def draw_empty(scope: etree._Element, taken: Ids, notes: Notes) -> None:
    """A sub-process in which nothing is drawn is passed at once: a start and an end."""
    if local(scope) != "subProcess" or not scope.get("id") or any(is_flow_node(each) for each in scope):
        return
    start = add(scope, "startEvent", f"{scope.get('id')}_start", taken)
    _draw_end(scope, start, taken)
    notes.changed(scope, "nothing is drawn in it: it is passed at once.")


def _draw_end(scope: etree._Element, node: etree._Element, taken: Ids) -> None:
    end = at_line_of(add(scope, "endEvent", f"{node.get('id')}_end", taken), node)
    add_flow(scope, node, end, taken)


def _is_handler(node: etree._Element) -> bool:
    """Whether it is an event sub-process: no flow enters or leaves it, and it is begun by its event."""
    return node.get("triggeredByEvent") == "true"


def draw_forks(scope: etree._Element, taken: Ids, notes: Notes) -> None:
    """Several flows that leave a node which is no gateway: a parallel gateway, or with conditions an inclusive one.

    BPMN 2.0.2, 13.3.1: each flow without a condition gets a token, and each whose condition is true; the default flow
    if none does.
    """
    nodes = {element.get("id"): element for element in scope.iterfind("*")}
    outgoing: dict[str, list[etree._Element]] = {}
    for flow in scope.iterfind(bpmn("sequenceFlow")):
        outgoing.setdefault(flow.get("sourceRef") or "", []).append(flow)
    for source, flows in outgoing.items():
        node = nodes.get(source)
        if node is None or local(node) in GATEWAYS or len(flows) < 2:
            continue
        conditioned = any(_condition(flow) is not None for flow in flows) or node.get("default") is not None
        if conditioned and not local(node).endswith(_ACTIVITIES):
            continue  # Only activities may ask conditions; lint says so.
        plain = [flow for flow in flows if _condition(flow) is None and flow.get("id") != node.get("default")]
        if node.get("default") is not None and plain:
            if len(plain) < len(flows) - 1:
                apart_from_the_default(scope, node, plain, notes)
            else:
                notes.refused(
                    node,
                    "default-without-conditions",
                    "its default flow stands beside flows without a condition only, so nothing says when it is taken. "
                    "Give the others conditions, or take the mark away.",
                )
            continue
        fork = unused(f"{source}_fork", taken)
        kind = "inclusiveGateway" if conditioned else "parallelGateway"
        gateway = scope.makeelement(bpmn(kind), {"id": fork, DRAWN: "true"})
        into = scope.makeelement(
            bpmn("sequenceFlow"), {"id": unused(f"{source}_to_fork", taken), "sourceRef": source, "targetRef": fork}
        )
        node.addnext(at_line_of(gateway, node))
        gateway.addnext(at_line_of(into, node))
        for flow in flows:
            flow.set("sourceRef", fork)
            if conditioned and flow.get("id") != node.get("default") and _condition(flow) is None:
                etree.SubElement(flow, bpmn("conditionExpression")).text = "true"
        if node.get("default") is not None:
            gateway.set("default", node.attrib.pop("default"))
        for leaving in node.findall(bpmn("outgoing")):
            node.remove(leaving)
        share_lane(scope, source, gateway)
        kind = "inclusive" if conditioned else "parallel"
        notes.changes.append(
            f"{len(flows)} flows leave {source} at once; the {kind} gateway {fork} was put there: it means the same."
        )


def _condition(flow: etree._Element) -> str | None:
    return text_of(flow.find(bpmn("conditionExpression")))


def _names(nodes: list[etree._Element]) -> str:
    return ", ".join(node.get("id") or "?" for node in nodes)
