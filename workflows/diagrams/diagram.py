"""One file of a procedure: its tree, made safe and normalised, and what it says as a graph."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from types import MappingProxyType

from lxml import etree

from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import Graph
from workflows.diagrams.names import BPMN, bpmn, line_of, local, namespace
from workflows.diagrams.normalising import normalise
from workflows.diagrams.parsing import parse
from workflows.diagrams.reading import graphs_of
from workflows.diagrams.refusals import NotBpmn, TooManyElements

MOST_PROCESSES = 80
_MOST_KEPT = 200_000
"""Bytes of a file up to which what was read of it is kept: lint looks at it, and then the compiler."""


@dataclass(frozen=True)
class Diagram:
    """A BPMN file that was read.

    :ivar name: the file's name
    :ivar sha256: of the bytes as they came
    :ivar root: the normalised tree (``bpmn:definitions`` with its drawing); not to be changed
    :ivar processes: what it says
    :ivar changes: what the normaliser changed, one sentence each
    :ivar findings: what it could not bring into form; lint tells them with its own
    :ivar written: (id of the element or flow, FEEL text) → how its author wrote it, where that is otherwise
    """

    name: str
    sha256: str
    root: etree._Element = field(repr=False, compare=False)
    processes: tuple[Graph, ...]
    changes: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    written: Mapping[tuple[str, str], str] = field(default_factory=dict, repr=False, compare=False)

    def process(self, ident: str) -> Graph | None:
        """The process of that id."""
        return next((graph for graph in self.processes if graph.id == ident), None)


def read(data: bytes, name: str, assumed: bool = False) -> Diagram:
    """Read one BPMN file.

    :param data: its bytes: UTF-8, at most 2 MB
    :param name: the file's name, for the sentences
    :param assumed: for a trial: what BPMN lets a drawing leave out is put there (see ``normalise``)
    :raises BadDiagram: with a sentence, when it is not safe or not BPMN
    """
    return _kept(data, name, assumed) if len(data) <= _MOST_KEPT else _read(data, name, assumed)


def _read(data: bytes, name: str, assumed: bool) -> Diagram:
    root = parse(data, name)
    if root.tag != bpmn("definitions"):
        raise NotBpmn(
            f"{name}, line {line_of(root)}: the root is <{local(root)}> of {namespace(root) or 'no namespace'!r}, not "
            f"<definitions> of {BPMN!r}. Choose a BPMN 2.0 file.",
            file=name,
        )
    if root.find(bpmn("process")) is None:
        raise NotBpmn(f"{name}: the file holds no process. Draw one and give it an id.", file=name)
    if (count := len(root.findall(bpmn("process")))) > MOST_PROCESSES:
        raise TooManyElements(
            f"{name}: the file holds {count:,} processes; at most {MOST_PROCESSES} are read. Split it up.", file=name
        )
    notes = normalise(root, name, assumed)
    return Diagram(
        name=name,
        sha256=hashlib.sha256(data).hexdigest(),
        root=root,
        processes=graphs_of(root, name),
        changes=tuple(notes.changes),
        findings=tuple(notes.findings),
        written=MappingProxyType(notes.written),
    )


_kept = lru_cache(maxsize=16)(_read)


def forget() -> None:
    """Forget what was read, for who measures how long reading takes."""
    _kept.cache_clear()
