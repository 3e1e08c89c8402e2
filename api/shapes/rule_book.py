"""The rule book: editions, what changed in them, and drafts."""

import re
from datetime import date
from typing import Annotated

from fastapi import Path
from pydantic import BaseModel, Field, field_validator

from api.shapes.incoming import Strict
from api.shapes.procedures import EditionView, ProposalView

EditionNumber = Annotated[int, Path(ge=0, le=2**31 - 1)]
"""The number of an edition in an address; 0 is the one in force."""
_PATH = re.compile(r"([\w\-]{1,80}/){0,5}[\w\-]{1,80}\.(bpmn|dmn|json|ya?ml)", re.ASCII)


class ChangedView(BaseModel):
    """One thing that is otherwise: in which file, what, and how; long texts before and after."""

    path: str
    element: str
    sentence: str
    before: str
    after: str


class BookView(BaseModel):
    """The editions, the newest first; the one in force (0: none was published); drafts and open proposals."""

    editions: list[EditionView]
    in_force: int
    drafts: list[ProposalView]
    proposals: list[ProposalView]


class EditionCompared(BaseModel):
    """An edition, its files with their hashes, and what changed against another."""

    edition: EditionView
    against: int
    changed: list[ChangedView]
    files: dict[str, str]


class DraftView(BaseModel):
    """A draft, what it changes, and what somebody else published meanwhile of the same files."""

    draft: ProposalView
    changed: list[ChangedView]
    clashes: list[str]


class MendedRule(BaseModel):
    """A rule, and what is changed for it, or how it is broken still."""

    rule: str
    sentence: str


class MendingView(BaseModel):
    """The smallest changes with which a procedure keeps its rules, and what no change was found for."""

    revision: int
    changes: list[MendedRule]
    left: list[MendedRule]
    changed: list[ChangedView]


class StepSummedView(BaseModel):
    """A step that would have opened more often, not by today, earlier or later; ``days``: the median."""

    step: str
    more: int
    fewer: int
    earlier: int
    later: int
    days: float


class ProcedureTriedView(BaseModel):
    """What a proposal would mean for the cases of one procedure, in counts."""

    name: str
    replayed: int
    same: int
    not_replayed: list[tuple[str, int]]
    unknown: list[tuple[str, int]]
    steps: list[StepSummedView]
    paths: list[tuple[list[str], list[str], int]]


class TriedView(BaseModel):
    """What a proposal would mean for live cases. ``stopped``: rule, step (empty: the end), open cases.

    ``to_confirm``: which of those rules no lawyer has confirmed yet.
    """

    procedures: list[ProcedureTriedView]
    stopped: list[tuple[str, str, int]]
    to_confirm: list[str]


class CaseTouchedView(BaseModel):
    """An open case on an earlier version; ``against``: why it could not be moved from where it stands."""

    id: int
    reference: str
    title: str
    procedure: str
    version: int
    at: list[str]
    against: list[str]


class PassageView(BaseModel):
    """A passage that is otherwise; empty where there is none on that side."""

    before: str
    after: str


class LetterView(BaseModel):
    """A letter that would be made otherwise for a made-up tenant.

    ``before`` and ``after``: why it is not made on that side; empty where it is. ``*_pdf``: where it is, as printed.
    ``counted_by``: the rows of law by which its days are counted afterwards, each marked where it is to confirm.
    """

    place: str
    title: str
    situation: str
    who: str
    on: date
    before: str
    after: str
    before_pdf: str
    after_pdf: str
    counted_by: list[str]
    passages: list[PassageView]


class LettersView(BaseModel):
    """The letters that a change would make otherwise; ``against``: why they cannot be compared."""

    letters: list[LetterView]
    against: str


class NewDraft(Strict):
    """What the change is for."""

    title: str = Field(min_length=1, max_length=200, examples=["Letter 1 gives 21 days to reply"])


class DraftFiles(Strict):
    """Files of a draft: path → content; null: the file goes. ``whole``: these are all that it changes."""

    files: dict[str, str | None] = Field(max_length=1000, examples=[{"law/periods.yaml": "periods: […]"}])
    revision: int | None = Field(default=None, ge=0)
    whole: bool = False

    @field_validator("files")
    @classmethod
    def _paths(cls, files: dict[str, str | None]) -> dict[str, str | None]:
        for path in files:
            if not _PATH.fullmatch(path):
                raise ValueError(f"{path[:80]!r} is not the path of a diagram, a decision model, a form or a YAML file")
        return files


class Mine(Strict):
    """The files of which the draft's own content stays where both changed them."""

    mine: list[str] = Field(default_factory=list, max_length=1000)


class Revision(Strict):
    """The revision of the draft that was looked at."""

    revision: int | None = Field(default=None, ge=0)
