"""The rules of law, for everybody; and for who answers for cases, the open ones that each rule stops or will stop."""

from fastapi import APIRouter, Request, Response

from tasks.acts import rules
from web.rendering import page
from web.visitors import AHouse, APerson

router = APIRouter(include_in_schema=False, prefix="/rules")
MOST = 500
"""Cases on a page; `duecourse check --cases` tells all."""


@router.get("")
def rules_page(request: Request, house: AHouse, person: APerson) -> Response:
    """All rules: what holds today, what will hold, what held."""
    seen = rules.list_(house, person)
    return page(
        request,
        "rules.html",
        title="Rules",
        rules=seen.rules,
        today=seen.today,
        counted=seen.counted,
        confirmed=seen.confirmed,
    )


@router.get("/{rule_id}")
def rule(request: Request, house: AHouse, person: APerson, rule_id: str) -> Response:
    """One rule, and the open cases that it stops or will stop, with what each lacks.

    :raises NoSuchRule: there is none of that id
    """
    seen = rules.stopped(house, person, rule_id=rule_id, most=MOST)
    return page(
        request,
        "rule.html",
        title=seen.rule.text,
        rule=seen.rule,
        cases=seen.cases,
        total=seen.total,
        cut=len(seen.cases) == MOST,
        today=seen.today,
    )
