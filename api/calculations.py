"""The JSON API of calculations: dates and sums of law."""

from typing import Annotated, Any

from fastapi import APIRouter, Path

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from tasks.acts import calculations

router = APIRouter(prefix="/api/calculations", responses=PROBLEMS, route_class=Door, tags=["calculations"])
RuleName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9_]*$", max_length=100)]


@router.get("")
def list_calculations(house: AHouse, person: APerson) -> list[shapes.CalculationListed]:
    """All calculations, with what each takes and gives."""
    return [
        shapes.CalculationListed.model_validate(each, from_attributes=True)
        for each in calculations.list_(house, person)
    ]


@router.post("/{rule}")
def calculate(rule: RuleName, body: shapes.CalculationInput, house: AHouse, person: APerson) -> dict[str, Any]:
    """Calculates a date or a sum of law; the body is its input, the answer shows the count and its sources."""
    return dict(calculations.answer(house, person, rule=rule, inputs=body.model_extra or {}).answer)
