"""Examining a changed rule book: each procedure whose folder changes, and what would become of all others."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from sqlmodel import Session

from workflows.clock import london_date
from workflows.editions import Book
from workflows.editions.book import PROCEDURES
from workflows.editions.changes import Changes, touched_procedures
from workflows.evidence.canonical import canonical
from workflows.proofs.basis import Basis
from workflows.proofs.certificate import Examined, examine
from workflows.proofs.journeys import Journeys
from workflows.proofs.law_book import mistaken
from workflows.runtime.accepting import compile_files
from workflows.runtime.beside import Beside
from workflows.runtime.found import EXAMINED
from workflows.runtime.in_force import Reading
from workflows.runtime.legs import journeys_of
from workflows.runtime.means import Means
from workflows.runtime.of_law import changes_of_law


@dataclass(frozen=True)
class Examination:
    """What was found of a changed rule book.

    :ivar book: as it would be
    :ivar procedures: name → what was found of each procedure whose folder changes and that stays
    :ivar objections: why it may not be published, a sentence each; empty when it may
    :ivar announced: what stands against it under rules that are not in force yet
    :ivar told: what would become of procedures that do not change: of them nothing stops the publication, as their
        cases are guarded step by step
    :ivar of_law: what cases would be held to otherwise, or no more: only somebody who answers for that publishes it
    :ivar beside: whether anything changes beside one procedure's folder
    """

    book: Book
    procedures: Mapping[str, Examined]
    objections: tuple[str, ...]
    announced: tuple[str, ...]
    told: tuple[str, ...]
    of_law: tuple[str, ...] = ()
    beside: bool = False

    @property
    def sha256(self) -> str:
        """What a person has looked at: the certificate where one procedure's folder alone changes, else one hash of the
        book and of all certificates."""
        certificates = {name: each.sha256 for name, each in self.procedures.items()}
        if len(certificates) == 1 and not self.beside:
            return next(iter(certificates.values()))
        return hashlib.sha256(canonical({"book": self.book.sha256, "certificates": certificates})).hexdigest()


def examine_files(means: Means, name: str, files: Mapping[str, bytes], on: date | None = None) -> Examined:
    """Examines a procedure's files under the rules in force on a day, today unless another is asked for.

    :raises LintFailed: it would not run as it is drawn
    """
    reading = means.in_force.reading
    journeys = journeys_of(reading, means.book, {name: files})
    return _examine(reading, name, files, on if on is not None else _today(means), journeys)


def examine_under(means: Means, name: str, book: Book) -> Examined:
    """Examines a procedure as it stands in a rule book, under that book's own rules, as the law stands today.

    :raises LintFailed: it would not run as it is drawn
    """
    reading = means.reading_of(book)
    return _under(reading, book, name, _today(means), journeys_of(reading, book))


def examine_changes(
    means: Means, session: Session, book: Book, changes: Changes, before: Mapping[str, Examined] | None = None
) -> Examination:
    """Examines the rule book as changes would make it, as the law stands today.

    :param book: the rule book with the changes
    :param before: of some procedures, what was found of them earlier; it counts where nothing that it rests on changed
    :raises NoSuchFolder: a folder holds no diagram
    :raises Refused: the book is not written as rule books are, or a procedure would not run as it is drawn
    """
    touched = touched_procedures(changes)
    # A folder that goes as a whole is no procedure any more; one of which files stay must hold a diagram.
    folders = {name: book.procedure(name) for name in touched if book.under(f"{PROCEDURES}/{name}")}
    reading, on = means.reading_of(book), _today(means)
    journeys = journeys_of(reading, book)
    found: dict[str, Examined] = {}
    for name, files in folders.items():
        earlier = (before or {}).get(name)
        same = earlier is not None and earlier.rests_on(name, files, basis_of(reading), on)
        found[name] = earlier if earlier is not None and same else _under(reading, book, name, on, journeys)
    alone = len(touched) == 1 and all(path.startswith(f"procedures/{touched[0]}/") for path in changes)
    labelled = len(found) > 1 or not alone
    objections = [sentence for name, each in found.items() for sentence in _named(name, each.objections, labelled)]
    objections += [f"A rule's examples do not come out as they are written. {each}" for each in mistaken(reading.rules)]
    beside = Beside(means, session, reading, book, frozenset(found), on, journeys, _under)
    objections += [*beside.still_needed(), *beside.no_longer_held(), *beside.come_to_otherwise()]
    announced = [sentence for name, each in found.items() for sentence in _named(name, each.announced, labelled)]
    of_law = changes_of_law(means.in_force.reading, reading, means.book, book)
    return Examination(book, found, tuple(objections), tuple(announced), beside.told(), of_law, beside=not alone)


def basis_of(reading: Reading) -> Basis:
    """What procedures are examined with."""
    software = {"duecourse": version("duecourse"), "SpiffWorkflow": version("SpiffWorkflow")}
    return Basis(reading.rules, reading.vocabulary.steps, reading.law, software)


def _under(reading: Reading, book: Book, name: str, on: date, journeys: Journeys) -> Examined:
    """A procedure as it stands in a rule book."""
    key = ("examined", book.sha256, on.isoformat(), name)
    return EXAMINED.once(key, lambda: _examine(reading, name, book.procedure(name), on, journeys))


def _examine(reading: Reading, name: str, files: Mapping[str, bytes], on: date, journeys: Journeys) -> Examined:
    procedure = compile_files(files, name, reading.vocabulary)
    return examine(name, files, procedure.graphs, procedure.vocabulary, basis_of(reading), on, journeys)


def _named(name: str, sentences: tuple[str, ...], labelled: bool) -> Iterator[str]:
    for sentence in sentences:
        yield f"{name}: {sentence}" if labelled else sentence


def _today(means: Means) -> date:
    return london_date(means.clock.now())
