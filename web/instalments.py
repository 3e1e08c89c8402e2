"""Instalments that are expected today and in the next days."""

from fastapi import APIRouter, Request, Response

from tasks.acts import instalments
from web.rendering import page
from web.visitors import AHouse, APerson

router = APIRouter(include_in_schema=False)
DAYS = {"0": "Today", "2": "Today and two days", "7": "The next week", "31": "The next month"}


@router.get("/instalments")
def due_page(request: Request, house: AHouse, person: APerson, days: str = "") -> Response:
    """What is expected, by account. Looking at it is recorded."""
    chosen = days if days in DAYS else "7"
    rows = instalments.due(house, person, days=int(chosen))
    return page(request, "instalments.html", title="Instalments due", rows=rows, chosen=chosen, choices=DAYS)
