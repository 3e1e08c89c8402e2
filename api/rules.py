"""The JSON API of rules: what they say, and the open cases that they stop or will stop."""

from typing import Annotated

from fastapi import APIRouter, Path

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from tasks.people import ANSWERABLE
from workflows.runtime import threats

router = APIRouter(prefix="/api/rules", responses=PROBLEMS, route_class=Door, tags=["rules"])
MOST = 10_000
RuleName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=100)]


@router.get("")
def rules(house: AHouse, person: APerson) -> list[shapes.RuleView]:
    """All rules: what holds, what will hold, what held."""
    del person
    with house.db.read() as session:
        counted = threats.counted(session)
    return [
        shapes.RuleView(
            id=rule.id,
            text=rule.text,
            law=rule.law,
            begins=rule.begins,
            ends=rule.ends,
            confidence=rule.confidence,
            stopped=counted.get(rule.id, 0),
        )
        for rule in house.runtime.rules.rules
    ]


@router.get("/{rule_id}/cases")
def stopped(rule_id: RuleName, house: AHouse, person: APerson) -> list[shapes.StoppedCase]:
    """The open cases that a rule stops or will stop (team leaders, compliance, administrators)."""
    person.must(*ANSWERABLE)
    house.runtime.rules.named(rule_id)
    with house.db.read() as session:
        return [shapes.StoppedCase.model_validate(each) for each in threats.listed(session, rule_id, MOST)]
