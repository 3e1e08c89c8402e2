"""Claims for benefit whose decision or evidence is due to be chased, with the act to record that at hand."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import benefits
from tasks.acts.benefits import ChaserKind, ClaimKind
from web.rendering import HEADERS, page
from web.typed import day_of, no_day, number_of
from web.visitors import AHouse, APerson, Fields, Posted, text
from web.words import capital, plain
from workflows.errors import Forbidden, Malformed, NotFound, Refused

router = APIRouter(include_in_schema=False, prefix="/claims-to-chase")
KINDS = {str(each): capital(plain(each)) for each in ChaserKind}
BENEFITS = {str(each): capital(plain(each)) for each in ClaimKind}


class NotRead(Malformed):
    """Some of the fields are missing or not right."""


@router.get("")
def list_page(request: Request, house: AHouse, person: APerson, done: str = "") -> Response:
    """The list. Looking at it is recorded."""
    return _show(request, house, person, done=bool(done))


@router.post("")
def chase(request: Request, house: AHouse, person: APerson, posted: Fields) -> Response:
    """Records that an office was asked, asked again, or answered."""
    try:
        account, claim = number_of(posted, "account") or 0, number_of(posted, "claim") or 0
        kind = next((each for each in ChaserKind if each == text(posted, "kind")), None)
        if kind is None:
            raise NotRead("Select what was said.", field="kind")
        on = day_of(posted, "on")
        if on is None:
            raise NotRead("Enter a real date, like 27 3 2026.", field="on")
        again = day_of(posted, "again")
        if again is None and not no_day(posted, "again"):
            raise NotRead("Enter a real date, like 27 3 2026, or leave it empty.", field="ask_again_on")
        words = text(posted, "words")
        benefits.chase(house, person, account, claim_id=claim, kind=kind, on=on, words=words, ask_again_on=again)
    except (Forbidden, NotFound):
        raise
    except Refused as refused:
        return _show(request, house, person, refused, posted)
    return RedirectResponse("/claims-to-chase?done=chase", 303, HEADERS)


def _show(
    request: Request,
    house: AHouse,
    person: APerson,
    refused: Refused | None = None,
    posted: Posted | None = None,
    *,
    done: bool = False,
) -> Response:
    about = number_of(posted, "claim") if posted is not None else None
    field = str(refused.facts.get("field", "")) if refused else ""
    return page(
        request,
        "claims_to_chase.html",
        title="Claims to chase",
        status=refused.status if refused else 200,
        error=refused is not None,
        rows=benefits.list_to_chase(house, person),
        kinds=KINDS,
        benefits=BENEFITS,
        refused=refused,
        about=about,
        wrong=lambda claim, name: refused.sentence if refused and (claim, name) == (about, field) else "",
        typed=lambda claim, name: text(posted, name) if posted is not None and claim == about else "",
        done=done,
    )
