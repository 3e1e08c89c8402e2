"""Signing in and out."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import signing
from tasks.passwords import TooManyTries
from tasks.signing import NotSignedIn, SignInRefused
from web.rendering import HEADERS, page
from web.visitors import (
    AHouse,
    AnyFields,
    APerson,
    ASecret,
    Fields,
    FormNotOurs,
    cookie_name,
    from_this_site,
    local_path,
    text,
)

router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/") -> Response:  # noqa: A002 -- the word in the address
    """The form; ``next`` is the page that was asked for."""
    ended = "Sign in to see the page that you asked for." if next != "/" else ""
    return page(
        request, "sign_in.html", title="Sign in", sentence="", username="", wanted=local_path(next), ended=ended
    )


@router.post("/sign-in")
def sign_in(request: Request, house: AHouse, old: ASecret, posted: AnyFields) -> Response:
    """Signs in and leads on to the page that was asked for.

    :raises FormNotOurs: another site's page sent the form
    """
    if not from_this_site(request):
        raise FormNotOurs("This sign-in came from another site's page. Sign in here.")
    username, wanted = text(posted, "username"), local_path(text(posted, "next"))
    address = request.client.host if request.client else "unknown"
    try:
        secret, _person = signing.sign_in(house, username, text(posted, "password"), address, "cookie")
    except (SignInRefused, TooManyTries) as refused:
        known = {"sentence": refused.sentence, "username": username, "wanted": wanted, "ended": ""}
        return page(request, "sign_in.html", title="Sign in", status=refused.status, error=True, **known)
    _end(house, old)  # whoever used this browser before
    answer = RedirectResponse(wanted, 303, HEADERS)
    answer.set_cookie(
        cookie_name(house.settings), secret, httponly=True, samesite="lax", secure=house.settings.secure_cookies
    )
    return answer


@router.post("/sign-out")
def sign_out(house: AHouse, person: APerson, secret: ASecret, _posted: Fields) -> Response:
    """Ends the session."""
    signing.sign_out(house, person, secret)
    answer = RedirectResponse("/sign-in", 303, HEADERS)
    answer.delete_cookie(
        cookie_name(house.settings), httponly=True, samesite="lax", secure=house.settings.secure_cookies
    )
    return answer


def _end(house: AHouse, secret: str) -> None:
    if not secret:
        return
    try:
        person = signing.who_is(house, secret, "cookie")
    except NotSignedIn:
        return
    signing.sign_out(house, person, secret)
