"""Refusals as pages: the sentence, the status, and whatever was typed."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from starlette.exceptions import HTTPException
from starlette.routing import Match

from tasks.signing import NotSignedIn
from web.rendering import HEADERS, page
from web.visitors import Unsent
from workflows import logs
from workflows.errors import Refused

log = logging.getLogger(__name__)
Handler = Callable[[Request, Exception], Awaitable[Response]]
HOME = ("/", "Go to your work")


def install(app: FastAPI) -> None:
    """Renders what is refused below ``/`` as a page; below ``/api`` whoever did so before goes on doing it."""
    for kind, ours in (
        (Refused, refused),
        (RequestValidationError, _not_understood),
        (HTTPException, _http),
        (Exception, _failed),
    ):
        theirs: Any = app.exception_handlers.get(kind)
        app.add_exception_handler(kind, _shared(ours, theirs))


def allowed(request: Request) -> dict[str, str]:
    """Which methods an address takes, as a header says it: those of all its routes, and not of the first alone."""
    found = []
    for method in ("DELETE", "GET", "PATCH", "POST", "PUT"):
        asked = {**request.scope, "method": method}
        if any(route.matches(asked)[0] is Match.FULL for route in request.app.routes):
            found.append(method)
    return {"Allow": ", ".join(found)} if found else {}


def of_api(path: str) -> bool:
    """Whether programs ask there, and not people."""
    return path == "/api" or path.startswith("/api/")


def _shared(ours: Handler, theirs: Any) -> Handler:
    async def handler(request: Request, error: Exception) -> Response:
        if of_api(request.url.path) and theirs is not None:
            answer: Response = await theirs(request, error)
            return answer
        return await ours(request, error)

    return handler


async def refused(request: Request, error: Exception) -> Response:
    """A refusal as a page; whoever must sign in first is led there and back."""
    assert isinstance(error, Refused)  # noqa: S101 -- registered for this class alone
    if isinstance(error, NotSignedIn):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        if request.method == "GET":
            return RedirectResponse(f"/sign-in?next={quote(wanted)}", 303, HEADERS)
        unsent = Unsent.of(request)
        if unsent is None:
            return _page(request, error.title, [error.sentence], error.status, [("/sign-in", "Sign in")])
        return page(
            request,
            "sign_in.html",
            title="Sign in again",
            status=error.status,
            error=True,
            sentence="",
            username="",
            wanted="/",
            ended="Your session has ended, so nothing was done. What you typed is not lost: sign in here, and you can "
            "look at it once more and send it.",
            unsent=unsent,
        )
    answer = _page(request, error.title, [error.sentence], error.status)
    answer.headers.update(error.headers)
    return answer


def bare(request: Request, heading: str, sentence: str, status: int) -> Response:
    """A page for what is refused before it is looked at who asks."""
    return _page(request, heading, [sentence], status)


async def _not_understood(request: Request, _error: Exception) -> Response:
    return _page(request, "This address is not right", ["Part of the address, or of the form, cannot be read."], 422)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101
    headings = {404: "Page not found", 405: "This address does not take that"}
    sentences = {
        404: "There is nothing at this address. If you typed it, check it; if you pasted it, check that it is whole.",
        405: "This address answers to a form of ours only. Open the page that holds the form.",
    }
    status = error.status_code
    heading = headings.get(status, "The request was refused")
    answer = _page(request, heading, [sentences.get(status, str(error.detail))], status)
    answer.headers.update({**(error.headers or {}), **(allowed(request) if status == 405 else {})})
    return answer


async def _failed(request: Request, error: Exception) -> Response:
    log.error("a page failed", exc_info=error)
    heading = "Something went wrong on our side"
    sentence = (
        "Nothing of your request was kept. Try again; if it happens again, tell your administrator, with the number "
        f"of this request: {logs.request_id()}."
    )
    try:
        return _page(request, heading, [sentence], 500)
    except Exception:
        log.exception("the page that says so failed too")
        return HTMLResponse(f"<!DOCTYPE html><title>{heading}</title><h1>{heading}</h1><p>{sentence}</p>", 500, HEADERS)


def _page(
    request: Request, heading: str, sentences: list[str], status: int, ways: list[tuple[str, str]] | None = None
) -> Response:
    return page(
        request,
        "refused.html",
        title=heading,
        status=status,
        error=True,
        heading=heading,
        sentences=sentences,
        ways=[HOME] if ways is None else ways,
        typed=getattr(request.state, "typed", []),
    )
