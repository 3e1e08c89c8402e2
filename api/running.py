"""The JSON API of how the installation runs, and of who was told of a hold."""

from datetime import date, datetime

from fastapi import APIRouter
from pydantic import BaseModel

from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import Row
from tasks.acts import holds, running
from tasks.unbegun import Unbegun

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door)


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
def how_it_runs(house: AHouse, person: APerson) -> running.Running:
    """How the installation runs, and what waits or failed (administrators). Looking at it is recorded."""
    return running.look(house, person)


@router.get("/unbegun", tags=["running"])
def what_has_begun_nothing(house: AHouse, person: APerson) -> list[Unbegun]:
    """Events and dates that should have begun a procedure and have not, what has lapsed first. The look is recorded."""
    return running.list_unbegun(house, person)


@router.get("/holds/{hold_id}/told", tags=["holds"])
def who_was_told(hold_id: Row, house: AHouse, person: APerson) -> list[CaseToldView]:
    """Which cases were told of a hold, and which were not. Looking at it is recorded."""
    seen = holds.told(house, person, hold_id)
    return [CaseToldView.model_validate(each, from_attributes=True) for each in seen.cases]
