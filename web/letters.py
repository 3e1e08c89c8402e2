"""The documents of cases, as they were made."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from tasks.acts import letters
from web.rendering import HEADERS
from web.visitors import AHouse, APerson

router = APIRouter(include_in_schema=False)


@router.get("/documents/{document_id}")
def document(document_id: Annotated[int, Path(ge=1, le=2**31 - 1)], house: AHouse, person: APerson) -> Response:
    """A document, byte for byte. Looking at it is recorded."""
    made = letters.read(house, person, document_id)
    how = "inline" if made.printed else "attachment"
    named = {"Content-Disposition": f'{how}; filename="{made.file_name}"'}
    return Response(made.content, media_type=made.media, headers={**HEADERS, **named})
