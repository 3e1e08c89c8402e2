"""The variables of a procedure: which its steps leave in a case, and what is known of each.

What one step leaves every later one can read; called processes and sub-processes read and write the same data.
"""

from collections.abc import Iterable, Iterator, Mapping

from workflows.decisions import DecisionModel
from workflows.decisions.typing import given_by
from workflows.diagrams.graph import Graph, Node
from workflows.diagrams.operations import Operation
from workflows.diagrams.vocabulary import Vocabulary
from workflows.errors import Refused
from workflows.expressions import compile_expression
from workflows.expressions.inference import Inference
from workflows.expressions.inferred import LIST, NUMBER, UNKNOWN, Inferred, Known, either, list_of, of_fact

_ROUNDS = 3
"""How often is looked again: what a step leaves may be computed from what another leaves."""
Left = tuple[str, Inferred]
"""A variable, and what is known of what a step leaves in it."""


def known_in(
    processes: Iterable[Graph], vocabulary: Vocabulary, decisions: Mapping[str, DecisionModel | None]
) -> Known:
    """What expressions of a procedure can read.

    Other names are mistakes where it is known with what a case begins and every step says what it leaves. Messages and
    errors leave nothing unless a variable takes what comes with them: this house sends none with anything.

    :param processes: all of its processes
    :param decisions: decision → the model that holds it; ``None``: not known
    """
    nodes = [node for process in processes for _, node in process.walk()]
    begins = vocabulary.begins or {}
    closed = vocabulary.begins is not None and all(_says_all(node, vocabulary, decisions) for node in nodes)
    known = Known(begins, closed, vocabulary.signatures)
    for _ in range(_ROUNDS):
        found: dict[str, list[Inferred]] = {name: [given] for name, given in begins.items()}
        for node in nodes:
            for name, given in _left(node, vocabulary, decisions, known):
                found.setdefault(name, []).append(given)
        variables = {name: either(several) for name, several in found.items()}
        if variables == known.variables:
            break
        # Not closed before all is there: a name that comes later would be taken for none.
        known = Known(variables, closed, vocabulary.signatures)
    return known


def result_of(operation: Operation | None, parameters: Mapping[str, str]) -> Inferred:
    """What is known of the result of an operation.

    :param parameters: what it is asked for, as FEEL texts
    """
    if operation is None:
        return UNKNOWN
    by, members = operation.results_by
    results = members.get(parameters.get(by, "").strip().strip('"'), operation.results)
    return Inferred(frozenset({"context"}), parts={name: of_fact(kind) for name, kind in results.items()})


def inferred(text: str, vocabulary: Vocabulary, known: Known) -> Inferred:
    """What is known of what a text in FEEL gives; nothing where it is none."""
    try:
        return Inference(known).of(compile_expression(text, vocabulary.functions).tree)
    except Refused:
        return UNKNOWN


def left_by(
    node: Node, vocabulary: Vocabulary, decisions: Mapping[str, DecisionModel | None], known: Known
) -> frozenset[str]:
    """The variables that a node has set once it is done."""
    return frozenset(name for name, _ in _left(node, vocabulary, decisions, known))


def _says_all(node: Node, vocabulary: Vocabulary, decisions: Mapping[str, DecisionModel | None]) -> bool:
    """Whether it is known which variables a node leaves."""
    if node.result or node.outputs:
        return True
    if node.kind == "serviceTask":
        return node.operation in vocabulary.operations
    if node.kind == "businessRuleTask":
        return decisions.get(node.decision or "") is not None
    return node.form is None or node.form in vocabulary.forms


def _left(
    node: Node, vocabulary: Vocabulary, decisions: Mapping[str, DecisionModel | None], known: Known
) -> Iterator[Left]:
    if node.form is not None:
        yield from vocabulary.forms.get(node.form, {}).items()
    if node.kind == "serviceTask":
        result = result_of(vocabulary.operations.get(node.operation or ""), node.parameters)
        yield from _of_service(node, result, vocabulary, known)
    elif node.kind == "businessRuleTask":
        yield from _of_decision(node, decisions.get(node.decision or ""), known)
    if node.passing is not None:
        for name, text in (*node.passing.into.items(), *node.passing.out.items()):
            yield name, inferred(text, vocabulary, known)
    for event in node.events:
        if event.variable is not None:
            yield event.variable, UNKNOWN
    if node.loop is not None:
        yield from _of_loop(node, vocabulary, known)


def _of_service(node: Node, result: Inferred, vocabulary: Vocabulary, known: Known) -> Iterator[Left]:
    if node.outputs:
        inner = with_result(node, result, known)
        yield from ((name, inferred(text, vocabulary, inner)) for name, text in node.outputs.items())
    elif node.result is not None:
        yield node.result, result
    else:
        yield from (result.parts or {}).items()


def with_result(node: Node, result: Inferred, known: Known) -> Known:
    """What the outputs of a service task can read: the members of its result too."""
    named = {node.result: result} if node.result is not None else {}
    inner = known.besides({**(result.parts or {}), **named})
    return inner if result.is_known else Known(inner.variables, False, inner.signatures)


def _of_decision(node: Node, model: DecisionModel | None, known: Known) -> Iterator[Left]:
    if model is None:
        if node.result is not None:
            yield node.result, UNKNOWN
        return
    variable, given = given_by(model, node.decision or "", known)
    if node.result is not None:
        yield node.result, given
    elif given.parts is not None:
        yield from given.parts.items()
    else:
        yield variable, given


def _of_loop(node: Node, vocabulary: Vocabulary, known: Known) -> Iterator[Left]:
    loop = node.loop
    if loop is None:
        return
    if loop.item is not None:
        source = inferred(loop.collection, vocabulary, known) if loop.collection is not None else list_of([NUMBER])
        yield loop.item, source.item or UNKNOWN
    if loop.output_item is not None:
        yield loop.output_item, UNKNOWN
    if loop.output_collection is not None:
        yield loop.output_collection, LIST
