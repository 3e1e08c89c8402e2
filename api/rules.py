"""The JSON API of rules: what they say, and the open cases that they stop or will stop."""

from typing import Annotated

from fastapi import APIRouter, Path

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from tasks.acts import rules

router = APIRouter(prefix="/api/rules", responses=PROBLEMS, route_class=Door, tags=["rules"])
MOST = 10_000
RuleName = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]*$", max_length=100)]


@router.get("")
def list_rules(house: AHouse, person: APerson) -> list[shapes.RuleView]:
    """All rules: what holds, what will hold, what held."""
    seen = rules.list_(house, person)
    return [
        shapes.RuleView(
            id=rule.id,
            text=rule.text,
            law=rule.law,
            begins=rule.begins,
            ends=rule.ends,
            confidence=rule.confidence,
            confirmed=rule.id in seen.confirmed,
            stopped=seen.counted.get(rule.id, 0),
        )
        for rule in seen.rules
    ]


@router.get("/{rule_id}/cases")
def stopped(rule_id: RuleName, house: AHouse, person: APerson) -> list[shapes.StoppedCase]:
    """The open cases that a rule stops or will stop (team leaders, compliance, administrators)."""
    found = rules.stopped(house, person, rule_id=rule_id, most=MOST)
    return [shapes.StoppedCase.model_validate(each, from_attributes=True) for each in found.cases]
