"""Cases and holds, and who was told of one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

from api.shapes.incoming import Strict
from tasks.views import DocumentShown, HoldOfCase
from workflows.runtime.rows import IncidentRow, TimerRow, WorkItemRow


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
    """The hold, the cases that it stopped, and its last day where it has one, perhaps worked out by law."""

    hold: int
    cases: list[int]
    ends_on: date | None = None
    undone: int = Field(default=0, description="acts since its first day that are void or wrong, as nobody knew of it")


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
    """What is wrong with a record, who acted in it, which documents came along, and what the check cannot see."""

    problems: list[str]
    who: list[str] = Field(default_factory=list)
    along: list[str] = Field(default_factory=list)
    unseen: list[str] = Field(default_factory=list)


@dataclass(frozen=True)
class TimerView(TimerRow):
    """A wait for a time.

    :ivar counted_by: the periods of law by which its day is counted, each marked where it is to confirm
    """

    counted_by: tuple[str, ...]


class CaseView(BaseModel):
    """A case: its debt, its open steps, what it waits for, what went wrong."""

    id: int
    reference: str
    title: str
    status: str
    outcome: str
    facts: dict[str, Any]
    steps: list[WorkItemRow]
    timers: list[TimerView]
    incidents: list[IncidentRow]
    holds: list[HoldOfCase]
    ask_first: list[str] = Field(description="The references of tenants before whose contact you must ask")
    documents: list[DocumentShown]
