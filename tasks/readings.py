"""What a rule book says, read: law, documents, organisation, vocabulary and rules; of one content once."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from cases.debts.kinds import must_be_barred
from cases.facts import FACTS, KNOWN
from cases.law import Law
from cases.organisation import SYSTEM, Organisation, must_be_told, must_last, read_organisation
from cases.periods import Periods
from cases.standards import Standards
from cases.subjects import KINDS
from documents.kinds import DocumentUnreadable
from documents.letter import Press
from documents.library import Library
from tasks import about, form_earlier
from tasks.form_codes import must_be_codes
from tasks.forms import Form
from tasks.levels import lanes_by_level, levels_of
from tasks.opening import Place
from tasks.operations import DECLARED, all_operations
from tasks.people import ROLES
from workflows.decisions import DecisionModel
from workflows.diagrams.vocabulary import Step, Vocabulary
from workflows.editions import Book
from workflows.engine import CONDITION
from workflows.proofs.law_book import read_law_book
from workflows.proofs.rules import Rules
from workflows.proofs.sentences import Lookups
from workflows.runtime.in_force import Reading
from workflows.settings import Settings
from workflows.unseen import must_be_seen

_BOOKS = 8
"""Rule books of which is kept what was read: the house's own, and those that are tried."""


def read_book(settings: Settings, press: Press, place: Callable[[], Place], book: Book) -> Reading:
    """What a rule book says.

    :param place: the house in which its operations work
    :raises Refused: it is not written as rule books are
    """
    law, library = law_of(book), library_of(book)
    vocabulary, rules = read_vocabulary(book, law)
    organisation = organisation_of(book)
    standards = Standards.of(law, organisation)
    handlers = all_operations(book, library, settings.store, standards, place, press)
    levels = partial(levels_of, organisation.levels.holders)
    endings = {kind: each.written for kind, each in organisation.endings.items()}
    return Reading(vocabulary, handlers, rules, book.law, Periods(law), levels, endings)


@lru_cache(maxsize=_BOOKS)
def law_of(book: Book) -> Law:
    """The tables of law of a rule book; of the same content read once.

    :raises LawUnreadable: a table is not written as it must be
    """
    return Law(book.under("law"))


@lru_cache(maxsize=_BOOKS)
def library_of(book: Book) -> Library:
    """The documents of a rule book; of the same content read once.

    :raises WordingUnreadable: a document or a paragraph is not written as it must be
    """
    return Library(book)


@lru_cache(maxsize=_BOOKS)
def organisation_of(book: Book) -> Organisation:
    """What a rule book says of the landlord's organisation; of the same content read once.

    :raises OrganisationUnreadable: a file is not written as it must be
    """
    return read_organisation(book, ROLES)


@lru_cache(maxsize=_BOOKS)
def read_vocabulary(book: Book, law: Law) -> tuple[Vocabulary, Rules]:
    """What diagrams and rules may speak of, and the rules; of the same content read once.

    :raises StepsUnreadable: a row of the vocabulary lacks something
    :raises RuleUnreadable: a rule is not written as rules are
    :raises ActUnguarded: no rule says what must precede an act
    :raises AnswerIsNoCode: a form offers a code of contacts that the landlord has not
    """
    Periods(law).must_be_calculable(FACTS)
    read = read_law_book(
        book.step_files,
        book.rule_files,
        book.act_files,
        _lookups(book, law),
    )
    written = {
        path: Form.read(path, content)
        for path, content in book.items()
        if path.startswith("procedures/") and "/forms/" in path and path.endswith(".json")
    }
    forms = {path.rsplit("/", 1)[1].removesuffix(".json"): form.fact_types for path, form in written.items()}
    library, organisation = library_of(book), organisation_of(book)
    for path, form in written.items():
        must_be_codes(form.schema, path, organisation.contact_codes)
    must_be_told(organisation, read.events)
    must_last(organisation, law.has_length)
    must_be_barred(organisation.debts.values(), law.has_period)
    declared = {each.name: each for each in DECLARED}
    vocabulary = Vocabulary(
        steps={step: _as_held(row, organisation) for step, row in read.steps.items()},
        roles=frozenset(organisation.lanes) | {SYSTEM},
        forms=forms,
        functions=_functions(book, law),
        handlers={name: each.how for name, each in declared.items()},
        operations=declared,
        documents=frozenset(name for procedure, name in library.kinds if not procedure),
        examine_beside=partial(_examine_beside, book, library, law, organisation, read.events),
        procedures=frozenset(book.procedures),
        effects={name: each.effect for name, each in declared.items()},
        read_form=lambda name, content: Form.read(name, content).fact_types,
        signatures={**law.signatures(), **organisation.levels.signatures()},
        facts=KNOWN,
        begins={},
    )
    return vocabulary, read.rules


