"""The picture of a diagram: its drawing (BPMN DI) as SVG, for pages, documents and readers of screens.

Drawn here rather than in a browser, so that a case page, an audit and a court bundle show the same picture and it
needs no script. Each step is one link or list item with a spoken name: "Officer task: Check benefits. Done."
"""

from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from html import escape

from lxml import etree

from workflows.diagrams.diagram import Diagram
from workflows.diagrams.graph import Graph, Node
from workflows.diagrams.names import BPMN

_DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
_DC = "{http://www.omg.org/spec/DD/20100524/DC}"
_DD = "{http://www.omg.org/spec/DD/20100524/DI}"
_BPMN = f"{{{BPMN}}}"

WORDS = {
    "userTask": "Officer task",
    "manualTask": "Officer task",
    "serviceTask": "System action",
    "sendTask": "System action",
    "receiveTask": "Message",
    "businessRuleTask": "Decision table",
    "task": "Step",
    "callActivity": "Sub-procedure",
    "subProcess": "Sub-process",
    "startEvent": "Start",
    "endEvent": "End",
    "intermediateCatchEvent": "Wait",
    "intermediateThrowEvent": "Event",
    "boundaryEvent": "Wait",
    "exclusiveGateway": "Choice",
    "parallelGateway": "Side by side",
    "inclusiveGateway": "Any of",
    "complexGateway": "Enough of",
    "eventBasedGateway": "Whichever comes first",
}
_SIGNS = {"parallelGateway": "+", "inclusiveGateway": "○", "complexGateway": "✳", "eventBasedGateway": "⬠"}
CHOOSING = {"exclusiveGateway", "inclusiveGateway"}
SPOKEN = {
    "done": "Done",
    "current": "Open now",
    "held": "Held",
    "failed": "Failed",
    "waiting": "Waiting",
    "": "Not reached",
}


