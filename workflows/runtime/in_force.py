"""The rule book in force, read: what a unit of work runs under from its beginning to its end."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sqlmodel import Session

from workflows.diagrams.vocabulary import Vocabulary
from workflows.editions import Book
from workflows.proofs.rules import Rules
from workflows.proofs.sentences import Periods
from workflows.runtime.beginnings import beginnings_of
from workflows.runtime.handlers import Handlers
from workflows.runtime.procedures import Procedures

LevelsOf = Callable[[Session, str], frozenset[str]]
"""Given a person as records name them: the levels of authority that they hold."""


def no_levels(session: Session, actor: str) -> frozenset[str]:  # noqa: ARG001  # as every LevelsOf
    """Of a house in which nobody holds any."""
    return frozenset()


@dataclass(frozen=True)
class Reading:
    """What a rule book says, as the rooms above read it.

    :ivar law: place in the tables of law → what they hold there, for certificates
    :ivar periods: counts the periods of law that waits name; ``None``: they count clear days
    :ivar levels: says which levels of authority somebody holds
    :ivar endings: kind of hold → how it ends, as the organisation writes it; empty: on the day that is said
    """

    vocabulary: Vocabulary
    handlers: Handlers
    rules: Rules
    law: Mapping[str, Any] = field(default_factory=dict)
    periods: Periods | None = None
    levels: LevelsOf = no_levels
    endings: Mapping[str, str] = field(default_factory=dict)


ReadBook = Callable[[Book], Reading]
"""Reads a rule book, or refuses it with a sentence that names file and place."""


@dataclass(frozen=True)
class InForce:
    """A rule book, its reading, and the published procedures as they run under it.

    :ivar edition: its number; 0: no edition was published yet, and the book is the library's
    :ivar sha256: the edition's hash; empty for the library
    """

    edition: int
    sha256: str
    book: Book
    reading: Reading
    procedures: Procedures

    @cached_property
    def going_on(self) -> Mapping[tuple[str, str], str]:
        """A procedure and an end event of it → the procedure that goes on there, in the same case."""
        found: dict[tuple[str, str], str] = {}
        for name, each in beginnings_of(self.book).items():
            for earlier, ends in each.after.items():
                found |= {(earlier, end): name for end in ends if (earlier, end) not in found}
        return found
