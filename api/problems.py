"""Refusals as ``application/problem+json`` (RFC 9457), rendered once."""

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from web.refusals import allowed
from workflows import logs
from workflows.errors import Refused

log = logging.getLogger(__name__)


class Problem(BaseModel):
    """Why a request was refused, in a sentence for the person who asked."""

    type: str = Field(examples=["urn:duecourse:step-not-open"])
    title: str = Field(examples=["The step is no longer open"])
    status: int = Field(examples=[409])
    detail: str = Field(examples=["Sam Lee completed 'Contact the customer' in the meantime. Look at the case."])


class ProblemResponse(JSONResponse):
    """A problem document; what it repeats of the request may be text that no encoding takes, so all is escaped."""

    media_type = "application/problem+json"

    def render(self, content: Any) -> bytes:
        """The document's bytes."""
        return json.dumps(content, separators=(",", ":")).encode()


PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {"model": Problem, "description": "Refused, with a sentence", "content": {"application/problem+json": {}}}
}


def install(app: FastAPI) -> None:
    """Renders every refusal of the API; the pages render their own."""
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(RequestValidationError, _not_understood)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _failed)


def problem(
    status: int, slug: str, title: str, detail: str, *, headers: Mapping[str, str] | None = None, **more: Any
) -> JSONResponse:
    """A problem document."""
    content = {"type": f"urn:duecourse:{slug}", "title": title, "status": status, "detail": detail, **more}
    bearer = {"WWW-Authenticate": "Bearer"} if status == 401 else {}
    return ProblemResponse(content, status, {**bearer, **(headers or {})})


async def _refused(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, Refused)  # noqa: S101 -- registered for this class alone
    return problem(error.status, error.slug, error.title, error.sentence, headers=error.headers, **error.facts)


async def _not_understood(_request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    found: Sequence[Any] = error.errors()
    where = [{"where": ".".join(map(str, each["loc"])), "what": each["msg"]} for each in found]
    detail = f"The request is not in the form that is asked for: {where[0]['where']}: {where[0]['what']}."
    return problem(422, "malformed", "The input is not in the form that is asked for", detail, errors=where)


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101
    sentences = {404: "There is nothing at this address.", 405: "This address does not take that method."}
    detail = sentences.get(error.status_code, str(error.detail))
    headers = {**(error.headers or {}), **(allowed(request) if error.status_code == 405 else {})}
    return problem(error.status_code, "http", str(error.detail), detail, headers=headers)


async def _failed(_request: Request, error: Exception) -> JSONResponse:
    log.error("a request failed", exc_info=error)
    sentence = (
        "Something went wrong on our side; nothing of your request was kept. Try again, or tell your administrator, "
        f"with the number of this request: {logs.request_id()}."
    )
    return problem(500, "failed", "Something went wrong", sentence, request=logs.request_id())
