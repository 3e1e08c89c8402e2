"""The documents of cases."""

from tasks.acts.subjects import DOCUMENT
from tasks.acts.table import WITH_CASES, act
from tasks.assembly import House
from tasks.people import Person
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind


@act(WITH_CASES, DOCUMENT, Kind.DOCUMENT_LOOKED_AT)
def read(house: House, person: Person, document_id: int) -> bytes:
    """Read a document as it was made.

    :returns: the PDF, byte for byte
    :raises NoSuchDocument: there is none
    :raises DocumentAltered: its file is another one now
    """
    with house.db.write() as session:
        case_id, content = house.store.read(session, document_id)
        looked = NewEntry(Kind.DOCUMENT_LOOKED_AT, person.actor, payload={"document": document_id})
        append(session, house.runtime.chain_of(session, case_id), [looked], house.runtime.clock)
    return content
