"""Examining a changed rule book: each procedure whose folder changes, and what would become of all others."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version

from sqlalchemy import func, select
from sqlmodel import Session

from workflows.clock import london_date
from workflows.db import table
from workflows.editions import Book
from workflows.editions.book import PROCEDURES
from workflows.editions.changes import Changes, touched_procedures
from workflows.evidence.canonical import canonical
from workflows.proofs.basis import Basis
from workflows.proofs.certificate import Examined, examine
from workflows.proofs.journeys import Journeys
from workflows.proofs.law_book import mistaken
from workflows.proofs.proof import prove
from workflows.proofs.verdict import KEPT
from workflows.runtime.accepting import compile_files
from workflows.runtime.in_force import Reading
from workflows.runtime.legs import behind, journeys_of, starts_of
from workflows.runtime.means import Means
from workflows.runtime.of_law import changes_of_law, frees
from workflows.runtime.procedures import Published
from workflows.runtime.tables import Instance, ProcedureVersion
from workflows.runtime.words import InstanceStatus

_instance, _version = table(Instance), table(ProcedureVersion)


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
    return _examine(reading, name, book.procedure(name), _today(means), journeys_of(reading, book))


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
        found[name] = earlier if earlier is not None and same else _examine(reading, name, files, on, journeys)
    alone = len(touched) == 1 and all(path.startswith(f"procedures/{touched[0]}/") for path in changes)
    labelled = len(found) > 1 or not alone
    objections = [sentence for name, each in found.items() for sentence in _named(name, each.objections, labelled)]
    objections += [f"A rule's examples do not come out as they are written. {each}" for each in mistaken(reading.rules)]
    objections += _still_needed(means, session, reading, book, found)
    objections += _of_holds(means, session, reading, found, on, journeys)
    objections += _of_journeys(means, reading, book, frozenset(found), journeys, on)
    announced = [sentence for name, each in found.items() for sentence in _named(name, each.announced, labelled)]
    told = tuple(_of_others(means, session, reading, found, on, journeys))
    of_law = changes_of_law(means.in_force.reading, reading, means.book, book)
    return Examination(book, found, tuple(objections), tuple(announced), told, of_law, beside=not alone)


def basis_of(reading: Reading) -> Basis:
    """What procedures are examined with."""
    software = {"duecourse": version("duecourse"), "SpiffWorkflow": version("SpiffWorkflow")}
    return Basis(reading.rules, reading.vocabulary.steps, reading.law, software)


def _examine(reading: Reading, name: str, files: Mapping[str, bytes], on: date, journeys: Journeys) -> Examined:
    procedure = compile_files(files, name, reading.vocabulary)
    return examine(name, files, procedure.graphs, procedure.vocabulary, basis_of(reading), on, journeys)


def _of_journeys(
    means: Means, reading: Reading, book: Book, changed: frozenset[str], journeys: Journeys, on: date
) -> Iterator[str]:
    """What would stand against procedures whose folders stay as they are, since cases come to them otherwise."""
    before = None
    for name in behind(book, changed):
        files = book.procedure(name)
        against = _examine(reading, name, files, on, journeys).objections
        if against and name in means.book.procedures:
            before = before or journeys_of(means.in_force.reading, means.book)
            known = _examine(means.in_force.reading, name, means.book.procedure(name), on, before).objections
            against = tuple(each for each in against if each not in known)
        for sentence in against:
            yield f"{name}, to which cases come from {' or '.join(sorted(changed))}: {sentence}"


def _named(name: str, sentences: tuple[str, ...], labelled: bool) -> Iterator[str]:
    for sentence in sentences:
        yield f"{name}: {sentence}" if labelled else sentence


def _today(means: Means) -> date:
    return london_date(means.clock.now())


def _versions_that_go_on(
    means: Means, session: Session, anew: Mapping[str, Examined]
) -> Iterator[tuple[Published, int]]:
    """Each version on which cases run or may begin once the changes are published, and how many run on it."""
    running = select(_instance.c.version_id, func.count().label("cases")).where(
        _instance.c.status == InstanceStatus.RUNNING
    )
    counted = {row.version_id: int(row.cases) for row in session.execute(running.group_by(_instance.c.version_id))}
    for name in means.procedures.names(session):
        for number, each in enumerate(means.procedures.versions(session, name)):
            newest = number == 0 and name not in anew
            if newest or each.id in counted:
                yield each, counted.get(each.id, 0)


def _still_needed(
    means: Means, session: Session, reading: Reading, book: Book, anew: Mapping[str, Examined]
) -> Iterator[str]:
    """Why rows and documents may not go yet: versions on which cases run speak of them."""
    before, after = means.vocabulary.steps, reading.vocabulary.steps
    gone = before.keys() - after.keys()
    tamed = {step for step in before.keys() & after.keys() if before[step].enforcement and not after[step].enforcement}
    documents = {path for path in means.book if "/documents/" in path and path not in book}
    rows = {f"law/{place}" for place in means.in_force.reading.law.keys() - reading.law.keys()}
    if not (gone or tamed or documents or rows):
        return
    for each, cases in _versions_that_go_on(means, session, anew):
        where = f"version {each.number} of {each.name}, on which {cases} open case{'' if cases == 1 else 's'} run"
        where += "s" if cases == 1 else ""
        drawn = {n.id for g in means.procedures.compiled(session, each.id).graphs.values() for _, n in g.walk()}
        for step in sorted(gone & drawn):
            yield f"The step {step} would be gone from steps.yaml, and {where}, draws it. Leave its row there."
        for step in sorted(tamed & drawn):
            yield (
                f"{step} would be no act any more that holds forbid, and {where}, draws it. Leave its row of acts.yaml "
                "until they have ended."
            )
        for place in sorted(rows & means.procedures.certificate(session, each.id).get("basis", {}).keys()):
            yield (
                f"{place.removeprefix('law/')} would be gone from the tables of law, and {where}, counts by it. End "
                "the row (`until`) and add the next below; leave it there until they have ended."
            )
        for path in sorted(documents):
            own = path.removeprefix(f"procedures/{each.name}/")
            if own != path and own in means.procedures.files(session, each.id):
                yield f"{path} would be gone, and {where}, may send it. Leave it there until they have ended."


def _of_holds(  # the present book and the next
    means: Means, session: Session, reading: Reading, anew: Mapping[str, Examined], on: date, journeys: Journeys
) -> Iterator[str]:
    """The rules that versions on which cases run kept because a hold stopped a step, which it would stop no more."""
    before, after = means.vocabulary.steps, reading.vocabulary.steps
    freed = {step for step in before.keys() & after.keys() if frees(before[step], after[step])}
    for each, _cases in _versions_that_go_on(means, session, anew) if freed else ():
        graphs = means.procedures.compiled(session, each.id).graphs
        if freed.isdisjoint(node.id for graph in graphs.values() for _inside, node in graph.walk()):
            continue
        facts = means.procedures.facts(session, each.id)
        starts = starts_of(journeys, each.name, reading.rules)
        kept = {
            verdict.rule
            for verdict in prove(graphs, each.name, means.rules, means.vocabulary, on, facts, starts=starts).verdicts
            if verdict.outcome in KEPT
        }
        for verdict in prove(graphs, each.name, reading.rules, reading.vocabulary, on, facts, starts=starts).verdicts:
            if verdict.outcome not in KEPT and verdict.in_force and verdict.rule in kept:
                yield (
                    f"Version {each.number} of {each.name} keeps {verdict.rule} because a hold stops what it forbids, "
                    f"and would keep it no more: {verdict.sentence} Let the hold stop it (organisation/holds.yaml)."
                )


def _of_others(
    means: Means, session: Session, reading: Reading, anew: Mapping[str, Examined], on: date, journeys: Journeys
) -> Iterator[str]:
    """Rules that came or changed and that stand against a procedure whose folder stays as it is."""
    before = {rule.id: rule.written for rule in means.rules.rules}
    new = [rule for rule in reading.rules.rules if before.get(rule.id) != rule.written]
    if not new:
        return
    looked_at = frozenset[str]().union(*(rule.alphabet for rule in new))
    rules = type(reading.rules)(tuple(new))
    for name in means.procedures.names(session):
        newest = means.procedures.newest(session, name)
        if newest is None or name in anew:
            continue
        compiled = means.procedures.compiled(session, newest.id)
        if not looked_at & {node.id for graph in compiled.graphs.values() for _inside, node in graph.walk()}:
            continue
        facts = means.procedures.facts(session, newest.id)
        starts = starts_of(journeys, name, rules)
        proof = prove(compiled.graphs, name, rules, reading.vocabulary, on, facts, starts=starts)
        for verdict in proof.verdicts:
            if verdict.outcome not in KEPT and verdict.in_force:
                yield (
                    f"{name} does not keep {verdict.rule}: {verdict.sentence} Its cases are guarded step by step; mend "
                    "the diagram."
                )
