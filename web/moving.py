"""Moving a case to another version of its procedure: what it would do, and doing it."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import moving
from web.case import CaseNumber
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text

router = APIRouter(include_in_schema=False, prefix="/cases/{case_id}/version")


@router.get("")
def version(
    request: Request,
    house: AHouse,
    person: APerson,
    case_id: CaseNumber,
    number: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> Response:
    """What moving the case to a version, the newest unless another is asked for, would do. Looking is recorded."""
    found = moving.preview(house, person, case_id, version=number)
    title = "Move the case to another version"
    return page(request, "moving.html", title=title, case_id=case_id, found=found, number=number)


@router.post("")
def move(house: AHouse, person: APerson, case_id: CaseNumber, posted: Fields) -> Response:
    """Moves it."""
    number = text(posted, "number")
    chosen = int(number) if number.isdecimal() and len(number) < 10 else None
    moving.move(house, person, case_id, reason=text(posted, "reason"), version=chosen)
    return RedirectResponse(f"/cases/{case_id}#timeline", 303, HEADERS)


@router.post("/back")
def take_back(house: AHouse, person: APerson, case_id: CaseNumber, posted: Fields) -> Response:
    """Takes the move back."""
    moving.take_back(house, person, case_id, reason=text(posted, "reason"))
    return RedirectResponse(f"/cases/{case_id}#timeline", 303, HEADERS)
