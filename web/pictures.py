"""The picture of a procedure: as it was published, and with the way of a case."""

from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup

from tasks.views import CaseSeen
from web.walk import Walk, walk
from web.words import short_day
from workflows.diagrams import Diagram, Graph, read
from workflows.diagrams.picture import draw
from workflows.runtime.rows import InstanceRow
from workflows.runtime.words import ItemStatus, TimerStatus


@lru_cache(maxsize=64)
def _read(content: bytes, name: str) -> Diagram:
    return read(content, name)


def diagram_in(files: Mapping[str, bytes], process: str) -> tuple[Diagram, Graph] | None:
    """A procedure's diagram and what it says, from its files; ``None`` where none of them holds that process."""
    for path, content in files.items():
        if path.endswith(".bpmn"):
            diagram = _read(content, path)
            graph = diagram.process(process)
            if graph is not None:
                return diagram, graph
    return None


def picture_of_case(drawn: tuple[Diagram, Graph], seen: CaseSeen, instance: InstanceRow, shown: set[int]) -> Markup:
    """The picture with the way that the case went; each element leads to its entry in the timeline, or to its row.

    :param shown: the numbers of the entries that the page shows
    """
    diagram, graph = drawn
    made = _walk(graph, seen, instance)
    address = f"/procedures/{instance.procedure}?version={instance.version}"

    def link(element: str) -> str | None:
        entry = made.entries.get(element)
        if entry in shown:
            return f"#entry-{entry}"
        return f"{address}#{element}" if has_row(graph, element) else None

    return Markup(  # noqa: S704 -- the picture escapes what it writes
        draw(
            diagram,
            graph.id,
            title=f"Where this case is in the procedure {graph.name or graph.id}",
            status=made.status,
            walked=made.flows,
            badges=made.badges,
            link=link,
        )
    )


def picture_of_procedure(drawn: tuple[Diagram, Graph], *, rows: bool = True) -> Markup:
    """The picture as it was published; each element leads to its row in the table of steps.

    :param rows: whether the page shows that table; without it nothing leads anywhere
    """
    diagram, graph = drawn
    title = f"The procedure {graph.name or graph.id}"

    def link(element: str) -> str | None:
        return f"#{element}" if rows and has_row(graph, element) else None

    made = draw(diagram, graph.id, title=title, link=link)
    return Markup(made)  # noqa: S704 -- the picture escapes what it writes


def has_row(graph: Graph, element: str) -> bool:
    """Whether the table of a procedure's steps tells of an element: of those that have a name."""
    node = graph.node(element)
    return node is not None and bool(node.name)


def _walk(graph: Graph, seen: CaseSeen, instance: InstanceRow) -> Walk:
    here = instance.id
    timers = [row for row in seen.timers if row.instance_id == here]
    waiting = {row.step: "waiting" if row.status == TimerStatus.WAITING else "held" for row in timers}
    waiting.update(seen.waiting[here])
    items = [each.step.item for each in seen.steps if each.step.item.instance_id == here]
    waiting.update({row.step: "held" if row.status == ItemStatus.HELD else "current" for row in items})
    waiting.update({row.step: "failed" for row in seen.incidents if row.instance_id == here})
    made = walk(graph, seen.timeline, waiting)
    # On a circle a badge would hide the name below it; what still waits is worth that.
    events = {node.id for _graph, node in graph.walk() if node.kind.endswith("Event")}
    made.badges = {ident: text for ident, text in made.badges.items() if ident not in events}
    for row in timers:
        made.badges[row.step] = f"to {short_day(row.due_at)}"
    return made
