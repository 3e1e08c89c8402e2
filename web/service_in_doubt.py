"""The page of documents whose service is in doubt, where whoever leads decides about each."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import service_decided
from tasks.acts.service_decided import MOST, ServiceOpen
from tasks.people import NotYourRole
from web import service_forms as forms
from web.fields import FormShown, Sent, read, shown
from web.rendering import HEADERS, page
from web.service import DocumentNumber
from web.visitors import AHouse, APerson, Fields
from workflows.errors import NotFound, Refused

router = APIRouter(include_in_schema=False, prefix="/service-in-doubt")
DONE = "It is decided, and stands in the record with what was done since that may rest on it."


@router.get("")
def in_doubt(request: Request, house: AHouse, person: APerson, done: str = "") -> Response:
    """The documents that wait for a decision, are void, or were not served on each joint tenant."""
    return _show(request, house, person, done=DONE if done else "")


@router.post("/documents/{document_id}/served")
def decide(request: Request, house: AHouse, person: APerson, document_id: DocumentNumber, posted: Fields) -> Response:
    """Decides whether a step served a document; refused, the list is shown again with what was typed."""
    try:
        said = read(forms.OF_STEP, posted)
        event, served = forms.number(said["event"]) or 0, said["served"] == "yes"
        service_decided.decide(house, person, document_id, **{**said, "event": event, "served": served})
    except (NotYourRole, NotFound):
        raise  # whoever may not do it is not shown the list for it
    except Refused as refused:
        return _show(request, house, person, Sent(forms.OF_STEP.name, str(document_id), posted, refused))
    return RedirectResponse("/service-in-doubt?done=decide", 303, HEADERS)


def _show(request: Request, house: AHouse, person: APerson, sent: Sent | None = None, done: str = "") -> Response:
    rows = service_decided.list_(house, person)
    made = {each.document.id: _form(each, sent) for each in rows}
    errors = [error for one in made.values() for error in one.errors]
    return page(
        request,
        "service_in_doubt.html",
        title="Service in doubt",
        status=sent.refused.status if sent else 200,
        error=sent is not None,
        rows=rows,
        most=MOST,
        forms=made,
        sent=sent,
        errors=errors or ([(sent.refused.sentence, "")] if sent else []),
        done=done,
    )


def _form(listed: ServiceOpen, sent: Sent | None) -> FormShown:
    return shown(forms.OF_STEP, sent, about=str(listed.document.id), options={"event": forms.steps(listed)})
