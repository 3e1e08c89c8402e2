"""Everything in a diagram that would silently not run as BPMN 2.0 says, each as a sentence.

What depends on the marking (deadlocks, branches that meet without a join) is proved in ``workflows.proofs``, not here.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from workflows.decisions import DecisionModel
from workflows.diagrams.diagram import Diagram
from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import Graph
from workflows.diagrams.lint import (
    apart,
    constants,
    elements,
    gateways,
    names,
    operations,
    rounds,
    structure,
    texts,
    types,
    unset,
    work,
)
from workflows.diagrams.lint.authors import in_authors_names
from workflows.diagrams.lint.causes import told_once
from workflows.diagrams.lint.kin import Kin
from workflows.diagrams.lint.scene import Scene
from workflows.diagrams.variables import known_in
from workflows.diagrams.vocabulary import Vocabulary

RULES = (
    *structure.RULES,
    *elements.RULES,
    *gateways.RULES,
    *names.RULES,
    *work.RULES,
    *apart.RULES,
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
    :returns: in the order of the files and their lines, each cause once; empty when the procedure may be compiled
    """
    given = [diagrams] if isinstance(diagrams, Diagram) else list(diagrams)
    if large := [finding for diagram in given if (finding := structure.file_size(diagram)) is not None]:
        return large
    processes = {graph.id: graph for diagram in given for graph in diagram.processes}
    found = list(names.processes(given))
    found += names.drawn_twice(given) if vocabulary.strict else ()
    known = known_in([each for each in processes.values() if not structure.too_large(each)], vocabulary, decisions)
    kin = Kin(processes)
    for diagram in given:
        first = diagram.processes[0]
        scene = Scene(diagram, first, first, (), processes, vocabulary, decisions, known, kin)
        told = told_once([*diagram.findings, *names.ids(diagram), *_of_processes(scene)], diagram.processes)
        found += in_authors_names(told, diagram.processes)
    return list(dict.fromkeys(found))


def _of_processes(scene: Scene) -> Iterator[Finding]:
    """What the rules find in the processes of one file."""
    for process in scene.diagram.processes:
        if structure.too_large(process):
            # What is too large to be read is not looked at further; it could take long.
            yield from structure.size(replace(scene, process=process, graph=process))
            continue
        for graph, enclosing in _scopes(process, ()):
            within = replace(scene, process=process, graph=graph, enclosing=enclosing)
            for rule in RULES:
                yield from rule(within)


def _scopes(graph: Graph, enclosing: tuple[Graph, ...]) -> Iterator[tuple[Graph, tuple[Graph, ...]]]:
    yield graph, enclosing
    for node in graph.nodes.values():
        if node.inner is not None:
            yield from _scopes(node.inner, (*enclosing, graph))


__all__ = ["Finding", "lint"]
