"""The JSON API of letters before and after a change of the rule book, on made-up tenants."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from api.shapes import rule_book as shown
from tasks.acts import sample_letters
from tasks.acts.sample_letters import LettersSeen, Sample

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door, tags=["rule book"])
Place = Annotated[str, Path(max_length=100)]
Side = Annotated[str, Path(max_length=20)]
Situation = Annotated[str, Query(max_length=40)]
Against = Annotated[int | None, Query(ge=0, le=2**31 - 1)]


@router.get("/drafts/{proposal_id}/letters")
def of_draft(proposal_id: shapes.Row, house: AHouse, person: APerson) -> shown.LettersView:
    """The letters that a draft or proposal would make otherwise, on made-up tenants, passage by passage."""
    return _view(sample_letters.of_draft(house, person, proposal_id), f"/api/drafts/{proposal_id}", "")


@router.get("/drafts/{proposal_id}/letters/{place}/{side}", response_class=Response)
def print_draft(
    proposal_id: shapes.Row,
    house: AHouse,
    person: APerson,
    place: Place,
    side: Side,
    on: date,
    situation: Situation = "usual",
) -> Response:
    """One of them as it would be printed (``after``), or is (``before``): a PDF."""
    wanted = Sample(place, situation, on, side)
    return _pdf(sample_letters.print_draft(house, person, proposal_id, wanted=wanted))


@router.get("/editions/{number}/letters")
def of_edition(
    number: shown.EditionNumber, house: AHouse, person: APerson, against: Against = None
) -> shown.LettersView:
    """The letters that an edition (0: the one in force) made otherwise, against the one before it or another."""
    query = "" if against is None else f"&against={against}"
    seen = sample_letters.of_edition(house, person, number, against=against)
    return _view(seen, f"/api/editions/{number}", query)


@router.get("/editions/{number}/letters/{place}/{side}", response_class=Response)
def print_edition(
    number: shown.EditionNumber,
    house: AHouse,
    person: APerson,
    place: Place,
    side: Side,
    on: date,
    situation: Situation = "usual",
    against: Against = None,
) -> Response:
    """One of them as it is printed (``after``), or was (``before``): a PDF."""
    wanted = Sample(place, situation, on, side)
    return _pdf(sample_letters.print_edition(house, person, number, wanted=wanted, against=against))


def _view(seen: LettersSeen, base: str, query: str) -> shown.LettersView:
    letters = []
    for each in seen.letters:
        address = f"{base}/letters/{each.place}"
        asked = f"?situation={each.situation.name}&on={each.on}{query}"
        letters.append(
            shown.LetterView(
                place=each.place,
                title=each.title,
                situation=each.situation.name,
                who=each.situation.words,
                on=each.on,
                before=each.before.sentence,
                after=each.after.sentence,
                before_pdf=f"{address}/before{asked}" if each.before.html else "",
                after_pdf=f"{address}/after{asked}" if each.after.html else "",
                counted_by=list(each.after.counted_by),
                passages=[shown.PassageView(before=old, after=new) for old, new in each.told],
            )
        )
    return shown.LettersView(letters=letters, against=seen.against)


def _pdf(content: bytes) -> Response:
    return Response(content, media_type="application/pdf", headers={"Cache-Control": "no-store"})
