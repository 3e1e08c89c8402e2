"""Trying a procedure before it is published: its stories are told on it, and its picture must show every step."""

import threading
from collections.abc import Container, Iterable, Iterator, Mapping
from contextvars import Context
from dataclasses import dataclass

from tasks.assembly import House
from tasks.organisation import must_serve
from tasks.readings import organisation_of
from tasks.stories import Otherwise, read_story, tell
from workflows.diagrams import Diagram, read
from workflows.diagrams.graph import HUMAN_TASKS, Node
from workflows.diagrams.picture import unshown
from workflows.editions import Book
from workflows.errors import Refused
from workflows.proofs.certificate import Examined
from workflows.runtime.examining import Examination, examine_under

STORIES = "stories/"


class NotAsMeant(Refused):
    """The procedure does not do what it is meant to."""

    status = 422


@dataclass(frozen=True)
class Rehearsed:
    """What trying a procedure showed.

    :ivar against: why it may not be published: a sentence for each step on no picture and each failing story
    :ivar untold: the acts that it draws and that happen in none of its stories, in the order of their names
    """

    against: tuple[str, ...]
    untold: tuple[str, ...]


def rehearsed(house: House, name: str, book: Book, examined: Examined) -> Rehearsed:
    """Tries a procedure.

    Of the same book the same stories go the same way, so each is told once in a process: of two people who propose and
    publish, the second need not wait.

    :param book: the rule book as it would be
    """
    key = (book.sha256, name, examined.sha256)
    with _lock:
        if key in _known:
            return _known[key]
    otherwise, told = _told(house, name, book, examined)
    steps = house.runtime.reading_of(book).vocabulary.steps
    acts = {ident for ident, step in steps.items() if step.act}
    diagrams = {p: read(c, p) for p, c in sorted(book.procedure(name).items()) if p.endswith(".bpmn")}
    drawn = list(_drawn(diagrams))
    against = (*_unshown(diagrams), *_unrecorded(drawn, acts), *otherwise)
    found = Rehearsed(against, tuple(sorted(acts.intersection(node.id for _path, node in drawn) - told)))
    remember(key, found)
    return found


_MOST = 256
_lock = threading.Lock()
_known: dict[tuple[str, str, str], Rehearsed] = {}
"""Hash of the rule book, procedure, hash of its certificate → what trying it showed."""


def known() -> dict[tuple[str, str, str], Rehearsed]:
    """What trying showed so far: hash of the rule book, procedure, hash of its certificate → what it showed."""
    with _lock:
        return dict(_known)


def remember(key: tuple[str, str, str], found: Rehearsed) -> None:
    """Takes over what another process found."""
    with _lock:
        while len(_known) >= _MOST:
            del _known[next(iter(_known))]
        _known[key] = found


def forget() -> None:
    """Forgets what stands against what, so that every story is told anew."""
    with _lock:
        _known.clear()


def _unshown(diagrams: Mapping[str, Diagram]) -> Iterator[str]:
    for path, diagram in diagrams.items():
        for node in unshown(diagram):
            yield f"{path}, line {node.line}: {node.id} has no shape, so no picture would show it. Draw it."


def _drawn(diagrams: Mapping[str, Diagram]) -> Iterator[tuple[str, Node]]:
    """The steps that are drawn, each with its file."""
    for path, diagram in diagrams.items():
        for graph in diagram.processes:
            for _inside, node in graph.walk():
                yield path, node


def _unrecorded(drawn: Iterable[tuple[str, Node]], acts: Container[str]) -> Iterator[str]:
    """The acts that somebody would do with a click: without a form nothing would be recorded of what was done."""
    for path, node in drawn:
        if node.id in acts and node.kind in HUMAN_TASKS and node.form is None:
            yield (
                f"{path}, line {node.line}: {node.id} does something to a person and has no form, so "
                f"nothing would be recorded of it. Write forms/{node.id}.json, and name it at the step."
            )


def _told(house: House, name: str, book: Book, examined: Examined) -> tuple[list[str], frozenset[str]]:
    """How the stories go otherwise, and the steps that are done in those that go as they are told."""
    otherwise, done = [], frozenset[str]()
    for path, content in sorted(book.procedure(name).items()):
        if path.startswith(STORIES):
            try:
                # In a context of its own: what is asked before a commit here says nothing of the story's house.
                done |= Context().run(tell, house.settings, book, read_story(path, content), name, examined)
            except Otherwise as different:
                otherwise.append(different.sentence)
    return otherwise, done


def must_be_as_meant(house: House, examination: Examination) -> None:
    """Refuses changes under which a procedure does not do what it is meant to.

    Tried is each procedure whose folder changes; where what several share changes, every published one.

    :raises StillInUse: a kind of debt or hold, or a lane, goes that open rows are of
    :raises NotAsMeant: with every objection
    :raises StoryUnreadable: a story is not written as stories are
    """
    with house.db.read() as session:
        must_serve(session, organisation_of(examination.book))
    tried = dict(examination.procedures)
    if examination.beside:
        tried |= _others(house, examination)
    found = {name: rehearsed(house, name, examination.book, each).against for name, each in tried.items()}
    one = len(found) == 1
    against = [sentence if one else f"{name}: {sentence}" for name, each in found.items() for sentence in each]
    if against:
        name = next(iter(found)) if one else ""
        see = f"see: duecourse check {name}" if one else "see the proposal"
        rest = f" And {len(against) - 1} more; {see}" if len(against) > 1 else ""
        raise NotAsMeant(f"{name or 'This change'} may not be published. {against[0]}{rest}", findings=against)


def _others(house: House, examination: Examination) -> Iterator[tuple[str, Examined]]:
    """The published procedures whose folder stays as it is, each as it would be examined under the changed book."""
    procedures = house.runtime.procedures
    with house.db.read() as session:
        names = [name for name in procedures.names(session) if name not in examination.procedures]
    for name in names:
        if name in examination.book.procedures:
            yield name, examine_under(house.runtime, name, examination.book)
