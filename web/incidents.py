"""What failed and waits for a person, of all cases that somebody answers for."""

from fastapi import APIRouter, Request, Response

from tasks.acts import incidents
from web.rendering import page
from web.visitors import AHouse, APerson

router = APIRouter(include_in_schema=False, prefix="/incidents")


@router.get("")
def incidents_page(request: Request, house: AHouse, person: APerson) -> Response:
    """The open incidents. Looking at them is recorded."""
    return page(request, "incidents.html", title="Incidents", incidents=incidents.list_(house, person))
