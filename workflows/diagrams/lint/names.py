"""Ids and names: one thing, one name, and none that deceives the eye."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from workflows.diagrams.diagram import Diagram
from workflows.diagrams.finding import Finding
from workflows.diagrams.graph import Node
from workflows.diagrams.lint.scene import Scene
from workflows.diagrams.names import BPMN, line_of, local, namespace
from workflows.unseen import is_unseen

_ID = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,99}")
_RESERVED = re.compile(r"StartEventSplit|StartEventJoin|.*\.(EndJoin|BoundaryEventSplit|BoundaryEventJoin)")
_MARKUP = re.compile(r"<\s*[A-Za-z/!?]|javascript:|&#", re.IGNORECASE)
_ALIKE = str.maketrans("lio", "110")
_ALIKE_IN = ("kind", "name", "lane", "operation", "properties")
MOST_LETTERS = 200
MOST_TEXT = 4000


def ids(diagram: Diagram) -> Iterator[Finding]:
    """Every id once; ids that can be read; none that the engine uses itself."""
    seen: dict[str, int] = {}
    for element in diagram.root.iter():
        if namespace(element) != BPMN or not (ident := element.get("id")):
            continue
        line = line_of(element)
        where = f"{diagram.name}, line {line}"
        if ident in seen:
            text = f"{where}: the id {ident} is used on line {seen[ident]} already. Give this {local(element)} another."
            yield Finding(ident, line, "duplicate-id", text)
        seen.setdefault(ident, line)
        if not _ID.fullmatch(ident):
            shown = "".join(each if each.isprintable() else "\N{REPLACEMENT CHARACTER}" for each in ident[:60])
            text = f"{where}: the id '{shown}' is not made of letters a–z, digits, _, - and . alone. Rename it."
            yield Finding(shown, line, "bad-id", text)
        elif _RESERVED.fullmatch(ident):
            text = f"{where}: the id {ident} is one that the engine uses itself. Rename this {local(element)}."
            yield Finding(ident, line, "reserved-id", text)


def processes(diagrams: Sequence[Diagram]) -> Iterator[Finding]:
    """No two processes or sub-processes of a procedure share an id."""
    seen: dict[str, str] = {}
    for diagram in diagrams:
        for process in diagram.processes:
            for graph in process.graphs():
                other = seen.setdefault(graph.id, diagram.name)
                if other != diagram.name:
                    yield Finding(
                        graph.id,
                        graph.line,
                        "duplicate-process",
                        f"{diagram.name}, line {graph.line}: the process {graph.id} stands in {other} already. Rename "
                        "one.",
                    )


def drawn_twice(diagrams: Sequence[Diagram]) -> Iterator[Finding]:
    """A step or timer that stands in several files under one id is drawn alike in all of them.

    The runtime knows it by its id: whoever may do it, its form and whom it must differ from would be those of the
    first one found, while the prover looks at each.
    """
    seen: dict[str, tuple[Node, str]] = {}
    for diagram in diagrams:
        for process in diagram.processes:
            for _, node in process.walk():
                other, file = seen.setdefault(node.id, (node, diagram.name))
                known = any(each.is_step or each.properties for each in (node, other))
                unlike = [what for what in _ALIKE_IN if getattr(node, what) != getattr(other, what)]
                if known and unlike and file != diagram.name:
                    text = (
                        f"{diagram.name}, line {node.line}: {node.id} stands in {file} too, and differs in "
                        f"{' and '.join(unlike)}. Draw it alike, or rename one."
                    )
                    yield Finding(node.id, node.line, "drawn-twice", text)


def look_alikes(scene: Scene) -> Iterator[Finding]:
    """No two nodes whose ids look the same to a reader."""
    if scene.graph is not scene.process or not scene.vocabulary.strict:
        return
    seen: dict[str, str] = {}
    for _, node in scene.graph.walk():
        folded = re.sub(r"[_.\-]", "", node.id).casefold().translate(_ALIKE)
        other = seen.setdefault(folded, node.id)
        if other != node.id:
            yield scene.at(node, "look-alike", f"the ids {other} and {node.id} look alike. Rename one.")


def shown_texts(scene: Scene) -> Iterator[Finding]:
    """Names and documentation that people will read: no markup, no characters that turn the text round."""
    graph, strict = scene.graph, scene.vocabulary.strict
    shown = [(graph, "name", graph.name), (graph, "documentation", graph.documentation)]
    for node in graph.nodes.values():
        shown += [(node, "name", node.name), (node, "documentation", node.documentation)]  # type: ignore[list-item]
        shown += [(node, f"property {key}", value) for key, value in node.properties.items()]  # type: ignore[misc]
    shown += [(flow, "name", flow.name) for flow in graph.flows]  # type: ignore[misc]
    for thing, what, text in shown:
        if strict and _MARKUP.search(text):
            yield scene.at(thing, "markup", f"the {what} of {thing.id} contains markup. Write plain text.")
        if any(_hidden(letter) for letter in text):
            yield scene.at(
                thing,
                "hidden-characters",
                f"the {what} of {thing.id} contains characters that cannot be seen or turn the text round. Type it "
                "anew.",
            )
        if strict and len(text) > (MOST_TEXT if what == "documentation" else MOST_LETTERS):
            yield scene.at(thing, "long-text", f"the {what} of {thing.id} has {len(text)} letters. Shorten it.")
    for lane in graph.lanes:
        if (strict and _MARKUP.search(lane.name)) or any(_hidden(letter) for letter in lane.name):
            text = f"{scene.diagram.name}, line {lane.line}: the name of a lane contains markup or hidden characters."
            yield Finding(lane.id, lane.line, "markup", f"{text} Type it anew.")


def _hidden(letter: str) -> bool:
    return is_unseen(letter) or unicodedata.category(letter) == "Co"


RULES = (look_alikes, shown_texts)
