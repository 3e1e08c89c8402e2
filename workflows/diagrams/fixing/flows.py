"""Repairs of how a process hangs together: ends, starts, defaults, conditions."""

from collections import Counter
from xml.sax.saxutils import quoteattr

from lxml import etree

from workflows.diagrams.as_written import detach, put_last
from workflows.diagrams.fixing.opened import Opened
from workflows.diagrams.fixing.repair import Repair
from workflows.diagrams.names import bpmn, local, text_of


def end_behind(file: Opened, element: str) -> Repair | None:
    """An end event behind what no flow leaves (BPMN 2.0.2, 13.3.1: a token ends there)."""
    node = file.node(element)
    if node is None or local(node) == "endEvent" or file.flows(element, "sourceRef") or _stands_apart(node):
        return None
    return Repair(f"An end event is drawn behind {element}.", lambda: file.end_behind(element), after="an end event")


def ends(file: Opened, element: str) -> Repair | None:
    """End events behind all that no flow leaves, in a process without one."""
    last = [each for each in _nodes(file, element) if not file.flows(each, "sourceRef")]
    if not last:
        return None

    def draw() -> None:
        for each in last:
            file.end_behind(each)

    return Repair(f"End events are drawn in {element}, behind {', '.join(last)}.", draw, after="end events")


def start(file: Opened, element: str) -> Repair | None:
    """A start event before all that no flow enters, in a process without one: BPMN begins them all (10.5.2)."""
    entered = {each.get("targetRef") for each in file.root.iter(bpmn("sequenceFlow"))}
    first = [
        each
        for each in _nodes(file, element)
        if each not in entered and local(file.model[each]) not in {"boundaryEvent", "endEvent"}
    ]
    if not first:
        return None

    def draw() -> None:
        ident = file.fresh(f"{element}_start")
        file.model[ident] = file.put(f"<bpmn:startEvent id={quoteattr(ident)} />", file.model[first[0]])
        for each in first:
            file.flow(ident, each, file.model[ident])
        file.into_lane(ident, first[0], "")

    return Repair(f"A start event is drawn in {element}, before {', '.join(first)}.", draw, after="a start event")


def default(file: Opened, element: str) -> Repair | None:
    """The default flow of a gateway: the last flow without a condition, or the last flow, whose condition is lost."""
    gateway = file.node(element)
    leaving = file.flows(element, "sourceRef")
    if gateway is None or len(leaving) < 2 or gateway.get("default"):
        return None
    plain = [flow for flow in leaving if _condition(flow) is None]
    flow = (plain or leaving)[-1]
    ident, condition = file.ident(flow), _condition(flow)
    lost = f" Its condition `{condition}` is taken out: it is taken whenever no other is." if condition else ""

    def mark() -> None:
        gateway.set("default", file.named(flow))
        _drop_condition(flow)

    text = f"The flow {ident} becomes the default of the gateway {element}.{lost}"
    return Repair(text, mark, condition or "", "default")


def into_scope(file: Opened, element: str) -> Repair | None:
    """A flow that joins what stands in another process or sub-process is moved there."""
    flow = file.model.get(element)
    ends = [file.node(str(flow.get(end))) for end in ("sourceRef", "targetRef")] if flow is not None else []
    scopes = [each.getparent() if each is not None else None for each in ends]
    if flow is None or len(scopes) < 2 or scopes[0] is None or scopes[0] is not scopes[1]:
        return None
    scope = scopes[0]
    if scope is flow.getparent():
        return None

    def move() -> None:
        detach(flow)
        put_last(scope, flow)

    now, ident = flow.getparent(), str(scope.get("id"))
    before = str(now.get("id")) if now is not None else ""
    return Repair(f"The flow {element} is moved into {ident}, where both of its ends stand.", move, before, ident)


