"""The procedures that a story's procedure is told with: those from which cases come to it, and those that it begins."""

from functools import lru_cache

from tasks.operations.beginning import BEGIN
from workflows.clock import london_date
from workflows.editions import Book
from workflows.proofs.certificate import Examined
from workflows.runtime.accepting import compile_files
from workflows.runtime.examining import examine_under
from workflows.runtime.house import Runtime
from workflows.runtime.legs import before


def companions(runtime: Runtime, book: Book, name: str) -> dict[str, Examined]:
    """Procedure → what was found of it, of all those that must be published for the stories of one; not that itself.

    What the procedure begins stands beside it, as it does where the whole book is published.
    """
    earlier = before(book, name)
    names = [name, *(each for each in earlier if each != name)]
    for each in names:  # what an earlier one begins stands beside the case too
        names += [other for other in _begun_by(runtime, book, each) if other not in names]
    if name not in earlier:
        names.remove(name)
    return {each: _examined(_Asked(runtime, book, each)) for each in names}


class _Asked:
    """What is examined once for all stories of a book: the same book, procedure and day ask the same."""

    def __init__(self, runtime: Runtime, book: Book, name: str) -> None:
        self.runtime, self.book, self.name = runtime, book, name
        self._key = (book.sha256, name, london_date(runtime.clock.now()))

    def __hash__(self) -> int:
        return hash(self._key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Asked) and self._key == other._key


@lru_cache(maxsize=32)  # each keeps its runtime: as many as one book's stories need
def _examined(asked: _Asked) -> Examined:
    return examine_under(asked.runtime, asked.name, asked.book)


def _begun_by(runtime: Runtime, book: Book, name: str) -> list[str]:
    """The procedures that steps of one begin by name."""
    if name not in book.procedures:
        return []
    compiled = compile_files(book.procedure(name), name, runtime.reading_of(book).vocabulary)
    named = {
        node.parameters.get("procedure", "").strip().strip('"')
        for graph in compiled.graphs.values()
        for _, node in graph.walk()
        if node.operation == BEGIN.name
    }
    return sorted(named & set(book.procedures))
