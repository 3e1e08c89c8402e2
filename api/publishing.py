"""The JSON API of publishing: propose, see what is proved, publish, withdraw."""

from typing import Any

from fastapi import APIRouter

from api import shapes
from api.doors import AHouse, APerson, Door
from api.problems import PROBLEMS
from tasks.people import PUBLISHERS
from workflows.errors import Refused
from workflows.runtime import publishing
from workflows.runtime.procedures import NoSuchProcedure

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door, tags=["procedures"])


@router.post("/procedures/{name}/proposals", status_code=201)
def propose(
    name: shapes.ProcedureName, body: shapes.ProcedureFiles, house: AHouse, person: APerson
) -> shapes.ProposalView:
    """Proposes a procedure's next version (process owners); refused with every objection if it is not lawful."""
    person.must("process_owner")
    files = {path: content.encode() for path, content in body.files.items()}
    try:
        examined = publishing.examine_files(house.runtime, name, files)
        with house.db.write() as session:
            proposal = publishing.propose(house.runtime, session, name, files, person.actor, examined)
    except Refused as refused:
        with house.db.write() as session:
            publishing.record_refusal(house.runtime, session, name, person.actor, refused)
        raise
    return shapes.ProposalView.model_validate(proposal, from_attributes=True)


@router.get("/proposals")
def proposals(house: AHouse, person: APerson) -> list[shapes.ProposalView]:
    """The proposals that wait for a second person."""
    del person
    with house.db.read() as session:
        found = publishing.open_proposals(session)
    return [shapes.ProposalView.model_validate(each, from_attributes=True) for each in found]


@router.get("/proposals/{proposal_id}/certificate")
def examined(proposal_id: shapes.Row, house: AHouse, person: APerson) -> dict[str, Any]:
    """What is proved of a proposal today: the certificate that publishing it would give, and the objections."""
    del person
    made = publishing.examine_proposal(house.runtime, proposal_id)
    return {"sha256": made.sha256, "objections": list(made.objections), "certificate": made.certificate}


@router.post("/proposals/{proposal_id}/publish")
def publish(
    proposal_id: shapes.Row, house: AHouse, person: APerson, body: shapes.Seen | None = None
) -> shapes.VersionView:
    """Publishes a proposal of somebody else; with a certificate, that or nothing."""
    person.must(*PUBLISHERS)
    examined = publishing.examine_proposal(house.runtime, proposal_id)
    with house.db.write() as session:
        made = publishing.publish(
            house.runtime, session, proposal_id, person.actor, examined, body.certificate if body else ""
        )
    return shapes.VersionView.model_validate(made, from_attributes=True)


@router.post("/proposals/{proposal_id}/withdraw")
def withdraw(proposal_id: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Takes a proposal off the table, with a reason."""
    person.must(*PUBLISHERS)
    with house.db.write() as session:
        publishing.withdraw(house.runtime, session, proposal_id, person.actor, body.reason)
    return shapes.Done()


@router.get("/procedures/{name}/versions/{number}/certificate")
def certificate(name: shapes.ProcedureName, number: shapes.Row, house: AHouse, person: APerson) -> dict[str, Any]:
    """The certificate under which a version was published; `duecourse check --certificate` makes it again."""
    del person
    with house.db.read() as session:
        versions = house.runtime.procedures.versions(session, name)
        chosen = next((each for each in versions if each.number == number), None)
        if chosen is None:
            raise NoSuchProcedure(f"There is no version {number} of a procedure {name}.")
        found = house.runtime.procedures.certificate(session, chosen.id)
    return {"sha256": chosen.certificate_sha256, "certificate": found}
