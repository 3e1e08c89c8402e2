"""A case's record as it is kept: every entry with its hash, the check of the chain, and the copy that others check."""

import json
from typing import Any

from fastapi import APIRouter, Request, Response

from tasks import inbox, records
from tasks.assembly import House
from tasks.people import people
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields
from workflows.evidence import timeline

router = APIRouter(include_in_schema=False, prefix="/cases/{case_id}")
OUR_PART = {"kind", "actor", "step", "at", "machine_at", "hash", "content", "seq", "v", "chain", "prev", "payload"}


@router.get("/record")
def record(request: Request, house: AHouse, person: APerson, case_id: int) -> Response:
    """The record, oldest first. Looking at it is recorded."""
    with house.db.write() as session:
        inbox.record_opening(house.runtime, session, person, case_id)
    return _show(request, house, case_id, None)


@router.post("/record")
def check(request: Request, house: AHouse, person: APerson, case_id: int, _posted: Fields) -> Response:
    """Walks along the chain and says what it finds, and what it cannot see."""
    person.must("compliance", "administrator")
    problems, notes = records.check_record(house, case_id, person.actor)
    found = {"problems": problems, "notes": notes}
    return _show(request, house, case_id, found)


@router.post("/record.json")
def download(house: AHouse, person: APerson, case_id: int, _posted: Fields) -> Response:
    """The record in the form that ``verify.py`` checks. The export is itself recorded."""
    person.must("compliance", "administrator")
    with house.db.read() as session:
        chain_id = house.runtime.chain_of(session, case_id)
    exported = records.export_record(house, chain_id, "record exported", person.actor)
    made = json.dumps(exported, indent=1, ensure_ascii=False)
    named = {"Content-Disposition": 'attachment; filename="record.json"'}
    return Response(made, media_type="application/json", headers={**HEADERS, **named})


def _show(request: Request, house: House, case_id: int, found: dict[str, Any] | None) -> Response:
    with house.db.read() as session:
        case = inbox.case_view(session, case_id)["case"]
        entries = [_row(entry) for entry in timeline(session, case["chain_id"])]
        names = people(session)
    title = f"Record of {case['reference']}"
    return page(
        request, "record.html", title=title, case=case, entries=entries, names=names, found=found,
        key=house.sealer.public_key,
    )  # fmt: skip


def _row(entry: dict[str, Any]) -> dict[str, Any]:
    """An entry as the table shows it: what it says in the clear beside the rest, both as they are kept."""
    clear = {key: value for key, value in entry.items() if key not in OUR_PART}
    return {**entry, "clear": _written(clear), "said": _written(entry["content"]), "erased": entry["content"] is None}


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) if value else ""
