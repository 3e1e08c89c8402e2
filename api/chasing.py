"""The JSON API of claims for benefit that are due to be chased; that one was is recorded at its account."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel

from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from tasks.acts import benefits

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door, tags=["benefits"])


class ClaimToChaseView(BaseModel):
    """A claim whose decision or evidence is due to be chased; ``rule``: the row by which it was counted."""

    account_id: int
    account: str
    patch: str
    claim: int
    person: int
    kind: str
    status: str
    claimed_on: date
    what: str
    due_on: date
    days: int
    rule: str
    asked: int
    last_asked_on: date | None
    sentence: str


@router.get("/claims-to-chase")
def list_to_chase(house: AHouse, person: APerson) -> list[ClaimToChaseView]:
    """The claims that are due to be chased, the longest due first. Looking at them is recorded."""
    return [
        ClaimToChaseView(
            account_id=each.account.id,
            account=each.account.reference,
            patch=each.account.patch,
            claim=each.to_chase.claim_id,
            person=each.to_chase.claim.customer_id,
            kind=each.to_chase.claim.kind,
            status=each.to_chase.claim.status,
            claimed_on=each.to_chase.claim.claimed_on,
            what=each.to_chase.due.what,
            due_on=each.to_chase.due.on,
            days=each.days,
            rule=each.to_chase.due.rule,
            asked=each.to_chase.asked,
            last_asked_on=each.to_chase.last,
            sentence=each.to_chase.sentence,
        )
        for each in benefits.list_to_chase(house, person)
    ]
