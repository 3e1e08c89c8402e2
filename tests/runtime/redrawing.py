"""Random edits of a random drawing, as a process owner makes them from one version to the next."""

from collections.abc import Callable
from random import Random

from lxml import etree

from tests.proofs.artist import draw

_BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
_TIMER = (
    f'<x xmlns:bpmn="{_BPMN[1:-1]}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><bpmn:timerEventDefinition>'
    '<bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P3D</bpmn:timeDuration></bpmn:timerEventDefinition></x>'
)
Element = etree._Element


class Drawn:
    """A drawing, taken apart to be edited."""

    def __init__(self, xml: str, random: Random) -> None:
        self.root, self.random = etree.fromstring(xml.encode()), random

    def text(self) -> str:
        """As a file."""
        return etree.tostring(self.root, encoding="unicode")

    def named(self, ident: str) -> Element:
        """The element of an id."""
        return next(each for each in self.root.iter() if each.get("id") == ident)

    def into(self, ident: str) -> list[Element]:
        """The flows that lead to it."""
        return [each for each in self.root.iter(f"{_BPMN}sequenceFlow") if each.get("targetRef") == ident]

    def out_of(self, ident: str) -> list[Element]:
        """The flows that lead from it."""
        return [each for each in self.root.iter(f"{_BPMN}sequenceFlow") if each.get("sourceRef") == ident]

    def boundary(self, ident: str | None = None) -> list[Element]:
        """The events at an element, or at all."""
        found = self.root.iter(f"{_BPMN}boundaryEvent")
        return [each for each in found if ident in (None, each.get("attachedToRef"))]

    def in_a_line(self) -> list[Element]:
        """The elements with one way in and one out, and nothing attached to them."""
        return [
            each
            for each in self.root.iter()
            if isinstance(each.tag, str)
            and each.get("id")
            and each.get("attachedToRef") is None
            and len(self.into(each.get("id", ""))) == len(self.out_of(each.get("id", ""))) == 1
            and not self.boundary(each.get("id", ""))
        ]

    def cut_out(self, element: Element) -> Element:
        """Takes an element out of its line; the way goes on behind it."""
        ident = element.get("id", "")
        (before,), (behind,) = self.into(ident), self.out_of(ident)
        before.set("targetRef", behind.get("targetRef", ""))
        self.take(behind)
        self.take(element)
        return element

    def take(self, element: Element) -> None:
        """Takes an element away."""
        parent = element.getparent()
        assert parent is not None
        parent.remove(element)

    def put(self, element: Element, flow: Element, ident: str) -> None:
        """Puts an element on a way.

        :param ident: of the new flow behind it
        """
        scope, target = flow.getparent(), flow.get("targetRef", "")
        assert scope is not None
        flow.set("targetRef", element.get("id", ""))
        scope.append(element)
        self.lead(scope, element.get("id", ""), target, ident)

    def lead(self, scope: Element, source: str, target: str, ident: str) -> None:
        """Draws a flow."""
        etree.SubElement(scope, f"{_BPMN}sequenceFlow", id=ident, sourceRef=source, targetRef=target)

    def choose(self, several: list[Element]) -> Element | None:
        """One of them; ``None`` where there is none."""
        return self.random.choice(several) if several else None


def inserted(drawn: Drawn) -> None:
    """One more step on some way."""
    flow = drawn.choose(list(drawn.root.iter(f"{_BPMN}sequenceFlow")))
    if flow is not None:
        drawn.put(etree.Element(f"{_BPMN}userTask", id="a_new_step", name="New"), flow, "a_new_flow")


def renamed(drawn: Drawn) -> None:
    """Another id for some step."""
    step = drawn.choose(list(drawn.root.iter(f"{_BPMN}userTask")))
    if step is None:
        return
    before = step.get("id")
    for each in drawn.root.iter():
        for name, value in each.attrib.items():
            if value == before:
                each.set(name, "a_renamed_step")


