"""Finding a case: open and closed ones, by reference or name."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import func, or_, select
from sqlmodel import Session

from tasks.inbox import PAGE
from web.rendering import page
from web.visitors import AHouse, APerson
from web.worklist import address, pages
from workflows.db import table
from workflows.runtime.tables import CaseFile

router = APIRouter(include_in_schema=False)
_case = table(CaseFile)
STATUS = {"": "Open and closed", "open": "Open", "closed": "Closed"}


@router.get("/cases")
def cases(
    request: Request,
    house: AHouse,
    person: APerson,
    status: str = "",
    search: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """The cases whose reference or title holds a part, the newest first."""
    person.must("officer", "team_leader", "compliance", "administrator")
    chosen = {"status": status if status in STATUS else "", "search": search}
    with house.db.read() as session:
        rows, total = _found(session, chosen["status"], search, number)
    return page(
        request,
        "cases.html",
        title="Cases",
        rows=rows,
        total=total,
        chosen=chosen,
        statuses=STATUS,
        pages=pages(lambda each: address("/cases", chosen, each), number, total),
    )


def _found(session: Session, status: str, search: str, number: int) -> tuple[list[dict[str, Any]], int]:
    query = select(_case.c.id, _case.c.reference, _case.c.title, _case.c.status, _case.c.outcome, _case.c.opened_at)
    if status:
        query = query.where(_case.c.status == status)
    if part := search.strip():
        holds = (column.icontains(part, autoescape=True) for column in (_case.c.reference, _case.c.title))
        query = query.where(or_(*holds))
    total = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    ordered = query.order_by(_case.c.opened_at.desc(), _case.c.id.desc()).limit(PAGE).offset((number - 1) * PAGE)
    return [dict(row) for row in session.execute(ordered).mappings()], int(total)
