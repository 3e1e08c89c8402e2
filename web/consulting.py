"""Questions to colleagues about a case, and their answers."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import consulting
from tasks.people import NotYourRole
from web.accounts import day
from web.case import CaseNumber
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, Posted, text
from workflows.errors import Refused

router = APIRouter(include_in_schema=False)
Row = Annotated[int, Path(ge=1, le=2**31 - 1)]
_FIELDS = ("of", "question", "words", "reason", "by-day", "by-month", "by-year")


@router.get("/consultations")
def mine(request: Request, house: AHouse, person: APerson) -> Response:
    """The questions that wait for whoever looks."""
    rows = consulting.list_(house, person)
    return page(request, "consultations.html", title="Questions of colleagues", rows=rows)


@router.get("/cases/{case_id}/consultations")
def of_case(request: Request, house: AHouse, person: APerson, case_id: CaseNumber) -> Response:
    """The questions about a case."""
    return _show(request, house, person, case_id)


@router.post("/cases/{case_id}/consultations")
def ask(request: Request, house: AHouse, person: APerson, case_id: CaseNumber, posted: Fields) -> Response:
    """Asks a colleague."""
    try:
        said = {"of": text(posted, "of"), "question": text(posted, "question")}
        consulting.ask(house, person, case_id, **said, answer_by=day(posted, "by") or date.min)
    except NotYourRole:
        raise
    except Refused as refused:
        return _show(request, house, person, case_id, refused=refused, posted=posted)
    return RedirectResponse(f"/cases/{case_id}/consultations", 303, HEADERS)


@router.post("/cases/{case_id}/consultations/{number}/answer")
def answer(
    request: Request, house: AHouse, person: APerson, case_id: CaseNumber, number: Row, posted: Fields
) -> Response:
    """Answers a question."""
    try:
        consulting.answer(house, person, case_id, number, words=text(posted, "words"))
    except NotYourRole:
        raise
    except Refused as refused:
        return _show(request, house, person, case_id, refused=refused, posted=posted, about=number)
    return RedirectResponse(f"/cases/{case_id}/consultations", 303, HEADERS)


@router.post("/cases/{case_id}/consultations/{number}/withdraw")
def withdraw(
    request: Request, house: AHouse, person: APerson, case_id: CaseNumber, number: Row, posted: Fields
) -> Response:
    """Withdraws a question."""
    try:
        consulting.withdraw(house, person, case_id, number, reason=text(posted, "reason"))
    except NotYourRole:
        raise
    except Refused as refused:
        return _show(request, house, person, case_id, refused=refused, posted=posted, about=number)
    return RedirectResponse(f"/cases/{case_id}/consultations", 303, HEADERS)


def _show(  # the page, as it is or with what was refused on it
    request: Request,
    house: AHouse,
    person: APerson,
    case_id: int,
    *,
    refused: Refused | None = None,
    posted: Posted | None = None,
    about: int = 0,
) -> Response:
    seen = consulting.of_case(house, person, case_id)
    return page(
        request,
        "consulting.html",
        title=f"Questions about {seen.reference}",
        status=refused.status if refused else 200,
        error=refused is not None,
        seen=seen,
        refused=refused,
        about=about,
        field=str(refused.facts.get("field", "")) if refused else "",
        typed={name: str((posted or Posted()).get(name) or "") for name in _FIELDS},
    )
