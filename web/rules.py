"""The rules of law, for everybody; and for who answers for cases, the open ones that each rule stops or will stop."""

from fastapi import APIRouter, Request, Response

from tasks.people import ANSWERABLE
from web.rendering import page
from web.visitors import AHouse, APerson
from workflows.clock import london_date
from workflows.runtime import threats

router = APIRouter(include_in_schema=False, prefix="/rules")
MOST = 500
"""Cases on a page; `duecourse check --cases` tells all."""


@router.get("")
def rules(request: Request, house: AHouse, person: APerson) -> Response:
    """All rules: what holds today, what will hold, what held."""
    with house.db.read() as session:
        counted = threats.counted(session)
    return page(
        request,
        "rules.html",
        title="Rules",
        rules=house.runtime.rules.rules,
        today=london_date(house.runtime.clock.now()),
        counted=counted,
        may=person.may(*ANSWERABLE),
    )


@router.get("/{rule_id}")
def rule(request: Request, house: AHouse, person: APerson, rule_id: str) -> Response:
    """One rule, and the open cases that it stops or will stop, with what each lacks.

    :raises NoSuchRule: there is none of that id
    """
    person.must(*ANSWERABLE)
    found = house.runtime.rules.named(rule_id)
    with house.db.read() as session:
        cases = threats.listed(session, rule_id, MOST)
        total = threats.counted(session).get(rule_id, 0)
    return page(
        request,
        "rule.html",
        title=found.text,
        rule=found,
        cases=cases,
        total=total,
        cut=len(cases) == MOST,
        today=london_date(house.runtime.clock.now()),
    )
