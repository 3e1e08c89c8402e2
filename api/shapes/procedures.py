"""Procedures, rules and wording, and what is proposed of them."""

import re
from datetime import date, datetime
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, Field, model_validator

from api.shapes.incoming import Reason, Strict

ProcedureName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
"""The name of a procedure in an address."""


class VersionListed(BaseModel):
    """A version in the list of procedures."""

    number: int
    sha256: str
    published_at: datetime


class ProcedureView(BaseModel):
    """A published procedure."""

    name: str
    versions: list[VersionListed]


class ProcedureFiles(Strict):
    """The files of a procedure: path in its folder → content (diagrams, tables, forms, documents, YAML)."""

    files: dict[str, str] = Field(min_length=1, max_length=100, examples=[{"arrears.bpmn": "<bpmn:definitions …>"}])

    @model_validator(mode="after")
    def _paths(self) -> "ProcedureFiles":
        for path in self.files:
            if not re.fullmatch(r"([\w\-]{1,60}/){0,2}[\w\-]{1,60}\.(bpmn|dmn|json|yaml)", path, re.ASCII):
                raise ValueError(f"{path[:60]!r} is not the path of a diagram, a decision model, a form or a YAML file")
        return self


class DiagramAsked(Strict):
    """A diagram to be repaired.

    ``outside``: every operation is taken as handled, every form and role as known, and the house's own rules are left
    aside, as by ``duecourse lint --assume-handlers``.
    """

    name: str = Field(pattern=r"^[\w\-. ]{1,100}$", examples=["arrears.bpmn"])
    content: str = Field(min_length=1, max_length=2_000_000, examples=["<bpmn:definitions …>"])
    outside: bool = False


class DifferenceView(BaseModel):
    """One thing that was changed in a diagram, with what stood there and what stands there, shortened."""

    element: str
    line: int
    rule: str
    text: str
    before: str
    after: str


class PlaceOfFinding(BaseModel):
    """Where something stands in a file."""

    element: str
    line: int


class FindingView(BaseModel):
    """What would not run as it is drawn, wherever and how often it stands. ``fix``: what a repair would do about it."""

    element: str
    line: int
    rule: str
    text: str
    fix: str | None
    count: int
    places: list[PlaceOfFinding]


class DiagramRepaired(BaseModel):
    """A repaired diagram, what was changed, and what is left."""

    content: str
    differences: list[DifferenceView]
    findings: list[FindingView]


class Seen(Strict):
    """What was looked at."""

    certificate: str = Field(min_length=12, max_length=64, examples=["3b2a91c0d4e5"])


class ProposalView(BaseModel):
    """A change that somebody proposed, or drafts.

    ``name`` is the procedure whose folder alone it changes, else empty; ``parent`` the edition that it changes.
    """

    id: int
    title: str
    name: str
    parent: int
    sha256: str
    status: str
    revision: int
    changed_at: datetime
    changed_by: str
    proposed_at: datetime | None
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


class EditionView(BaseModel):
    """A published edition of the rule book. ``parent``: the one before it; 0: none."""

    number: int
    sha256: str
    parent: int
    title: str
    proposed_by: str
    published_by: str
    published_at: datetime


class EditionMade(BaseModel):
    """What a publication made: an edition, and a version of each procedure whose folder changed."""

    edition: EditionView
    versions: list[VersionView]


class RuleView(BaseModel):
    """A rule of law. ``stopped``: how many open cases it stops, or will stop, as the last night found them."""

    id: str
    text: str
    law: str
    begins: date
    ends: date
    confidence: str
    confirmed: bool
    stopped: int


class LawRowView(BaseModel):
    """A row of law or policy.

    ``sure``, ``confidence``: whether its file is sure of words and source; ``confirmed_by``: who relies on it.
    """

    place: str
    says: list[tuple[str, str]]
    source: str
    policy: bool
    sure: bool
    confidence: str
    begins: date
    ends: date
    sha256: str
    confirmed_by: str | None
    confirmed_at: datetime | None


class LawRowSeen(Strict):
    """The row that was looked at, by its place and the hash of its words."""

    row: str = Field(max_length=200, examples=["periods/letter_1_reply"])
    sha256: str = Field(min_length=64, max_length=64)


class StoppedCase(BaseModel):
    """An open case that a rule stops from ``on_day``: the step that is refused (empty: the end), what is lacking."""

    id: int
    reference: str
    step: str
    lacking: list[str]
    on_day: date
    found_at: datetime


class WordsSeen(Strict):
    """The hash of the words that were looked at."""

    sha256: str = Field(min_length=64, max_length=64)


class ParagraphView(BaseModel):
    """A paragraph of wording that holds today, or a document as a whole (`arrears.letter_1.whole`)."""

    id: str
    heading: str
    text: str
    source: str
    edition: str
    sha256: str
    confirmed: bool


class BeginningView(BaseModel):
    """A procedure that one may begin."""

    name: str
    title: str
    means: str


class NewCase(Reason):
    """A debt about which a procedure is begun, and why."""

    account: str = Field(max_length=60, examples=["100042"])
    another_than: str = Field(
        default="",
        max_length=80,
        examples=["CP-100042-1"],
        description="Where one is open already, and this is another: the reference of the newest that is open.",
    )


class CaseBegun(BaseModel):
    """The case that was opened."""

    case: int
