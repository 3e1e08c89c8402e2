"""The wording of letters, for compliance: each paragraph that holds today, and whether it was confirmed."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from documents.wording import NoSuchWording, Wording, confirm, unconfirmed
from tasks.assembly import House
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text
from workflows.clock import london_date

router = APIRouter(include_in_schema=False, prefix="/wording")


@router.get("")
def wording(request: Request, house: AHouse, person: APerson) -> Response:
    """Every paragraph that holds today."""
    paragraphs = _wording(house).all_on(london_date(house.runtime.clock.now()))
    with house.db.read() as session:
        waiting = {paragraph.id for paragraph in unconfirmed(session, paragraphs)}
    may = person.may("compliance")
    return page(request, "wording.html", title="Wording", paragraphs=paragraphs, waiting=waiting, may=may)


@router.post("/{paragraph}")
def confirm_(house: AHouse, person: APerson, paragraph: str, posted: Fields) -> Response:
    """Confirms a paragraph, in the very words that stood on the page.

    :raises NoSuchWording: it was changed since the page was made, or there is none
    """
    person.must("compliance")
    found = _wording(house).on(paragraph, london_date(house.runtime.clock.now()))
    if found.sha256 != text(posted, "sha256"):
        raise NoSuchWording(f"The paragraph {paragraph!r} has changed since your page was made. Read it again.")
    with house.db.write() as session:
        confirm(session, found.id, found.sha256, person.actor, house.runtime.clock)
    return RedirectResponse(f"/wording#{found.id}", 303, HEADERS)


def _wording(house: House) -> Wording:
    return Wording(house.settings.bpmn / "law" / "wording" / "letters.yaml")
