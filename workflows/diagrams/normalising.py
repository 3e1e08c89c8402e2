"""What other tools draw and BPMN allows, in the one form that the rest of the house reads. Each change is a sentence.

Works on the XML tree, so that both readings of the diagram (ours and the engine's) see the same.
"""

from lxml import etree

from workflows.diagrams.graph import GATEWAYS
from workflows.diagrams.names import bpmn, local, spiffworkflow, text_of

_EXPRESSIONS = tuple(
    bpmn(name)
    for name in (
        *("conditionExpression", "condition", "timeDate", "timeDuration", "timeCycle"),
        *("loopCardinality", "completionCondition", "loopCondition", "loopDataInputRef"),
    )
)


def normalise(root: etree._Element) -> tuple[str, ...]:
    """Normalise in place.

    * an implicit fork (several flows without conditions leave a task, an event or a sub-process) becomes a parallel
      gateway (BPMN 2.0.2 §13.3.1: both flows get a token);
    * the one flow without a condition that leaves an exclusive or inclusive gateway becomes its default;
    * the ``=`` that marks a FEEL expression is dropped.

    :returns: one sentence for each thing that was changed; none if the diagram was already in form
    """
    said = _drop_equals_signs(root)
    taken = {element.get("id") for element in root.iter() if element.get("id")}
    for scope in root.iter(bpmn("process"), bpmn("subProcess")):
        said += _defaults(scope)
        said += _forks(scope, taken)
    return tuple(said)


def _drop_equals_signs(root: etree._Element) -> list[str]:
    dropped = 0
    for element in root.iter(*_EXPRESSIONS):
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


def _outgoing(scope: etree._Element) -> dict[str, list[etree._Element]]:
    found: dict[str, list[etree._Element]] = {}
    for flow in scope.iterfind(bpmn("sequenceFlow")):
        found.setdefault(flow.get("sourceRef") or "", []).append(flow)
    return found


def _conditioned(flow: etree._Element) -> bool:
    return text_of(flow.find(bpmn("conditionExpression"))) is not None


def _defaults(scope: etree._Element) -> list[str]:
    said = []
    outgoing = _outgoing(scope)
    for gateway in scope.iterfind("*"):
        if local(gateway) not in {"exclusiveGateway", "inclusiveGateway"} or gateway.get("default"):
            continue
        flows = outgoing.get(gateway.get("id") or "", [])
        plain = [flow for flow in flows if not _conditioned(flow)]
        if len(flows) > 1 and len(plain) == 1 and plain[0].get("id"):
            gateway.set("default", plain[0].get("id") or "")
            said.append(
                f"The flow {plain[0].get('id')} leaves the gateway {gateway.get('id')} without a condition; it was "
                "made the default."
            )
    return said


def _forks(scope: etree._Element, taken: set[str | None]) -> list[str]:
    said = []
    nodes = {element.get("id"): element for element in scope.iterfind("*")}
    for source, flows in _outgoing(scope).items():
        node = nodes.get(source)
        if node is None or local(node) in GATEWAYS or len(flows) < 2 or any(_conditioned(flow) for flow in flows):
            continue
        fork = _unused(f"{source}_fork", taken)
        into = _unused(f"{source}_to_fork", taken)
        at = scope.index(node) + 1
        scope.insert(at, scope.makeelement(bpmn("parallelGateway"), {"id": fork}))
        scope.insert(
            at + 1, scope.makeelement(bpmn("sequenceFlow"), {"id": into, "sourceRef": source, "targetRef": fork})
        )
        for flow in flows:
            flow.set("sourceRef", fork)
        for leaving in node.findall(bpmn("outgoing")):
            node.remove(leaving)
        for ref in [ref for ref in scope.iter(bpmn("flowNodeRef")) if text_of(ref) == source]:
            beside = ref.makeelement(bpmn("flowNodeRef"), {})
            beside.text = fork
            ref.addnext(beside)
        said.append(
            f"{len(flows)} flows leave {source} at once; the parallel gateway {fork} was put there: it means the same."
        )
    return said


def _unused(wanted: str, taken: set[str | None]) -> str:
    while wanted in taken:
        wanted += "_"
    taken.add(wanted)
    return wanted
