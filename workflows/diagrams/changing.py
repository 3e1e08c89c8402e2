"""A diagram's file while it is being changed: its elements, its flows, its lanes, and its shapes beside them."""

from lxml import etree

from workflows.diagrams.as_written import detach, put_after, put_first, put_last
from workflows.diagrams.names import BPMN, SPIFFWORKFLOW, bpmn, local
from workflows.diagrams.shapes import Drawn
from workflows.errors import Refused

_HEAD = f'xmlns:bpmn="{BPMN}" xmlns:spiffworkflow="{SPIFFWORKFLOW}"'


class NotMended(Refused):
    """A change does not fit the diagram."""


class Changing:
    """A diagram that is being changed."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.by_id = {each.get("id"): each for each in root.iter(etree.Element) if each.get("id")}
        self.drawn = Drawn(root)

    def element(self, ident: str) -> etree._Element:
        found = self.by_id.get(ident)
        if found is None:
            raise NotMended(f"The diagram has no element {ident}.")
        return found

    def flows(self, ident: str, end: str) -> list[etree._Element]:
        """The sequence flows that lead to an element (``targetRef``), or from it (``sourceRef``)."""
        return [each for each in self.root.iter(bpmn("sequenceFlow")) if each.get(end) == ident]

    def fresh(self, wanted: str) -> str:
        found, number = wanted, 2
        while found in self.by_id:
            found, number = f"{wanted}_{number}", number + 1
        return found

    def put(self, xml: str, beside: etree._Element) -> etree._Element:
        """An element of BPMN, as a neighbour of another."""
        made = etree.fromstring(xml.replace(" ", f" {_HEAD} ", 1))
        put_after(beside, made)
        etree.cleanup_namespaces(made, keep_ns_prefixes=[])
        self.by_id[made.get("id")] = made
        return made

    def flow(self, source: str, target: str, beside: etree._Element) -> etree._Element:
        ident = self.fresh(f"{source}_to_{target}")
        made = self.put(f'<bpmn:sequenceFlow id="{ident}" sourceRef="{source}" targetRef="{target}" />', beside)
        self._refer(source, "outgoing", ident)
        self._refer(target, "incoming", ident)
        return made

    def lead(self, flow: etree._Element, end: str, ident: str) -> None:
        """Lets a flow lead to another element, or from another one."""
        reference = "incoming" if end == "targetRef" else "outgoing"
        self._unrefer(str(flow.get(end)), reference, str(flow.get("id")))
        flow.set(end, ident)
        self._refer(ident, reference, str(flow.get("id")))

    def drop(self, element: etree._Element) -> None:
        """Takes an element out, with its shape and its place in a lane."""
        ident = str(element.get("id"))
        if local(element) == "sequenceFlow":
            self._unrefer(str(element.get("sourceRef")), "outgoing", ident)
            self._unrefer(str(element.get("targetRef")), "incoming", ident)
        for reference in list(self.root.iter(bpmn("flowNodeRef"))):
            if (reference.text or "").strip() == ident:
                detach(reference)
        for note in list(self.root.iter(bpmn("association"))):
            if ident in {note.get("sourceRef"), note.get("targetRef")}:
                self.drawn.drop(str(note.get("id")))
                detach(note)
        self.drawn.drop(ident)
        self.by_id.pop(ident, None)
        detach(element)

    def into_lane(self, ident: str, beside: str, lane: str) -> None:
        """Puts an element into the lane of a name, or into that of another element."""
        lanes = list(self.root.iter(bpmn("lane")))
        named = [each for each in lanes if lane and each.get("name") == lane]
        held = ((each, each.iter(bpmn("flowNodeRef"))) for each in lanes)
        found = named or [each for each, refs in held if beside in {(r.text or "").strip() for r in refs}]
        if found:
            reference = etree.Element(bpmn("flowNodeRef"))
            reference.text = ident
            put_last(found[0], reference)
            self.drawn.lanes[ident] = str(found[0].get("id"))

    def _refer(self, ident: str, kind: str, flow: str) -> None:
        """Notes a flow at an element, if those of that file are noted."""
        element = self.by_id.get(ident)
        if element is None or not any(True for _ in self.root.iter(bpmn(kind))):
            return
        made = etree.Element(bpmn(kind))
        made.text = flow
        inner = list(element.iterchildren(etree.Element))
        before = [each for each in inner if local(each) in {"documentation", "extensionElements", "incoming"}]
        if kind == "outgoing":
            before += [each for each in inner if local(each) == "outgoing"]
        if before:
            put_after(max(before, key=element.index), made)
        else:
            put_first(element, made)

    def _unrefer(self, ident: str, kind: str, flow: str) -> None:
        element = self.by_id.get(ident)
        for reference in element.findall(bpmn(kind)) if element is not None else []:
            if (reference.text or "").strip() == flow:
                detach(reference)
