"""A case's record as it is kept: every entry with its hash, the check of the chain, and the copy that others check."""

import json
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from tasks.acts import records
from tasks.acts.records import RecordSeen
from tasks.records import verifier_source
from tasks.views import TimelineEntry
from web.case import CaseNumber
from web.rendering import HEADERS, page
from web.visitors import AHouse, APerson, Fields

router = APIRouter(include_in_schema=False, prefix="/cases/{case_id}")
verifier = APIRouter(include_in_schema=False)
OUR_PART = {"kind", "actor", "step", "at", "machine_at", "hash", "content", "seq", "v", "chain", "prev", "payload"}


@router.get("/record")
def record(request: Request, house: AHouse, person: APerson, case_id: CaseNumber) -> Response:
    """The record, oldest first. Looking at it is recorded."""
    return _show(request, records.look(house, person, case_id))


@router.post("/record")
def check(request: Request, house: AHouse, person: APerson, case_id: CaseNumber, _posted: Fields) -> Response:
    """Walks along the chain and says what it finds, and what it cannot see."""
    return _show(request, records.check(house, person, case_id))


@router.post("/record.json")
def download(house: AHouse, person: APerson, case_id: CaseNumber, _posted: Fields) -> Response:
    """The record in the form that ``verify.py`` checks. The export is itself recorded."""
    made = json.dumps(records.export(house, person, case_id), indent=1, ensure_ascii=False)
    named = {"Content-Disposition": 'attachment; filename="record.json"'}
    return Response(made, media_type="application/json", headers={**HEADERS, **named})


@verifier.get("/verify.py")
def download_verifier(_person: APerson) -> Response:
    """The program that checks a record, as ``duecourse export`` writes it."""
    named = {"Content-Disposition": 'attachment; filename="verify.py"'}
    return Response(verifier_source(), media_type="text/x-python", headers={**HEADERS, **named})


def _show(request: Request, seen: RecordSeen) -> Response:
    found = {"problems": seen.problems, "notes": seen.notes} if seen.problems is not None else None
    return page(
        request,
        "record.html",
        title=f"Record of {seen.case.reference}",
        case=seen.case,
        entries=[shown_entry(entry) for entry in seen.entries],
        names=seen.names,
        found=found,
        key=seen.key,
        may_check=seen.may_check,
    )


@dataclass(frozen=True)
class EntryShown:
    """An entry as the table shows it: what it says in the clear beside the rest, both as they are kept.

    :ivar in_clear: JSON; empty where it says nothing in the clear
    :ivar said: JSON; empty where its payload says nothing
    """

    entry: TimelineEntry
    in_clear: str
    said: str
    erased: bool
    simulated: bool


def shown_entry(entry: TimelineEntry) -> EntryShown:
    """An entry as the table shows it."""
    clear = {key: value for key, value in entry.kept.items() if key not in OUR_PART}
    return EntryShown(
        entry=entry,
        in_clear=_written(clear),
        said=_written(entry.content),
        erased=entry.content is None,
        simulated=entry.kept.get("clock") == "simulated",
    )


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) if value else ""
