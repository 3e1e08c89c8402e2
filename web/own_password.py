"""The page on which somebody changes their own password."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import users
from tasks.passwords import TooManyTries
from tasks.people import SHORTEST_PASSWORD, UserNotUnderstood
from tasks.signing import PasswordNotNew, PresentPasswordWrong
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text
from workflows.errors import Refused

router = APIRouter(include_in_schema=False, prefix="/own-password")


@router.get("")
def own_password_page(request: Request, _person: APerson, done: str = "") -> Response:
    """The form."""
    return _show(request, done=done == "changed")


@router.post("")
def change(request: Request, house: AHouse, person: APerson, posted: Fields) -> Response:
    """Changes it; refused, the page is shown again with the sentence, and never with a password."""
    address = request.client.host if request.client else "unknown"
    try:
        users.change_own_password(
            house,
            person,
            present=text(posted, "present"),
            new=text(posted, "password"),
            again=text(posted, "again"),
            address=address,
        )
    except (UserNotUnderstood, PasswordNotNew, PresentPasswordWrong, TooManyTries) as refused:
        return _show(request, refused)
    return RedirectResponse("/own-password?done=changed", 303, HEADERS)


def _show(request: Request, refused: Refused | None = None, *, done: bool = False) -> Response:
    return page(
        request,
        "own_password.html",
        title="Change your password",
        status=refused.status if refused else 200,
        error=refused is not None,
        refused=refused,
        shortest=SHORTEST_PASSWORD,
        done=done,
    )
