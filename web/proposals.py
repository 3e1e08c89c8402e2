"""Proposed procedures: what the prover says of them, and the second person's act."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.acts import procedures, rule_book, sample_letters
from tasks.acts.table import may
from web.pictures import diagram_in, picture_of_procedure
from web.rendering import HEADERS, page
from web.rule_book import by_file
from web.visitors import AHouse, APerson, Fields, text

router = APIRouter(include_in_schema=False, prefix="/proposals/{proposal_id}")
Row = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
def proposal(request: Request, house: AHouse, person: APerson, proposal_id: Row) -> Response:
    """A proposal, examined as the law stands today."""
    seen = procedures.examine(house, person, proposal_id)
    book = seen.examined.book
    drawn = {name: diagram_in(book.procedure(name), name) for name in seen.examined.procedures}
    return page(
        request,
        "proposal.html",
        title=f"Proposed: {seen.proposal.name or seen.proposal.title}",
        proposal=seen.proposal,
        examined=seen.examined,
        rules=seen.rules,
        to_confirm=seen.to_confirm,
        changed=seen.changed,
        newest=seen.newest,
        told=by_file(seen.told),
        sample_letters=sample_letters.of_draft(house, person, proposal_id),
        names=seen.names,
        pictures={name: picture_of_procedure(each, rows=False) for name, each in drawn.items() if each},
        may_decide=seen.may_decide,
        own=seen.own,
    )


@router.get("/cases")
def cases(request: Request, house: AHouse, person: APerson, proposal_id: Row) -> Response:
    """What a proposal would mean for live cases, in counts; and to who may see them, which they are."""
    tried = rule_book.try_on_cases(house, person, proposal_id)
    listed = rule_book.cases_tried(house, person, proposal_id) if may(house, person, "rule_book.cases_tried") else []
    title = "What it would mean for live cases"
    return page(request, "tried.html", title=title, proposal_id=proposal_id, tried=tried, listed=listed)


@router.post("/publish")
def publish(house: AHouse, person: APerson, proposal_id: Row, posted: Fields) -> Response:
    """Publishes what they looked at; running cases stay on their version."""
    made = procedures.publish(house, person, proposal_id, seen=text(posted, "certificate"))
    names = list(made.versions)
    return RedirectResponse(f"/procedures/{names[0]}" if len(names) == 1 else "/procedures", 303, HEADERS)


@router.post("/withdraw")
def withdraw(house: AHouse, person: APerson, proposal_id: Row, posted: Fields) -> Response:
    """Takes it off the table, with a reason."""
    procedures.withdraw(house, person, proposal_id, reason=text(posted, "reason"))
    return RedirectResponse("/procedures", 303, HEADERS)
