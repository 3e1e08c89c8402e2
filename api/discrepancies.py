"""The JSON API of what looks wrong in ledgers. Money is integer pence."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from tasks.acts import discrepancies

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door, tags=["accounts"])


class DiscrepancyView(BaseModel):
    """Something of an account that looks wrong, and what a person should do about it."""

    account_id: int
    reference: str
    patch: str
    kind: str
    pence: int
    sentence: str


@router.get("/discrepancies")
def list_(house: AHouse, person: APerson, kind: Annotated[str, Query(max_length=40)] = "") -> list[DiscrepancyView]:
    """What looks wrong in the ledgers, account by account. Looking at it is recorded."""
    found = discrepancies.list_(house, person, kind=kind)
    return [DiscrepancyView.model_validate(each, from_attributes=True) for each in found]
