"""The JSON API of the log of risks. Money is integer pence."""

from datetime import date

from fastapi import APIRouter
from pydantic import BaseModel, Field

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes.incoming import Strict
from tasks.acts import risks
from tasks.acts.risks import RiskSaid

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door, tags=["risks"])


class RiskGiven(Strict):
    """A financial loss, a risk, or damage to the landlord's reputation."""

    kind: str = Field(max_length=40)
    what: str = Field(max_length=4000)
    owner: str = Field(max_length=4000)
    review_on: date
    account: int | None = Field(default=None, ge=1)
    pence: int | None = Field(default=None, le=10**12)


class FollowUp(Strict):
    """What was done about a risk, and when it is looked at next."""

    words: str = Field(max_length=4000)
    review_on: date


class RiskOutcome(Strict):
    """What came of a risk."""

    outcome: str = Field(max_length=4000)


class RiskMade(BaseModel):
    """The number of a risk."""

    risk: int


class RiskView(BaseModel):
    """A risk of the log."""

    id: int
    kind: str
    account: str
    what: str
    pence: int | None
    owner: str
    review_on: date
    overdue: bool
    followed_up: str
    outcome: str


@router.get("/risks")
def list_(house: AHouse, person: APerson, closed: bool = False) -> list[RiskView]:
    """The log: the risks that are open, or those that are closed. Looking at it is recorded."""
    return [
        RiskView(
            account=each.account,
            overdue=each.overdue,
            **{name: getattr(each.row, name) for name in RiskView.model_fields if name not in {"account", "overdue"}},
        )
        for each in risks.list_(house, person, closed=closed)
    ]


@router.post("/risks", status_code=201)
def record(body: RiskGiven, house: AHouse, person: APerson) -> RiskMade:
    """Records a risk."""
    return RiskMade(risk=risks.record(house, person, said=RiskSaid(**body.model_dump())))


@router.post("/risks/{number}/follow-up")
def follow_up(number: shapes.Row, body: FollowUp, house: AHouse, person: APerson) -> shapes.Done:
    """Notes what was done about a risk."""
    risks.follow_up(house, person, risk=number, words=body.words, review_on=body.review_on)
    return shapes.Done()


@router.post("/risks/{number}/close")
def close(number: shapes.Row, body: RiskOutcome, house: AHouse, person: APerson) -> shapes.Done:
    """Closes a risk with what came of it (team leaders, compliance, administrators)."""
    risks.close(house, person, risk=number, outcome=body.outcome)
    return shapes.Done()
