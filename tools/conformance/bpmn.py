"""BPMN: the diagrams of ``tests/conformance``, each with the trace that BPMN 2.0.2 demands, counted by what they draw.

A case counts at each construct that stands in its diagram. What is not run is refused by lint, with its sentence; none
is passed over.
"""

import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from lxml import etree

from tests.conformance import test_activities, test_events, test_gateways, test_left_out, test_more_events
from tests.conformance.test_refusals import REFUSED
from tests.conformance.tracing import ASSUMED, Trace, p
from tests.engine.drawing import Drawing
from tools.conformance.kit import Case, Outcome, Row, counted
from workflows.diagrams import BadDiagram, lint, read
from workflows.diagrams.names import BPMN, bpmn, local

Draws = tuple[str, bytes, Callable[[], bool]]
"""What is drawn in words, the file, and whether its trace is the one that is demanded."""
_WORDS = {
    "serviceTask": "service task",
    "userTask": "user task",
    "manualTask": "manual task",
    "task": "task",
    "sendTask": "send task",
    "receiveTask": "receive task",
    "businessRuleTask": "business rule task",
    "subProcess": "sub-process",
    "callActivity": "call activity",
    "exclusiveGateway": "exclusive gateway",
    "inclusiveGateway": "inclusive gateway",
    "parallelGateway": "parallel gateway",
    "eventBasedGateway": "event-based gateway",
    "complexGateway": "complex gateway",
    "standardLoopCharacteristics": "standard loop",
    "multiInstanceLoopCharacteristics": "multi-instance",
}
_PLACE = re.compile(r"^p\.bpmn, line \d+: ")
_EVENTS = {
    "startEvent": "start event",
    "endEvent": "end event",
    "intermediateCatchEvent": "intermediate catch event",
    "intermediateThrowEvent": "intermediate throw event",
    "boundaryEvent": "boundary event",
}


def categories() -> dict[str, list[Row]]:
    """The two sections of the page."""
    return {
        "BPMN: constructs that are run": sorted(counted(_run()), key=lambda row: row.category),
        "BPMN: what is refused, and why": counted(_refused()),
    }


def _run() -> Iterator[Case]:
    for text, drawn, right in _draws():
        told = "" if right() else "another trace"
        for construct in sorted(constructs(drawn)):
            yield Case(construct, text, Outcome.DIFFERENT if told else Outcome.RIGHT, told)


def _refused() -> Iterator[Case]:
    """What lint says of each, as the reason; what it accepts is different without a reason."""
    for what, (drawing, _fragment) in REFUSED.items():
        try:
            told = [each.text for each in lint(read(drawing.xml(), "p.bpmn"), ASSUMED, {})]
        except BadDiagram as refused:
            told = [refused.sentence]
        reason = _PLACE.sub("", told[0]) if told else ""
        yield Case(what, what, Outcome.REFUSED if told else Outcome.DIFFERENT, "" if told else "no finding", reason)


def constructs(drawn: bytes) -> set[str]:
    """What a diagram draws beyond plain starts, ends and flows, in words."""
    found = set()
    for element in etree.fromstring(drawn).iter(f"{{{BPMN}}}*"):
        word = local(element)
        if word in _EVENTS:
            found |= _event(element, word)
        elif word == "subProcess" and element.get("triggeredByEvent") == "true":
            begins = [each for each in element if local(each) == "startEvent"]
            beside = any(each.get("isInterrupting") == "false" for each in begins)
            found.add("event sub-process, not interrupting" if beside else "event sub-process")
        elif word in _WORDS:
            found.add(_WORDS[word])
        elif word == "sequenceFlow" and element.find(bpmn("conditionExpression")) is not None:
            found.add("condition on a flow")
        elif element.get("default") is not None:
            found.add("default flow")
    return found


def _event(element: etree._Element, word: str) -> set[str]:
    kinds = [local(each).removesuffix("EventDefinition") for each in element if local(each).endswith("EventDefinition")]
    beside = element.get("cancelActivity") == "false" or element.get("isInterrupting") == "false"
    name = _EVENTS[word] + (", not interrupting" if beside else "")
    if not kinds:
        return {name} if word == "intermediateThrowEvent" else set()
    if len(kinds) > 1:
        return {f"{name}: {'all' if element.get('parallelMultiple') == 'true' else 'any'} of several"}
    return {f"{name}: {kinds[0]}"}


def _draws() -> Iterator[Draws]:
    for name, (event, given, expected) in test_events.CASES.items():
        yield name, _xml(event), partial(_is, event, given, lambda trace: trace.but("passed"), expected)
    for name, (more, given, expected) in test_more_events.CASES.items():
        yield name, _xml(more), partial(_is, more, given, lambda t: sorted(t.but("passed", "chosen")), sorted(expected))
    for name, (activity, given, expected, data) in test_activities.CASES.items():
        yield (
            name,
            _xml(activity),
            partial(_is, activity, given, lambda t: (t.but("passed"), t.data), (expected, data)),
        )
    for name, (block, data, expected) in test_gateways.BLOCKS.items():
        d = p()
        first, last = block(d)
        d.start().end().flow("start", first).flow(last, "end")
        given = {"data": data, "days": 9}
        yield name, d.xml(), partial(_is, d, given, lambda trace: trace.of(*test_gateways.ELEMENTS), expected)
    for name, (draw, expected) in test_left_out.RUN.items():
        left_out = draw()
        yield name, left_out.xml(), partial(_is, left_out, {}, lambda trace: trace.of("t"), expected)


def _xml(drawing: Drawing | bytes) -> bytes:
    return drawing if isinstance(drawing, bytes) else drawing.xml()


def _is(drawing: Drawing | bytes, given: dict[str, Any], told: Callable[[Trace], Any], expected: Any) -> bool:
    return bool(told(Trace(drawing, **given)) == expected)
