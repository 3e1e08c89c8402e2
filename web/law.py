"""The law and the policy by which cases are worked, and their confirmation."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import law
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text

router = APIRouter(include_in_schema=False, prefix="/law")
HEADINGS = {
    "periods": "Periods",
    "limits": "Amounts and limits",
    "fees": "Fees",
    "rates": "Rates",
    "forms": "Forms and their editions",
    "bank_holidays": "Bank holidays",
    "acts": "Acts: steps that do something to a person",
    "rules": "Rules",
}


@router.get("")
def law_page(request: Request, house: AHouse, person: APerson) -> Response:
    """Every row, table by table."""
    seen = law.list_(house, person)
    rows = [row for each in seen.tables.values() for row in each]
    waiting = sum(row.confirmed is None for row in rows)
    return page(request, "law.html", title="Law", seen=seen, headings=HEADINGS, count=len(rows), waiting=waiting)


@router.post("/confirm")
def confirm(house: AHouse, person: APerson, posted: Fields) -> Response:
    """Confirms a row in the words that were looked at."""
    row = text(posted, "row")
    law.confirm_(house, person, row=row, sha256=text(posted, "sha256"))
    return RedirectResponse(f"/law#{text(posted, 'table')}", 303, HEADERS)
