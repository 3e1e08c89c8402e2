"""A hold: which cases were told of it, and which were not."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response

from tasks.acts import holds
from web.rendering import page
from web.visitors import AHouse, APerson
from web.words import capital, plain

router = APIRouter(include_in_schema=False, prefix="/holds")


@router.get("/{hold_id}")
def hold_page(
    request: Request, house: AHouse, person: APerson, hold_id: Annotated[int, Path(ge=1, le=2**31 - 1)]
) -> Response:
    """The cases that a hold covers or covered. Looking at it is recorded."""
    seen = holds.told(house, person, hold_id)
    title = f"Hold: {plain(seen.hold.kind)}"
    return page(request, "hold.html", title=title, heading=capital(title), seen=seen)
