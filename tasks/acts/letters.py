"""The documents of cases."""

from dataclasses import dataclass

from documents.media import Media
from documents.register import document_of
from tasks.acts.subjects import DOCUMENT
from tasks.acts.table import WITH_CASES, act
from tasks.assembly import House
from tasks.people import Person
from tasks.withholding import sees_document
from workflows.errors import Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind


class LetterRestricted(Refused):
    """A letter is seen by named roles only."""

    status = 403


@dataclass(frozen=True)
class DocumentRead:
    """A document as it was made.

    :ivar file_name: made by the house, so that no word of anybody's stands in a header
    :ivar printed: whether the house printed it, so that a browser may show it; what is not is saved
    """

    content: bytes
    media: Media
    file_name: str
    printed: bool


@act(WITH_CASES, DOCUMENT, Kind.DOCUMENT_LOOKED_AT)
def read(house: House, person: Person, document_id: int) -> DocumentRead:
    """Read a document as it was made.

    :returns: byte for byte
    :raises LetterRestricted: it bears an address that named roles alone see
    :raises NoSuchDocument: there is none
    :raises DocumentAltered: its file is another one now
    """
    with house.db.write() as session:
        case_id, content = house.store.read(session, document_id)
        row = document_of(session, document_id)
        if not sees_document(session, house.organisation.restricted, person.roles, row):
            raise LetterRestricted(
                "This letter bears an address that named roles alone see. Ask your team leader what it says."
            )
        looked = NewEntry(Kind.DOCUMENT_LOOKED_AT, person.actor, payload={"document": document_id})
        append(session, house.runtime.chain_of(session, case_id), [looked], house.runtime.clock)
    return DocumentRead(content, row.media, row.file_name, row.printed)
