"""A procedure: its files compiled once, shared by all instances and all threads."""

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from SpiffWorkflow.bpmn.parser.ValidationException import ValidationException

from workflows.decisions import DecisionModel, DecisionResult
from workflows.diagrams.diagram import Diagram, read
from workflows.diagrams.graph import Graph, Node
from workflows.diagrams.lint import lint
from workflows.diagrams.timers import literal
from workflows.diagrams.vocabulary import Vocabulary
from workflows.engine.feel import Feel
from workflows.engine.parser import ProcedureParser
from workflows.engine.reading import compare, graph_of
from workflows.engine.refusals import EvaluationFailed, LintFailed, NoSuchStart, NotCompiled
from workflows.engine.specs import events, gateways
from workflows.engine.specs.element import Process
from workflows.engine.waits import CONDITION
from workflows.errors import Malformed, NotFound, Refused
from workflows.expressions import Expression, compile_expression

# SpiffWorkflow collects what it would log before it asks whether anyone listens; each logger must be told by itself.
for _name in ("spiff", "spiff.task", "spiff.workflow", "spiff.data"):
    logging.getLogger(_name).setLevel(logging.WARNING)


class DecisionTwice(Malformed):
    """Two files hold a decision of one name."""


@dataclass(frozen=True, eq=False)
class Procedure:
    """A procedure that was read, linted and compiled. Immutable; instances share it.

    :ivar process: the id of its process
    :ivar name: the process's name
    :ivar sha256: of its files and the process's id; stored with each state
    :ivar graph: what the diagram says
    :ivar graphs: process id → graph, with the called processes
    :ivar decisions: decision id or name → the model that holds it
    :ivar changes: what the normaliser changed, one sentence each
    """

    process: str
    name: str
    sha256: str
    graph: Graph
    graphs: Mapping[str, Graph]
    decisions: Mapping[str, DecisionModel]
    vocabulary: Vocabulary
    changes: tuple[str, ...]
    spec: Process = field(repr=False)
    subprocesses: Mapping[str, Process] = field(repr=False)
    feel: Feel = field(repr=False)
    flows: Mapping[tuple[str, str, str], str] = field(repr=False)
    _reach: dict[tuple[str, str], dict[str, frozenset[str]]] = field(default_factory=dict, repr=False)

    @cached_property
    def looks_at_conditions(self) -> bool:
        """Whether it has conditional events over its own data; those over declared facts are told by the runtime."""
        if self.vocabulary.facts is not None:
            return False
        nodes = (node for graph in self.graphs.values() for _, node in graph.walk() if node.kind != "startEvent")
        return any(event.kind == "conditional" for node in nodes for event in node.events)

    @property
    def started_by(self) -> Mapping[str, str]:
        """What begins a case at a start event of its own: of one of several its message, or ``= condition``."""
        starts = [node for node in self.graph.nodes.values() if node.kind == "startEvent"]
        events = [(node.id, event) for node in starts for event in node.events]
        found = {f"{CONDITION}{event.text}": start for start, event in events if event.kind == "conditional"}
        if len(starts) > 1:
            found |= {event.name: start for start, event in events if event.kind == "message" and event.name}
        return found

    @property
    def results(self) -> frozenset[str]:
        """The variables that take results of service tasks and decisions, in any of its diagrams."""
        nodes = (node for graph in self.graphs.values() for node in graph.nodes.values())
        return frozenset(node.result for node in nodes if node.result)

    def start_at(self, element: str | None) -> str:
        """The start event at which an instance begins.

        :param element: the one that is asked for; ``None``: the plain one, or the only one
        :raises NoSuchStart: there is no such start event, or several and none of them is plain
        """
        starts = [node for node in self.graph.nodes.values() if node.kind == "startEvent"]
        plain = [node.id for node in starts if not node.events]
        if element is None and (len(starts) == 1 or plain):
            return (plain or [starts[0].id])[0]
        if element not in {node.id for node in starts}:
            there = ", ".join(node.id for node in starts)
            raise NoSuchStart(
                f"{self.process} begins at {there}; {element or 'nothing that was said'} is none of them. Say at which "
                "one.",
                process=self.process,
            )
        return element

    def node(self, element: str) -> Node | None:
        """The node of that id: of the process itself first, then of those it calls."""
        for graph in self.graphs.values():
            found = graph.node(element)
            if found is not None:
                return found
        return None

    def decide(self, name: str, facts: Mapping[str, Any], element: str) -> tuple[str, DecisionResult]:
        """Take a decision.

        :returns: the name of its variable, and its value with the matched rules
        :raises EvaluationFailed: with the sentence of the refusal
        """
        try:
            model = self.decisions[name]
            variable = next(each.variable for each in model.asked if name in (each.id, each.name))
            return variable, model.decide(name, facts)
        except Refused as refused:
            raise EvaluationFailed(
                f"The decision {name} at {element} could not be taken: {refused.sentence}", element=element
            ) from refused
        except Exception as error:
            # A function of the vocabulary went wrong; the other branches of the case must not stop for it.
            raise EvaluationFailed(
                f"The decision {name} at {element} could not be taken: {type(error).__name__}: {error}.",
                element=element,
            ) from error

    def reach(self, spec: Process, gateway: str) -> dict[str, frozenset[str]]:
        """From where which incoming flows of a gateway can be reached along flows without passing it.

        :returns: element name → names of the elements before the gateway
        """
        key = (spec.name, gateway)
        found = self._reach.get(key)
        if found is None:
            found = self._reach[key] = _reach(spec, gateway)
        return found


