"""Sample letters before and after a change of the rule book, as they would be printed."""

import re
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from tasks.acts import sample_letters
from tasks.acts.sample_letters import Sample
from web.rendering import HEADERS
from web.visitors import AHouse, APerson

router = APIRouter(include_in_schema=False, prefix="/rule-book")
Row = Annotated[int, Path(ge=1, le=2**31 - 1)]
Place = Annotated[str, Path(max_length=100)]
Side = Annotated[str, Path(max_length=20)]
Situation = Annotated[str, Query(max_length=40)]


@router.get("/drafts/{draft_id}/letters/{place}/{side}.pdf")
def of_draft(
    house: AHouse, person: APerson, draft_id: Row, place: Place, side: Side, on: date, situation: Situation = "usual"
) -> Response:
    """A letter as a draft or a proposal would have it, or as it is before."""
    wanted = Sample(place, situation, on, side)
    return _pdf(sample_letters.print_draft(house, person, draft_id, wanted=wanted), wanted)


@router.get("/editions/{number}/letters/{place}/{side}.pdf")
def of_edition(
    house: AHouse,
    person: APerson,
    number: Row,
    place: Place,
    side: Side,
    on: date,
    situation: Situation = "usual",
    against: Annotated[int | None, Query(ge=0, le=2**31 - 1)] = None,
) -> Response:
    """A letter as an edition has it, or as it was before."""
    wanted = Sample(place, situation, on, side)
    return _pdf(sample_letters.print_edition(house, person, number, wanted=wanted, against=against), wanted)


def _pdf(content: bytes, wanted: Sample) -> Response:
    name = re.sub(r"[^A-Za-z0-9]", "-", f"{wanted.place}-{wanted.side}")
    named = {"Content-Disposition": f'inline; filename="{name}.pdf"'}
    return Response(content, media_type="application/pdf", headers={**HEADERS, **named})
