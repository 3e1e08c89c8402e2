"""A small language for drawing diagrams in tests.

>>> with_steps = Drawing("p").chain("start", "u", "end").xml()

Ids beginning with ``start`` and ``end`` are events; other nodes are drawn by their method before they are chained.
"""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:spiffworkflow="http://spiffworkflow.org/bpmn/schema/1.0/core" id="defs" targetNamespace="http://example.org/p">
"""
EVENTS = {
    "message": "<bpmn:messageEventDefinition messageRef={ref}/>",
    "signal": "<bpmn:signalEventDefinition signalRef={ref}/>",
    "error": "<bpmn:errorEventDefinition errorRef={ref}/>",
    "escalation": "<bpmn:escalationEventDefinition escalationRef={ref}/>",
}


class Drawing:
    """A process, or with ``tag="subProcess"`` the inside of one."""

    def __init__(self, ident: str, tag: str = "process") -> None:
        self.ident = ident
        self.tag = tag
        self.parts: list[str] = []
        self.flows: list[str] = []
        self.ids: list[str] = []
        self.declared: dict[str, str] = {}
        self.lanes: dict[str, list[str]] = {}

    # nodes ------------------------------------------------------------------------------------------------------------

    def node(self, tag: str, ident: str, inner: str = "", **attributes: str) -> "Drawing":
        given = "".join(f" {name}={quoteattr(value)}" for name, value in attributes.items())
        self.parts.append(f'<bpmn:{tag} id="{ident}"{given}>{inner}</bpmn:{tag}>')
        self.ids.append(ident)
        return self

    def start(self, ident: str = "start") -> "Drawing":
        return self.node("startEvent", ident)

    def end(self, ident: str = "end", event: str = "") -> "Drawing":
        return self.node("endEvent", ident, event)

    def terminate(self, ident: str) -> "Drawing":
        return self.end(ident, "<bpmn:terminateEventDefinition/>")

    def throws(self, ident: str, kind: str, name: str, tag: str = "endEvent") -> "Drawing":
        return self.node(tag, ident, self.event(kind, name))

    def user(self, *idents: str, loop: str = "", properties: Mapping[str, str] | None = None) -> "Drawing":
        for ident in idents:
            self.node("userTask", ident, self._extensions(_properties(properties or {})) + loop)
        return self

    def service(
        self, ident: str, operation: str, result: str | None = None, loop: str = "", **parameters: str
    ) -> "Drawing":
        given = "".join(
            f'<spiffworkflow:parameter id={quoteattr(k)} type="any" value={quoteattr(v)}/>'
            for k, v in parameters.items()
        )
        variable = f" resultVariable={quoteattr(result)}" if result else ""
        operator = (
            f"<spiffworkflow:serviceTaskOperator id={quoteattr('op.' + operation)}{variable}>"
            f"<spiffworkflow:parameters>{given}</spiffworkflow:parameters></spiffworkflow:serviceTaskOperator>"
        )
        return self.node("serviceTask", ident, self._extensions(operator) + loop)

    def decision(self, ident: str, decision: str, result: str | None = None) -> "Drawing":
        inner = f"<spiffworkflow:calledDecisionId>{decision}</spiffworkflow:calledDecisionId>"
        if result:
            inner += f"<spiffworkflow:resultVariable>{result}</spiffworkflow:resultVariable>"
        return self.node("businessRuleTask", ident, self._extensions(inner))

    def call(self, ident: str, process: str, loop: str = "") -> "Drawing":
        return self.node("callActivity", ident, loop, calledElement=process)

    def call_with(
        self, ident: str, process: str, into: Mapping[str, str], out: Mapping[str, str], **every: str
    ) -> "Drawing":
        """A call that passes and takes back only what is named, or everything besides: ``all_in="all"``."""
        said = "".join(f'<spiffworkflow:parameter id="{k}" value={quoteattr(v)}/>' for k, v in into.items())
        said += "".join(f'<spiffworkflow:output id="{k}" value={quoteattr(v)}/>' for k, v in out.items())
        words = f'in="{every.get("all_in", "named")}" out="{every.get("all_out", "named")}"'
        inner = self._extensions(f"<spiffworkflow:calledData {words}>{said}</spiffworkflow:calledData>")
        return self.node("callActivity", ident, inner, calledElement=process)

    def sub(self, inner: "Drawing", loop: str = "") -> "Drawing":
        self.parts.append(inner._body(loop))
        self.declared |= inner.declared
        self.ids.append(inner.ident)
        return self

    def begins(self, ident: str, definition: str, interrupting: bool = True) -> "Drawing":
        """The start of an event sub-process."""
        return self.node("startEvent", ident, definition, isInterrupting="true" if interrupting else "false")

    def handler(self, inner: "Drawing") -> "Drawing":
        """An event sub-process."""
        self.sub(inner)
        self.parts[-1] = self.parts[-1].replace("<bpmn:subProcess ", '<bpmn:subProcess triggeredByEvent="true" ', 1)
        return self

    def xor(self, ident: str, default: str | None = None) -> "Drawing":
        return self.node("exclusiveGateway", ident, **({"default": default} if default else {}))

    def inclusive(self, ident: str, default: str | None = None) -> "Drawing":
        return self.node("inclusiveGateway", ident, **({"default": default} if default else {}))

    def parallel(self, *idents: str) -> "Drawing":
        for ident in idents:
            self.node("parallelGateway", ident)
        return self

    def choice_of_events(self, ident: str) -> "Drawing":
        return self.node("eventBasedGateway", ident)

    def timer(self, ident: str, text: str, kind: str = "timeDuration") -> "Drawing":
        return self.node("intermediateCatchEvent", ident, _timer(kind, text))

    def catches(self, ident: str, kind: str, name: str) -> "Drawing":
        return self.node("intermediateCatchEvent", ident, self.event(kind, name))

    def receive(self, ident: str, message: str) -> "Drawing":
        self.event("message", message)
        return self.node("receiveTask", ident, messageRef=f"message_{message}")

    def on_timer(
        self, ident: str, host: str, text: str, kind: str = "timeDuration", interrupting: bool = True
    ) -> "Drawing":
        return self._boundary(ident, host, _timer(kind, text), interrupting)

    def on(self, ident: str, host: str, kind: str, name: str | None, interrupting: bool = True) -> "Drawing":
        definition = self.event(kind, name) if name else f"<bpmn:{kind}EventDefinition/>"
        return self._boundary(ident, host, definition, interrupting)

    def _boundary(self, ident: str, host: str, definition: str, interrupting: bool) -> "Drawing":
        return self.node(
            "boundaryEvent", ident, definition, attachedToRef=host, cancelActivity="true" if interrupting else "false"
        )

    def condition(self, text: str) -> str:
        """The definition of a conditional event."""
        return (
            f"<bpmn:conditionalEventDefinition><bpmn:condition>{escape(text)}</bpmn:condition>"
            "</bpmn:conditionalEventDefinition>"
        )

    def event(self, kind: str, name: str) -> str:
        """Declare a message, signal, error or escalation, and its event definition."""
        ref = f"{kind}_{name}"
        code = f" {kind}Code={quoteattr(name)}" if kind in {"error", "escalation"} else ""
        self.declared[ref] = f"<bpmn:{kind} id={quoteattr(ref)} name={quoteattr(name)}{code}/>"
        return EVENTS[kind].format(ref=quoteattr(ref))

    def period(self, text: str) -> str:
        """The definition of a timer."""
        return _timer("timeDuration", text)

    # flows ------------------------------------------------------------------------------------------------------------

    def flow(self, source: str, target: str, condition: str | None = None, ident: str | None = None) -> "Drawing":
        ident = ident or f"{self.ident}_{source}_{target}"
        inner = f"<bpmn:conditionExpression>{escape(condition)}</bpmn:conditionExpression>" if condition else ""
        self.flows.append(
            f'<bpmn:sequenceFlow id="{ident}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>'
        )
        return self

    def chain(self, *idents: str) -> "Drawing":
        """Flows from each to the next; start and end events, and unknown ids as user tasks, are drawn on the way."""
        for ident in idents:
            if ident in self.ids:
                continue
            if ident.startswith("start"):
                self.start(ident)
            elif ident.startswith("end"):
                self.end(ident)
            else:
                self.user(ident)
        for source, target in pairwise(idents):
            self.flow(source, target)
        return self

    def lane(self, name: str, *idents: str) -> "Drawing":
        self.lanes.setdefault(name, []).extend(idents)
        return self

    # text -------------------------------------------------------------------------------------------------------------

    def _extensions(self, inner: str) -> str:
        return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>" if inner else ""

    def _body(self, loop: str = "") -> str:
        lanes = "".join(
            f'<bpmn:lane id="lane_{i}" name={quoteattr(name)}>'
            + "".join(f"<bpmn:flowNodeRef>{ident}</bpmn:flowNodeRef>" for ident in idents)
            + "</bpmn:lane>"
            for i, (name, idents) in enumerate(self.lanes.items())
        )
        if lanes:
            lanes = f'<bpmn:laneSet id="lanes">{lanes}</bpmn:laneSet>'
        extra = ' isExecutable="true"' if self.tag == "process" else ""
        inside = "\n".join([*self.parts, *self.flows])
        return f'<bpmn:{self.tag} id="{self.ident}"{extra}>{lanes}{loop}\n{inside}\n</bpmn:{self.tag}>'

    def xml(self, *others: "Drawing") -> bytes:
        """The file, with further processes in it."""
        declared: dict[str, Any] = {}
        for drawing in (self, *others):
            declared |= drawing.declared
        bodies = "\n".join(drawing._body() for drawing in (self, *others))
        return f"{HEAD}{''.join(declared.values())}\n{bodies}\n</bpmn:definitions>".encode()


def several(text: str, sequential: bool = False, **more: str) -> str:
    """Multi-instance characteristics: ``text`` is the number of instances, or with ``item`` the list."""
    inner = ""
    if "item" in more:
        inner += f"<bpmn:loopDataInputRef>{escape(text)}</bpmn:loopDataInputRef>"
    else:
        inner += f'<bpmn:loopCardinality xsi:type="bpmn:tFormalExpression">{escape(text)}</bpmn:loopCardinality>'
    if "gather" in more:
        inner += f"<bpmn:loopDataOutputRef>{more['gather']}</bpmn:loopDataOutputRef>"
    if "item" in more:
        inner += f'<bpmn:inputDataItem name="{more["item"]}"/>'
    if "result" in more:
        inner += f'<bpmn:outputDataItem name="{more["result"]}"/>'
    if "until" in more:
        inner += f"<bpmn:completionCondition>{escape(more['until'])}</bpmn:completionCondition>"
    tag = "bpmn:multiInstanceLoopCharacteristics"
    return f'<{tag} isSequential="{"true" if sequential else "false"}">{inner}</{tag}>'


def again_while(condition: str, test_before: bool = False, most: int | None = None) -> str:
    """Standard loop characteristics."""
    maximum = f' loopMaximum="{most}"' if most else ""
    before = ' testBefore="true"' if test_before else ""
    return (
        f"<bpmn:standardLoopCharacteristics{before}{maximum}>"
        f'<bpmn:loopCondition xsi:type="bpmn:tFormalExpression">{escape(condition)}</bpmn:loopCondition>'
        "</bpmn:standardLoopCharacteristics>"
    )


def _timer(kind: str, text: str) -> str:
    return (
        f'<bpmn:timerEventDefinition><bpmn:{kind} xsi:type="bpmn:tFormalExpression">{escape(text)}</bpmn:{kind}>'
        "</bpmn:timerEventDefinition>"
    )


def _properties(given: Mapping[str, str]) -> str:
    if not given:
        return ""
    inner = "".join(f"<spiffworkflow:property name={quoteattr(k)} value={quoteattr(v)}/>" for k, v in given.items())
    return f"<spiffworkflow:properties>{inner}</spiffworkflow:properties>"
