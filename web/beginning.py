"""Beginning a procedure by hand."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import beginning
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text

router = APIRouter(include_in_schema=False, prefix="/begin")


@router.get("")
def begin_page(request: Request, house: AHouse, person: APerson) -> Response:
    """The procedures that the person may begin, each with its form."""
    return page(request, "begin.html", title="Begin a procedure", procedures=beginning.list_(house, person))


@router.post("/{procedure}")
def begin(house: AHouse, person: APerson, procedure: str, posted: Fields) -> Response:
    """Opens a case and shows it.

    :raises NoSuchAccount: there is no such account, or it is not theirs to see
    """
    account, reason = text(posted, "account").strip(), text(posted, "reason")
    case = beginning.begin(house, person, procedure, account=account, reason=reason)
    return RedirectResponse(f"/cases/{case}", 303, HEADERS)
