"""The JSON API. Every route is a door: it reads the request, does one act, and writes the answer."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api import shapes
from api.doors import AHouse, APerson, ASecret, Door, TheBody
from api.problems import PROBLEMS
from api.shapes.case_files import TimerView
from tasks.acts import case_files, holds, incidents, letters, messages, procedures, records, signing, steps
from tasks.failures import IncidentOfCase
from tasks.form_record import taken

router = APIRouter(prefix="/api", responses=PROBLEMS, route_class=Door)


def client_address(request: Request) -> str:
    """Where a request came from."""
    return request.client.host if request.client else "unknown"


@router.post("/tokens", tags=["sign-in"], status_code=201)
def sign_in(body: shapes.SignIn, house: AHouse, request: Request) -> shapes.Token:
    """Signs in and gives a token that lasts twelve hours."""
    secret, person = signing.sign_in(house, body.username, body.password, client_address(request), "token")
    return shapes.Token(token=secret, name=person.name, roles=sorted(person.roles))


@router.delete("/tokens/current", tags=["sign-in"], status_code=204)
def sign_out(house: AHouse, person: APerson, secret: ASecret) -> None:
    """Ends the token's session."""
    signing.sign_out(house, person, secret)


@router.get("/steps", tags=["work"])
def work_list(
    house: AHouse,
    person: APerson,
    whose: Annotated[str, Query(pattern="^(mine|free|all|held)$")] = "all",
    step: Annotated[str, Query(max_length=100)] = "",
    patch: Annotated[str, Query(max_length=200)] = "",
    search: Annotated[str, Query(max_length=100)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> shapes.WorkList:
    """Your open steps, the soonest due first."""
    seen = steps.list_(house, person, whose=whose, step=step, patch=patch, search=search, page=page)
    rows = [shapes.StepRow.model_validate(row, from_attributes=True) for row in seen.rows]
    waits = [shapes.Beside(**vars(each)) for each in seen.beside]
    return shapes.WorkList(total=seen.total, page=page, steps=rows, beside=waits)


@router.get("/steps/{task_id}", tags=["work"])
def step_detail(task_id: str, house: AHouse, person: APerson) -> shapes.StepDetail:
    """One step, with its form and what the procedure says of it. Looking at it is recorded."""
    step = steps.look(house, person, task_id)
    own: dict[str, Any] = {
        "form": step.form.schema if step.form else None,
        "documentation": step.documentation,
        "basis": step.basis,
    }
    already = taken(step.form.fields, step.record) if step.form else {}
    own["from_record"] = {key: asdict(each) for key, each in already.items()}
    own["people"] = [{"person": each.reference, "name": each.name} for each in step.record.people]
    return shapes.StepDetail.model_validate({**asdict(step.item), **own})


@router.post("/steps/{task_id}/claim", tags=["work"])
def claim(task_id: str, house: AHouse, person: APerson) -> shapes.Done:
    """Takes a step."""
    steps.claim(house, person, task_id)
    return shapes.Done()


@router.post("/steps/{task_id}/release", tags=["work"])
def release(task_id: str, house: AHouse, person: APerson) -> shapes.Done:
    """Gives a step back."""
    steps.release(house, person, task_id)
    return shapes.Done()


@router.post("/steps/{task_id}/hand-over", tags=["work"])
def hand_over(task_id: str, body: shapes.HandOver, house: AHouse, person: APerson) -> shapes.Done:
    """Hands a step to a colleague, with a reason."""
    steps.hand_over(house, person, task_id, to=body.to, reason=body.reason)
    return shapes.Done()


@router.put("/steps/{task_id}/draft", tags=["work"])
def save_draft(task_id: str, body: shapes.Draft, house: AHouse, person: APerson) -> shapes.Done:
    """Keeps unfinished answers."""
    revision = steps.save_draft(house, person, task_id, answers=body.answers, revision=body.revision)
    return shapes.Done(revision=revision)


@router.post(
    "/steps/{task_id}/files",
    tags=["work"],
    status_code=201,
    openapi_extra={"requestBody": {"required": True, "content": {"application/octet-stream": {}}}},
)
def bring_file(
    task_id: str,
    house: AHouse,
    person: APerson,
    content: TheBody,
    question: Annotated[str, Query(max_length=200)],
    name: Annotated[str, Query(max_length=500)] = "",
) -> shapes.FileBrought:
    """Brings a file for a question of a step: the body is the file, and `sha256` names it in the step's answers."""
    brought = steps.bring(house, person, task_id, question=question, name=name, content=content)
    return shapes.FileBrought.model_validate(brought, from_attributes=True)


@router.post("/steps/{task_id}/complete", tags=["work"])
def complete(task_id: str, body: shapes.Answers, house: AHouse, person: APerson) -> shapes.Done:
    """Completes a step; the case moves on in the same transaction."""
    steps.complete(house, person, task_id, answers=body.answers, revision=body.revision)
    return shapes.Done()


@router.post("/cases/{case_id}/tell", tags=["cases"])
def tell(case_id: shapes.Row, body: shapes.Told, house: AHouse, person: APerson) -> shapes.Done:
    """Tells a case that something has come about for which it waits, with a reason."""
    messages.tell(house, person, case_id, message=body.message, reason=body.reason)
    return shapes.Done()


@router.post("/steps/{task_id}/reopen", tags=["work"])
def reopen(task_id: str, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Takes back a wrong click (team leaders)."""
    steps.reopen(house, person, task_id, reason=body.reason)
    return shapes.Done()


@router.get("/cases", tags=["cases"])
def case_search(
    house: AHouse,
    person: APerson,
    search: Annotated[str, Query(max_length=100)] = "",
    status: Annotated[str, Query(pattern="^(open|closed)?$")] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> shapes.CaseList:
    """Cases whose reference or title holds a part, the newest first."""
    found = case_files.search(house, person, part=search, status=status, page=page)
    return shapes.CaseList(
        total=found.total,
        page=page,
        cases=[shapes.CaseRow.model_validate(row, from_attributes=True) for row in found.rows],
    )


@router.get("/cases/{case_id}", tags=["cases"])
def case_view(case_id: shapes.Row, house: AHouse, person: APerson) -> shapes.CaseView:
    """A case. Looking at it is recorded."""
    seen = case_files.look(house, person, case_id)
    return shapes.CaseView(
        id=case_id,
        reference=seen.case.reference,
        title=seen.case.title,
        status=seen.case.status,
        outcome=seen.case.outcome,
        facts=seen.debt.facts if seen.debt else {},
        steps=[each.step.item for each in seen.steps],
        timers=[TimerView(**vars(each), counted_by=seen.counted_by[each.task_id]) for each in seen.timers],
        incidents=seen.incidents,
        holds=[hold for hold in seen.holds if hold.in_force],
        ask_first=[tenant.reference for tenant in seen.ask_first],
        documents=seen.documents,
    )


@router.get("/cases/{case_id}/record", tags=["evidence"])
def record(case_id: shapes.Row, house: AHouse, person: APerson) -> list[dict[str, Any]]:
    """The case's record, oldest first. Looking at it is recorded."""
    return [entry.kept for entry in records.look(house, person, case_id).entries]


@router.post("/cases/{case_id}/record/check", tags=["evidence"])
def check_record(case_id: shapes.Row, house: AHouse, person: APerson) -> shapes.RecordChecked:
    """Checks the case's record (compliance): what is wrong with it, who acted, and what the check cannot see."""
    seen = records.check(house, person, case_id)
    notes = asdict(seen.notes) if seen.notes else {}
    return shapes.RecordChecked(problems=seen.problems or [], **notes)


@router.get("/cases/{case_id}/export", tags=["evidence"])
def export(case_id: shapes.Row, house: AHouse, person: APerson) -> dict[str, Any]:
    """The case's record in the form that ``verify.py`` checks (compliance). The export is itself recorded."""
    return records.export(house, person, case_id)


@router.post("/holds", tags=["holds"], status_code=201)
def place_hold(body: shapes.NewHold, house: AHouse, person: APerson) -> shapes.HoldPlaced:
    """Places a hold; every case that it covers stops."""
    placed = holds.place(
        house,
        person,
        kind=body.kind,
        begins_on=body.begins_on,
        ends_on=body.ends_on,
        accounts=body.accounts,
        customers=body.customers,
        source=body.source,
        reason=body.reason,
    )
    return shapes.HoldPlaced(hold=placed.hold, cases=placed.cases, ends_on=placed.ends_on, undone=placed.undone)


@router.post("/holds/{hold_id}/release", tags=["holds"])
def release_hold(hold_id: shapes.Row, body: shapes.EndOfHold, house: AHouse, person: APerson) -> shapes.Done:
    """Ends a hold before its time, with a reason (team leaders)."""
    holds.release(house, person, hold_id, reason=body.reason, placed_in_error=body.placed_in_error)
    return shapes.Done()


@router.get("/incidents", tags=["incidents"])
def list_incidents(house: AHouse, person: APerson) -> list[IncidentOfCase]:
    """What failed and waits for a person."""
    return incidents.list_(house, person)


@router.post("/incidents/{incident_id}/retry", tags=["incidents"])
def retry_incident(incident_id: shapes.Row, body: shapes.Reason, house: AHouse, person: APerson) -> shapes.Done:
    """Tries the failed step again, once what was wrong has been put right."""
    incidents.retry(house, person, incident_id, reason=body.reason)
    return shapes.Done()


@router.get("/procedures", tags=["procedures"])
def list_procedures(house: AHouse, person: APerson) -> list[shapes.ProcedureView]:
    """The published procedures and their versions."""
    return [
        shapes.ProcedureView(
            name=name,
            versions=[shapes.VersionListed.model_validate(each, from_attributes=True) for each in versions],
        )
        for name, versions in procedures.list_(house, person).procedures.items()
    ]


@router.get("/documents/{document_id}", tags=["documents"], response_class=Response)
def document(document_id: shapes.Row, house: AHouse, person: APerson) -> Response:
    """A document as it was made, byte for byte. Looking at it is recorded."""
    made = letters.read(house, person, document_id)
    named = {"Content-Disposition": f'attachment; filename="{made.file_name}"'}
    return Response(made.content, media_type=made.media, headers=named)
