"""Notices that stand recommended."""

from fastapi import APIRouter, Request, Response

from tasks.acts import recommended
from web.rendering import page
from web.visitors import AHouse, APerson

router = APIRouter(include_in_schema=False)


@router.get("/notices-recommended")
def list_page(request: Request, house: AHouse, person: APerson) -> Response:
    """The list. Looking at it is recorded."""
    return page(request, "recommended.html", title="Notices recommended", rows=recommended.list_(house, person))
