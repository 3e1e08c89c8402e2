"""The tour: what happened in three cases, step by step, in words."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from documents.register import documents_of_case
from tasks.assembly import House
from tasks.people import people
from workflows.clock import LONDON
from workflows.db import table
from workflows.evidence import timeline
from workflows.evidence.kinds import Kind
from workflows.runtime.tables import CaseFile

_case = table(CaseFile)

TOLD = {
    "100000": "Rosa Whitfield: from the first letter to a decision by a second person",
    "100001": "Josef and Amira Novak, joint tenants: a breathing space stops everything",
    "100002": "Daniel Mensah: a payment clears the debt",
}
LEFT_OUT = {
    Kind.CASE_LOOKED_AT,
    Kind.WAY_CHOSEN,
    Kind.DOCUMENT_LOOKED_AT,
    Kind.STEP_OPENED,
    Kind.STEP_CANCELLED,
    Kind.STEP_STARTED,
}


def tour(house: House) -> Iterator[tuple[str, list[str]]]:
    """For each of the three cases its heading and its lines."""
    with house.db.read() as session:
        names = people(session)
        for account, heading in TOLD.items():
            query = select(_case).where(_case.c.reference.like(f"RA-{account}-%")).order_by(_case.c.id)
            case = session.execute(query).mappings().first()
            if case is None:
                continue
            yield f"{heading} ({case['reference']}, {case['outcome'] or 'open'})", _lines(house, session, case, names)


def _lines(house: House, session: Session, case: Any, names: dict[str, str]) -> list[str]:
    lines = []
    for entry in timeline(session, case["chain_id"]):
        if entry["kind"] in LEFT_OUT or (entry["kind"] == Kind.STEP_COMPLETED and not entry.get("step")):
            continue
        at = datetime.fromisoformat(entry["at"]).astimezone(LONDON)
        who = names.get(entry["actor"], "the system")
        step = entry.get("step", "").replace("_", " ")
        lines.append(f"{at:%a %-d %b %Y}  {entry['kind']}{': ' + step if step else ''} ({who}){_more(entry)}")
    made = documents_of_case(session, case["id"])
    return lines + [f"letter  {house.store.folder / document.path}" for document in made]


def _more(entry: dict[str, Any]) -> str:
    content = entry["content"] or {}
    if entry["kind"] == Kind.DECISION_TAKEN:
        return f" → {content.get('value')}"
    if entry["kind"].startswith("hold "):
        return f" — {content.get('kind', '').replace('_', ' ')} {content.get('source', '')}".rstrip()
    if entry["kind"] == Kind.STEP_HELD:
        return f" — {content.get('reason', '')}"
    return ""
