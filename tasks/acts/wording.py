"""The wording of letters, and its confirmation by compliance."""

from dataclasses import dataclass

from cases.permissions import Group
from documents.paragraphs import NoSuchWording, Paragraph
from documents.wording import confirm, unconfirmed
from tasks.acts.subjects import ORGANISATION
from tasks.acts.table import EVERYBODY, act, of
from tasks.assembly import House
from tasks.people import Person
from workflows.clock import london_date
from workflows.evidence.kinds import Kind


@dataclass(frozen=True)
class WordingSeen:
    """Each document as a whole, each paragraph that holds today, and the keys of those that nobody has confirmed."""

    paragraphs: list[Paragraph]
    waiting: frozenset[str]


@act(EVERYBODY)
def list_(house: House, person: Person) -> WordingSeen:
    """See the wording of letters."""
    del person
    paragraphs = house.library.all_on(london_date(house.runtime.clock.now()))
    with house.db.read() as session:
        waiting = frozenset(paragraph.key for paragraph in unconfirmed(session, paragraphs))
    return WordingSeen(paragraphs, waiting)


@act(of(Group.CONFIRMING), ORGANISATION, Kind.WORDING_CONFIRMED)
def confirm_(house: House, person: Person, *, paragraph: str, sha256: str) -> str:
    """Confirm a paragraph of wording, or a document as a whole, as it was looked at.

    :param paragraph: the key of the paragraph, or of the document: ``arrears.letter_1.whole``
    :returns: the same
    :raises NoSuchWording: it was changed since, or there is none
    """
    found = house.library.on(paragraph, london_date(house.runtime.clock.now()))
    if found.sha256 != sha256:
        raise NoSuchWording(f"{paragraph!r} has changed since your page was made. Read it again.")
    with house.db.write() as session:
        confirm(session, found.key, found.sha256, person.actor, house.runtime.clock)
    return found.key
