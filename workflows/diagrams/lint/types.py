"""Types: conditions are true or false, timers are times, parameters fit, and nothing reads what nobody leaves.

FEEL gives null where types do not fit, and a condition that is null lets the default flow be taken: a letter is sent
because of a typing error. So it is told when it is written. See ``workflows.expressions.inference``.
"""

from collections.abc import Iterator, Mapping

from workflows.decisions.typing import complaints_of
from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import Flow, Node
from workflows.diagrams.lint.scene import Scene
from workflows.diagrams.operations import Parameter
from workflows.diagrams.timers import BadTimer, literal
from workflows.diagrams.variables import result_of, with_result
from workflows.errors import Refused
from workflows.expressions import compile_expression, tree, written
from workflows.expressions.inference import Inference, mistakes
from workflows.expressions.inferred import DURATIONS, NUMBER, Inferred, Known, of_type

_TIMES = {
    "date": frozenset({"date", "date and time", "string"}),
    "duration": DURATIONS | {"string"},
    "cycle": DURATIONS | {"string"},
}
_BOOLEAN = frozenset({"boolean"})


def conditions(scene: Scene) -> Iterator[Finding]:
    """Conditions of flows and events are true or false."""
    for flow in scene.graph.flows:
        if flow.condition:
            yield from _looked_at(scene, flow, "the condition of", flow.condition, _BOOLEAN)
    facts = scene.vocabulary.facts
    known = Known(facts, closed=True, signatures=scene.vocabulary.signatures) if facts is not None else scene.known
    for node in scene.graph.nodes.values():
        for event in node.events:
            if event.kind == "conditional" and event.text:
                yield from _looked_at(scene, node, "the condition of", event.text, _BOOLEAN, known)


def timers(scene: Scene) -> Iterator[Finding]:
    """Timers wait for a date or a duration."""
    for node in scene.graph.nodes.values():
        for event in node.events:
            if event.kind != "timer" or not event.timer or not event.text:
                continue
            try:
                if literal(event.timer, event.text) is not None:
                    continue
            except BadTimer:
                continue  # told where texts are looked at
            yield from _looked_at(scene, node, "the timer", event.text, _TIMES[event.timer])


def parameters(scene: Scene) -> Iterator[Finding]:
    """What service tasks say fits what the operation takes, and what they keep is there."""
    for node in scene.graph.nodes.values():
        operation = scene.vocabulary.operations.get(node.operation or "")
        for name, text in node.parameters.items():
            declared = operation.parameter(name) if operation is not None else None
            yield from _parameter(scene, node, name, text, declared)
        if node.passing is not None:
            for name, text in (*node.passing.into.items(), *node.passing.out.items()):
                yield from _looked_at(scene, node, f"the mapping of {name} of", text, None)
        inner = with_result(node, result_of(operation, node.parameters), scene.known)
        for name, text in node.outputs.items():
            yield from _looked_at(scene, node, f"the output {name} of", text, None, inner)


def _parameter(scene: Scene, node: Node, name: str, text: str, declared: Parameter | None) -> Iterator[Finding]:
    read = _read(scene, text)
    if read is None or isinstance(read, tree.Constant):
        return  # told where texts and operations are looked at
    what = f"the parameter {name} of"
    wanted = of_type(declared.type).kinds if declared is not None else None
    yield from _looked_at(scene, node, what, text, wanted)
    given = Inference(scene.known).of(read)
    choices = declared.choices if declared is not None else ()
    odd = [each for each in given.values or () if choices and each not in choices]
    if odd:
        there = ", ".join(choices)
        text = f"{what} {node.id}, `{text}`, can be {written(odd[0])}, which there is not. There is: {there}."
        yield scene.at(node, "unknown-choice", text)


def loops(scene: Scene) -> Iterator[Finding]:
    """Several instances need a number or a list; loops, what is true or false."""
    for node in scene.graph.nodes.values():
        loop = node.loop
        if loop is None:
            continue
        counts = dict.fromkeys(("numberOfInstances", "numberOfCompletedInstances", "numberOfActiveInstances"), NUMBER)
        yield from _part(scene, node, "the number of instances of", loop.cardinality, frozenset({"number"}), {})
        yield from _part(scene, node, "the list of", loop.collection, frozenset({"list"}), {})
        yield from _part(scene, node, "the completion condition of", loop.completion, _BOOLEAN, counts)
        yield from _part(scene, node, "the loop condition of", loop.condition, _BOOLEAN, {"loopCounter": NUMBER})


def _part(
    scene: Scene, node: Node, what: str, text: str | None, kinds: frozenset[str], more: Mapping[str, Inferred]
) -> Iterator[Finding]:
    if text:
        yield from _looked_at(scene, node, what, text, kinds, scene.known.besides(more))


def decisions(scene: Scene) -> Iterator[Finding]:
    """The tables that are asked fit what the case holds then; no row is in vain, and no case is left out."""
    for node in scene.graph.nodes.values():
        model = scene.decisions.get(node.decision or "") if node.kind == "businessRuleTask" else None
        if model is None or not scene.vocabulary.strict:
            continue
        for sentence in complaints_of(model, node.decision or "", scene.known):
            yield scene.at(node, "decision-type", f"{node.id} asks a decision with a fault. {sentence}")


def _looked_at(
    scene: Scene, thing: Node | Flow, what: str, text: str, kinds: frozenset[str] | None, known: Known | None = None
) -> Iterator[Finding]:
    """What can only be a mistake in one text."""
    read = _read(scene, text)
    if read is None:
        return  # told where texts are looked at
    for sentence in mistakes(read, known or scene.known, Inferred(kinds or frozenset())):
        yield scene.at(thing, "type-mismatch", f"{what} {thing.id} is {scene.quoted(thing, text)}: {sentence}")


def _read(scene: Scene, text: str) -> tree.Node | None:
    try:
        return compile_expression(text, scene.vocabulary.functions).tree
    except Refused:
        return None


RULES = (conditions, timers, parameters, loops, decisions)
