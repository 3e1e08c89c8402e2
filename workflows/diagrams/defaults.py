"""The default flow of a gateway that chooses, where the diagram implies it."""

import re

from lxml import etree

from workflows.diagrams.drawing import add, add_flow, ids_of, share_lane
from workflows.diagrams.names import at_line_of, bpmn, local, text_of
from workflows.diagrams.notes import Notes

_OPPOSITE = {"=": "!=", "!=": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_OPERAND = r"(?:[\w.]+|\"[^\"\\]*\")"
_COMPARISON = re.compile(rf"({_OPERAND})\s*(!=|<=|>=|=|<|>)\s*({_OPERAND})")
_VARIABLE = re.compile(r"[A-Za-z_][\w.]*")


def mark(scope: etree._Element, notes: Notes) -> None:
    """Mark the default flows of the gateways of one scope.

    * the one flow without a condition that leaves an exclusive gateway is the default; what leaves an inclusive gateway
      without a condition beside flows with one is always taken, as the engines that let it be drawn do;
    * of two flows whose conditions are opposites (``x`` and ``not(x)``, ``a > b`` and ``a <= b``) the second one is: it
      is taken in the same cases, and where a value is missing the first one fails as before.
    """
    outgoing: dict[str, list[etree._Element]] = {}
    for flow in scope.iterfind(bpmn("sequenceFlow")):
        outgoing.setdefault(flow.get("sourceRef") or "", []).append(flow)
    for gateway in scope.iterfind(bpmn("inclusiveGateway")):
        _always(scope, gateway, outgoing.get(gateway.get("id") or "", []), notes)
    for gateway in scope.iterfind("*"):
        if local(gateway) not in {"exclusiveGateway", "inclusiveGateway"} or gateway.get("default"):
            continue
        flows = outgoing.get(gateway.get("id") or "", [])
        plain = [flow for flow in flows if _condition(flow) is None]
        if len(flows) > 1 and len(plain) == 1 and plain[0].get("id"):
            gateway.set("default", plain[0].get("id") or "")
            notes.changes.append(
                f"The flow {plain[0].get('id')} leaves the gateway {gateway.get('id')} without a condition; it was "
                "made the default."
            )
        elif len(flows) == 2 and not plain and flows[1].get("id") and _opposite(flows[0], flows[1]):
            gateway.set("default", flows[1].get("id") or "")
            for condition in flows[1].findall(bpmn("conditionExpression")):
                flows[1].remove(condition)
            notes.changed(
                flows[1], f"its condition is the opposite of that of {flows[0].get('id')}; it was made the default."
            )


def _always(scope: etree._Element, gateway: etree._Element, flows: list[etree._Element], notes: Notes) -> None:
    plain = [flow for flow in flows if _condition(flow) is None and flow.get("id") != gateway.get("default")]
    asked = [flow for flow in flows if _condition(flow) is not None]
    if not asked or not plain:
        return  # Nothing is chosen there; lint says that the conditions are missing.
    if gateway.get("default") is not None:
        apart_from_the_default(scope, gateway, plain, notes)
        return
    for flow in plain:
        for empty in flow.findall(bpmn("conditionExpression")):
            flow.remove(empty)
        etree.SubElement(flow, bpmn("conditionExpression")).text = "true"
        notes.changed(
            flow, f"it leaves the inclusive gateway {gateway.get('id')} without a condition: it is taken every time."
        )


def apart_from_the_default(
    scope: etree._Element, node: etree._Element, plain: list[etree._Element], notes: Notes
) -> None:
    """Of flows without a condition beside others and a default (BPMN 2.0.2, table 10.3): they are taken every time, and
    the default where no condition of the others is true, whatever goes on beside.

    A parallel gateway behind the node takes them, and an inclusive one the choice between the others.

    :param plain: the flows without a condition but the default
    """
    taken, ident = ids_of(scope), node.get("id") or ""
    choice = at_line_of(add(scope, "inclusiveGateway", f"{ident}_choice", taken), node)
    fork = at_line_of(add(scope, "parallelGateway", f"{ident}_fork", taken), node)
    for flow in [each for each in scope.iterfind(bpmn("sequenceFlow")) if each.get("sourceRef") == ident]:
        flow.set("sourceRef", (fork if flow in plain else choice).get("id") or "")
    choice.set("default", str(node.attrib.pop("default")))
    for leaving in node.findall(bpmn("outgoing")):
        node.remove(leaving)
    add_flow(scope, node, fork, taken)
    add_flow(scope, fork, choice, taken)
    share_lane(scope, ident, fork, choice)
    notes.changed(
        node,
        f"{len(plain)} flow(s) without a condition leave it beside a default: they are taken every time, and the "
        "default where no condition is true (table 10.3); gateways were put there that say so.",
    )


def _opposite(one: etree._Element, other: etree._Element) -> bool:
    left, right = _bare(_condition(one) or ""), _bare(_condition(other) or "")
    if any(_VARIABLE.fullmatch(x) and y == f"not({x})" for x, y in ((left, right), (right, left))):
        return True
    first, second = _COMPARISON.fullmatch(left), _COMPARISON.fullmatch(right)
    return (
        first is not None
        and second is not None
        and (first[1], first[3]) == (second[1], second[3])
        and _OPPOSITE[first[2]] == second[2]
    )


def _bare(text: str) -> str:
    """A text without the brackets round it and the blanks in ``not ( x )``."""
    inner = text[1:-1].strip() if text.startswith("(") and text.endswith(")") and text.count("(") == 1 else text
    negated = inner.removeprefix("not").lstrip()
    if negated != inner and negated.startswith("(") and negated.endswith(")"):
        return f"not({negated[1:-1].strip()})"
    return inner


def _condition(flow: etree._Element) -> str | None:
    return text_of(flow.find(bpmn("conditionExpression")))