def _reach(spec: Process, gateway: str) -> dict[str, frozenset[str]]:
    before: dict[str, set[str]] = {}
    for name, task in spec.task_specs.items():
        for output in task._outputs:
            # That an event stands on an activity is no sequence flow: 13.4.3 asks only for ways along flows.
            if not (isinstance(task, events.BoundaryEventSplit) and output != name.removesuffix(gateways.SPLIT)):
                before.setdefault(output, set()).add(name)
    found: dict[str, set[str]] = {}
    for entry in spec.task_specs[gateway]._inputs:
        todo, seen = [entry], {entry, gateway}
        while todo:
            name = todo.pop()
            found.setdefault(name, set()).add(entry)
            for earlier in before.get(name, ()):
                if earlier not in seen:
                    seen.add(earlier)
                    todo.append(earlier)
    return {name: frozenset(entries) for name, entries in found.items()}


_cache: OrderedDict[tuple[str, int, bool], Procedure] = OrderedDict()
_lock = threading.Lock()
_MOST_CACHED = 128


def compile_procedure(
    files: Mapping[str, bytes], process: str, vocabulary: Vocabulary, *, published: bool = False
) -> Procedure:
    """Read, lint and compile a procedure; the result is cached.

    :param files: file name → bytes: ``*.bpmn`` and ``*.dmn``
    :param process: the id of the process that instances run
    :param vocabulary: what the diagrams may name
    :param published: the procedure was accepted when it was published and cases run on it: it is not linted again, so
        that a new rule or a step that was dropped cannot stop them. Both readings are still compared
    :raises BadDiagram: when a file cannot be read
    :raises LintFailed: with ``findings``
    :raises NotFound: when no file holds the process
    """
    digest = hashlib.sha256(process.encode())
    for name in sorted(files):
        digest.update(f"\n{name}\n{len(files[name])}\n".encode())
        digest.update(files[name])
    key = (digest.hexdigest(), id(vocabulary), published)
    with _lock:
        cached = _cache.get(key)
        if cached is not None and cached.vocabulary is vocabulary:
            _cache.move_to_end(key)
            return cached
    procedure = _compile(files, process, vocabulary, key[0], published)
    with _lock:
        _cache[key] = procedure
        while len(_cache) > _MOST_CACHED:
            _cache.popitem(last=False)
    return procedure


def compile_each(
    files: Mapping[str, bytes], diagrams: Sequence[Diagram], processes: Iterable[str], vocabulary: Vocabulary
) -> None:
    """Compile several processes of files that were linted.

    :param diagrams: what was read of these files
    :raises Refused: as ``compile_procedure``, of the first one that cannot be compiled
    """
    opened = _opened(files, diagrams, vocabulary)
    for process in processes:
        _compiled(opened, process, vocabulary, "")


def _compile(
    files: Mapping[str, bytes], process: str, vocabulary: Vocabulary, sha256: str, published: bool
) -> Procedure:
    drawings = [name for name in sorted(files) if name.endswith((".bpmn", ".xml"))]
    opened = _opened(files, [read(files[name], name, not vocabulary.strict) for name in drawings], vocabulary)
    if process not in opened.drawn:
        raise NotFound(f"No file holds the process {process}; there are {', '.join(sorted(opened.drawn)) or 'none'}.")
    findings = [] if published else lint(opened.diagrams, vocabulary, opened.decisions)
    if findings:
        raise LintFailed(process, findings)
    return _compiled(opened, process, vocabulary, sha256)


