"""Signing in and out."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import signing
from tasks.passwords import TooManyTries
from tasks.people import Person
from tasks.signing import NotSignedIn, SignInRefused
from web.rendering import HEADERS, page
from web.visitors import (
    AHouse,
    AnyFields,
    APerson,
    ASecret,
    Fields,
    FormNotOurs,
    Unsent,
    cookie_name,
    from_this_site,
    local_path,
    text,
)

STILL_THERE = (
    "Your session had ended, so nothing was done yet. What you typed is not lost: sign in here, and you can look at it "
    "once more and send it."
)
router = APIRouter(include_in_schema=False)


@router.get("/sign-in")
def sign_in_page(request: Request, next: str = "/") -> Response:  # noqa: A002 -- the word in the address
    """The form; ``next`` is the page that was asked for."""
    ended = "Sign in to see the page that you asked for." if next != "/" else ""
    return page(
        request,
        "sign_in.html",
        title="Sign in",
        sentence="",
        username="",
        wanted=local_path(next),
        ended=ended,
        unsent=None,
    )


@router.post("/sign-in")
def sign_in(request: Request, house: AHouse, old: ASecret, posted: AnyFields) -> Response:
    """Signs in and leads on to the page that was asked for, or to what was typed before the session ended.

    :raises FormNotOurs: another site's page sent the form
    """
    if not from_this_site(request):
        raise FormNotOurs("This sign-in came from another site's page. Sign in here.")
    username, wanted = text(posted, "username"), local_path(text(posted, "next"))
    address = request.client.host if request.client else "unknown"
    unsent = Unsent.back(posted)
    try:
        secret, person = signing.sign_in(house, username, text(posted, "password"), address, "cookie")
    except (SignInRefused, TooManyTries) as refused:
        known = {"sentence": refused.sentence, "username": username, "wanted": wanted, "unsent": unsent}
        known["ended"] = STILL_THERE if unsent is not None else ""
        again = page(request, "sign_in.html", title="Sign in", status=refused.status, error=True, **known)
        again.headers.update(refused.headers)
        return again
    _end(house, old)  # whoever used this browser before
    answer: Response = RedirectResponse(wanted, 303, HEADERS) if unsent is None else _unsent(request, person, unsent)
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
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'  # whoever sits down next finds nothing
    return answer


def _unsent(request: Request, person: Person, unsent: Unsent) -> Response:
    """What was typed before the session ended, to whoever typed it, with a button that sends it; to nobody else."""
    request.state.person = person
    theirs = person.id == unsent.by
    title = "Send what you typed" if theirs else "This was not typed by you"
    return page(request, "unsent.html", title=title, theirs=theirs, unsent=unsent)


def _end(house: AHouse, secret: str) -> None:
    if not secret:
        return
    try:
        person = signing.who_is(house, secret, "cookie")
    except NotSignedIn:
        return
    signing.sign_out(house, person, secret)
