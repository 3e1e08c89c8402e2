"""The shapes of what goes in and out of the API. Times are UTC; money is integer pence."""

import math
import re
from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tasks.forms import is_plain


def _refuse_what_cannot_be_kept(value: Any) -> None:
    """Refuses text and numbers that no database and no record takes: the same on every database."""
    if isinstance(value, str):
        if not is_plain(value):
            raise ValueError("it holds a character that cannot be kept (NUL, or half of a surrogate pair)")
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError("it holds a number that is none")
    elif isinstance(value, int):
        if not -(2**63) <= value < 2**63:
            raise ValueError("it holds a number that is too large")
    elif isinstance(value, dict):
        for key, item in value.items():
            _refuse_what_cannot_be_kept(key)
            _refuse_what_cannot_be_kept(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_what_cannot_be_kept(item)


Row = Annotated[int, Path(ge=1, le=2**31 - 1)]
"""The number of a row in an address."""


class Strict(BaseModel):
    """What comes in: anything unknown is refused."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="after")
    def _can_be_kept(self) -> "Strict":
        _refuse_what_cannot_be_kept(self.__dict__)
        return self


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


class WorkList(BaseModel):
    """One page of a work list."""

    total: int
    page: int
    steps: list[StepRow]


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


class HandOver(Strict):
    """To whom, and why."""

    to: str = Field(max_length=200, examples=["sam"])
    reason: str = Field(max_length=2000, examples=["On leave from tomorrow"])


class Reason(Strict):
    """Why."""

    reason: str = Field(max_length=2000, examples=["Clicked the wrong button"])


class Seen(Strict):
    """What was looked at."""

    certificate: str = Field(min_length=12, max_length=64, examples=["3b2a91c0d4e5"])


class Answers(Strict):
    """The answers of a step's form.

    ``revision`` is the step's revision that the answers belong to; without it a change in the meantime is not noticed.
    """

    answers: dict[str, Any] = Field(
        default_factory=dict,
        examples=[{"channel": "Phone", "reached": False, "what_happened": "No answer", "agreement_reached": False}],
    )
    revision: int | None = Field(default=None, examples=[0])


class Draft(Answers):
    """Unfinished answers."""

    revision: int = Field(examples=[0])


class Done(BaseModel):
    """It was done."""

    done: bool = True
    revision: int | None = None


class NewHold(Strict):
    """A hold on debts or debtors."""

    kind: str = Field(max_length=40, examples=["breathing_space"])
    begins_on: date
    ends_on: date | None = None
    accounts: list[str] = Field(default_factory=list, max_length=100, examples=[["100042"]])
    customers: list[str] = Field(default_factory=list, max_length=100)
    source: str = Field(default="", max_length=200, examples=["Notice BS-12345"])
    reason: str = Field(default="", max_length=2000)


class HoldPlaced(BaseModel):
    """The hold, and the cases that it stopped."""

    hold: int
    cases: list[int]


class CaseRow(BaseModel):
    """A case in a list."""

    id: int
    reference: str = Field(examples=["RA-100042-1"])
    title: str
    status: str = Field(examples=["open"])
    outcome: str
    opened_at: datetime


class CaseList(BaseModel):
    """One page of cases."""

    total: int
    page: int
    cases: list[CaseRow]


class RecordChecked(BaseModel):
    """What is wrong with a record, and what the check cannot see."""

    problems: list[str]
    notes: list[str]


class CaseView(BaseModel):
    """A case: its debt, its open steps, what it waits for, what went wrong."""

    id: int
    reference: str
    title: str
    status: str
    outcome: str
    facts: dict[str, Any]
    steps: list[dict[str, Any]]
    timers: list[dict[str, Any]]
    incidents: list[dict[str, Any]]
    holds: list[dict[str, Any]]
    documents: list[dict[str, Any]]


class ProcedureView(BaseModel):
    """A published procedure."""

    name: str
    versions: list[dict[str, Any]]


class ProcedureFiles(Strict):
    """The files of a procedure: path in its folder → content (diagrams, decisions, forms, ``rules.yaml``)."""

    files: dict[str, str] = Field(min_length=1, max_length=100, examples=[{"arrears.bpmn": "<bpmn:definitions …>"}])

    @model_validator(mode="after")
    def _paths(self) -> "ProcedureFiles":
        for path in self.files:
            if not re.fullmatch(r"([\w\-]{1,60}/){0,2}[\w\-]{1,60}\.(bpmn|dmn|json)|rules\.yaml", path, re.ASCII):
                raise ValueError(f"{path[:60]!r} is not the path of a diagram, a decision model, a form or rules.yaml")
        return self


ProcedureName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
"""The name of a procedure in an address."""


class NewUser(Strict):
    """Somebody who may sign in."""

    username: str = Field(max_length=200, examples=["sam"])
    name: str = Field(max_length=200, examples=["Sam Lee"])
    password: str = Field(max_length=1000, examples=["a long enough password"])
    roles: list[str] = Field(min_length=1, max_length=20, examples=[["officer"]])
    patches: list[str] = Field(default_factory=list, max_length=500, examples=[["East 1"]])


class UserChanges(Strict):
    """What is changed of a user; what is left out stays as it is."""

    reason: str = Field(max_length=2000, examples=["Moved to the other team"])
    name: str | None = Field(default=None, max_length=200)
    roles: list[str] | None = Field(default=None, max_length=20)
    patches: list[str] | None = Field(default=None, max_length=500)


class NewPassword(Strict):
    """A new password, and why it is given."""

    password: str = Field(max_length=1000)
    reason: str = Field(max_length=2000, examples=["Forgotten; asked in person"])


class UserView(BaseModel):
    """Somebody who may sign in, or might once."""

    id: int
    username: str
    name: str
    roles: list[str]
    patches: list[str]
    active: bool
    sessions: int
    seen_at: datetime | None


class WordsSeen(Strict):
    """The hash of the words that were looked at."""

    sha256: str = Field(min_length=64, max_length=64)


class ParagraphView(BaseModel):
    """A paragraph of wording that holds today."""

    id: str
    heading: str
    text: str
    source: str
    edition: str
    sha256: str
    confirmed: bool


class RuleView(BaseModel):
    """A rule of law. ``stopped``: how many open cases it stops, or will stop, as the last night found them."""

    id: str
    text: str
    law: str
    begins: date
    ends: date
    confidence: str
    stopped: int


class StoppedCase(BaseModel):
    """An open case that a rule stops from ``on_day``: the step that is refused (empty: the end), what is lacking."""

    id: int
    reference: str
    step: str
    lacking: list[str]
    on_day: date
    found_at: datetime


class ProposalView(BaseModel):
    """A version that somebody proposed."""

    id: int
    name: str
    sha256: str
    status: str
    proposed_at: datetime
    proposed_by: str


class VersionView(BaseModel):
    """A published version."""

    name: str
    number: int
    sha256: str
    published_at: datetime
    published_by: str
    proposed_by: str
    certificate_sha256: str
