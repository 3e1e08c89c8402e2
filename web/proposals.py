"""Proposed procedures: what the prover says of them, and the second person's act."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from fastapi.responses import RedirectResponse

from tasks.people import PUBLISHERS, people
from tasks.refusals import ReasonMissing
from web.pictures import picture_of_files
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields, text
from workflows.runtime import publishing

router = APIRouter(include_in_schema=False, prefix="/proposals/{proposal_id}")
Row = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("")
def proposal(request: Request, house: AHouse, person: APerson, proposal_id: Row) -> Response:
    """A proposal, examined as the law stands today."""
    with house.db.read() as session:
        found = publishing.find(session, proposal_id)
        files = publishing.files_of(session, proposal_id)
        names = people(session)
        newest = house.runtime.procedures.newest(session, found.name)
        before = house.runtime.procedures.files(session, newest.id) if newest else {}
    examined = publishing.examine_files(house.runtime, found.name, files)
    return page(
        request,
        "proposal.html",
        title=f"Proposed: {found.name}",
        proposal=found,
        examined=examined,
        rules={rule.id: rule for rule in house.runtime.rules.rules},
        changed=sorted(path for path in {*files, *before} if files.get(path) != before.get(path)),
        newest=newest,
        names=names,
        picture=picture_of_files(files, found.name),
        may_decide=person.may(*PUBLISHERS) and found.status == "open",
        own=found.proposed_by == person.actor,
    )


@router.post("/publish")
def publish(house: AHouse, person: APerson, proposal_id: Row, posted: Fields) -> Response:
    """Publishes what they looked at; running cases stay on their version."""
    person.must(*PUBLISHERS)
    seen = text(posted, "certificate") or "of nothing"
    examined = publishing.examine_proposal(house.runtime, proposal_id)
    with house.db.write() as session:
        published = publishing.publish(house.runtime, session, proposal_id, person.actor, examined, seen)
    return RedirectResponse(f"/procedures/{published.name}", 303, HEADERS)


@router.post("/withdraw")
def withdraw(house: AHouse, person: APerson, proposal_id: Row, posted: Fields) -> Response:
    """Takes it off the table, with a reason."""
    person.must(*PUBLISHERS)
    reason = text(posted, "reason").strip()[:2000]
    if not reason:
        raise ReasonMissing("Say why the proposal is withdrawn; the reason goes into the procedure's record.")
    with house.db.write() as session:
        publishing.withdraw(house.runtime, session, proposal_id, person.actor, reason)
    return RedirectResponse("/procedures", 303, HEADERS)