def redrawn(drawn: Drawn) -> None:
    """Another procedure drawn by the same hand: much has the same id, and stands elsewhere."""
    drawn.root = etree.fromstring(draw(drawn.random.randrange(2_000), 2, mistakes=0)["p.bpmn"])


def removed(drawn: Drawn) -> None:
    """One element less; the way leads past where it stood."""
    element = drawn.choose(drawn.in_a_line())
    if element is not None:
        drawn.cut_out(element)


def carried(drawn: Drawn) -> None:
    """One element carried to another way: before or behind a fork, into or out of a branch or a sub-process."""
    element = drawn.choose(drawn.in_a_line())
    if element is None:
        return
    drawn.cut_out(element)
    inside = {each.get("id") for each in element.iter() if each is not element}
    flows = [each for each in drawn.root.iter(f"{_BPMN}sequenceFlow") if each.get("id") not in inside]
    flow = drawn.choose(flows)
    if flow is not None:
        drawn.put(element, flow, "a_carried_flow")


def crossed(drawn: Drawn) -> None:
    """Two ways of one scope lead to each other's ends: a branch stands elsewhere."""
    one = drawn.choose(list(drawn.root.iter(f"{_BPMN}sequenceFlow")))
    if one is None:
        return
    scope = one.getparent()
    assert scope is not None
    others = [
        each for each in scope.iterchildren(f"{_BPMN}sequenceFlow") if each.get("targetRef") != one.get("targetRef")
    ]
    other = drawn.choose(others)
    if other is not None:
        ends = one.get("targetRef", ""), other.get("targetRef", "")
        other.set("targetRef", ends[0])
        one.set("targetRef", ends[1])


def watched(drawn: Drawn) -> None:
    """One more event at a step, interrupting or not, that leads to an end of its own or past the step."""
    tasks = [
        each
        for tag in ("userTask", "serviceTask", "subProcess", "callActivity")
        for each in drawn.root.iter(_BPMN + tag)
    ]
    step = drawn.choose(tasks)
    if step is None:
        return
    scope, ident = step.getparent(), step.get("id", "")
    assert scope is not None
    interrupts, past = drawn.random.random() < 0.6, drawn.out_of(ident)
    event = etree.SubElement(scope, f"{_BPMN}boundaryEvent", id="a_new_event", attachedToRef=ident)
    event.set("cancelActivity", "true" if interrupts else "false")
    event.append(etree.fromstring(_TIMER)[0])
    end = etree.SubElement(scope, f"{_BPMN}endEvent", id="a_new_end")
    if interrupts and past and drawn.random.random() < 0.5:
        drawn.take(end)
        meeting = etree.SubElement(scope, f"{_BPMN}exclusiveGateway", id="a_new_meeting")
        target = past[0].get("targetRef", "")
        past[0].set("targetRef", "a_new_meeting")
        drawn.lead(scope, "a_new_meeting", target, "a_new_way_on")
        drawn.lead(scope, "a_new_event", meeting.get("id", ""), "a_new_flow")
    else:
        drawn.lead(scope, "a_new_event", "a_new_end", "a_new_flow")


def unwatched(drawn: Drawn) -> None:
    """One event less at a step, with all to which it alone led."""
    event = drawn.choose(drawn.boundary())
    if event is None:
        return
    todo = [event]
    while todo:
        element = todo.pop()
        ways = drawn.out_of(element.get("id", ""))
        drawn.take(element)
        for flow in ways:
            target = flow.get("targetRef", "")
            drawn.take(flow)
            if not drawn.into(target):
                todo += [drawn.named(target), *drawn.boundary(target)]


EDITS: dict[str, Callable[[Drawn], None]] = {
    each.__name__: each for each in (inserted, renamed, redrawn, removed, carried, crossed, watched, unwatched)
}


def edited(xml: str, edit: str, random: Random) -> str:
    """A drawing with one such edit."""
    drawn = Drawn(xml, random)
    EDITS[edit](drawn)
    return drawn.text()
