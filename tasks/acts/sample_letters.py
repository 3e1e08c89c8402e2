"""Letters before and after a change of the rule book, on made-up tenants: no case is read, and no name is seen."""

from dataclasses import dataclass
from datetime import date

from documents.before_after import DocumentCompared, Side, Writing, compare_documents, side_of
from documents.landlord import Landlords
from documents.letter import SPECIMEN, identifier_of
from documents.paragraphs import Paragraph
from documents.printing import print_pdf
from documents.samples import SITUATIONS
from documents.wording import unconfirmed
from tasks.acts.subjects import BOOK, PROPOSAL
from tasks.acts.table import BY_OPERATOR, EVERYBODY, act
from tasks.assembly import House, installation
from tasks.operations import LANDLORD
from tasks.people import Person
from tasks.readings import law_of, library_of
from workflows.clock import london_date
from workflows.confidence import MARK
from workflows.editions import Book, proposals
from workflows.editions.published import edition, read_edition
from workflows.editions.tables import ProposalStatus
from workflows.errors import NotFound, Refused

SAMPLE = "SAMPLE: a made-up person, not a real letter"
SIDES = ("before", "after")


class NoSuchSample(NotFound):
    """There is no such sample letter."""


@dataclass(frozen=True)
class Sample:
    """Which sample letter is wanted.

    :ivar place: of the document: ``arrears.letter_1``
    :ivar situation: the made-up tenancy's name
    :ivar on: the day on which it is dated
    :ivar side: ``before`` or ``after``
    """

    place: str
    situation: str
    on: date
    side: str


@dataclass(frozen=True)
class LettersSeen:
    """The documents that a change would make otherwise.

    :ivar against: why they cannot be compared; empty where they can
    :ivar waiting: the hashes of the paragraphs in them that nobody has confirmed
    """

    letters: list[DocumentCompared]
    against: str
    waiting: frozenset[str]

    def specimen(self, side: Side) -> bool:
        """Whether something in it is not confirmed."""
        return any(each.sha256 in self.waiting for each in side.paragraphs)


@act(EVERYBODY | BY_OPERATOR, PROPOSAL)
def of_draft(house: House, person: Person, proposal_id: int) -> LettersSeen:
    """See the letters that a draft or a proposal would change, before and after, on made-up tenants."""
    del person
    return _compared(house, *_books_of_draft(house, proposal_id))


@act(EVERYBODY | BY_OPERATOR, BOOK)
def of_edition(house: House, person: Person, number: int, *, against: int | None = None) -> LettersSeen:
    """See the letters that an edition changed, before and after, on made-up tenants.

    :param number: of the edition; 0: the one in force
    :param against: the number of the edition that it is compared with; ``None``: the one before it
    :raises NoSuchEdition: there is none
    """
    del person
    return _compared(house, *_books_of_edition(house, number, against))


@act(EVERYBODY | BY_OPERATOR, PROPOSAL)
def print_draft(house: House, person: Person, proposal_id: int, *, wanted: Sample) -> bytes:
    """Print a sample letter as a draft or a proposal would have it, or as it is before.

    :returns: the PDF
    :raises NoSuchSample: there is none
    """
    del person
    return _printed(house, _books_of_draft(house, proposal_id), wanted)


@act(EVERYBODY | BY_OPERATOR, BOOK)
def print_edition(house: House, person: Person, number: int, *, wanted: Sample, against: int | None = None) -> bytes:
    """Print a sample letter as an edition has it, or as it was before.

    :returns: the PDF
    :raises NoSuchSample: there is none
    """
    del person
    return _printed(house, _books_of_edition(house, number, against), wanted)


def _books_of_draft(house: House, proposal_id: int) -> tuple[Book, Book]:
    """Of what is proposed against the edition in force; of what is drafted or decided against that it was made of."""
    with house.db.read() as session:
        draft = proposals.find(session, proposal_id)
        changes = proposals.changes_of(session, proposal_id)
        base = (
            house.book
            if draft.status == ProposalStatus.OPEN
            else proposals.parent_of(session, draft, house.runtime.library)
        )
    return base, base.with_changes(changes)


def _books_of_edition(house: House, number: int, against: int | None) -> tuple[Book, Book]:
    with house.db.read() as session:
        one = edition(session, number or house.runtime.edition)
        other = one.parent if against is None else against
        after = read_edition(session, one.number)
        return (read_edition(session, other) if other else after), after  # nothing was before the first


def _compared(house: House, before: Book, after: Book) -> LettersSeen:
    try:
        old, new = _writing(house, before), _writing(house, after)
        found = compare_documents(old, new, london_date(house.runtime.clock.now()))
    except Refused as refused:
        return LettersSeen([], refused.sentence, frozenset())
    said = {each.sha256: each for one in found for side in (one.before, one.after) for each in side.paragraphs}
    return LettersSeen(found, "", frozenset(each.sha256 for each in _waiting(house, list(said.values()))))


def _printed(house: House, books: tuple[Book, Book], wanted: Sample) -> bytes:
    situation = next((each for each in SITUATIONS if each.name == wanted.situation), None)
    if situation is None or wanted.side not in SIDES:
        raise NoSuchSample(f"There is no sample {wanted.situation[:40]!r}, {wanted.side[:40]!r}. Follow a link to it.")
    procedure, _, name = wanted.place.partition(".")
    key = ("" if procedure == "shared" else procedure, name)
    writing = _writing(house, books[SIDES.index(wanted.side)])
    plain = side_of(writing, key, situation, wanted.on)
    if not plain.html:
        raise NoSuchSample(f"There is no such letter {wanted.side} the change: {plain.sentence}")
    marks = [SAMPLE, *([SPECIMEN] if _waiting(house, list(plain.paragraphs)) else [])]
    marks += [f"Counted by {each}" for each in plain.counted_by if each.endswith(MARK)]
    html = side_of(writing, key, situation, wanted.on, tuple(marks)).html
    return print_pdf(html, plain.size, identifier_of(html)).content


def _writing(house: House, book: Book) -> Writing:
    with house.db.read() as session:
        name = installation(session).organisation
    return Writing(library_of(book), law_of(book), Landlords.of_book(book, LANDLORD), name)


def _waiting(house: House, paragraphs: list[Paragraph]) -> list[Paragraph]:
    with house.db.read() as session:
        return unconfirmed(session, paragraphs)
