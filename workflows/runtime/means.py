"""What a running instance is given: built once by the doors, passed down, and the same for every case."""

import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, Protocol

from sqlmodel import Session

from workflows.clock import Clock
from workflows.db import EDITION, Database
from workflows.diagrams.vocabulary import Vocabulary
from workflows.editions import Book
from workflows.editions.published import newest_edition, read_edition
from workflows.proofs.rules import Rules
from workflows.proofs.sentences import Periods, When
from workflows.runtime.handlers import Handlers
from workflows.runtime.in_force import InForce, LevelsOf, ReadBook, Reading, no_levels
from workflows.runtime.jobs import JobPort, RowsOnly
from workflows.runtime.procedures import Procedures
from workflows.runtime.subjects import CasesAlone, Subjects

HoldCheck = Callable[[Session, int, frozenset[str] | None], str | None]
"""Given a case's id and some kinds of hold (``None``: all): why one covers the case now, in a sentence, or ``None``."""


class FactsOfCase(Protocol):
    """Reads the facts of a case on a day, by name; without those that cannot be read."""

    def __call__(
        self, session: Session, case_id: int, day: date, only: Collection[str] | None = None, /
    ) -> Mapping[str, Any]:
        """The facts.

        :param only: those that are wanted; ``None``: all
        """


def no_facts(
    session: Session,  # noqa: ARG001  # as every FactsOfCase
    case_id: int,  # noqa: ARG001
    day: date,  # noqa: ARG001
    only: Collection[str] | None = None,  # noqa: ARG001
    /,
) -> Mapping[str, Any]:
    """Of a house that knows no facts."""
    return {}


class Means:
    """Everything that running procedures needs.

    :param holds: asks the rooms above whether a hold covers a case
    :param jobs: the queue of automated steps
    :param law: place in the tables of law → what they hold there, for certificates
    :param facts: asks the rooms above for the facts of a case; only where a rule speaks of one
    :param subjects: asks the rooms above what cases are about, where a rule remembers by it
    :param levels: asks the rooms above which levels of authority somebody holds
    :param periods: counts the periods of law that waits name; without, they count clear days
    :param endings: kind of hold → how it ends, as the organisation writes it
    :param book: the rule book of which the rest was read; in force as long as no edition was published
    :param read_book: reads another one; ``None``: whatever is published, the vocabulary and the rules stay
    :param taken_up: told of each book that comes into force here
    """

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        vocabulary: Vocabulary,
        handlers: Handlers,
        rules: Rules,
        holds: HoldCheck,
        jobs: JobPort | None = None,
        law: Mapping[str, Any] | None = None,
        facts: FactsOfCase = no_facts,
        subjects: Subjects | None = None,
        levels: LevelsOf = no_levels,
        periods: Periods | None = None,
        endings: Mapping[str, str] | None = None,
        book: Book | None = None,
        read_book: ReadBook | None = None,
        taken_up: Callable[[Book], None] = lambda _book: None,
    ) -> None:
        self.db = db
        self.clock = clock
        self.holds = holds
        self.facts = facts
        self.subjects: Subjects = subjects if subjects is not None else CasesAlone()
        self.jobs = jobs if jobs is not None else RowsOnly()
        self.library = book if book is not None else Book({})
        self._read_book = read_book
        self._taken_up = taken_up
        self._taking = threading.Lock()
        reading = Reading(vocabulary, handlers, rules, law or {}, periods, levels, endings or {})
        self.in_force = InForce(0, "", self.library, reading, Procedures(vocabulary))

    def reading_of(self, book: Book) -> Reading:
        """What a rule book says.

        :raises Refused: it is not written as rule books are
        """
        if self._read_book is None or book == self.in_force.book:
            return self.in_force.reading
        return self._read_book(book)

    def follow_edition(self, session: Session) -> None:
        """Takes up the newest edition, if this process does not run under it yet.

        Whoever holds :attr:`in_force` goes on under the one that they hold.

        :raises EditionAltered: it is not what was published
        """
        number, sha256 = newest_edition(session)
        if sha256 != self.in_force.sha256:
            with self._taking:
                if sha256 != self.in_force.sha256:
                    # None: what was published was undone before it counted, so the library is in force once more.
                    book = read_edition(session, number) if number else self.library
                    self._take_up(number, sha256, book)
        session.info[EDITION] = self.in_force.edition

    def _take_up(self, number: int, sha256: str, book: Book) -> None:
        reading = self.reading_of(book)
        procedures = self.procedures.under(reading.vocabulary)
        self._taken_up(book)
        self.in_force = InForce(number, sha256, book, reading, procedures)
        self.db.edition = number

    @property
    def edition(self) -> int:
        """The number of the edition in force here; 0: none was published yet."""
        return self.in_force.edition

    @property
    def book(self) -> Book:
        """The rule book in force here."""
        return self.in_force.book

    @property
    def vocabulary(self) -> Vocabulary:
        """What diagrams may speak of."""
        return self.in_force.reading.vocabulary

    @vocabulary.setter
    def vocabulary(self, vocabulary: Vocabulary) -> None:
        self._replace(vocabulary=vocabulary)

    @property
    def handlers(self) -> Handlers:
        """What the machine does."""
        return self.in_force.reading.handlers

    @handlers.setter
    def handlers(self, handlers: Handlers) -> None:
        self._replace(handlers=handlers)

    @property
    def rules(self) -> Rules:
        """What must never happen in a case."""
        return self.in_force.reading.rules

    @rules.setter
    def rules(self, rules: Rules) -> None:
        self._replace(rules=rules)

    @property
    def periods(self) -> Periods | None:
        """What counts the periods of law that waits name; ``None``: they count clear days."""
        return self.in_force.reading.periods

    @periods.setter
    def periods(self, periods: Periods | None) -> None:
        self._replace(periods=periods)

    @property
    def levels(self) -> LevelsOf:
        """Says which levels of authority somebody holds."""
        return self.in_force.reading.levels

    @levels.setter
    def levels(self, levels: LevelsOf) -> None:
        self._replace(levels=levels)

    def go_on(  # a case, and what has ended in it
        self, session: Session, case_id: int, instance_id: int, ended: str, end: str, data: Mapping[str, Any]
    ) -> bool:
        """Lets a case go on with the procedure that begins where another has ended; says whether it does.

        Means alone begin nothing: :class:`workflows.runtime.house.Runtime` does.

        :param ended: the procedure that has ended, at its end event ``end``, with this process data
        """
        del session, case_id, instance_id, ended, end, data
        return False

    def when(self, session: Session, case_id: int, day: date) -> When:
        """What rules may ask beside a step's name: the day, and the facts of the case, read only if one is asked."""
        return When(day, partial(self.facts, session, case_id, day), partial(self.levels, session))

    @property
    def law(self) -> Mapping[str, Any]:
        """What the tables of law hold, by place."""
        return self.in_force.reading.law

    @property
    def procedures(self) -> Procedures:
        """The published procedures."""
        return self.in_force.procedures

    @procedures.setter
    def procedures(self, procedures: Procedures) -> None:
        self.in_force = replace(self.in_force, procedures=procedures)

    def _replace(self, **what: Any) -> None:
        self.in_force = replace(self.in_force, reading=replace(self.in_force.reading, **what))
