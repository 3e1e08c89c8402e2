"""The log of risks."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import risks
from tasks.acts.risks import RiskKind, RiskSaid
from tasks.people import NotYourRole
from web.accounts import day
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, Posted, text
from workflows.errors import Refused

router = APIRouter(include_in_schema=False)
Row = Annotated[int, Path(ge=1, le=2**31 - 1)]
KINDS = {
    RiskKind.FINANCIAL_LOSS: "Financial loss",
    RiskKind.RISK: "Risk",
    RiskKind.REPUTATIONAL_DAMAGE: "Reputational damage",
}
_FIELDS = ("kind", "what", "owner", "words", "outcome", "review-day", "review-month", "review-year")


@router.get("/risks")
def log(request: Request, house: AHouse, person: APerson, closed: bool = False) -> Response:
    """The log. Looking at it is recorded."""
    return _show(request, house, person, closed=closed)


@router.post("/risks")
def record(request: Request, house: AHouse, person: APerson, posted: Fields) -> Response:
    """Records a risk."""
    said = RiskSaid(text(posted, "kind"), text(posted, "what"), text(posted, "owner"), _review(posted))
    return _do(request, house, person, posted, 0, lambda: risks.record(house, person, said=said))


@router.post("/risks/{number}/follow-up")
def follow_up(request: Request, house: AHouse, person: APerson, number: Row, posted: Fields) -> Response:
    """Notes what was done about one."""
    words, on = text(posted, "words"), _review(posted)
    return _do(
        request, house, person, posted, number,
        lambda: risks.follow_up(house, person, risk=number, words=words, review_on=on),
    )  # fmt: skip


@router.post("/risks/{number}/close")
def close(request: Request, house: AHouse, person: APerson, number: Row, posted: Fields) -> Response:
    """Closes one with what came of it."""
    outcome = text(posted, "outcome")
    return _do(request, house, person, posted, number, lambda: risks.close(house, person, risk=number, outcome=outcome))


def _review(posted: Posted) -> date:
    """The day of the next look; one that is none has gone by, and is refused as that."""
    return day(posted, "review") or date.min


def _do(  # one of the page's forms
    request: Request, house: AHouse, person: APerson, posted: Posted, about: int, act: Callable[[], object]
) -> Response:
    try:
        act()
    except NotYourRole:
        raise
    except Refused as refused:
        return _show(request, house, person, refused=refused, posted=posted, about=about)
    return RedirectResponse("/risks", 303, HEADERS)


def _show(  # the log, as it is or with what was refused on it
    request: Request,
    house: AHouse,
    person: APerson,
    *,
    closed: bool = False,
    refused: Refused | None = None,
    posted: Posted | None = None,
    about: int = 0,
) -> Response:
    return page(
        request,
        "risks.html",
        title="Risks",
        status=refused.status if refused else 200,
        error=refused is not None,
        rows=risks.list_(house, person, closed=closed),
        closed=closed,
        kinds=KINDS,
        refused=refused,
        about=about,
        typed={name: str((posted or Posted()).get(name) or "") for name in _FIELDS},
    )