@dataclass(frozen=True)
class _Opened:
    """The files of a procedure, read.

    :ivar decisions: decision id or name → the model that holds it
    :ivar drawn: process id → what the diagrams say
    """

    diagrams: Sequence[Diagram]
    decisions: dict[str, DecisionModel]
    drawn: dict[str, Graph]

    @cached_property
    def parser(self) -> ProcedureParser:
        """The engine's reading of them."""
        parser = ProcedureParser()
        for diagram in self.diagrams:
            parser.add_bpmn_xml(diagram.root, diagram.name)
        return parser


def _opened(files: Mapping[str, bytes], diagrams: Sequence[Diagram], vocabulary: Vocabulary) -> _Opened:
    decisions: dict[str, DecisionModel] = {}
    models = {name: content for name, content in files.items() if name.endswith(".dmn")}
    for name in sorted(files):
        if name in models:
            model = DecisionModel.parse(files[name], vocabulary.functions, name, others=models)
            for decision in model.asked:
                if other := {decision.id, decision.name} & decisions.keys():
                    raise DecisionTwice(
                        f"{name}: the decision {min(other)} stands in another file too. Rename one, or take it out.",
                        file=name,
                    )
                for known in (decision.id, decision.name):
                    decisions[known] = model
    return _Opened(diagrams, decisions, {graph.id: graph for diagram in diagrams for graph in diagram.processes})


def _compiled(opened: _Opened, process: str, vocabulary: Vocabulary, sha256: str) -> Procedure:
    drawn = opened.drawn
    try:
        spec = opened.parser.get_spec(process)
        inner = opened.parser.get_subprocess_specs(process)
    except ValidationException as error:
        raise NotCompiled(f"The engine cannot compile {process}: {error}.", process=process) from error
    except Exception as error:
        # SpiffWorkflow's parser meets some drawings with exceptions of its own; whoever asks is owed a sentence.
        raise NotCompiled(
            f"The engine cannot compile {process}: {type(error).__name__}: {error}. Look at what lint accepted.",
            process=process,
        ) from error
    used = {name: drawn[name] for name in (process, *inner) if name in drawn}
    for name, graph in used.items():
        compare(graph, graph_of(spec if name == process else inner[name], inner))
    return Procedure(
        process=process,
        name=drawn[process].name,
        sha256=sha256,
        graph=drawn[process],
        graphs=MappingProxyType(used),
        decisions=MappingProxyType(opened.decisions),
        vocabulary=vocabulary,
        changes=tuple(change for diagram in opened.diagrams for change in diagram.changes),
        spec=spec,
        subprocesses=MappingProxyType(inner),
        feel=Feel(_expressions(used, vocabulary)),
        flows=MappingProxyType(_flow_ids(used)),
    )


def _expressions(graphs: Mapping[str, Graph], vocabulary: Vocabulary) -> dict[str, Expression]:
    found: dict[str, Expression] = {}
    for graph in graphs.values():
        for text in texts(graph):
            if text not in found:
                found[text] = compile_expression(text, functions=vocabulary.functions)
    return found


def texts(graph: Graph) -> Iterator[str]:
    """Every FEEL text of a graph."""
    for inner in graph.graphs():
        yield from (flow.condition for flow in inner.flows if flow.condition)
    for _, node in graph.walk():
        yield from node.parameters.values()
        yield from node.outputs.values()
        if node.passing is not None:
            yield from (*node.passing.into.values(), *node.passing.out.values())
        for event in node.events:
            written_out = event.timer is not None and event.text and literal(event.timer, event.text) is not None
            if event.text and not written_out:
                yield event.text
        if node.loop is not None:
            loop = node.loop
            yield from (t for t in (loop.cardinality, loop.collection, loop.completion, loop.condition) if t)


def _flow_ids(graphs: Mapping[str, Graph]) -> dict[tuple[str, str, str], str]:
    found = {}
    for graph in graphs.values():
        for inner in graph.graphs():
            for flow in inner.flows:
                target = flow.target + gateways.SPLIT if inner.boundary(flow.target) else flow.target
                found[inner.id, flow.source, target] = flow.id
    return found
