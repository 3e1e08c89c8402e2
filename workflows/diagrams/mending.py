"""Small changes to a diagram's file: a step put in, a wait, a way out; the rest stays as it is, and is drawn beside it.

Each change is said in words, is applied to a copy, and brings its shapes along: what stands behind it moves to the
right.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from workflows.diagrams.as_written import AsWritten, put_after, put_first, put_last
from workflows.diagrams.changing import Changing, NotMended
from workflows.diagrams.names import bpmn, local, spiffworkflow
from workflows.diagrams.parsing import as_utf8, parse

ACTIVITIES = frozenset(
    {"task", "userTask", "manualTask", "serviceTask", "sendTask", "callActivity", "businessRuleTask"}
)
_HELD = '<spiffworkflow:properties><spiffworkflow:property name="on_hold" value="pause" /></spiffworkflow:properties>'
_KEEPING = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


@dataclass(frozen=True)
class Change:
    """One change.

    :ivar what: ``insert``, ``move``, ``wait``, ``retime``, ``apart``, ``way out`` or ``remove``
    :ivar element: what is put in, moved, changed or taken out
    :ivar beside: the element before or after which that is; of ``apart``, the step that somebody else does
    :ivar after: whether it is behind it
    :ivar name: what people call what is put in
    :ivar kind: of an element that is put in: ``userTask``, ``serviceTask``
    :ivar text: the duration of a wait; of a step its extension elements, as XML
    :ivar lane: in which it is drawn; empty for that of ``beside``
    """

    what: str
    element: str
    beside: str = ""
    after: bool = False
    name: str = ""
    kind: str = "userTask"
    text: str = ""
    lane: str = ""

    @property
    def sentence(self) -> str:
        """The change in words."""
        where = f"{'behind' if self.after else 'before'} {self.beside}"
        return {
            "insert": f"Put the step {self.element} {where}.",
            "move": f"Move {self.element} {where}.",
            "wait": f"Wait {where}: {self.text}.",
            "retime": f"Let {self.element} wait for {self.text}.",
            "apart": f"Let somebody else do {self.element} than {self.beside} (`differs_from`).",
            "way out": f"Draw a way out of {self.element}, to an end of its own.",
            "remove": f"Take {self.element} out.",
        }[self.what]


def mended(content: bytes, change: Change, name: str = "the diagram") -> bytes:
    """The diagram with a change.

    :param name: of the file, for refusals
    :raises NotMended: it names an element that is not there, or does not fit
    """
    parse(content, name)  # what is dangerous is refused there; the tree that is changed keeps its comments
    content = as_utf8(content, name)
    root = etree.fromstring(content, _KEEPING)
    written = AsWritten(content, root)
    _APPLY[change.what](Changing(root), change)
    return written.file()


def _place(file: Changing, ident: str, beside: str, after: bool) -> None:
    """Leads the flows of an element through another one."""
    end = "sourceRef" if after else "targetRef"
    flows = file.flows(beside, end)
    if not flows:
        raise NotMended(f"Nothing leads {'from' if after else 'to'} {beside}, so nothing can be put there.")
    for flow in flows:
        file.lead(flow, end, ident)
    made = file.flow(*((beside, ident) if after else (ident, beside)), flows[0])
    file.drawn.between(ident, beside, after, [str(each.get("id")) for each in flows], str(made.get("id")))


def _insert(file: Changing, change: Change) -> None:
    if change.element in file.by_id:
        raise NotMended(f"{change.element} is drawn already.")
    beside = file.element(change.beside)
    extension = f"<bpmn:extensionElements>{change.text}</bpmn:extensionElements>" if change.text else ""
    named = f"id={quoteattr(change.element)} name={quoteattr(change.name)}"
    file.put(f"<bpmn:{change.kind} {named}>{extension}</bpmn:{change.kind}>", beside)
    file.into_lane(change.element, change.beside, change.lane)
    _place(file, change.element, change.beside, change.after)


def _wait(file: Changing, change: Change) -> None:
    ident = file.fresh(change.element)
    xml = (
        f"<bpmn:intermediateCatchEvent id={quoteattr(ident)} name={quoteattr(change.name)}>"
        f"<bpmn:extensionElements>{_HELD}</bpmn:extensionElements>"
        f"<bpmn:timerEventDefinition id={quoteattr(f'{ident}_timer')}>"
        "<bpmn:timeDuration></bpmn:timeDuration></bpmn:timerEventDefinition>"
        "</bpmn:intermediateCatchEvent>"
    )
    made = file.put(xml, file.element(change.beside))
    next(made.iter(bpmn("timeDuration"))).text = change.text
    file.into_lane(ident, change.beside, change.lane)
    _place(file, ident, change.beside, change.after)


def _retime(file: Changing, change: Change) -> None:
    found = next(file.element(change.element).iter(bpmn("timeDuration")), None)
    if found is None:
        raise NotMended(f"{change.element} waits for no duration.")
    found.text = change.text


def _move(file: Changing, change: Change) -> None:
    element = file.element(change.element)
    beside = file.element(change.beside)
    if element.getparent() is not beside.getparent():
        raise NotMended(f"{change.element} and {change.beside} do not stand in one process.")
    _must_bear_no_event(file, change.element)
    _close_up(file, change.element)
    _place(file, change.element, change.beside, change.after)


def _close_up(file: Changing, ident: str) -> None:
    """Leads what leads to an element past it."""
    coming, going = file.flows(ident, "targetRef"), file.flows(ident, "sourceRef")
    if not coming or len(going) != 1 or going[0].get("targetRef") == ident:
        raise NotMended(f"{ident} cannot be taken from its place: it has not one way out.")
    target = str(going[0].get("targetRef"))
    for flow in coming:
        file.lead(flow, "targetRef", target)
        file.drawn.straighten(str(flow.get("id")), str(flow.get("sourceRef")), target)
    file.drop(going[0])


def _remove(file: Changing, change: Change) -> None:
    _must_bear_no_event(file, change.element)
    _close_up(file, change.element)
    file.drop(file.element(change.element))


def _must_bear_no_event(file: Changing, ident: str) -> None:
    """What stands on a step would be left behind where it stood."""
    for each in file.by_id.values():
        if each.get("attachedToRef") == ident:
            raise NotMended(f"{ident} has the event {each.get('id')} on it.")


def _apart(file: Changing, change: Change) -> None:
    element = file.element(change.element)
    extensions = element.find(bpmn("extensionElements"))
    if extensions is None:
        extensions = etree.Element(bpmn("extensionElements"))
        documentation = element.find(bpmn("documentation"))
        if documentation is None:
            put_first(element, extensions)
        else:
            put_after(documentation, extensions)
    properties = extensions.find(spiffworkflow("properties"))
    if properties is None:
        properties = etree.Element(spiffworkflow("properties"))
        put_last(extensions, properties)
    for each in properties.findall(spiffworkflow("property")):
        if each.get("name") == "differs_from":
            others = each.get("value", "").replace(",", " ").split()
            if change.beside in others:
                raise NotMended(f"{change.element} differs from {change.beside} already.")
            each.set("value", ", ".join([*others, change.beside]))
            return
    put_last(properties, etree.Element(spiffworkflow("property"), name="differs_from", value=change.beside))


def _way_out(file: Changing, change: Change) -> None:
    element = file.element(change.element)
    if local(element) not in ACTIVITIES:
        raise NotMended(f"{change.element} is no step out of which a way could lead.")
    event, end, message = (file.fresh(f"{change.element}_{what}") for what in ("given_up", "not_done", "stopped"))
    process = next(each for each in element.iterancestors() if local(each) == "process")
    made_message = etree.Element(bpmn("message"), id=message, name=f"{change.element}_given_up")
    previous = process.getprevious()
    if previous is None:
        process.addprevious(made_message)
    else:
        put_after(previous, made_message)
    made = file.put(
        f'<bpmn:boundaryEvent id="{event}" name="Given up" attachedToRef="{change.element}">'
        f'<bpmn:messageEventDefinition id="{event}_message" messageRef="{message}" /></bpmn:boundaryEvent>',
        element,
    )
    file.put(f'<bpmn:endEvent id="{end}" name="Not done" />', made)
    flow = file.flow(event, end, file.element(end))
    for ident in (event, end):
        file.into_lane(ident, change.element, "")
    file.drawn.way_out(change.element, event, end, str(flow.get("id")))


_APPLY: Mapping[str, Callable[[Changing, Change], None]] = {
    "insert": _insert,
    "wait": _wait,
    "retime": _retime,
    "move": _move,
    "remove": _remove,
    "apart": _apart,
    "way out": _way_out,
}
