"""Finding a case: open and closed ones, by reference or name."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from tasks.acts import case_files
from web.rendering import page
from web.visitors import AHouse, APerson
from web.worklist import address, last_page, pages
from workflows.runtime.words import CaseStatus

router = APIRouter(include_in_schema=False)
STATUS = {"": "Open and closed", CaseStatus.OPEN: "Open", CaseStatus.CLOSED: "Closed"}


@router.get("/cases")
def cases_page(
    request: Request,
    house: AHouse,
    person: APerson,
    status: str = "",
    search: Annotated[str, Query(max_length=100)] = "",
    number: Annotated[int, Query(alias="page", ge=1, le=100_000)] = 1,
) -> Response:
    """The cases whose reference or title holds a part, the newest first."""
    chosen = {"status": status if status in STATUS else "", "search": search}
    found = case_files.search(house, person, part=search, status=chosen["status"], page=number)
    return page(
        request,
        "cases.html",
        title="Cases",
        rows=found.rows,
        total=found.total,
        last=last_page(found.total),
        chosen=chosen,
        statuses=STATUS,
        pages=pages(lambda each: address("/cases", chosen, each), number, found.total),
    )
