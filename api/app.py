"""The web application: the API, the pages, and what every answer carries."""

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems, publishing, rules
from api.routes import router
from tasks.assembly import House
from web import pages

LARGEST_BODY = 1_000_000
"""Bytes of a request; forms and drafts are far smaller."""

HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]
API_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")


def make_app(house: House) -> FastAPI:
    """The application that serves one installation."""
    app = FastAPI(
        title="Duecourse",
        version="0.1.0",
        summary="Steps, cases, holds and evidence of a landlord's debt-recovery procedures",
        docs_url=None,  # the stock pages load scripts from elsewhere
        redoc_url=None,
        openapi_url="/api/openapi.json",
    )
    app.state.house = house
    problems.install(app)
    app.include_router(router)
    app.include_router(publishing.router)
    app.include_router(rules.router)
    pages.install(app, house)
    app.add_middleware(Envelope)
    return app


class Envelope:
    """Limits what comes in and marks what goes out; plain ASGI, so that it costs next to nothing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request through."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        declared = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not declared.isdigit() or int(declared) > LARGEST_BODY:
            answer = problems.problem(413, "too-large", "The request is too large", "Send less than a megabyte.")
            await answer(scope, receive, send)
            return
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            answer = problems.problem(422, "malformed", "The address is not right", "It holds a NUL character.")
            await answer(scope, receive, send)
            return
        api = scope["path"].startswith("/api")
        messages: list[Message] = []
        seen, more = 0, True
        while more:  # requests are small: read whole, one that is too large is refused before anything is done
            message = await receive()
            messages.append(message)
            seen += len(message.get("body", b""))
            more = bool(message.get("more_body", False))
            if seen > LARGEST_BODY:
                answer = problems.problem(413, "too-large", "The request is too large", "Send less than a megabyte.")
                await answer(scope, receive, send)
                return

        async def read() -> Message:
            return messages.pop(0) if messages else await receive()

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = [*message.get("headers", []), *HEADERS]
                if api:
                    headers += [API_POLICY, (b"cache-control", b"no-store")]
                message = {**message, "headers": headers}
            await send(message)

        await self.app(scope, read, marked)
