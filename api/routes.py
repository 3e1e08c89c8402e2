"""The JSON API. Every route is a door: it reads the request, asks the room that decides, and writes the answer."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import select
from sqlmodel import Session

from api import shapes
from api.doors import AHouse, APerson, ASecret, Door
from api.problems import PROBLEMS
from cases import holds
from cases.facts import facts_of_case
from cases.tables import Account, Customer
from documents.register import documents_of_case
from tasks import inbox, people
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import NotFound
from workflows.evidence import NewEntry, append, export_chain, timeline
from workflows.runtime import incidents

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door)


def client_address(request: Request) -> str:
    """Where a request came from."""
    return request.client.host if request.client else "unknown"


@router.post("/tokens", tags=["sign-in"], status_code=201)
def sign_in(body: shapes.SignIn, house: AHouse, request: Request) -> shapes.Token:
    """Signs in and gives a token that lasts twelve hours."""
    address = client_address(request)
    secret, person = people.sign_in(house.db, house.runtime.clock, body.username, body.password, address, "token")
    return shapes.Token(token=secret, name=person.name, roles=sorted(person.roles))


@router.delete("/tokens/current", tags=["sign-in"], status_code=204)
def sign_out(house: AHouse, person: APerson, secret: ASecret) -> None:
    """Ends the token's session."""
    people.sign_out(house.db, house.runtime.clock, secret, person)


