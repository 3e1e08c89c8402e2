"""Service tasks say what is done, with the parameters that the operation declares."""

from collections.abc import Iterator, Sequence

from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import Node
from workflows.diagrams.lint.scene import Scene
from workflows.diagrams.operations import Operation, Parameter
from workflows.expressions import FeelSyntaxError, compile_expression, kind_of
from workflows.expressions.hints import nearest
from workflows.expressions.inference import Inference
from workflows.expressions.tree import Constant, List

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
                text = f"the service task {node.id} has no operation. Say which one it asks for."
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
            if declared.of == "column":
                yield from _columns(scene, node, declared, value)
            else:
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


def _columns(scene: Scene, node: Node, declared: Parameter, text: str) -> Iterator[Finding]:
    """Columns are written as they are, so that each is looked up before the first case comes by."""
    try:
        tree = compile_expression(text, scene.vocabulary.functions).tree
    except FeelSyntaxError:
        return  # told where texts are looked at
    items = tree.items if isinstance(tree, List) else ()
    named = [item.value for item in items if isinstance(item, Constant) and isinstance(item.value, str)]
    if not named or len(named) < len(items):
        what = f"{node.id} gives `{declared.name}` as {text[:60]}. Write a list of names in quotation marks."
        yield scene.at(node, "parameter-type", what)
        return
    there, whose = _there_are(scene, node, declared)
    for name in dict.fromkeys(named):
        if named.count(name) > 1:
            yield scene.at(node, "column-twice", f"{node.id} names the column {name!r} twice. Take one of them out.")
        if there is not None and name not in there:
            what = f"{node.id} names the column {name[:60]!r}, which {whose} not"
            yield scene.at(node, "unknown-column", f"{what}{_meant(name, there)}")


def _there_are(scene: Scene, node: Node, declared: Parameter) -> tuple[list[str] | None, str]:
    """What columns can name, and who has it; ``None``: nobody can tell."""
    rows = node.parameters.get(declared.members_of)
    if rows is not None:
        try:
            given = Inference(scene.known).of(compile_expression(rows, scene.vocabulary.functions).tree)
        except FeelSyntaxError:
            return None, ""
        parts = given.item.parts if given.item is not None else None
        return (sorted(parts) if parts is not None else None), f"a row of {rows[:60]} has"
    if not scene.known.closed:
        return None, ""
    return sorted({*scene.known.variables, *declared.choices}), "the case has"


def _meant(name: str, there: Sequence[str]) -> str:
    if near := nearest(name, there):
        return near
    listed = ", ".join(there if len(there) <= _SHOWN else (*there[:_SHOWN], "and others"))
    return f". There is: {listed}."


RULES = (operations, parameters)
