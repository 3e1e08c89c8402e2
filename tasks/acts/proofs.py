"""Proofs of service: photographs, certificates of posting, tracking sheets."""

import hashlib
from typing import Any

from documents.arriving import FileNotTaken, recognised, safe_name
from documents.media import Media
from documents.register import BROUGHT, ServiceStatus, documents_of_key, locked_document
from tasks.acts.subjects import DOCUMENT
from tasks.acts.table import CASEWORK, act
from tasks.assembly import House
from tasks.people import Person
from tasks.serving import seen_document
from workflows.clock import london_date
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind

HOW = "brought as proof of service"
LARGEST = 10_000_000
"""Bytes of a photograph or a scan."""
TAKEN = (Media.JPEG, Media.PNG, Media.PDF)


@act(CASEWORK, DOCUMENT, Kind.PROOF_OF_SERVICE_BROUGHT)
def bring(house: House, person: Person, document_id: int, *, name: str, content: bytes) -> int:
    """Bring a photograph or a scan that proves how a document was served; it becomes a document of the case.

    :returns: its number; of the same file once more, that of the first time
    :raises FileNotTaken: it is no picture or PDF, or larger than ten megabytes
    """
    if len(content) > LARGEST:
        raise FileNotTaken("The file is larger than 10 MB. Make the picture smaller, and choose it once more.")
    media = recognised(content, TAKEN)
    now = house.runtime.clock.now()
    key = f"{BROUGHT}:service:{document_id}:{hashlib.sha256(content).hexdigest()}"
    with house.db.write() as session:
        row = seen_document(house, session, person, locked_document(session, document_id))
        if there := documents_of_key(session, key):
            return there[0].id
        values: dict[str, Any] = {
            **dict.fromkeys(("addressee", "template", "template_sha256", "wording_sha256", "facts_sha256"), ""),
            "approval": "",
            "case_id": row.case_id,
            "customer_id": row.customer_id,  # so that it is seen by whoever sees the document that it proves
            "kind": BROUGHT,
            "title": safe_name(name, media),
            "format": media.suffix,
            "enclosures": [],
            "pages": 0,
            "dated": london_date(now),
            "made_at": now,
            "specimen": False,
            "service_method": HOW,
            "service_status": ServiceStatus.KEPT,
        }
        kept = house.store.keep(session, key, content, values, media)
        columns = ("id", "kind", "title", "sha256", "format", "pages", "dated", "service_method")
        brought = {**{column: getattr(kept, column) for column in columns}, "media": media, "size": len(content)}
        entry = NewEntry(
            Kind.PROOF_OF_SERVICE_BROUGHT,
            person.actor,
            payload={"document": document_id, "documents": [brought]},
        )
        append(session, house.runtime.chain_of(session, row.case_id), [entry], house.runtime.clock)
    return kept.id
