"""Handing over a desk or a patch: what would go, and to whom."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import handing_over
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, Posted, text
from web.words import count
from workflows.errors import Forbidden, Refused

router = APIRouter(include_in_schema=False, prefix="/hand-over")
Word = Annotated[str, Query(max_length=200)]


@router.get("")
def preview(
    request: Request, house: AHouse, person: APerson, of: Word = "", patch: Word = "", to: Word = "", done: int = 0
) -> Response:
    """What would go. Looking at it is recorded."""
    said = f"{count(done, 'step')} handed over." if done > 0 else ""
    try:
        return _show(request, house, person, {"of": of, "patch": patch, "to": to}, done=said)
    except Forbidden:
        raise
    except Refused as refused:  # a name in the address that nobody bears
        return _show(request, house, person, {}, refused)


@router.post("")
def hand_over(request: Request, house: AHouse, person: APerson, posted: Fields) -> Response:
    """Hands it over."""
    asked = {name: text(posted, name) for name in ("of", "patch", "to")}
    try:
        made = handing_over.hand_over(house, person, **asked, reason=text(posted, "reason"), seal=text(posted, "seal"))
    except Forbidden:
        raise
    except Refused as refused:
        try:
            return _show(request, house, person, asked, refused, posted)
        except Refused:
            return _show(request, house, person, {}, refused, posted)
    return RedirectResponse(f"/hand-over?done={made}", 303, HEADERS)


def _show(
    request: Request,
    house: AHouse,
    person: APerson,
    asked: dict[str, str],
    refused: Refused | None = None,
    posted: Posted | None = None,
    *,
    done: str = "",
) -> Response:
    return page(
        request,
        "hand_over.html",
        title="Hand over",
        status=refused.status if refused else 200,
        error=refused is not None,
        seen=handing_over.look(house, person, **asked),
        asked=asked,
        refused=refused,
        reason=text(posted, "reason") if posted is not None else "",
        done=done,
    )