@router.get("/steps", tags=["work"])
def work_list(
    house: AHouse,
    person: APerson,
    whose: Annotated[str, Query(pattern="^(mine|free|all|held)$")] = "all",
    step: str = "",
    patch: str = "",
    search: Annotated[str, Query(max_length=100)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> shapes.WorkList:
    """Your open steps, the soonest due first."""
    with house.db.read() as session:
        rows, total = inbox.work_list(session, person, whose=whose, step=step, patch=patch, search=search, page=page)
    return shapes.WorkList(total=total, page=page, steps=[shapes.StepRow.model_validate(row) for row in rows])


@router.get("/steps/{task_id}", tags=["work"])
def step_detail(task_id: str, house: AHouse, person: APerson) -> shapes.StepDetail:
    """One step, with its form and what the procedure says of it. Looking at it is recorded."""
    with house.db.write() as session:
        step = house.work.step(session, task_id)
        inbox.record_opening(house.runtime, session, person, step.item["case_id"])
    item = {key: step.item[key] for key in shapes.StepDetail.model_fields if key in step.item}
    item["form"] = step.form.schema if step.form else None
    return shapes.StepDetail(**item, documentation=step.documentation, basis=step.basis)


@router.post("/steps/{task_id}/claim", tags=["work"])
def claim(task_id: str, house: AHouse, person: APerson) -> shapes.Done:
    """Takes a step."""
    with house.work.acting(person, task_id) as session:
        house.work.claim(session, person, task_id)
    return shapes.Done()


@router.post("/steps/{task_id}/release", tags=["work"])
def release(task_id: str, house: AHouse, person: APerson) -> shapes.Done:
    """Gives a step back."""
    with house.work.acting(person, task_id) as session:
        house.work.release(session, person, task_id)
    return shapes.Done()


@router.post("/steps/{task_id}/hand-over", tags=["work"])
def hand_over(task_id: str, body: shapes.HandOver, house: AHouse, person: APerson) -> shapes.Done:
    """Hands a step to a colleague, with a reason."""
    with house.work.acting(person, task_id) as session:
        house.work.hand_over(session, person, task_id, body.to, body.reason)
    return shapes.Done()


@router.put("/steps/{task_id}/draft", tags=["work"])
def save_draft(task_id: str, body: shapes.Draft, house: AHouse, person: APerson) -> shapes.Done:
    """Keeps unfinished answers."""
    with house.work.acting(person, task_id) as session:
        revision = house.work.save_draft(session, person, task_id, body.answers, body.revision)
    return shapes.Done(revision=revision)


@router.post("/steps/{task_id}/complete", tags=["work"])
def complete(task_id: str, body: shapes.Answers, house: AHouse, person: APerson) -> shapes.Done:
    """Completes a step; the case moves on in the same transaction."""
    with house.work.acting(person, task_id) as session:
        house.work.complete(session, person, task_id, body.answers, body.revision)
    return shapes.Done()


@router.post("/steps/{task_id}/reopen", tags=["work"])
def reopen(task_id: str, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Takes back a wrong click (team leaders)."""
    with house.work.acting(person, task_id) as session:
        house.work.reopen(session, person, task_id, body.reason)
    return shapes.Done()


@router.get("/cases/{case_id}", tags=["cases"])
def case_view(case_id: shapes.Row, house: AHouse, person: APerson) -> shapes.CaseView:
    """A case. Looking at it is recorded."""
    with house.db.write() as session:
        inbox.record_opening(house.runtime, session, person, case_id)
        seen = inbox.case_view(session, case_id)
        today = london_date(house.runtime.clock.now())
        return shapes.CaseView(
            id=case_id,
            **{key: seen["case"][key] for key in ("reference", "title", "status", "outcome")},
            facts=facts_of_case(session, case_id, today),
            steps=seen["steps"],
            timers=seen["timers"],
            incidents=seen["incidents"],
            holds=holds.covering(session, case_id, today),
            documents=documents_of_case(session, case_id),
        )


@router.get("/cases/{case_id}/record", tags=["evidence"])
def record(case_id: shapes.Row, house: AHouse, person: APerson) -> list[dict[str, Any]]:
    """The case's record, oldest first."""
    with house.db.write() as session:
        inbox.record_opening(house.runtime, session, person, case_id)
        return list(timeline(session, house.runtime.chain_of(session, case_id)))


@router.get("/cases/{case_id}/export", tags=["evidence"])
def export(case_id: shapes.Row, house: AHouse, person: APerson) -> dict[str, Any]:
    """The case's record in the form that ``verify.py`` checks (compliance). The export is itself recorded."""
    person.must("compliance", "administrator")
    with house.db.write() as session:
        chain_id = house.runtime.chain_of(session, case_id)
        append(session, chain_id, [NewEntry("record exported", person.actor)], house.runtime.clock)
        made = export_chain(session, chain_id, house.sealer)
    with house.db.read() as session:
        house.sealer.publish_heads(session)
    return made


@router.post("/holds", tags=["holds"], status_code=201)
def place_hold(body: shapes.NewHold, house: AHouse, person: APerson) -> shapes.HoldPlaced:
    """Places a hold; when this answers it is in force, and the cases that it covers have stopped."""
    person.must("officer", "team_leader", "compliance")
    with house.db.read() as session:
        accounts = [_id_of(session, Account, reference) for reference in body.accounts]
        customers = [_id_of(session, Customer, reference) for reference in body.customers]
    hold = holds.place(
        house.runtime,
        body.kind,
        person.actor,
        begins_on=body.begins_on,
        ends_on=body.ends_on,
        accounts=accounts,
        customers=customers,
        source=body.source,
        reason=body.reason,
    )
    with house.db.read() as session:
        return shapes.HoldPlaced(hold=hold, cases=holds.cases_of(session, hold))


@router.post("/holds/{hold_id}/release", tags=["holds"])
def release_hold(hold_id: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Ends a hold before its time, with a reason (team leaders)."""
    person.must("team_leader", "compliance")
    holds.release(house.runtime, hold_id, person.actor, body.reason)
    return shapes.Done()


@router.get("/incidents", tags=["incidents"])
def list_incidents(house: AHouse, person: APerson) -> list[dict[str, Any]]:
    """What failed and waits for a person."""
    person.must("team_leader", "compliance", "administrator")
    with house.db.read() as session:
        return incidents.open_incidents(session)


@router.post("/incidents/{incident_id}/retry", tags=["incidents"])
def retry_incident(incident_id: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Tries the failed step again, once what was wrong has been put right."""
    person.must("team_leader", "administrator")
    with house.db.write() as session:
        incidents.retry(house.runtime, session, incident_id, person.actor, body.reason)
    return shapes.Done()


@router.get("/procedures", tags=["procedures"])
def procedures(house: AHouse, person: APerson) -> list[shapes.ProcedureView]:
    """The published procedures and their versions."""
    del person
    with house.db.read() as session:
        published = house.runtime.procedures
        return [
            shapes.ProcedureView(
                name=name,
                versions=[
                    {"number": v.number, "sha256": v.sha256, "published_at": v.published_at}
                    for v in published.versions(session, name)
                ],
            )
            for name in published.names(session)
        ]


@router.get("/documents/{document_id}", tags=["documents"], response_class=Response)
def document(document_id: shapes.Row, house: AHouse, person: APerson) -> Response:
    """A document as it was made, byte for byte. Looking at it is recorded."""
    with house.db.write() as session:
        case_id, content = house.store.read(session, document_id)
        append(
            session,
            house.runtime.chain_of(session, case_id),
            [NewEntry("document looked at", person.actor, payload={"document": document_id})],
            house.runtime.clock,
        )
    return Response(content, media_type="application/pdf")


@router.get("/health", tags=["health"])
def health(house: AHouse) -> dict[str, Any]:
    """Whether the database answers."""
    with house.db.read() as session:
        session.execute(select(1))
    return {"ok": True, "simulated_clock": house.runtime.clock.simulated}


def _id_of(session: Session, model: Any, reference: str) -> int:
    rows = table(model)
    found = session.execute(select(rows.c.id).where(rows.c.reference == reference)).scalar()
    if found is None:
        raise NotFound(f"There is no {model.__name__.lower()} with the reference {reference!r}.")
    return int(found)
