"""The page of a document: how it went to whom, with which proof, when it counts as served, and that it came back."""

from collections.abc import Callable
from datetime import datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import proofs, returned_mail, service, service_decided
from tasks.acts.service import SERVED_AS, ServiceSaid
from tasks.assembly import House
from tasks.people import NotYourRole, Person
from web import service_forms as forms
from web.fields import FieldsNotRead, Form, Sent, read, shown
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, Posted
from workflows.clock import LONDON
from workflows.errors import NotFound, Refused

router = APIRouter(include_in_schema=False, prefix="/documents/{document_id}")
DocumentNumber = Annotated[int, Path(ge=1, le=2**31 - 1)]
DONE = {
    "service": "It is recorded.",
    "decide": "It is decided, and stands in the record with what was done since that may rest on it.",
    "return": "It is recorded that it came back. Its address is in doubt from now on.",
}


@router.get("/service")
def document_page(
    request: Request, house: AHouse, person: APerson, document_id: DocumentNumber, done: str = ""
) -> Response:
    """How a document went. Looking at it is recorded."""
    return _show(request, house, person, document_id, done=DONE.get(done, ""))


@router.post("/service")
def record(request: Request, house: AHouse, person: APerson, document_id: DocumentNumber, posted: Fields) -> Response:
    """Records what happened to it; a photograph that came along becomes a document of the case."""

    def act(said: dict[str, Any]) -> object:
        told = _said(said)
        for file in posted.files:
            number = proofs.bring(house, person, document_id, name=file.name, content=file.content)
            told = {**told, "proof_document": number}
        return service.record(house, person, document_id, said=ServiceSaid(**told))

    return _do(request, house, person, document_id, forms.SERVICE, posted, act)


@router.post("/returned")
def came_back(
    request: Request, house: AHouse, person: APerson, document_id: DocumentNumber, posted: Fields
) -> Response:
    """Records that it came back."""

    def act(said: dict[str, Any]) -> object:
        return returned_mail.record(house, person, document_id, **{**said, "tenant": forms.number(said["tenant"])})

    return _do(request, house, person, document_id, forms.RETURN, posted, act)


@router.post("/served")
def decide(request: Request, house: AHouse, person: APerson, document_id: DocumentNumber, posted: Fields) -> Response:
    """Decides whether a step served it."""

    def act(said: dict[str, Any]) -> object:
        return service_decided.decide(house, person, document_id, **{**said, "served": said["served"] == "yes"})

    return _do(request, house, person, document_id, forms.DECISION, posted, act)


def _do(
    request: Request,
    house: House,
    person: Person,
    document_id: int,
    form: Form,
    posted: Posted,
    act: Callable[[dict[str, Any]], object],
) -> Response:
    """Does an act; refused, the page is shown again with the sentence and what was typed."""
    try:
        act(read(form, posted))
    except (NotYourRole, NotFound):
        raise  # whoever may not do it is not shown the document for it
    except Refused as refused:
        return _show(request, house, person, document_id, Sent(form.name, "", posted, refused))
    return RedirectResponse(f"/documents/{document_id}/service?done={form.name}", 303, HEADERS)


def _show(
    request: Request, house: House, person: Person, document_id: int, sent: Sent | None = None, done: str = ""
) -> Response:
    seen = service.look(house, person, document_id)
    options = {"tenant": forms.tenants(seen)}
    made = {form.name: shown(form, sent, options=options) for form in (forms.SERVICE, forms.RETURN, forms.DECISION)}
    errors = [error for one in made.values() for error in one.errors]
    return page(
        request,
        "service.html",
        title=seen.document.title,
        status=sent.refused.status if sent else 200,
        error=sent is not None,
        seen=seen,
        document=seen.document,
        forms=made,
        served_as=SERVED_AS,
        sent=sent,
        errors=errors or ([(sent.refused.sentence, "")] if sent else []),
        done=done,
    )


def _said(said: dict[str, Any]) -> dict[str, Any]:
    """What was typed, as the act takes it; the day and the time are one moment, in England.

    :raises FieldsNotRead: the time is none, or is said without its day
    """
    told = {name: value for name, value in said.items() if name not in {"time", "file"}}
    at = None
    if said["time"]:
        if said["on"] is None:
            raise FieldsNotRead({"on": "Enter the day, too, or leave the time empty"})
        try:
            hour = time.fromisoformat(said["time"]).replace(tzinfo=None)
        except ValueError as error:
            raise FieldsNotRead({"time": "Enter a time such as 14:30"}) from error
        at = datetime.combine(said["on"], hour, LONDON)
    agreed = True if said["agreed_in_writing"] else None
    return {**told, "at": at, "tenant": forms.number(said["tenant"]), "agreed_in_writing": agreed}
