"""What one rule book has otherwise than another, in words: element by element, not line by line."""

import json
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from workflows.confidence import marked
from workflows.editions.book import Book
from workflows.editions.changes import changes_between
from workflows.editions.comparing.decisions import decision_elements
from workflows.editions.comparing.diagrams import diagram_elements
from workflows.editions.comparing.elements import Changed, Elements, compare_elements
from workflows.editions.comparing.rows import row_elements
from workflows.errors import Malformed
from workflows.yaml_reading import NOT_YAML, load

__all__ = ["Changed", "compare", "elements_changed"]


def compare(before: Book, after: Book) -> list[Changed]:
    """What changed, in the order of the files; of each file its elements in their order.

    A file that cannot be read as what its name says is told as a whole: what is wrong with it, others say.
    """
    found: list[Changed] = []
    for path in sorted(changes_between(before, after)):
        old, new = before.get(path), after.get(path)
        was, became = _elements(path, old), _elements(path, new)
        if was is None or became is None:
            found.append(Changed(path, "", "is new" if old is None else "is gone" if new is None else "is changed"))
            continue
        told = compare_elements(path, was, became)
        if path.startswith("law/"):
            told += _in_place(path, was, became)
        told = [_marked(each, was, became) for each in told]
        # Of the file nothing that it says is otherwise: its layout, a comment, where something is drawn.
        found += told or [Changed(path, "", "says the same as before; its layout or a comment is changed")]
    return found


def _in_place(path: str, before: Elements, after: Elements) -> list[Changed]:
    """The rows of law that say another value for the same days: what earlier dates decided would change with them."""
    return [
        Changed(
            path,
            row.label,
            "held already, so what earlier dates decided would change too: end it (`until`) and add the next below",
        )
        for name, row in after.items()
        if name in before and "value" in row.said and repr(before[name].said.get("value")) != repr(row.said["value"])
    ]


def _marked(changed: Changed, before: Elements, after: Elements) -> Changed:
    """With the mark of rows, acts and rules that are to confirm: as they become, or where they go, as they were."""
    found = [each for book in (after, before) for each in book.values() if each.label == changed.element]
    said = found[0].said.get("confidence") if found and changed.element else None
    return replace(changed, element=marked(changed.element, str(said)))


def elements_changed(path: str, before: bytes | None, after: bytes | None) -> frozenset[str]:
    """The names of the elements of a file that are otherwise; one empty name where it is not known which."""
    was, became = _elements(path, before), _elements(path, after)
    if was is None or became is None:
        return frozenset({""})
    other = [name for name in {*was, *became} if repr(was.get(name)) != repr(became.get(name))]
    return frozenset((became.get(name) or was[name]).label for name in other) or frozenset({""})


def _elements(path: str, content: bytes | None) -> Elements | None:
    """What a file says, by the names of its elements; ``None`` where it cannot be read."""
    if content is None:
        return {}
    suffix = PurePosixPath(path).suffix
    try:
        if suffix == ".bpmn":
            return diagram_elements(content, path)
        if suffix == ".dmn":
            return decision_elements(content, path)
        read: Any = json.loads(content) if suffix == ".json" else load(content)
        json.dumps(read, default=str, ensure_ascii=False).encode()  # half a letter can be shown on no page
    except (Malformed, *NOT_YAML, UnicodeError, RecursionError):
        return None
    return row_elements(read)
