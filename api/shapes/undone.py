"""The shape of an act that is void or wrong."""

from datetime import date, datetime

from pydantic import BaseModel


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
