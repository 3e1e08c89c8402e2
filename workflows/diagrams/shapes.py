"""The shapes of a diagram that is being changed: room is made to the right, and what is put in is drawn there."""

from lxml import etree

from workflows.diagrams.as_written import detach, put_after, put_first, put_last
from workflows.diagrams.names import BPMNDI, DC, DI, bpmn, local

STEP, EVENT, GAP = (120.0, 80.0), (36.0, 36.0), 60.0
_SHAPE, _EDGE, _PLANE = (f"{{{BPMNDI}}}{name}" for name in ("BPMNShape", "BPMNEdge", "BPMNPlane"))
_BOUNDS, _WAYPOINT = f"{{{DC}}}Bounds", f"{{{DI}}}waypoint"
Point = tuple[float, float]


class Drawn:
    """The shapes of a file; of one without a drawing nothing is drawn.

    :ivar lanes: element → the lane in which it belongs, of those that are put in
    """

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.plane = next(root.iter(_PLANE), None)
        self.lanes: dict[str, str] = {}

    def between(self, ident: str, beside: str, after: bool, flows: list[str], own: str) -> None:
        """Draws an element where flows lead to another one, or from it, and the flow between the two.

        :param flows: those that now lead through it; :param own: the one between the two
        """
        box = self._bounds(beside)
        if self.plane is None or box is None:
            return
        x, y, width, height = box
        size = EVENT if self._is_event(ident) else STEP
        edge = x + width if after else x
        self._make_room(edge, size[0] + GAP)
        self._shape(ident, (edge + (GAP if after else 0.0), self._row(ident, y + height / 2) - size[1] / 2, *size))
        for flow in flows:
            ends = self._ends_of(flow)
            self.straighten(flow, *ends)
        self._edge(own)
        self.straighten(own, *((beside, ident) if after else (ident, beside)))

    def way_out(self, host: str, event: str, end: str, flow: str) -> None:
        """Draws an event on a step, an end below it, and the flow between them."""
        box = self._bounds(host)
        if self.plane is None or box is None:
            return
        x, y, width, height = box
        at = x + width - EVENT[0] - 6
        self._shape(event, (at, y + height - EVENT[1] / 2, *EVENT))
        self._shape(end, (at, y + height + 52, *EVENT))
        self._edge(flow)
        self.straighten(flow, event, end)

    def behind(self, ident: str, end: str, flow: str) -> None:
        """Draws an end event to the right of an element, and the flow to it."""
        box = self._bounds(ident)
        if self.plane is None or box is None:
            return
        x, y, width, height = box
        self._make_room(x + width, EVENT[0] + GAP)
        self._shape(end, (x + width + GAP, y + height / 2 - EVENT[1] / 2, *EVENT))
        self._edge(flow)
        self.straighten(flow, ident, end)

    def drop(self, ident: str) -> None:
        """Takes a shape or an edge away."""
        for each in self._of(ident):
            detach(each)

    def straighten(self, flow: str, source: str, target: str) -> None:
        """Draws a flow anew between two shapes: straight where they stand in one row or column, else by one bend."""
        one, other = self._bounds(source), self._bounds(target)
        edges = [each for each in self._of(flow) if each.tag == _EDGE]
        if one is None or other is None or not edges:
            return
        points, way = edges[0].findall(_WAYPOINT), _way(one, other)
        for point in points[len(way) :]:
            detach(point)
        for place, (x, y) in enumerate(way):
            if place < len(points):
                points[place].set("x", _said(x))
                points[place].set("y", _said(y))
                continue
            points.append(etree.Element(_WAYPOINT, x=_said(x), y=_said(y)))
            if place:
                put_after(points[place - 1], points[place])
            else:
                put_first(edges[0], points[place])

    def _ends_of(self, flow: str) -> tuple[str, str]:
        found = next(each for each in self.root.iter(bpmn("sequenceFlow")) if each.get("id") == flow)
        return str(found.get("sourceRef")), str(found.get("targetRef"))

    def _is_event(self, ident: str) -> bool:
        found = next(each for each in self.root.iter(etree.Element) if each.get("id") == ident)
        return local(found).endswith("Event")

    def _row(self, ident: str, otherwise: float) -> float:
        """The middle of the lane in which an element belongs."""
        lane = self._bounds(self.lanes[ident]) if ident in self.lanes else None
        if lane is None or lane[1] <= otherwise <= lane[1] + lane[3]:
            return otherwise
        return lane[1] + lane[3] / 2

    def _make_room(self, edge: float, width: float) -> None:
        """Moves what ends behind an edge to the right; what reaches over it grows."""
        for bounds in self.root.iter(_BOUNDS):
            x, w = float(bounds.get("x", 0)), float(bounds.get("width", 0))
            if x + w <= edge:
                continue
            if x < edge and w > 3 * STEP[0]:  # a pool, a lane, a sub-process
                bounds.set("width", _said(w + width))
            else:
                bounds.set("x", _said(x + width))
        for point in self.root.iter(_WAYPOINT):
            if (x := float(point.get("x", 0))) > edge:
                point.set("x", _said(x + width))

    def _shape(self, ident: str, box: tuple[float, float, float, float]) -> None:
        self.drop(ident)
        if self.plane is None:
            return
        shape = etree.Element(_SHAPE, id=f"{ident}_shape", bpmnElement=ident)
        put_last(self.plane, shape)
        names = ("x", "y", "width", "height")
        etree.SubElement(shape, _BOUNDS, {name: _said(value) for name, value in zip(names, box, strict=True)})

    def _edge(self, ident: str) -> None:
        if self.plane is not None:
            put_last(self.plane, etree.Element(_EDGE, id=f"{ident}_edge", bpmnElement=ident))

    def _bounds(self, ident: str) -> tuple[float, float, float, float] | None:
        for each in self._of(ident):
            bounds = each.find(_BOUNDS)
            if bounds is not None:
                x, y, width, height = (float(bounds.get(name, 0)) for name in ("x", "y", "width", "height"))
                return x, y, width, height
        return None

    def _of(self, ident: str) -> list[etree._Element]:
        return [each for each in self.plane if each.get("bpmnElement") == ident] if self.plane is not None else []


def _way(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> list[Point]:
    (ax, ay, aw, ah), (bx, by, bw, bh) = one, other
    acx, acy, bcx, bcy = ax + aw / 2, ay + ah / 2, bx + bw / 2, by + bh / 2
    if abs(acx - bcx) < 1:
        return [(acx, ay + ah), (bcx, by)] if acy < bcy else [(acx, ay), (bcx, by + bh)]
    right = bcx > acx
    start = (ax + aw, acy) if right else (ax, acy)
    if abs(acy - bcy) < 1:
        return [start, (bx if right else bx + bw, bcy)]
    return [start, (bcx, acy), (bcx, by if bcy > acy else by + bh)]


def _said(value: float) -> str:
    return f"{value:g}"
