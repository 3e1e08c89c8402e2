"""The documents of cases, as they were made."""

from fastapi import APIRouter, Response

from web.rendering import HEADERS
from web.visitors import AHouse, APerson
from workflows.evidence import NewEntry, append

router = APIRouter(include_in_schema=False)


@router.get("/documents/{document_id}")
def letter(document_id: int, house: AHouse, person: APerson) -> Response:
    """A document, byte for byte. Looking at it is recorded."""
    with house.db.write() as session:
        case_id, content = house.store.read(session, document_id)
        looked = NewEntry("document looked at", person.actor, payload={"document": document_id})
        append(session, house.runtime.chain_of(session, case_id), [looked], house.runtime.clock)
    named = {"Content-Disposition": f'inline; filename="document-{document_id}.pdf"'}
    return Response(content, media_type="application/pdf", headers={**HEADERS, **named})