def _lookups(book: Book, law: Law) -> Lookups:
    """What rules look up: the tables of law, the facts, who may hold which level, and which one decides what."""
    return Lookups(Periods(law), FACTS, lanes_by_level(organisation_of(book)), _functions(book, law), KINDS)


def _functions(book: Book, law: Law) -> dict[str, Callable[..., Any]]:
    """What FEEL may ask of the tables of law and of the organisation."""
    return {**law.functions(), **Periods(law).functions(), **organisation_of(book).levels.functions()}


def _as_held(step: Step, organisation: Organisation) -> Step:
    """A step with the kinds of hold that stop it, as the organisation says for its kind of act."""
    kinds = organisation.stopping(step.act) if step.act else frozenset[str]()
    return replace(step, enforcement=bool(kinds), stopped_by=kinds)


def documents_of(book: Book) -> frozenset[str]:
    """The names of all kinds of document of a rule book."""
    return frozenset(name for _, name in library_of(book).kinds)


def _examine_beside(  # of what a rule book says beside diagrams, all
    book: Book,
    library: Library,
    law: Law,
    organisation: Organisation,
    events: frozenset[str],
    files: Mapping[str, bytes],
    decisions: Mapping[str, DecisionModel],
    starts: Collection[str],
    results: Collection[str],
) -> None:
    """Refuses documents, forms that speak of others, and what a procedure says of itself, where they are not as they
    must be."""
    form_earlier.must_fit(files, results)
    for path, content in sorted(files.items()):
        must_be_seen(path, content)
        if path.startswith("documents/"):
            kind = library.read(path, content)
            if kind.reply_by and not law.has_length(kind.reply_by):
                raise DocumentUnreadable(f"{path}: the tables of law have no period {kind.reply_by!r}. Add the row.")
    if about.FILE in files:
        others = {name: book[path] for name in book.procedures if (path := f"procedures/{name}/{about.FILE}") in book}
        about.examine_about(
            about.FILE, files[about.FILE], decisions, law.signatures(), organisation.debts, events, others
        )
        said = about.read_about(about.FILE, files[about.FILE])
        drawn = any(start.startswith(CONDITION) for start in starts)
        if drawn != bool(said.conditions):
            raise about.ProcedureUnreadable(
                f"{about.FILE}: a start event with a condition and a row `by: condition` in `begins` belong together; "
                f"the diagram {'has one' if drawn else 'has none'}. Add what is lacking, or take the other out."
            )
        if unknown := sorted(each for each in starts if each not in said.events and not each.startswith(CONDITION)):
            raise about.ProcedureUnreadable(
                f"{about.FILE}: the diagram has a start event of its own for {unknown[0]!r}, and nothing begins by it. "
                f"Add {{by: event, event: {unknown[0]}}} to `begins`, or take the start event out."
            )
        if said.conditions and not law.has_length(said.conditions):
            raise about.ProcedureUnreadable(
                f"{about.FILE}: `again_after` names {said.conditions!r}, which has no length of its own."
            )
        for night in said.nights:
            if night.again_after and not law.has_length(night.again_after):
                raise about.ProcedureUnreadable(
                    f"{about.FILE}: `again_after` names {night.again_after!r}, which has no length of its own."
                )
