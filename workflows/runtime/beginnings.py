"""How cases come to the procedures of a rule book."""

from workflows.editions.book import PROCEDURES, Book
from workflows.proofs.beginnings import FILE, Beginnings, read_beginnings


def beginnings_of(book: Book) -> dict[str, Beginnings]:
    """How cases come to each procedure, by its name.

    :raises BeginningUnreadable: one does not say it as that is said
    """
    paths = {name: f"{PROCEDURES}/{name}/{FILE}" for name in book.procedures}
    return {name: read_beginnings({FILE: book[path]} if path in book else {}) for name, path in paths.items()}
