"""Every expression compiled, every duration read, before the first case depends on it."""

import re
from collections.abc import Iterator

from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import Flow, Node
from workflows.diagrams.lint.scene import Scene
from workflows.diagrams.timers import BadTimer, literal, value
from workflows.diagrams.vendors.plain import is_juel
from workflows.errors import Refused
from workflows.expressions import compile_expression
from workflows.expressions.inference import mistakes
from workflows.expressions.inferred import DAY

MOST_LETTERS = 500
_SCHEDULE = re.compile(r"(?:[0-9*/?,#LW-]+\s+){2,4}[0-9A-Z*/?,#-]+(?:\s+[0-9A-Za-z*/?,#-]+){2,3}")
"""Five to seven fields."""
_NAMED = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")


def expressions(scene: Scene) -> Iterator[Finding]:
    """Conditions, parameters, timers and loops are FEEL."""
    for flow in scene.graph.flows:
        if flow.condition is not None:
            yield from _feel(scene, flow, "the condition of", flow.condition)
    for node in scene.graph.nodes.values():
        for name, text in node.parameters.items():
            yield from _feel(scene, node, f"the parameter {name} of", text)
        for name, text in node.outputs.items():
            yield from _feel(scene, node, f"the output {name} of", text)
        if node.passing is not None:
            for name, text in (*node.passing.into.items(), *node.passing.out.items()):
                yield from _feel(scene, node, f"the mapping of {name} of", text)
        for event in node.events:
            if event.kind == "timer":
                yield from _timer(scene, node, event.timer, event.text)
            elif event.kind == "conditional":
                yield from _feel(scene, node, "the condition of", event.text or "")
        loop = node.loop
        if loop is not None:
            for what, given in (
                ("the number of instances of", loop.cardinality),
                ("the list of", loop.collection),
                ("the completion condition of", loop.completion),
                ("the loop condition of", loop.condition),
            ):
                if given is not None:
                    yield from _feel(scene, node, what, given)


def _feel(scene: Scene, thing: Node | Flow, what: str, text: str) -> Iterator[Finding]:
    if is_juel(text):
        return  # The normaliser has said why it could not be translated.
    if not text:
        yield scene.at(thing, "no-expression", f"{what} {thing.id} is empty. Write FEEL, or null.")
    elif (letters := len(scene.written(thing, text))) > MOST_LETTERS:
        # Of what its author wrote: what was put there to say the same in FEEL may be longer.
        yield scene.at(
            thing,
            "long-expression",
            f"{what} {thing.id} has {letters} letters; at most {MOST_LETTERS} are accepted. Use a decision table.",
        )
    else:
        try:
            compile_expression(text, functions=scene.vocabulary.functions)
        except Refused as refused:
            said = f", {scene.quoted(thing, text)}," if scene.written(thing, text) != text else ""
            yield scene.at(thing, "bad-expression", f"{what} {thing.id}{said} is not FEEL: {refused.sentence}")


def _timer(scene: Scene, node: Node, kind: str | None, text: str | None) -> Iterator[Finding]:
    if kind is None or not text:
        yield scene.at(node, "no-expression", f"the timer {node.id} does not say when. Give it a date or a duration.")
        return
    try:
        if literal(kind, text) is None:
            found = list(_feel(scene, node, "the timer", text))
            yield from [_schedule(scene, node, text)] if found and _SCHEDULE.fullmatch(text.strip()) else found
    except BadTimer as reason:
        yield scene.at(node, "bad-timer", f"the timer {node.id} cannot be set: {reason}.")


def _schedule(scene: Scene, node: Node, text: str) -> Finding:
    return scene.at(
        node,
        "bad-expression",
        f"the timer {node.id} waits for `{text}`, a schedule as cron and Quartz write it, which is not read here. "
        "Write a cycle like R/PT5M or R/P1D, counted from when the timer is armed.",
    )


def due(scene: Scene) -> Iterator[Finding]:
    """The property ``due`` is an ISO duration."""
    for node in scene.graph.nodes.values():
        text = node.properties.get("due")
        if text is None:
            continue
        try:
            value("duration", text)
        except BadTimer as reason:
            yield scene.at(node, "bad-due", f"{node.id} is due after {text!r}: {reason}.")


def last_day(scene: Scene) -> Iterator[Finding]:
    """The property ``last_day`` names a day among the variables."""
    for node in scene.graph.nodes.values():
        text = node.properties.get("last_day")
        if text is None:
            continue
        wrong = ["it is a name, or a part of one, such as days.answer_by"] if not _NAMED.fullmatch(text) else []
        wrong = wrong or list(mistakes(compile_expression(text).tree, scene.known, DAY))
        if wrong:
            yield scene.at(node, "bad-last-day", f"{node.id} has the last day {text!r}: {wrong[0]}.")


RULES = (expressions, due, last_day)
