"""BPMN files: bytes → safe XML → normalised → linted → a plain graph."""

from workflows.diagrams.diagram import Diagram, read
from workflows.diagrams.graph import EventDefinition, Flow, Graph, Lane, Loop, Node
from workflows.diagrams.lint import Finding, lint
from workflows.diagrams.refusals import BadDiagram
from workflows.diagrams.vocabulary import Step, Vocabulary

__all__ = [
    "BadDiagram",
    "Diagram",
    "EventDefinition",
    "Finding",
    "Flow",
    "Graph",
    "Lane",
    "Loop",
    "Node",
    "Step",
    "Vocabulary",
    "lint",
    "read",
]
