"""The JSON API of notices that stand recommended. Money is integer pence."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from tasks.acts import recommended

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door, tags=["accounts"])


class RecommendedView(BaseModel):
    """An account about which a notice stands recommended."""

    account_id: int
    reference: str
    patch: str
    since: date
    overdue_pence: int
    standing: str
    agreed: str


@router.get("/notices-recommended")
def list_(house: AHouse, person: APerson) -> list[RecommendedView]:
    """The accounts about which a notice stands recommended, the longest first. Looking at it is recorded."""
    return [
        RecommendedView(
            account_id=each.account.id,
            reference=each.account.reference,
            patch=each.account.patch,
            since=each.since,
            overdue_pence=each.overdue_pence,
            standing=each.standing,
            agreed=each.agreed,
        )
        for each in recommended.list_(house, person)
    ]
