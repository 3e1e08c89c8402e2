"""The JSON API of how the installation runs, and of who was told of a hold."""

from datetime import date, datetime
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel

from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import Row
from tasks.acts import holds, running

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door)


class FindingView(BaseModel):
    """A question about the installation's health; ``sentence`` says what is wrong."""

    about: str
    fine: bool
    sentence: str


class WorkerView(BaseModel):
    """A worker; one that does not live any more stands here until another has taken over from it."""

    name: str
    host: str
    started_at: datetime
    seen_at: datetime
    lives: bool


class NightView(BaseModel):
    """The last time that a nightly act was begun."""

    act: str
    day: date
    worker: str
    taken_at: datetime
    done_at: datetime | None


class JobView(BaseModel):
    """A job and the case that it is of."""

    task_id: str
    case_id: int
    reference: str
    step: str
    status: str
    attempts: int
    run_at: datetime
    error: str


class UnsealedView(BaseModel):
    """Entries that are not sealed yet, and since when the oldest waits."""

    count: int
    since: datetime | None


class TellingView(BaseModel):
    """How many open cases a hold concerns, and how many of these do not know all of it."""

    id: int
    kind: str
    begins_on: date
    ends_on: date | None
    cases: int
    untold: int


class RunningView(BaseModel):
    """How the installation runs. ``jobs``: how many of each status wait or failed."""

    findings: list[FindingView]
    workers: list[WorkerView]
    nights: list[NightView]
    jobs: dict[str, int]
    oldest: JobView | None
    failed: list[JobView]
    incidents: list[dict[str, Any]]
    unsealed: UnsealedView
    holds: list[TellingView]
    warnings: list[str]


class CaseToldView(BaseModel):
    """What a case was told of a hold; ``trouble`` says why it could not be told."""

    case_id: int
    reference: str
    title: str
    status: str
    begins_on: date
    resumes_on: date | None
    began_told_at: datetime | None
    ended_told_at: datetime | None
    trouble: str
    tried_at: datetime | None
    knows: bool


@router.get("/running", tags=["running"])
def how_it_runs(house: AHouse, person: APerson) -> RunningView:
    """How the installation runs, and what waits or failed (administrators). Looking at it is recorded."""
    return RunningView.model_validate(running.look(house, person), from_attributes=True)


@router.get("/holds/{hold_id}/told", tags=["holds"])
def who_was_told(hold_id: Row, house: AHouse, person: APerson) -> list[CaseToldView]:
    """Which cases were told of a hold, and which were not. Looking at it is recorded."""
    seen = holds.told(house, person, hold_id)
    return [CaseToldView.model_validate(each, from_attributes=True) for each in seen.cases]
