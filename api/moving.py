"""The JSON API of moving a case to another version of its procedure."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import moving as shown
from tasks.acts import moving

router = APIRouter(prefix="/api/cases/{case_id}/version", responses=PROBLEMS, route_class=Door, tags=["cases"])


@router.get("")
def preview(
    case_id: shapes.Row,
    house: AHouse,
    person: APerson,
    number: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> list[shown.MoveView]:
    """What moving the case to a version, the newest unless another is asked for, would do. Looking is recorded."""
    found = moving.preview(house, person, case_id, version=number)
    return [shown.MoveView.model_validate(each, from_attributes=True) for each in found]


@router.post("")
def move(case_id: shapes.Row, body: shown.MoveTo, house: AHouse, person: APerson) -> list[shown.MoveView]:
    """Moves the case; refused with every reason where something would be lost or stand still."""
    found = moving.move(house, person, case_id, reason=body.reason, version=body.version)
    return [shown.MoveView.model_validate(each, from_attributes=True) for each in found]


@router.post("/back")
def take_back(case_id: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Takes the move back, as long as nothing has happened in the case since."""
    moving.take_back(house, person, case_id, reason=body.reason)
    return shapes.Done()
