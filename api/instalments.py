"""Instalments that are expected."""

from typing import Annotated

from fastapi import APIRouter, Query

from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import promises
from tasks.acts import instalments

router = APIRouter(prefix="/api", tags=["agreements"], responses=PROBLEMS, route_class=Door)


@router.get("/instalments")
def due(
    house: AHouse, person: APerson, days: Annotated[int, Query(ge=0, le=instalments.LONGEST)] = 7
) -> list[promises.InstalmentDue]:
    """The instalments that are expected today and in the next days, by account. Looking at them is recorded."""
    found = instalments.due(house, person, days=days)
    return [promises.InstalmentDue.model_validate(each, from_attributes=True) for each in found]
