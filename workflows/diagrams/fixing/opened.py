"""A diagram's file that is opened for repair: its elements by their ids, and what repairs put into it."""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

from lxml import etree

from workflows.diagrams.as_written import AsWritten, detach, put_after, put_first, put_last
from workflows.diagrams.changing import Changing
from workflows.diagrams.drawing import ids_of, unused
from workflows.diagrams.names import BPMN, OPERATION_PREFIX, SPIFFWORKFLOW, bpmn, local, namespace, spiffworkflow
from workflows.diagrams.parsing import as_utf8, parse
from workflows.diagrams.vendors import camunda7, flowable
from workflows.diagrams.vendors.form import is_flow_node

JAVA = camunda7.VENDOR.namespaces | flowable.VENDOR.namespaces
_KEEPING = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


class Opened(Changing):
    """A file that is being repaired.

    :param writing: whether it will be written; only looked at, it need not be known how it was written
    :ivar model: id → the first BPMN element that bears it
    """

    def __init__(self, content: bytes, name: str, *, writing: bool = True) -> None:
        parse(content, name)  # what is dangerous is refused there; the tree that is changed keeps its comments
        content = as_utf8(content, name)
        root = etree.fromstring(content, _KEEPING)
        self._written = AsWritten(content, root) if writing else None
        super().__init__(root)
        self.model: dict[str, etree._Element] = {}
        for each in root.iter(f"{{{BPMN}}}*"):
            self.model.setdefault(str(each.get("id")), each)
        self._names = self._of_flows()

    def _of_flows(self) -> dict[etree._Element, str]:
        """The ids by which lint knows the flows that have none."""
        taken, found = ids_of(self.root), {}
        for scope in self.root.iter(bpmn("process"), bpmn("subProcess")):
            for flow in scope.iterchildren(bpmn("sequenceFlow")):
                if not flow.get("id"):
                    found[flow] = unused(f"{flow.get('sourceRef')}_to_{flow.get('targetRef')}", taken)
                    self.model[found[flow]] = flow
        return found

    def named(self, flow: etree._Element) -> str:
        """The id of a flow; one that has none gets that by which lint knows it."""
        if not flow.get("id"):
            flow.set("id", self._names[flow])
            self.by_id[self._names[flow]] = flow
        return str(flow.get("id"))

    def ident(self, flow: etree._Element) -> str:
        """The id by which a flow is known, whether it has it or not."""
        return str(flow.get("id") or self._names[flow])

    def file(self) -> bytes:
        """The file as it is now."""
        return self._written.file() if self._written is not None else etree.tostring(self.root)

    def node(self, ident: str) -> etree._Element | None:
        """The flow node of an id."""
        found = self.model.get(ident)
        return found if found is not None and is_flow_node(found) else None

    def put_before(self, xml: str, ident: str, beside: str) -> None:
        """Puts an element in front of another one: what led there leads to it."""
        self._put_beside(xml, ident, beside, after=False)

    def put_behind(self, xml: str, ident: str, beside: str) -> None:
        """Puts an element behind another one: what left that one leaves it."""
        self._put_beside(xml, ident, beside, after=True)

    def _put_beside(self, xml: str, ident: str, beside: str, *, after: bool) -> None:
        end = "sourceRef" if after else "targetRef"
        flows = self.flows(beside, end)
        self.model[ident] = self.put(xml, self.model[beside])
        self.into_lane(ident, beside, "")
        for flow in flows:
            self.named(flow)
            self.lead(flow, end, ident)
        made = self.flow(*((beside, ident) if after else (ident, beside)), self.model[ident])
        self.drawn.between(ident, beside, after, [str(each.get("id")) for each in flows], str(made.get("id")))

    def put_into(self, xml: str, ident: str, flow: etree._Element) -> None:
        """Puts an element into a flow."""
        target = str(flow.get("targetRef"))
        self.named(flow)
        self.model[ident] = self.put(xml, flow)
        self.into_lane(ident, target, "")
        self.lead(flow, "targetRef", ident)
        made = self.flow(ident, target, self.model[ident])
        self.drawn.between(ident, target, False, [str(flow.get("id"))], str(made.get("id")))

    def end_behind(self, ident: str) -> None:
        """Draws an end event behind an element, and the flow to it."""
        end = self.fresh(f"{ident}_end")
        self.model[end] = self.put(f"<bpmn:endEvent id={quoteattr(end)} />", self.model[ident])
        self.into_lane(end, ident, "")
        made = self.flow(ident, end, self.model[end])
        self.drawn.behind(ident, end, str(made.get("id")))

    def extension(self, element: etree._Element, name: str) -> etree._Element:
        """Our extension of a name at an element, made where it is missing."""
        holder = element.find(bpmn("extensionElements"))
        if holder is None:
            holder = element.makeelement(bpmn("extensionElements"))
            documentation = element.findall(bpmn("documentation"))
            if documentation:
                put_after(documentation[-1], holder)
            else:
                put_first(element, holder)
        found = holder.find(spiffworkflow(name))
        if found is None:
            found = _ours(holder, name)
        return found

    def operation(self, element: etree._Element, name: str, outputs: Mapping[str, str] | None = None) -> None:
        """Makes an element ask for an operation."""
        operator = self.extension(element, "serviceTaskOperator")
        operator.set("id", OPERATION_PREFIX + name)
        if outputs:
            holder = _ours(operator, "outputs")
            for variable, feel in outputs.items():
                _ours(holder, "output", id=variable, value=feel)

    def declare(self, kind: str, ident: str, **attributes: str) -> None:
        """A message, signal, error or escalation beside the processes."""
        made = self.root.makeelement(bpmn(kind), {"id": ident, **attributes})
        process = next(self.root.iterchildren(bpmn("process")))
        previous = process.getprevious()
        if previous is None:
            put_first(self.root, made)
        else:
            put_after(previous, made)
        self.by_id[ident] = self.model[ident] = made

    def take_out(self, *elements: etree._Element) -> None:
        """Takes elements out, and what held nothing but them."""
        for element in elements:
            holder = element.getparent()
            detach(element)
            if holder is not None and holder.tag == bpmn("extensionElements") and not len(holder):
                detach(holder)

    def words(self, element: etree._Element, spaces: Iterable[str]) -> list[str]:
        """The attributes of an element that are of some namespaces."""
        return [name for name in map(str, element.attrib) if name.startswith(tuple(f"{{{each}}}" for each in spaces))]

    def extended(self, element: etree._Element, spaces: Iterable[str], *words: str) -> list[etree._Element]:
        """The extension elements of some namespaces that stand at an element."""
        known = frozenset(spaces)
        return [
            child
            for holder in element.iterchildren(bpmn("extensionElements"))
            for child in holder.iterchildren(etree.Element)
            if namespace(child) in known and (not words or local(child) in words)
        ]


def _ours(holder: etree._Element, name: str, **attributes: str) -> etree._Element:
    made = etree.Element(spiffworkflow(name), attributes, nsmap={"spiffworkflow": SPIFFWORKFLOW})
    put_last(holder, made)
    return made
