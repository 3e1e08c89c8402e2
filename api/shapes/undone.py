"""The shape of an act that is void or wrong."""

from datetime import date, datetime

from pydantic import BaseModel, Field

from api.shapes.incoming import Reason


class UndoneView(BaseModel):
    """An act that is void or wrong, and what is done about it."""

    id: int
    case_id: int
    reference: str
    title: str
    step: str
    done_on: date
    effect: str
    because: str
    documents: int
    hold: str
    hold_begins_on: date
    found_at: datetime
    settled_at: datetime | None
    settled_reason: str
    by: str
    open: bool
    held: bool


class SentBack(BaseModel):
    """The step that is done anew."""

    step: str


class CloseCase(Reason):
    """Why a case is closed before its procedure ends: one of a few reasons, and words."""

    because: str = Field(max_length=50, examples=["acts_void", "opened_in_error", "paid", "tenancy_ended"])


class CaseClosed(BaseModel):
    """A case that was closed, and what is as it was all the same."""

    stays: list[str]
