"""The JSON API of service: what happened to documents on their way, its proofs, and post that came back."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import shapes
from api.doors import AHouse, APerson, Door, TheBody
from api.problems import PROBLEMS
from api.shapes import service as said
from tasks.acts import proofs, returned_mail, service, service_decided
from tasks.acts.returned_mail import LetterFound, ReturnRecorded
from tasks.acts.service import ServiceRecorded, ServiceSaid
from tasks.acts.service_decided import ServiceDecided

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door)
DOCUMENT = "/documents/{document_id}"


@router.get(DOCUMENT + "/service", tags=["service"])
def look(document_id: shapes.Row, house: AHouse, person: APerson) -> said.ServiceView:
    """How a document went to whom, its proofs, and when it counts as served. Looking at it is recorded."""
    return said.ServiceView(service=service.look(house, person, document_id))


@router.post(DOCUMENT + "/service", tags=["service"], status_code=201)
def record(document_id: shapes.Row, body: said.NewService, house: AHouse, person: APerson) -> ServiceRecorded:
    """Records how a document was posted, handed over, left or e-mailed; the day on which it counts is worked out."""
    return service.record(house, person, document_id, said=ServiceSaid(**body.model_dump()))


@router.post(
    DOCUMENT + "/proofs",
    tags=["service"],
    status_code=201,
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
)
def bring_proof(
    document_id: shapes.Row,
    house: AHouse,
    person: APerson,
    content: TheBody,
    name: Annotated[str, Query(max_length=500)] = "",
) -> said.ProofBrought:
    """Brings a photograph or a scan: the body is the file, and `document` names it in what is recorded."""
    return said.ProofBrought(document=proofs.bring(house, person, document_id, name=name, content=content))


@router.post(DOCUMENT + "/returned", tags=["service"], status_code=201)
def record_return(document_id: shapes.Row, body: said.NewReturn, house: AHouse, person: APerson) -> ReturnRecorded:
    """Records that a letter came back; its address is in doubt until one is confirmed."""
    return returned_mail.record(house, person, document_id, **body.model_dump())


@router.post(DOCUMENT + "/served", tags=["service"], status_code=201)
def decide(document_id: shapes.Row, body: said.NewDecision, house: AHouse, person: APerson) -> ServiceDecided:
    """Decides whether a step served a document that came back or is denied; lists what rested on it."""
    return service_decided.decide(house, person, document_id, **body.model_dump())


@router.get("/service-in-doubt", tags=["service"])
def in_doubt(house: AHouse, person: APerson) -> said.ServiceInDoubt:
    """The documents about whose service somebody must decide, and those served while a hold was in force."""
    return said.ServiceInDoubt(documents=service_decided.list_(house, person))


@router.get("/returned-mail", tags=["service"])
def returned(house: AHouse, person: APerson) -> said.ReturnedMail:
    """The post that came back, with no address confirmed since; possible deaths first."""
    return said.ReturnedMail(returned=returned_mail.list_(house, person))


@router.get("/letters", tags=["service"])
def find(house: AHouse, person: APerson, reference: Annotated[str, Query(max_length=60)] = "") -> list[LetterFound]:
    """The letters that bear a reference, or the document of a number: to record that one came back."""
    return returned_mail.find(house, person, words=reference)
