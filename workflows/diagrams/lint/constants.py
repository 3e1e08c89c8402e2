"""What an expression without variables always gives, and what therefore never happens.

``1 = 2`` and ``false`` are conditions by their type, and the flow is never taken; ``null`` is no time to wait for.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import Flow, Node
from workflows.diagrams.lint.scene import Scene
from workflows.diagrams.timers import BadTimer, literal, value
from workflows.errors import Refused
from workflows.expressions import YearsAndMonths, compile_expression, tree, written

MOST_INSTANCES = 100
_LENGTHS = (str, timedelta, YearsAndMonths, type(None))
_TIMES = {"date": (str, date, type(None)), "duration": _LENGTHS, "cycle": _LENGTHS}
UNKNOWN: Any = object()
"""What an expression gives that has a variable in it, or asks the house."""


def conditions(scene: Scene) -> Iterator[Finding]:
    """Conditions that are null always, and flows that are never taken."""
    for node in scene.graph.nodes.values():
        if node.kind in {"exclusiveGateway", "inclusiveGateway"}:
            yield from _ways(scene, node)
        for event in node.events:
            if event.kind == "conditional" and event.text:
                given = constant(scene, event.text)
                if given is None or (scene.vocabulary.strict and isinstance(given, bool)):
                    yield _always(scene, node, "the condition of", event.text, given)


def _ways(scene: Scene, gateway: Node) -> Iterator[Finding]:
    taken, asked = "", dict[str, str]()
    flows = [flow for flow in scene.graph.outgoing(gateway.id) if not flow.is_default]
    default = [flow for flow in scene.graph.outgoing(gateway.id) if flow.is_default]
    strict, choosing = scene.vocabulary.strict, gateway.kind == "exclusiveGateway"
    for flow in flows if len(flows) + len(default) > 1 else ():
        text = (flow.condition or "").strip()
        given = constant(scene, text) if text else UNKNOWN
        if given is None:
            yield _always(scene, flow, "the condition of", text, given)
        elif strict and given is False:
            yield _never(scene, flow, f"its condition `{text}` is never true")
        elif strict and choosing and taken:
            yield _never(scene, flow, f"{taken}, which is asked before it, is always taken")
        elif strict and choosing and text in asked:
            yield _never(scene, flow, f"{asked[text]}, which is asked before it, has the same condition")
        if given is True:
            taken = taken or flow.id
        asked.setdefault(text, flow.id)
    if strict and taken:
        for flow in default:
            yield _never(scene, flow, f"{taken} is always taken")


def timers(scene: Scene) -> Iterator[Finding]:
    """Times that are none."""
    for node in scene.graph.nodes.values():
        for event in node.events:
            if event.kind != "timer" or event.timer is None or not event.text:
                continue
            try:
                if literal(event.timer, event.text) is not None:
                    continue
                given = constant(scene, event.text)
                if isinstance(given, _TIMES[event.timer]):  # of other types it is told where types are looked at
                    value(event.timer, given)
            except BadTimer as reason:
                yield scene.at(node, "bad-timer", f"the timer {node.id} cannot be set: {reason}.")


def instances(scene: Scene) -> Iterator[Finding]:
    """Numbers of instances that cannot be."""
    for node in scene.graph.nodes.values():
        text = node.loop.cardinality if node.loop is not None else None
        given = constant(scene, text) if text else UNKNOWN
        if not isinstance(given, int | Decimal | None) or isinstance(given, bool):
            continue  # of other types it is told where types are looked at
        if given is None or given != int(given) or not 0 <= given <= MOST_INSTANCES:
            text = f"{node.id} would be done {written(given)} times; it may be 0 to {MOST_INSTANCES} times."
            yield scene.at(node, "instances-unknown", text)


def constant(scene: Scene, text: str) -> Any:
    """The value of an expression that is the same whatever the case; else :data:`UNKNOWN`."""
    try:
        read = compile_expression(text, scene.vocabulary.functions)
        calls = (each.function for each in tree.walk(read.tree) if isinstance(each, tree.Call))
        asks_the_house = any(isinstance(each, tree.Name) and each.name in scene.vocabulary.functions for each in calls)
        if read.names or read.perhaps or asks_the_house:
            return UNKNOWN
        return read.evaluate({})
    except Refused:
        return UNKNOWN


def _always(scene: Scene, thing: Node | Flow, what: str, text: str, given: Any) -> Finding:
    said = f"{what} {thing.id} is `{text}`, which is always {written(given)}. Write what depends on the case."
    return scene.at(thing, "always-the-same", said)


def _never(scene: Scene, flow: Flow, why: str) -> Finding:
    return scene.at(flow, "never-taken", f"the flow {flow.id} can never be taken: {why}. Correct it, or delete it.")


RULES = (conditions, timers, instances)
