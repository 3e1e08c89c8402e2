"""The web application: the API, the pages, and what every answer carries."""

import logging
import time
from typing import Any

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import (
    accounts,
    agreements,
    benefits,
    budgets,
    calculations,
    chasing,
    consulting,
    discrepancies,
    handing_over,
    health,
    instalments,
    moving,
    notices,
    persons,
    problems,
    publishing,
    recommended,
    risks,
    rule_book,
    rules,
    running,
    sample_letters,
    service,
    tenancies,
    undone,
    users,
)
from api.doors import APerson, Door
from api.large import LARGEST_BODY, TOO_LARGE, limit
from api.routes import router
from tasks.assembly import House
from web import pages, refusals
from workflows import logs

log = logging.getLogger("api.requests")
NUL = (422, "malformed", "The address is not right", "It holds a NUL character.")
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
]
"""On every answer, whatever made it: a page, a file, a refusal, an error."""
POLICY = b"content-security-policy"
BARE_POLICY = (POLICY, b"default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'")
"""For what brings no policy of its own: only pages load anything."""
ONLY_TLS = (b"strict-transport-security", b"max-age=63072000; includeSubDomains")


def make_app(house: House) -> FastAPI:
    """The application that serves one installation."""
    app = Application(
        title="Duecourse",
        version="0.1.0",
        summary="Steps, cases, holds and evidence of a landlord's debt-recovery procedures",
        docs_url=None,  # the stock pages load scripts from elsewhere
        redoc_url=None,
        openapi_url=None,  # ours asks who it is
        redirect_slashes=False,  # it would lead to whatever host the request names
    )
    app.state.house = house
    problems.install(app)
    for each in (
        router,
        accounts.router,
        calculations.router,
        agreements.router,
        consulting.router,
        discrepancies.router,
        notices.router,
        recommended.router,
        handing_over.router,
        risks.router,
        instalments.router,
        benefits.router,
        chasing.router,
        budgets.router,
        publishing.router,
        rule_book.router,
        sample_letters.router,
        moving.router,
        persons.router,
        service.router,
        rules.router,
        running.router,
        tenancies.router,
        undone.router,
        users.router,
        health.router,
        _described,
    ):
        app.include_router(each)
    pages.install(app, house)
    return app


_described = APIRouter(prefix="/api", route_class=Door, include_in_schema=False)


@_described.get("/openapi.json")
def description(person: APerson, request: Request) -> dict[str, Any]:
    """What the API takes and gives (OpenAPI), for who is signed in."""
    del person
    app: FastAPI = request.app
    return app.openapi()


class Application(FastAPI):
    """The application in its envelope, which marks even what the framework answers when all else has failed."""

    def build_middleware_stack(self) -> ASGIApp:
        """The framework's own, in the envelope."""
        return Envelope(super().build_middleware_stack(), self)


class Envelope:
    """Limits what comes in and marks what goes out; plain ASGI, so that it costs next to nothing."""

    def __init__(self, inner: ASGIApp, app: FastAPI) -> None:
        self.inner = inner
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request through, and logs how it went."""
        if scope["type"] != "http":
            await self.inner(scope, receive, send)
            return
        wanted = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        began, status = time.perf_counter(), 500  # where nothing was answered, it failed
        with logs.asking(wanted.decode("latin-1")) as asking:

            async def numbered(message: Message) -> None:
                nonlocal status
                if message["type"] == "http.response.start":
                    status = message["status"]
                    headers = [*message.get("headers", []), (b"x-request-id", asking.id.encode())]
                    message = {**message, "headers": headers}
                await send(message)

            try:
                await self._answer(scope, receive, numbered)
            finally:
                said = {"method": _method(scope), "route": _route(scope), "status": status}
                said["ms"] = round((time.perf_counter() - began) * 1000)
                log.info("answered", extra=said)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        always = [*HEADERS, ONLY_TLS] if self.app.state.house.settings.secure_cookies else HEADERS

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", []), *always]
                if all(name.lower() != POLICY for name, _value in headers):
                    headers.append(BARE_POLICY)
                if all(name.lower() != b"cache-control" for name, _value in headers):
                    headers.append((b"cache-control", b"no-store"))
                message = {**message, "headers": headers}
            await send(message)

        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        largest, refusal = LARGEST_BODY, TOO_LARGE
        if declared.isdigit() and int(declared) > largest:
            largest, refusal = await limit(scope, self.app.state.house)
        if not declared.isdigit() or int(declared) > largest:
            await self._refuse(scope, receive, marked, *refusal)
            return
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            await self._refuse(scope, receive, marked, *NUL)
            return
        body = bytearray()  # joined: a message object for each byte would cost a hundred times as much
        last: Message | None = None
        more = True
        while more:  # requests are small: read whole, one that is too large is refused before anything is done
            message = await receive()
            if message["type"] != "http.request":
                last = message  # whoever asked has gone
                break
            body += message.get("body", b"")
            more = bool(message.get("more_body", False))
            if len(body) > largest == LARGEST_BODY:  # it did not say how large it is
                largest, refusal = await limit(scope, self.app.state.house)
            if len(body) > largest:
                await self._refuse(scope, receive, marked, *refusal)
                return

        messages: list[Message] = [last] if last is not None else []
        messages.insert(0, {"type": "http.request", "body": bytes(body), "more_body": last is not None})

        async def read() -> Message:
            return messages.pop(0) if messages else await receive()

        await self.inner(scope, read, marked)

    async def _refuse(
        self, scope: Scope, receive: Receive, send: Send, status: int, slug: str, title: str, sentence: str
    ) -> None:
        """Refuses what is not even looked at: to programs with a problem document, to people with a page."""
        answer: Response = problems.problem(status, slug, title, sentence)
        if not refusals.of_api(scope["path"]):
            try:
                request = Request({**scope, "app": self.app, "path": scope["path"].replace("\0", "")})
                answer = await run_in_threadpool(refusals.bare, request, title, sentence, status)
            except Exception:
                log.exception("the page of a refusal failed")
        await answer(scope, receive, send)


def _route(scope: Scope) -> str:
    """The route's template: what was asked for without what it was about."""
    found = getattr(scope.get("route"), "path", "")
    if not found and scope["path"].startswith("/static/"):
        return "/static"
    return str(found or "none")


def _method(scope: Scope) -> str:
    """The method, unless somebody made one up."""
    known = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
    return scope["method"] if scope["method"] in known else "other"
