"""The wording of letters, for compliance: each document as a whole, each paragraph that holds today, and whether it was
confirmed.
"""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import wording
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text

router = APIRouter(include_in_schema=False, prefix="/wording")


@router.get("")
def wording_page(request: Request, house: AHouse, person: APerson) -> Response:
    """Every document as a whole, and every paragraph that holds today."""
    seen = wording.list_(house, person)
    return page(request, "wording.html", title="Wording", paragraphs=seen.paragraphs, waiting=seen.waiting)


@router.post("/{paragraph}")
def confirm(house: AHouse, person: APerson, paragraph: str, posted: Fields) -> Response:
    """Confirms a paragraph or a document as a whole, as it stood on the page.

    :raises NoSuchWording: it was changed since the page was made, or there is none
    """
    confirmed = wording.confirm_(house, person, paragraph=paragraph, sha256=text(posted, "sha256"))
    return RedirectResponse(f"/wording#{confirmed}", 303, HEADERS)
