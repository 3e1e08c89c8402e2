"""Everything in a diagram that would silently not run as BPMN 2.0 says, each as a sentence.

What depends on the marking (deadlocks, branches that meet without a join) is proved in ``workflows.proofs``, not here.
"""

from collections.abc import Iterator, Mapping, Sequence

from workflows.decisions import DecisionModel
from workflows.diagrams.diagram import Diagram
from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import Graph
from workflows.diagrams.lint import constants, elements, names, operations, rounds, structure, texts, types, unset, work
from workflows.diagrams.lint.scene import Scene
from workflows.diagrams.variables import known_in
from workflows.diagrams.vocabulary import Vocabulary

RULES = (
    *structure.RULES,
    *elements.RULES,
    *names.RULES,
    *work.RULES,
    *operations.RULES,
    *texts.RULES,
    *rounds.RULES,
    *types.RULES,
    *constants.RULES,
    *unset.RULES,
)


def lint(
    diagrams: Diagram | Sequence[Diagram], vocabulary: Vocabulary, decisions: Mapping[str, DecisionModel | None]
) -> list[Finding]:
    """Find what is wrong in the files of a procedure.

    :param diagrams: one or all of its files; calls between them are followed
    :param vocabulary: what diagrams may name
    :param decisions: id or name of each decision → the model that holds it; ``None``: not known
    :returns: in the order of the files and their lines; empty when the procedure may be compiled
    """
    given = [diagrams] if isinstance(diagrams, Diagram) else list(diagrams)
    processes = {graph.id: graph for diagram in given for graph in diagram.processes}
    found = list(names.processes(given))
    found += names.drawn_twice(given) if vocabulary.strict else ()
    known = known_in([each for each in processes.values() if not structure.too_large(each)], vocabulary, decisions)
    for diagram in given:
        found += diagram.findings
        found += names.ids(diagram)
        for process in diagram.processes:
            if structure.too_large(process):
                # What is too large to be read is not looked at further; it could take long.
                found += structure.size(Scene(diagram, process, process, (), processes, vocabulary, decisions))
                continue
            for graph, enclosing in _scopes(process, ()):
                scene = Scene(diagram, process, graph, enclosing, processes, vocabulary, decisions, known)
                for rule in RULES:
                    found += rule(scene)
    return list(dict.fromkeys(found))


def _scopes(graph: Graph, enclosing: tuple[Graph, ...]) -> Iterator[tuple[Graph, tuple[Graph, ...]]]:
    yield graph, enclosing
    for node in graph.nodes.values():
        if node.inner is not None:
            yield from _scopes(node.inner, (*enclosing, graph))


__all__ = ["Finding", "lint"]