@dataclass(frozen=True)
class Box:
    """A rectangle of the drawing."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> tuple[float, float]:
        """Its middle."""
        return self.x + self.width / 2, self.y + self.height / 2


def draw(
    diagram: Diagram,
    process: str,
    *,
    title: str,
    status: Mapping[str, str] | None = None,
    walked: Collection[str] = (),
    badges: Mapping[str, str] | None = None,
    link: Callable[[str], str | None] | None = None,
) -> str:
    """The picture as an ``<svg>`` element; empty text where the file has no drawing.

    :param status: element id → ``done``, ``current``, ``held``, ``waiting`` or ``failed``
    :param walked: the flows that gateways chose; any other flow counts as walked when both its ends were reached
    :param badges: element id → a few characters set on the element (a date)
    :param link: gives an element's address, if it has one
    """
    graph = diagram.process(process)
    boxes, labels, lines = _drawing(diagram)
    if graph is None or not boxes:
        return ""
    pencil = _Pencil(status or {}, badges or {}, link or (lambda _id: None))
    nodes = _all_nodes(graph)
    flows = {flow.id: flow for each in _all_graphs(graph) for flow in each.flows}
    ways_out = Counter(flow.source for flow in flows.values())
    back = [_lane(diagram, ident, box) for ident, box in boxes.items() if ident not in nodes]
    edges = []
    for ident, points in lines.items():
        flow = flows.get(ident)
        splits = flow is not None and ways_out[flow.source] > 1 and nodes[flow.source].kind in CHOOSING
        if flow is None:
            gone = False
        elif splits:
            gone = flow.id in walked
        else:
            gone = pencil.status.get(flow.source) == "done" and flow.target in pencil.status
        edges.append(pencil.edge(points, walked=gone))
        if flow is not None and flow.name:
            edges.append(_flow_name(flow.name, points, labels.get(ident)))
    reading_order = sorted((i for i in boxes if i in nodes), key=lambda i: (boxes[i].x, boxes[i].y))
    # Sub-processes first, so that what is inside lies on top of them.
    drawn = sorted(reading_order, key=lambda i: nodes[i].kind != "subProcess")
    steps = [pencil.node(nodes[i], boxes[i], labels.get(i)) for i in drawn]
    margin = 12
    left, top = min(b.x for b in boxes.values()) - margin, min(b.y for b in boxes.values()) - margin
    right = max(b.x + b.width for b in boxes.values()) + margin
    bottom = max(b.y + b.height for b in boxes.values()) + margin
    role = "group" if link else "list"
    view = f"{left:g} {top:g} {right - left:g} {bottom - top:g}"
    return (
        f'<svg class="bpmn" xmlns="http://www.w3.org/2000/svg" viewBox="{view}" '
        f'width="{right - left:g}" height="{bottom - top:g}" role="{role}" aria-label="{escape(title)}">'
        f'<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        f'markerUnits="userSpaceOnUse" orient="auto"><path class="tip" d="M0 0L10 5L0 10Z"/></marker></defs>'
        f'<g aria-hidden="true">{"".join(back)}{"".join(edges)}</g>{"".join(steps)}</svg>'
    )


def unshown(diagram: Diagram) -> list[Node]:
    """The elements that run and have no shape in the drawing, so that no picture would show them."""
    boxes, _, _ = _drawing(diagram)
    return [node for graph in diagram.processes for _, node in graph.walk() if node.id not in boxes]


STYLE = (
    "text{font-family:Helvetica,Arial,sans-serif;fill:#0b0c0c}.flow{fill:none;stroke:#505a5f;stroke-width:1.5}"
    ".tip{fill:#505a5f}.outline{fill:#fff;stroke:#0b0c0c;stroke-width:1.5}.inner{fill:none;stroke:#0b0c0c}"
    ".full{fill:#0b0c0c}.lane{fill:#fafafa;stroke:#b1b4b6}.kind{fill:#505a5f}.title{font-weight:bold}"
    ".endEvent .outline{stroke-width:4}"
)
"""How a picture looks that stands by itself; pages bring their own style sheet."""


def draw_alone(diagram: Diagram, process: str, title: str) -> str:
    """The picture as a file of its own."""
    return draw(diagram, process, title=title).replace("<defs>", f"<style>{STYLE}</style><defs>", 1) + "\n"


class _Pencil:
    def __init__(self, status: Mapping[str, str], badges: Mapping[str, str], link: Callable[[str], str | None]) -> None:
        self.status = status
        self.badges = badges
        self.link = link

    def edge(self, points: list[tuple[float, float]], *, walked: bool) -> str:
        path = " ".join(f"{x:g},{y:g}" for x, y in points)
        return f'<polyline class="flow{" walked" if walked else ""}" points="{path}" marker-end="url(#tip)"/>'

    def node(self, node: Node, box: Box, label: Box | None) -> str:
        state = self.status.get(node.id, "")
        word = WORDS.get(node.kind, "Element")
        body = _shape(node, box)
        if node.name and (node.kind.endswith(("Event", "Gateway"))):
            cx, _cy = box.centre
            lines = _wrapped(node.name, 16)
            x, y = label.centre if label else (cx, box.y + box.height + 8 + 7 * len(lines))
            body += _text(x, y, lines, 12, "name")
        if badge := self.badges.get(node.id):
            width = len(badge) * 6.5 + 12
            x, y = box.x + box.width - width + 8, box.y + box.height - 8
            body += f'<rect class="badge" x="{x:g}" y="{y:g}" width="{width:g}" height="18" rx="9"/>'
            body += _text(x + width / 2, y + 9, [badge], 11, "on-badge")
        # It holds what is written on the element, in that order: who speaks to the browser says what they see.
        # An id is no word: where nothing is written there, what it is must do.
        named = f": {' '.join(node.name.split())}" if node.name.strip() else ""
        seen = f"{word}{named}{f', {badge}' if badge else ''}"
        spoken = escape(f"{seen}. {SPOKEN.get(state, 'Not reached')}.")
        classes = f"node {node.kind} {state or 'todo'}"
        address = self.link(node.id)
        if address:
            return f'<a class="{classes}" href="{escape(address)}" aria-label="{spoken}">{body}</a>'
        return f'<g class="{classes}" role="listitem" aria-label="{spoken}">{body}</g>'


def _shape(node: Node, box: Box) -> str:
    (cx, cy), kind = box.centre, node.kind
    if kind.endswith("Gateway"):
        diamond = f"M{cx:g} {box.y:g}L{box.x + box.width:g} {cy:g}L{cx:g} {box.y + box.height:g}L{box.x:g} {cy:g}Z"
        sign = _SIGNS.get(kind, "×")
        return f'<path class="outline" d="{diamond}"/>' + _text(cx, cy, [sign], 26, "sign")
    if kind.endswith("Event"):
        return _event(node, box)
    rect = f'<rect class="outline" rx="8" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"/>'
    word = _text(cx, box.y + 12, [WORDS.get(kind, "Step")], 10, "kind")
    if kind == "subProcess":
        return rect + _text(cx, box.y + 28, [node.name], 12, "title")
    return rect + word + _text(cx, cy + 6, _wrapped(node.name or node.id, 16), 12, "title")


def _event(node: Node, box: Box) -> str:
    (cx, cy), radius = box.centre, box.width / 2
    dash = ' stroke-dasharray="4 3"' if node.kind == "boundaryEvent" and not node.interrupting else ""
    circle = f'<circle class="outline" cx="{cx:g}" cy="{cy:g}" r="{radius:g}"{dash}/>'
    if node.kind in {"intermediateCatchEvent", "boundaryEvent", "intermediateThrowEvent"}:
        circle += f'<circle class="inner" cx="{cx:g}" cy="{cy:g}" r="{radius - 4:g}"{dash}/>'
    kind = node.events[0].kind if node.events else ""
    match kind:
        case "timer":
            return circle + f'<path class="inner" d="M{cx:g} {cy - 9:g}V{cy:g}H{cx + 7:g}"/>'
        case "message":
            x, y = cx - 9, cy - 6
            return circle + f'<path class="inner" d="M{x:g} {y:g}h18v12h-18zl9 7l9 -7"/>'
        case "terminate":
            return circle + f'<circle class="full" cx="{cx:g}" cy="{cy:g}" r="{radius - 7:g}"/>'
        case "error" | "escalation" | "signal" | "conditional":
            return circle + _text(cx, cy, [{"error": "!", "escalation": "↑", "signal": "△"}.get(kind, "≡")], 14, "sign")
    return circle


def _lane(diagram: Diagram, ident: str, box: Box) -> str:
    element = next((e for e in diagram.root.iter() if isinstance(e.tag, str) and e.get("id") == ident), None)
    if element is None or element.tag not in {f"{_BPMN}participant", f"{_BPMN}lane"}:
        return ""
    x, y = box.x + 15, box.y + box.height / 2
    name = _text(x, y, [element.get("name") or ""], 13, "lane-name")
    rect = f'<rect class="lane" x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"/>'
    return f'{rect}<g transform="rotate(-90 {x:g} {y:g})">{name}</g>'


def _flow_name(name: str, points: list[tuple[float, float]], label: Box | None) -> str:
    if label is not None:
        return _text(label.x, label.centre[1], [name], 12, "flow-name", "start")
    (x, y), (_x2, y2) = points[0], points[1]
    return _text(x + 8, y + (14 if y2 > y else -10), [name], 12, "flow-name", "start")


def _text(x: float, y: float, lines: list[str], size: int, kind: str, anchor: str = "middle") -> str:
    first = y - (len(lines) - 1) * size * 0.6 + size * 0.35
    # Blanks between texts and between the lines of a wrapped name: without them they are read as one word.
    spans = " ".join(
        f'<tspan x="{x:g}" y="{first + row * size * 1.2:g}">{escape(line)}</tspan>' for row, line in enumerate(lines)
    )
    hidden = ' aria-hidden="true"' if kind == "sign" else ""  # the name says it in words
    return f' <text class="{kind}"{hidden} font-size="{size}" text-anchor="{anchor}">{spans}</text>'


def _wrapped(text: str, width: int) -> list[str]:
    lines = [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + len(word) + 1 > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _drawing(diagram: Diagram) -> tuple[dict[str, Box], dict[str, Box], dict[str, list[tuple[float, float]]]]:
    boxes: dict[str, Box] = {}
    labels: dict[str, Box] = {}
    lines: dict[str, list[tuple[float, float]]] = {}
    for shape in diagram.root.iter(f"{_DI}BPMNShape"):
        ident = shape.get("bpmnElement") or ""
        if (bounds := shape.find(f"{_DC}Bounds")) is not None:
            boxes[ident] = _box(bounds)
        if (bounds := shape.find(f"{_DI}BPMNLabel/{_DC}Bounds")) is not None:
            labels[ident] = _box(bounds)
    for edge in diagram.root.iter(f"{_DI}BPMNEdge"):
        ident = edge.get("bpmnElement") or ""
        points = [(_number(p, "x"), _number(p, "y")) for p in edge.iter(f"{_DD}waypoint")]
        if len(points) >= 2:
            lines[ident] = points
        if (bounds := edge.find(f"{_DI}BPMNLabel/{_DC}Bounds")) is not None:
            labels[ident] = _box(bounds)
    return boxes, labels, lines


def _box(bounds: etree._Element) -> Box:
    return Box(*(_number(bounds, name) for name in ("x", "y", "width", "height")))


def _number(element: etree._Element, name: str) -> float:
    try:
        value = float(element.get(name, "0"))
    except ValueError:
        return 0.0
    return value if -1e6 < value < 1e6 else 0.0


def _all_graphs(graph: Graph) -> list[Graph]:
    inner = [node.inner for node in graph.nodes.values() if node.inner is not None]
    return [graph, *(found for each in inner for found in _all_graphs(each))]


def _all_nodes(graph: Graph) -> dict[str, Node]:
    return {ident: node for each in _all_graphs(graph) for ident, node in each.nodes.items()}
