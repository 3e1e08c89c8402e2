"""Trying a procedure before it is published: its stories are told on it, and its picture must show every step."""

from collections.abc import Mapping
from contextvars import Context

from tasks.assembly import House
from tasks.stories import Otherwise, read_story, tell
from workflows.diagrams import read
from workflows.diagrams.picture import unshown
from workflows.editions import Book
from workflows.errors import Refused
from workflows.proofs.certificate import Examined

STORIES = "stories/"


class NotAsMeant(Refused):
    """The procedure does not do what it is meant to."""

    status = 422


def objections(house: House, name: str, files: Mapping[str, bytes], examined: Examined) -> list[str]:
    """What stands against a procedure beside the law: a sentence for each step on no picture and each failing story.

    :param files: the procedure's files as they are proposed; the rest of the rule book is as it stands
    """
    found = []
    for path, content in sorted(files.items()):
        if path.endswith(".bpmn"):
            found += [
                f"{path}, line {node.line}: {node.id} has no shape, so no picture would show it. Draw it."
                for node in unshown(read(content, path))
            ]
    book = with_procedure(house.book, name, files)
    for path, content in sorted(files.items()):
        if path.startswith(STORIES):
            try:
                # In a context of its own: what is asked before a commit here says nothing of the story's house.
                Context().run(tell, house.settings, book, read_story(path, content), name, examined)
            except Otherwise as otherwise:
                found.append(otherwise.sentence)
    return found


def must_be_as_meant(house: House, name: str, files: Mapping[str, bytes], examined: Examined) -> None:
    """Refuses a procedure that does not do what it is meant to.

    :raises NotAsMeant: with every objection
    :raises StoryUnreadable: a story is not written as stories are
    """
    against = objections(house, name, files, examined)
    if against:
        rest = f" And {len(against) - 1} more; see: duecourse check {name}" if len(against) > 1 else ""
        raise NotAsMeant(f"{name} may not be published. {against[0]}{rest}", findings=against)


def with_procedure(book: Book, name: str, files: Mapping[str, bytes]) -> Book:
    """A rule book in which one procedure has these files and no others."""
    folder = f"procedures/{name}/"
    kept = {path: content for path, content in book.items() if not path.startswith(folder)}
    return Book({**kept, **{f"{folder}{path}": content for path, content in files.items()}})
