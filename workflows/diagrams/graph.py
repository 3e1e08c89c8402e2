"""What a diagram says, as plain data: processes, nodes and flows. No XML and no engine in it.

The words are those of BPMN 2.0.2: a node's ``kind`` is the name of its XML element (``userTask``,
``exclusiveGateway``). Texts of expressions are FEEL, without the leading ``=`` that some editors write.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

_ENOUGH = re.compile(r"\s*activationCount\s*(>=|>|=)\s*([0-9]{1,3})\s*")
EMPTY: Mapping[str, str] = MappingProxyType({})

HUMAN_TASKS = frozenset({"userTask", "manualTask", "task"})
STEPS = HUMAN_TASKS | {"serviceTask", "businessRuleTask", "callActivity"}
"""The kinds of nodes in which work is done: each needs a row in the vocabulary and is asked for before it opens."""
AD_HOC = "adHocSubProcess"
SUB_PROCESSES = frozenset({"subProcess", "transaction", AD_HOC})
GATEWAYS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway", "complexGateway"})
EVENTS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})


@dataclass(frozen=True)
class EventDefinition:
    """What an event waits for or throws.

    :ivar kind: ``timer``, ``message``, ``signal``, ``error``, ``escalation``, ``terminate``, ``conditional``, or
        another of BPMN's (``compensate``, ``link``, ``cancel``), which lint refuses
    :ivar timer: for timers ``date``, ``duration`` or ``cycle``
    :ivar text: a timer's expression or ISO 8601 literal; a conditional event's condition
    :ivar name: the message's, signal's, error's or escalation's name
    :ivar code: an error's or escalation's code; ``None`` catches all
    :ivar variable: where the message's payload is stored; without it the payload's members are merged
    """

    kind: str
    timer: Literal["date", "duration", "cycle"] | None = None
    text: str | None = None
    name: str | None = None
    code: str | None = None
    variable: str | None = None


@dataclass(frozen=True)
class Loop:
    """How often an activity is done: BPMN's standard loop or multi-instance characteristics.

    :ivar kind: ``standard`` (while ``condition``), ``sequential`` or ``parallel`` (multi-instance)
    :ivar cardinality: FEEL text of the number of instances
    :ivar collection: FEEL text of the list with one item per instance
    :ivar item: the variable that holds an instance's item
    :ivar output_collection: the variable that gathers the results, in the order of the items
    :ivar output_item: the variable of an instance that is gathered
    :ivar completion: FEEL text; once true after an instance, the remaining ones are cancelled
    :ivar condition: FEEL text of a standard loop: go on while true
    """

    kind: Literal["standard", "sequential", "parallel"]
    cardinality: str | None = None
    collection: str | None = None
    item: str | None = None
    output_collection: str | None = None
    output_item: str | None = None
    completion: str | None = None
    condition: str | None = None
    maximum: int | None = None
    test_before: bool = False


@dataclass(frozen=True)
class Flow:
    """A sequence flow. ``condition`` is FEEL text."""

    id: str
    source: str
    target: str
    condition: str | None = None
    is_default: bool = False
    name: str = ""
    line: int = 0


@dataclass(frozen=True)
class Passing:
    """What a call passes to the called process and takes back, where that is not simply everything.

    :ivar all_in: whether all variables are passed on
    :ivar into: variable of the called process → FEEL text over the data of the call
    :ivar all_out: whether all variables of the called process are taken back
    :ivar out: variable → FEEL text over the data of the called process
    """

    all_in: bool = False
    into: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    all_out: bool = False
    out: Mapping[str, str] = field(default_factory=lambda: EMPTY)


@dataclass(frozen=True)
class Node:
    """A flow node: activity, gateway or event.

    :ivar kind: the name of its BPMN element
    :ivar lane: the name of the innermost lane that holds it: the role that does it
    :ivar properties: ``spiffworkflow:property`` name → value (``form``, ``basis``, ``due``, ``differs_from``,
        ``on_hold``)
    :ivar operation: for service tasks, the operation's name without the prefix ``op.``
    :ivar parameters: for service tasks, parameter name → FEEL text
    :ivar outputs: for service tasks, variable → FEEL text over the process data and the members of the result; with
        outputs nothing else of the result is kept
    :ivar result: the variable that takes a service task's or decision's result; without it the members are merged
    :ivar decision: for business rule tasks, the id or name of the decision
    :ivar called: for call activities, the id of the called process
    :ivar passing: for call activities, what is passed and taken back; ``None``: everything, by its own name
    :ivar activation: for complex gateways, FEEL text that says how many of its ways in are enough
    :ivar events: its event definitions; none for a plain event
    :ivar attached_to: for boundary events, the id of the host
    :ivar interrupting: for boundary events, whether the host is cancelled
    :ivar lasting: for boundary events that do not interrupt, whether it may happen as long as the scope lasts in which
        its activity stands (an event sub-process), and not only as long as the activity does
    :ivar drawn_here: whether nobody drew it, and the normaliser did
    :ivar inner: for sub-processes, what is inside
    :ivar line: line in the file; of what the normaliser added, that of what it was added for
    """

    id: str
    kind: str
    name: str = ""
    lane: str | None = None
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    operation: str | None = None
    parameters: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    outputs: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    result: str | None = None
    decision: str | None = None
    called: str | None = None
    passing: Passing | None = None
    activation: str | None = None
    events: tuple[EventDefinition, ...] = ()
    loop: Loop | None = None
    attached_to: str | None = None
    interrupting: bool = True
    lasting: bool = False
    drawn_here: bool = False
    inner: "Graph | None" = None
    line: int = 0

    @property
    def form(self) -> str | None:
        """The name of the form that a person fills in."""
        return self.properties.get("form")

    @property
    def differs_from(self) -> tuple[str, ...]:
        """The ids of the steps whose doers must not do this one."""
        return tuple(self.properties.get("differs_from", "").replace(",", " ").split())

    @property
    def event(self) -> EventDefinition | None:
        """The only event definition, if there is exactly one."""
        return self.events[0] if len(self.events) == 1 else None

    @property
    def needs(self) -> int | None:
        """Of a complex gateway: on how many ways in a token must have come; ``None`` where it does not say it so."""
        return enough(self.activation or "")

    @property
    def is_step(self) -> bool:
        """Whether work is done here, so that the vocabulary needs a row for it."""
        return self.kind in STEPS


def enough(activation: str) -> int | None:
    """How many ways in an activation condition asks for: ``activationCount >= 2``; ``None`` where it is not so."""
    found = _ENOUGH.fullmatch(activation)
    return int(found[2]) + (found[1] == ">") if found is not None else None


@dataclass(frozen=True)
class Lane:
    """A lane: a role, and the ids of the nodes that stand in it."""

    id: str
    name: str
    nodes: tuple[str, ...]
    line: int = 0


@dataclass(frozen=True)
class Graph:
    """One process, or the inside of one sub-process.

    :ivar id: the id of the process or sub-process
    :ivar nodes: node id → node, in the order of the file; not those inside sub-processes
    :ivar flows: in the order of the file: the order in which a gateway's conditions are asked
    :ivar others: elements that are no flow nodes and not understood: (kind, id, line)
    """

    id: str
    name: str
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    lanes: tuple[Lane, ...] = ()
    documentation: str = ""
    properties: Mapping[str, str] = field(default_factory=lambda: EMPTY)
    executable: bool = True
    line: int = 0
    others: tuple[tuple[str, str, int], ...] = ()
    _out: dict[str, list[Flow]] = field(default_factory=dict, repr=False, compare=False)
    _in: dict[str, list[Flow]] = field(default_factory=dict, repr=False, compare=False)
    _attached: dict[str, list[Node]] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for flow in self.flows:
            self._out.setdefault(flow.source, []).append(flow)
            self._in.setdefault(flow.target, []).append(flow)
        for node in self.nodes.values():
            if node.attached_to is not None:
                self._attached.setdefault(node.attached_to, []).append(node)

    def outgoing(self, node: str) -> tuple[Flow, ...]:
        """The flows that leave a node, in the order of the file."""
        return tuple(self._out.get(node, ()))

    def incoming(self, node: str) -> tuple[Flow, ...]:
        """The flows that enter a node, in the order of the file."""
        return tuple(self._in.get(node, ()))

    @property
    def plain_starts(self) -> int:
        """How many start events wait for nothing."""
        return sum(node.kind == "startEvent" and not node.events for node in self.nodes.values())

    def boundary(self, host: str) -> tuple[Node, ...]:
        """The boundary events attached to an activity."""
        return tuple(self._attached.get(host, ()))

    def walk(self) -> "Iterator[tuple[Graph, Node]]":
        """Every node with the graph it stands in, sub-processes included."""
        for node in self.nodes.values():
            yield self, node
            if node.inner is not None:
                yield from node.inner.walk()

    def graphs(self) -> "Iterator[Graph]":
        """This graph and those of its sub-processes."""
        yield self
        for node in self.nodes.values():
            if node.inner is not None:
                yield from node.inner.graphs()

    def node(self, element: str) -> Node | None:
        """The node of that id, inside sub-processes too."""
        return next((node for _, node in self.walk() if node.id == element), None)
