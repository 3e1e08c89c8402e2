"""Proposed procedures: what the prover says of them, and the second person's act."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import procedures
from web.pictures import diagram_in, picture_of_procedure
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text

router = APIRouter(include_in_schema=False, prefix="/proposals/{proposal_id}")
Row = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
def proposal(request: Request, house: AHouse, person: APerson, proposal_id: Row) -> Response:
    """A proposal, examined as the law stands today."""
    seen = procedures.examine(house, person, proposal_id)
    drawn = diagram_in(seen.files, seen.proposal.name)
    return page(
        request,
        "proposal.html",
        title=f"Proposed: {seen.proposal.name}",
        proposal=seen.proposal,
        examined=seen.examined,
        rules=seen.rules,
        changed=seen.changed,
        newest=seen.newest,
        names=seen.names,
        picture=picture_of_procedure(drawn, rows=False) if drawn else "",
        may_decide=seen.may_decide,
        own=seen.own,
    )


@router.post("/publish")
def publish(house: AHouse, person: APerson, proposal_id: Row, posted: Fields) -> Response:
    """Publishes what they looked at; running cases stay on their version."""
    published = procedures.publish(house, person, proposal_id, seen=text(posted, "certificate") or "of nothing")
    return RedirectResponse(f"/procedures/{published.name}", 303, HEADERS)


@router.post("/withdraw")
def withdraw(house: AHouse, person: APerson, proposal_id: Row, posted: Fields) -> Response:
    """Takes it off the table, with a reason."""
    procedures.withdraw(house, person, proposal_id, reason=text(posted, "reason"))
    return RedirectResponse("/procedures", 303, HEADERS)
