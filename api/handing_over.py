"""The JSON API of handing over a desk or a patch."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes.incoming import Strict
from tasks.acts import handing_over

router = APIRouter(prefix="/api/hand-over", responses=PROBLEMS, route_class=Door, tags=["work"])
Word = Annotated[str, Query(max_length=200)]


class GoesView(BaseModel):
    """A step that would go; ``obstacle`` says why it cannot."""

    task_id: str
    case: str
    step: str
    name: str
    status: str
    assignee: str | None
    due_at: datetime | None
    patch: str
    late: bool
    obstacle: str


class HandOverView(BaseModel):
    """What would go, and what must be said as ``seal`` to hand over exactly that.

    ``questions`` of colleagues that wait for an answer stay where they are.
    """

    steps: int
    cases: int
    late: int
    against: int
    questions: int
    seal: str
    goes: list[GoesView]


class HandOverGiven(Strict):
    """Whose steps, or of which patch, go to whom, and why."""

    of: str = Field(default="", max_length=200)
    patch: str = Field(default="", max_length=200)
    to: str = Field(max_length=200)
    reason: str = Field(max_length=2000)
    seal: str = Field(max_length=100)


@router.get("")
def look(house: AHouse, person: APerson, of: Word = "", patch: Word = "", to: Word = "") -> HandOverView:
    """What would go, and what stands against it. Looking at it is recorded."""
    seen = handing_over.look(house, person, of=of, patch=patch, to=to)
    goes = [
        GoesView(
            task_id=each.item.task_id,
            case=each.reference,
            step=each.item.step,
            name=each.item.name,
            status=each.item.status,
            assignee=each.item.assignee,
            due_at=each.item.due_at,
            patch=each.patch,
            late=each.late,
            obstacle=each.obstacle,
        )
        for each in seen.goes
    ]
    return HandOverView(
        steps=len(goes),
        cases=seen.cases,
        late=seen.late,
        against=seen.against,
        questions=seen.questions,
        seal=seen.seal,
        goes=goes,
    )


@router.post("")
def hand_over(body: HandOverGiven, house: AHouse, person: APerson) -> shapes.Done:
    """Hands all of it over, or none (team leaders, administrators)."""
    return shapes.Done(steps=handing_over.hand_over(house, person, **body.model_dump()))
