"""How the installation runs, for whoever keeps it: workers, nights, jobs, incidents, holds, seals, and who may what."""

from fastapi import APIRouter, Request, Response

from tasks.acts import running
from tasks.acts.every import WORDS, acts
from web.rendering import page
from web.visitors import AHouse, APerson

router = APIRouter(include_in_schema=False, prefix="/running")


@router.get("/unbegun")
def unbegun(request: Request, house: AHouse, person: APerson) -> Response:
    """What should have begun a procedure and has not. Looking at it is recorded."""
    listed = running.list_unbegun(house, person)
    return page(request, "unbegun.html", title="Not begun", listed=listed)


@router.get("")
def running_page(request: Request, house: AHouse, person: APerson) -> Response:
    """What runs, what waits and what failed. Looking at it is recorded."""
    seen = running.look(house, person)
    return page(request, "running.html", title="Running", seen=seen, most=running.MOST, acts=acts(), role_words=WORDS)
