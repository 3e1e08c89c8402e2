"""Beginning a procedure by hand."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import beginning
from tasks.open_already import IsItAnother
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text

router = APIRouter(include_in_schema=False, prefix="/begin")


@router.get("")
def begin_page(request: Request, house: AHouse, person: APerson) -> Response:
    """The procedures that the person may begin, each with its form."""
    return page(request, "begin.html", title="Begin a procedure", procedures=beginning.list_(house, person))


@router.post("/{procedure}")
def begin(request: Request, house: AHouse, person: APerson, procedure: str, posted: Fields) -> Response:
    """Opens a case and shows it; where such a one is open already, asks whether this is another.

    :raises NoSuchAccount: there is no such account, or it is not theirs to see
    """
    account, reason = text(posted, "account").strip(), text(posted, "reason")
    than = text(posted, "another_than").strip()
    try:
        case = beginning.begin(house, person, procedure, account=account, reason=reason, another_than=than)
    except IsItAnother as open_already:
        typed = {"procedure": procedure, "account": account, "reason": reason}
        more = {"typed": typed, "asked": open_already.sentence, "than": open_already.facts["another_than"]}
        found = beginning.list_(house, person)
        return page(
            request,
            "begin.html",
            title="Begin a procedure",
            status=open_already.status,
            error=True,
            procedures=found,
            **more,
        )
    return RedirectResponse(f"/cases/{case}", 303, HEADERS)