def plain_scope(file: Opened, element: str) -> Repair | None:
    """A transaction that nothing cancels and in which nothing is compensated is a sub-process."""
    node = file.node(element)
    if node is None or local(node) != "transaction":
        return None
    undoing = (bpmn("cancelEventDefinition"), bpmn("compensateEventDefinition"))
    if next(file.root.iter(*undoing), None) is not None:
        return None

    def make_plain() -> None:
        node.tag = bpmn("subProcess")
        if node.get("method") is not None:
            node.attrib.pop("method")

    text = f"The transaction {element} becomes a sub-process: nothing cancels it, and nothing in it is compensated."
    return Repair(text, make_plain, "transaction", "subProcess")


def condition(file: Opened, element: str) -> Repair | None:
    """A condition for a flow that has none, beside others of its gateway: which way is taken becomes a variable."""
    flow = file.model.get(element)
    gateway = file.node(str(flow.get("sourceRef"))) if flow is not None else None
    if flow is None or gateway is None or _condition(flow) is not None:
        return None
    ident = str(gateway.get("id"))
    plain = [each for each in file.flows(ident, "sourceRef") if _condition(each) is None]
    if plain == [flow] and not gateway.get("default"):
        text = f"The flow {element}, the last without a condition, becomes the default of the gateway {ident}."
        return Repair(text, lambda: gateway.set("default", file.named(flow)), after="default")
    feel = f'way_{_variable(ident)} = "{element}"'

    def ask() -> None:
        _drop_condition(flow)
        made = etree.Element(bpmn("conditionExpression"))
        made.text = feel
        file.named(flow)
        put_last(flow, made)

    text = f"The flow {element} gets the condition `{feel}`; a step before the gateway {ident} must set that variable."
    return Repair(text, ask, after=feel)


def once(file: Opened, element: str) -> Repair | None:
    """Of flows between the same two elements that say the same, one stays."""
    flow = file.model.get(element)
    if flow is None or local(flow) != "sequenceFlow" or not all(_key(flow)):
        return None
    said = Counter((_key(each), _condition(each)) for each in file.root.iter(bpmn("sequenceFlow")))
    same = [each for each in file.root.iter(bpmn("sequenceFlow")) if _key(each) == _key(flow)]
    if any(said[_key(each), _condition(each)] < len(same) for each in same):
        return None
    text = f"Of {len(same)} flows from {flow.get('sourceRef')} to {flow.get('targetRef')} one stays: they say the same."

    def drop() -> None:
        for each in same[1:]:
            file.named(each)
            file.drop(each)

    return Repair(text, drop, f"{len(same)} flows", "one flow")


def _key(flow: etree._Element) -> tuple[str | None, str | None]:
    return flow.get("sourceRef"), flow.get("targetRef")


def _nodes(file: Opened, scope: str) -> list[str]:
    """The flow nodes directly in a process or sub-process that flows lead to and leave."""
    inside = file.model.get(scope)
    return [
        str(each.get("id"))
        for each in (inside.iterchildren(etree.Element) if inside is not None else ())
        if file.node(str(each.get("id"))) is each and not _stands_apart(each)
    ]


def _stands_apart(node: etree._Element) -> bool:
    """Whether no flow leads to a node and none leaves it: what begins by itself, what undoes, and tasks that are done
    in any order (BPMN 2.0.2, 10.3.5: no start and no end event stands beside them)."""
    scope = node.getparent()
    return (
        "true" in (node.get("triggeredByEvent"), node.get("isForCompensation"))
        or (local(node) == "boundaryEvent" and node.find(bpmn("compensateEventDefinition")) is not None)
        or (scope is not None and local(scope) == "adHocSubProcess")
    )


def _condition(flow: etree._Element) -> str | None:
    return text_of(flow.find(bpmn("conditionExpression")))


def _drop_condition(flow: etree._Element) -> None:
    for each in flow.findall(bpmn("conditionExpression")):
        detach(each)


def _variable(ident: str) -> str:
    return "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in ident)
