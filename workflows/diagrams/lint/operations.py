"""Service tasks say what is done, with the parameters that the operation declares."""

from collections.abc import Iterator

from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import Node
from workflows.diagrams.lint.scene import Scene
from workflows.diagrams.operations import Operation, Parameter
from workflows.expressions import FeelSyntaxError, compile_expression, kind_of
from workflows.expressions.tree import Constant

_SHOWN = 20
_KINDS = {
    "string": "a text in quotation marks",
    "number": "a number",
    "boolean": "true or false",
    "date": "a date",
    "list": "a list",
    "context": "a set of named values, such as {served_on: facts_on}",
}


def operations(scene: Scene) -> Iterator[Finding]:
    """Service tasks say what is done, and somebody does it."""
    for node in scene.graph.nodes.values():
        if node.kind == "serviceTask":
            if not node.operation:
                text = f"the service task {node.id} has no operation. Add a serviceTaskOperator."
                yield scene.at(node, "no-operation", text)
            elif node.operation not in scene.vocabulary.handlers:
                text = f"{node.id} asks for the operation {node.operation!r}, which nobody handles. "
                yield scene.at(node, "unknown-operation", f"{text}Correct it, or write the handler.")
        elif node.operation is not None:
            text = f"{node.id} is a {node.kind} with an operation, which would not be run. Make it a service task."
            yield scene.at(node, "operation-not-run", text)


def parameters(scene: Scene) -> Iterator[Finding]:
    """Each parameter is one that the operation declares, none that it needs is left out, and constants fit."""
    for node in scene.graph.nodes.values():
        operation = scene.vocabulary.operations.get(node.operation or "")
        if node.kind != "serviceTask" or operation is None:
            continue
        for parameter in operation.parameters:
            if parameter.required and parameter.name not in node.parameters:
                text = f"{node.id} does not say `{parameter.name}`, which {operation.name} needs: {parameter.means}"
                yield scene.at(node, "missing-parameter", text)
        for name, value in node.parameters.items():
            declared = operation.parameter(name)
            if declared is None:
                yield scene.at(node, "unknown-parameter", f"{node.id} says `{name}`, {_there(operation)}")
                continue
            yield from _constant(scene, node, declared, value)


def _there(operation: Operation) -> str:
    listed = ", ".join(f"`{each.name}`" for each in operation.parameters) or "none"
    return f"which {operation.name} does not know. Its parameters: {listed}. Correct the name or take it out."


def _constant(scene: Scene, node: Node, declared: Parameter, text: str) -> Iterator[Finding]:
    try:
        tree = compile_expression(text, scene.vocabulary.functions).tree
    except FeelSyntaxError:
        return  # told where texts are looked at
    if not isinstance(tree, Constant):
        return
    kind = kind_of(tree.value)
    if declared.type not in {"Any", kind}:
        what = f"{node.id} gives `{declared.name}` as {text[:60]}, which is not {_KINDS[declared.type]}. Correct it."
        yield scene.at(node, "parameter-type", what)
        return
    choices = declared.choices
    named = {"document": scene.vocabulary.documents, "procedure": scene.vocabulary.procedures}.get(declared.of)
    if named is not None:
        choices = tuple(sorted(named)) or ("none",)
    if choices and tree.value not in choices:
        there = ", ".join(choices if len(choices) <= _SHOWN else (*choices[:_SHOWN], "and others"))
        what = f"{node.id} names {tree.value!r} as `{declared.name}`, which there is not. There is: {there}."
        yield scene.at(node, f"unknown-{declared.of or 'choice'}", what)


RULES = (operations, parameters)
