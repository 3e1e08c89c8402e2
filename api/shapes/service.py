"""Service of documents, and post that came back."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from api.shapes.incoming import Strict
from tasks.acts.returned_mail import ReturnListed
from tasks.acts.service import DocumentService
from tasks.acts.service_decided import ServiceOpen

LINE = 200


class NewService(Strict):
    """What happened to a document on its way to a person; when it counts as served is worked out, and not said."""

    delivery: str = Field(max_length=30, examples=["handed_over", "posted"])
    on: date | None = Field(default=None, description="The day; left out where `at` says it")
    at: datetime | None = Field(
        default=None, description="The moment, with a zone: wanted of what was handed over, left or e-mailed"
    )
    method: str = Field(default="", max_length=30, examples=["first_class_post"], description="Of what was posted")
    place: str = Field(default="", max_length=500, description="The address, or where exactly it was left")
    done_by: str = Field(default="", max_length=LINE, description="Who did it")
    taken_by: str = Field(
        default="",
        max_length=30,
        examples=["the_person", "somebody_else"],
        description="Of what was handed over: whether the person themselves took it",
    )
    handed_to: str = Field(default="", max_length=LINE, description="Who else took it, by name")
    relation: str = Field(default="", max_length=LINE, examples=["her son, aged 12"], description="To the person")
    witness: str = Field(default="", max_length=LINE, description="In front of whom")
    proof: str = Field(default="", max_length=LINE, examples=["Certificate of posting 4711"])
    proof_document: int | None = Field(default=None, description="A document of the same case: a photograph, a scan")
    served_as: str = Field(
        default="", max_length=30, examples=["s8_notice"], description="What it is in law, of what was not printed here"
    )
    clause: str = Field(default="", max_length=500, description="Of the tenancy, by which it may be served so")
    agreed_in_writing: bool | None = Field(default=None, description="Whether they had agreed to service by e-mail")
    note: str = Field(default="", max_length=2000)
    corrects: int | None = Field(default=None, description="The event that was recorded wrongly")
    tenant: int | None = Field(default=None, description="To whom, of a document that is nobody's alone")


class NewReturn(Strict):
    """Post that came back."""

    reason: str = Field(max_length=30, examples=["gone_away"])
    on: date | None = Field(default=None, description="The day; left out: today")
    place: str = Field(default="", max_length=500, description="The address on the envelope, where it was not kept")
    note: str = Field(default="", max_length=2000)
    tenant: int | None = Field(default=None, description="To whom, of a document that is nobody's alone")
    event: int | None = Field(default=None, description="The step that came back, where it went more than once")


class NewDecision(Strict):
    """Whether a step served a document."""

    event: int = Field(description="The step")
    served: bool
    reason: str = Field(max_length=2000, description="What proves it")
    on: date | None = Field(
        default=None,
        description="Since when it is known that it was not served (left out: today); or on which day they had it",
    )


class ServiceInDoubt(BaseModel):
    """Documents whose service is to be decided, was in a hold, or was not on each joint tenant."""

    documents: list[ServiceOpen]


class ProofBrought(BaseModel):
    """The number of a proof among the documents of the case."""

    document: int


class ServiceView(BaseModel):
    """A document, and all that happened to it on its way."""

    service: DocumentService


class ReturnedMail(BaseModel):
    """Post that came back, with no address confirmed since; possible deaths first."""

    returned: list[ReturnListed]
