"""The page of the notices about a debt: how each stands and why, and withdrawing one."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import notices
from tasks.assembly import House
from tasks.people import NotYourRole, Person
from web.fields import Asks, Field, Form, Sent, read, shown
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields
from workflows.errors import NotFound, Refused

router = APIRouter(include_in_schema=False, prefix="/accounts/{account}/notices")
Number = Annotated[int, Path(ge=1, le=2**31 - 1)]
WITHDRAW = Form(
    "withdraw",
    "/withdraw",
    "Withdraw it",
    "Withdraw it: no claim may rest on it from today on",
    (Field("reason", "Why it is withdrawn", Asks.AREA, hint="It stands in the record of the debt", wanted=True),),
)
DONE = "It is withdrawn, and the record says why."


@router.get("")
def of_account(request: Request, house: AHouse, person: APerson, account: Number, done: str = "") -> Response:
    """The notices about a debt, the newest first. Looking at them is recorded."""
    return _show(request, house, person, account, withdrawn=done)


@router.post("/{notice}/withdraw")
def withdraw(
    request: Request, house: AHouse, person: APerson, account: Number, notice: Number, posted: Fields
) -> Response:
    """Withdraws a notice; refused, the page is shown again with what was typed."""
    try:
        notices.withdraw(house, person, account, notice, reason=read(WITHDRAW, posted)["reason"])
    except (NotYourRole, NotFound):
        raise  # whoever may not do it is not shown the page for it
    except Refused as refused:
        return _show(request, house, person, account, Sent(WITHDRAW.name, str(notice), posted, refused))
    return RedirectResponse(f"/accounts/{account}/notices?done={notice}", 303, HEADERS)


def _show(
    request: Request, house: House, person: Person, account: int, sent: Sent | None = None, withdrawn: str = ""
) -> Response:
    rows = notices.of_account(house, person, account)
    forms = {each.notice.id: shown(WITHDRAW, sent, about=str(each.notice.id)) for each in rows}
    gone = {str(each.notice.id) for each in rows if each.notice.withdrawn_on is not None}
    errors = [error for one in forms.values() for error in one.errors]
    return page(
        request,
        "notices.html",
        title="Notices",
        status=sent.refused.status if sent else 200,
        error=sent is not None,
        account=account,
        rows=rows,
        forms=forms,
        sent=sent,
        errors=errors or ([(sent.refused.sentence, "")] if sent else []),
        done=DONE if withdrawn in gone else "",
    )
