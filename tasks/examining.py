"""Examining what people upload: in a process of its own where the house has one."""

from tasks.assembly import House
from workflows.diagrams import Vocabulary
from workflows.diagrams.fixing import Fixed
from workflows.editions import proposals
from workflows.editions.changes import Changes
from workflows.engine.neighbours import fix_alone
from workflows.runtime import publishing
from workflows.runtime.examining import Examination, basis_of, examine_changes


def of_proposal(house: House, proposal_id: int) -> Examination:
    """Examines a proposal as the law stands today.

    :raises NoSuchProposal: there is none
    :raises ChangedMeanwhile: what it changes was changed otherwise since
    :raises TookTooMuch: it takes too long
    """
    runtime = house.runtime
    if house.apart is not None:
        with house.db.read() as session:
            runtime.follow_edition(session)
            book = publishing.book_with(runtime, session, proposals.find(session, proposal_id))
            changes = proposals.changes_of(session, proposal_id)
        house.apart.find(changes, basis_of(runtime.reading_of(book)), runtime.clock)
    return publishing.examine_proposal(runtime, proposal_id)


def of_changes(house: House, changes: Changes) -> Examination:
    """Examines the rule book in force with these changes.

    :raises TookTooMuch: it takes too long
    """
    runtime, book = house.runtime, house.book.with_changes(changes)
    if house.apart is not None:
        house.apart.find(changes, basis_of(runtime.reading_of(book)), runtime.clock)
    with house.db.read() as session:
        return examine_changes(runtime, session, book, changes)


def repaired(house: House, content: bytes, name: str, outside: bool) -> Fixed:
    """A diagram that has no neighbours, repaired as far as can be.

    :param outside: whether it is from outside: every operation is taken as handled, every form and role as known
    :raises TookTooMuch: it takes too long
    """
    if house.apart is not None:
        return house.apart.repaired(content, name, outside)
    return fix_alone(content, name, vocabulary(house, outside))


def vocabulary(house: House, outside: bool) -> Vocabulary:
    """What a diagram may name: what this house knows, or whatever it likes where it is from outside."""
    known = house.runtime.vocabulary
    return Vocabulary.assumed(known.functions) if outside else known
