"""What a rule of lint looks at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from workflows.decisions import DecisionModel
from workflows.diagrams.diagram import Diagram
from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import HUMAN_TASKS, SUB_PROCESSES, Flow, Graph, Node
from workflows.diagrams.lint.kin import Kin
from workflows.diagrams.vocabulary import Vocabulary
from workflows.expressions.inferred import Known


@dataclass(frozen=True)
class Scene:
    """One process or sub-process, with all that it may refer to.

    :ivar diagram: the file it stands in
    :ivar process: the process
    :ivar graph: the process itself, or the inside of one of its sub-processes
    :ivar enclosing: the graphs round it, outermost first; empty for the process itself
    :ivar processes: every process of the procedure, by id
    :ivar decisions: decision → the model that holds it; ``None``: not known
    :ivar known: what expressions can read
    :ivar kin: how these processes call each other
    """

    diagram: Diagram
    process: Graph
    graph: Graph
    enclosing: tuple[Graph, ...]
    processes: Mapping[str, Graph]
    vocabulary: Vocabulary
    decisions: Mapping[str, DecisionModel | None]
    known: Known = field(default_factory=Known)
    kin: Kin = field(default_factory=Kin)

    def at(self, thing: Node | Flow | Graph, rule: str, text: str) -> Finding:
        """A finding at a node, a flow or the process; the sentence begins with what it is about."""
        return Finding(thing.id, thing.line, rule, f"{self.diagram.name}, line {thing.line}: {text}")

    def written(self, thing: Node | Flow, text: str) -> str:
        """How the author of the diagram wrote a FEEL text of a node or flow."""
        return self.diagram.written.get((thing.id, text), text)

    def quoted(self, thing: Node | Flow, text: str) -> str:
        """A FEEL text as its author wrote it, with what it was read as where that is otherwise."""
        written = self.written(thing, text)
        return f"`{text}`" if written == text else f"`{written}`, read as `{text}`"

    def exits(self, node: Node) -> Iterator[str]:
        """Where a token in a node can go next, by its flows or by the events on its boundary."""
        for flow in self.graph.outgoing(node.id):
            if flow.target in self.graph.nodes:
                yield flow.target
        for event in self.graph.boundary(node.id):
            yield event.id

    def waits(self, node: Node, depth: int = 0) -> bool:
        """Whether a person, a time, a message or a job is waited for in a node or inside it."""
        if node.kind in HUMAN_TASKS or node.kind == "receiveTask":
            return True
        if node.kind == "intermediateCatchEvent":
            return True
        if node.kind == "serviceTask":
            return self.vocabulary.handlers.get(node.operation or "") == "job"
        inner = node.inner if node.kind in SUB_PROCESSES else self.processes.get(node.called or "")
        if inner is None or depth > 8:
            return False
        key, known = (node.called or "", depth), self.kin.waiting
        if node.kind in SUB_PROCESSES or key not in known:
            found = any(self.waits(each, depth + 1) for each in inner.nodes.values())
            if node.kind in SUB_PROCESSES:
                return found
            known[key] = found
        return known[key]
