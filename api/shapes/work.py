"""Signing in, work lists and steps."""

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from api.shapes.incoming import Strict


class SignIn(Strict):
    """A user name and its password."""

    username: str = Field(max_length=200, examples=["olive"])
    password: str = Field(max_length=1000, examples=["the password"])


class Token(BaseModel):
    """A token for the ``Authorization: Bearer`` header; it is shown once."""

    token: str
    name: str = Field(examples=["Olive Officer"])
    roles: list[str] = Field(examples=[["officer"]])


class StepRow(BaseModel):
    """A step in a work list."""

    task_id: str
    case_id: int
    reference: str = Field(examples=["RA-100042"])
    title: str
    step: str = Field(examples=["contact_customer"])
    name: str = Field(examples=["Contact the customer"])
    role: str = Field(examples=["Income officer"])
    status: str = Field(examples=["open"])
    reason: str = ""
    opened_at: datetime
    due_at: datetime | None
    assignee: str | None = Field(examples=["user:3"])
    revision: int


class Beside(BaseModel):
    """What waits for somebody beside the steps of their lanes."""

    words: str = Field(examples=["2 agreements to approve or decline"])
    count: int
    late: int = Field(description="how many should have been done before today")
    where: str = Field(description="the page that lists them", examples=["/consultations"])


class WorkList(BaseModel):
    """One page of a work list."""

    total: int
    page: int
    steps: list[StepRow]
    beside: list[Beside]


class FromRecord(BaseModel):
    """An answer that the record gives."""

    fact: str = Field(examples=["arrears_pence"])
    value: Any
    as_of: date
    means: str


class PersonAsked(BaseModel):
    """Somebody of whom the same is asked as of others."""

    person: str = Field(examples=["C100042"])
    name: str


class StepDetail(BaseModel):
    """A step as the person who does it sees it."""

    task_id: str
    case_id: int
    step: str
    name: str
    role: str
    status: str
    reason: str
    due_at: datetime | None
    assignee: str | None
    revision: int
    documentation: str
    basis: str = Field(examples=["Pre-Action Protocol 2.1, 2.2"])
    form: dict[str, Any] | None = Field(description="JSON Schema 2020-12 of the answers")
    draft: dict[str, Any] | None
    from_record: dict[str, FromRecord] = Field(
        description="The answers that the record gives (`x-from`); whoever answers may correct them"
    )
    people: list[PersonAsked] = Field(
        description="Of whom the same is asked (`x-for-each`): a row for each, by `person`"
    )


class HandOver(Strict):
    """To whom, and why."""

    to: str = Field(max_length=200, examples=["sam"])
    reason: str = Field(max_length=2000, examples=["On leave from tomorrow"])


class Answers(Strict):
    """The answers of a step's form.

    ``revision`` is the step's revision that the answers belong to; without it a change in the meantime is not noticed.
    """

    answers: dict[str, Any] = Field(
        default_factory=dict,
        examples=[{"channel": "Phone", "reached": False, "what_happened": "No answer", "agreement_reached": False}],
    )
    revision: int | None = Field(default=None, examples=[0])


class FileBrought(BaseModel):
    """A file that was brought for a question of a step; it becomes a document of the case with the step."""

    sha256: str = Field(description="How answers name it")
    name: str = Field(description="What it is called here", examples=["damp.jpg"])
    media: str = Field(examples=["image/jpeg"])
    size: int = Field(description="In bytes")


class Draft(Answers):
    """Unfinished answers."""

    revision: int = Field(examples=[0])
