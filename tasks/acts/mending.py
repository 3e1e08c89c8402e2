"""Mending a procedure of a draft that breaks rules: the smallest changes that prove, seen first and then taken over."""

from dataclasses import dataclass

from tasks.acts.rule_book import DRAFTERS, look_at_draft, save
from tasks.acts.subjects import PROPOSAL
from tasks.acts.table import act
from tasks.assembly import House
from tasks.people import Person
from workflows.clock import london_date
from workflows.editions import Book
from workflows.editions.comparing import Changed, compare
from workflows.editions.proposals import Proposal
from workflows.errors import Refused
from workflows.proofs.rules import Rule
from workflows.runtime.mending import mend

_FOLDER = "procedures"


class NothingMends(Refused):
    """No change was found with which the procedure would keep a rule that it breaks."""


@dataclass(frozen=True)
class Mending:
    """What would be changed in a procedure of a draft.

    :ivar procedure: its name
    :ivar changes: each in words, with the rule for which it is made, in order
    :ivar left: the rules that would be broken still, each with how
    :ivar changed: the same changes by element
    :ivar book: the draft's, with them
    """

    proposal: Proposal
    procedure: str
    changes: list[tuple[Rule, str]]
    left: list[tuple[Rule, str]]
    changed: list[Changed]
    book: Book


@act(DRAFTERS, PROPOSAL)
def look(house: House, person: Person, proposal_id: int, name: str) -> Mending:
    """See the smallest changes with which a procedure of a draft keeps the rules that it breaks.

    :raises NoSuchFolder: the draft holds no such procedure
    :raises LintFailed: it does not even run as it is drawn; that is put right first
    :raises NotMended: it is not sound; that is put right first
    """
    seen = look_at_draft(house, person, proposal_id)
    reading, files = house.runtime.reading_of(seen.book), seen.book.procedure(name)
    found = mend(reading, seen.book, name, files, london_date(house.runtime.clock.now()))
    changed = {path: content for path, content in found.files.items() if content != files.get(path)}
    book = seen.book.with_changes({f"{_FOLDER}/{name}/{path}": content for path, content in changed.items()})
    rules = reading.rules
    return Mending(
        seen.proposal,
        name,
        [(rules.named(rule), sentence) for rule, sentence in found.changes],
        [(rules.named(rule), sentence) for rule, sentence in found.left],
        compare(seen.book, book),
        book,
    )


@act(DRAFTERS, PROPOSAL)
def take(house: House, person: Person, proposal_id: int, name: str, *, revision: int | None = None) -> Proposal:
    """Take the smallest changes with which a procedure keeps its rules into the draft.

    :param revision: of the draft for which they were seen; ``None``: whichever it is
    :raises NothingMends: none was found
    :raises ChangedMeanwhile: somebody saved the draft since
    """
    found = look(house, person, proposal_id, name)
    if not found.changed:
        why = f" It breaks {found.left[0][0].id} still." if found.left else " It keeps every rule as it is."
        raise NothingMends(f"Nothing was found to change in {name}.{why}")
    files = {path: found.book[path] for path in {each.path for each in found.changed}}
    return save(house, person, proposal_id, files=dict(files), revision=revision)
