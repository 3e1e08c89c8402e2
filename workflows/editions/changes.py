"""What one rule book has otherwise than another, file by file."""

from collections.abc import Mapping

from workflows.editions.book import PROCEDURES, Book

Changes = Mapping[str, bytes | None]
"""Path → the content that it shall have; ``None``: the file goes."""


def changes_between(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """What must change in one book so that it becomes the other."""
    there = {path: content for path, content in after.items() if before.get(path) != content}
    return there | {path: None for path in before if path not in after}


def folder_changes(book: Book, name: str, files: Mapping[str, bytes]) -> dict[str, bytes | None]:
    """What must change in a book so that a procedure's folder holds these files and no others."""
    prefix = f"{PROCEDURES}/{name}/"
    before = {path: content for path, content in book.items() if path.startswith(prefix)}
    return changes_between(before, {f"{prefix}{path}": content for path, content in files.items()})


def only_procedure(paths: Mapping[str, object] | list[str]) -> str:
    """The procedure in whose folder all these files lie; empty where they lie in several places."""
    places = {tuple(path.split("/")[:2]) if path.count("/") > 1 else ("", path) for path in paths}
    if len(places) == 1 and (place := next(iter(places)))[0] == PROCEDURES:
        return place[1]
    return ""


def touched_procedures(paths: Mapping[str, object]) -> list[str]:
    """The procedures in whose folders any of these files lie."""
    return sorted({path.split("/")[1] for path in paths if path.startswith(f"{PROCEDURES}/") and path.count("/") > 1})


def clashing(mine: Changes, theirs: Changes) -> list[str]:
    """The paths that both change, and not to the same."""
    return sorted(path for path in mine if path in theirs and mine[path] != theirs[path])
