"""Acts that came to be known as void or wrong, and settling what is done about them."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import undone
from tasks.people import NotYourRole
from web.case import CaseNumber
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text
from workflows.errors import Refused

router = APIRouter(include_in_schema=False)
Row = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/undone")
def undone_page(request: Request, house: AHouse, person: APerson, settled: bool = False, done: str = "") -> Response:
    """The list. Looking at it is recorded."""
    return _show(request, house, person, settled=settled, done=done)


@router.post("/cases/{case_id}/undone/{undone_id}/settle")
def settle(
    request: Request, house: AHouse, person: APerson, case_id: CaseNumber, undone_id: Row, posted: Fields
) -> Response:
    """Settles what is done about one."""
    try:
        undone.settle(house, person, case_id, undone=undone_id, reason=text(posted, "reason"))
    except NotYourRole:
        raise
    except Refused as refused:
        return _show(request, house, person, refused=refused, about=undone_id)
    return RedirectResponse("/undone?done=settled", 303, HEADERS)


def _show(  # the list, as it is or with what was refused on it
    request: Request,
    house: AHouse,
    person: APerson,
    *,
    settled: bool = False,
    refused: Refused | None = None,
    about: int = 0,
    done: str = "",
) -> Response:
    return page(
        request,
        "undone.html",
        title="Void and wrong acts",
        status=refused.status if refused else 200,
        error=refused is not None,
        acts=undone.list_(house, person, settled=settled),
        settled=settled,
        refused=refused,
        about=about,
        done="It is settled." if done == "settled" else "",
    )
