"""Cases: status and outcome, who completed each step, and the documents."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from documents.register import Document, Store
from tasks.reconciling.entries import Told, entries
from workflows.clock import LONDON
from workflows.db import table
from workflows.evidence import Finding
from workflows.evidence.kinds import Kind
from workflows.evidence.tables import Chain
from workflows.evidence.verify import documents_in
from workflows.runtime.tables import CaseFile, WorkItem
from workflows.runtime.words import CaseStatus, ItemStatus

_case, _item, _document, _chain = table(CaseFile), table(WorkItem), table(Document), table(Chain)
_KINDS = (
    *(Kind.PROCEDURE_STARTED, Kind.PROCEDURE_ENDED, Kind.CASE_CLOSED),
    *(Kind.STEP_COMPLETED, Kind.STEP_REOPENED),
)
_SAME = ("sha256", "kind", "addressee", "format", "template_sha256", "wording_sha256", "facts_sha256", "specimen")
_BATCH = 500

Result = tuple[list[Finding], list[str]]


def reconcile_cases(session: Session, store: Store) -> Result:
    """Compares all cases."""
    findings: list[Finding] = []
    ids = session.execute(select(_case.c.id).order_by(_case.c.id)).scalars().all()
    for start in range(0, len(ids), _BATCH):
        findings += _compared(session, store, ids[start : start + _BATCH])
    lost = (
        select(_chain.c.name)
        .outerjoin(_case, _case.c.chain_id == _chain.c.id)
        .where(_chain.c.name.startswith("case/"), _case.c.id.is_(None))
        .order_by(_chain.c.id)
    )
    for name in session.execute(lost).scalars():
        findings.append(Finding(name, 0, f"the record tells of {name}, and no row of a case belongs to it any more"))
    return findings, []


def reconcile_case(session: Session, store: Store, case_id: int) -> Result:
    """Compares one case."""
    return list(_compared(session, store, [case_id])), []


def _compared(session: Session, store: Store, ids: Iterable[int]) -> Iterator[Finding]:
    ids = list(ids)
    cases = session.execute(select(_case).where(_case.c.id.in_(ids)).order_by(_case.c.id)).mappings().all()
    told: dict[int, list[Told]] = defaultdict(list)
    for one in entries(session, [case["chain_id"] for case in cases], _KINDS):
        told[one.chain_id].append(one)
    items, documents = defaultdict(list), defaultdict(list)
    done = (
        select(_item)
        .where(_item.c.case_id.in_(ids), _item.c.status == ItemStatus.COMPLETED)
        .order_by(_item.c.completed_at)
    )
    for row in session.execute(done).mappings():
        items[row["case_id"]].append(row)
    for row in session.execute(select(_document).where(_document.c.case_id.in_(ids))).mappings():
        documents[row["case_id"]].append(row)
    for case in cases:
        name, own = f"case/{case['reference']}", told[case["chain_id"]]
        yield from _status(name, case, own)
        yield from _steps(name, items[case["id"]], own)
        yield from _documents(name, documents[case["id"]], own, store)


def _status(name: str, case: Any, told: list[Told]) -> Iterator[Finding]:
    running, status, outcome = 0, CaseStatus.OPEN, ""
    last = 0
    for one in told:
        running += (one.kind == Kind.PROCEDURE_STARTED) - (one.kind == Kind.PROCEDURE_ENDED)
        if one.kind == Kind.PROCEDURE_ENDED and running <= 0:
            ends = (one.content or {}).get("ends", [])
            status, outcome, last = CaseStatus.CLOSED, (ends[-1] if ends else "cancelled"), one.seq
            if one.content is None:
                outcome = case["outcome"]  # erased: it cannot be compared
        elif one.kind == Kind.CASE_CLOSED:
            status, outcome, last = CaseStatus.CLOSED, one.body.get("outcome", ""), one.seq
    if case["status"] != status:
        sentence = f"the row of {name} says that it is {case['status']}, and its record says {status}"
        yield Finding(name, last, sentence)
    elif case["outcome"] != outcome:
        sentence = f"the row of {name} says that it ended with {case['outcome']!r}, and its record says {outcome!r}"
        yield Finding(name, last, sentence)


def _steps(name: str, items: Iterable[Any], told: list[Told]) -> Iterator[Finding]:
    done: list[Told] = []
    for one in told:
        if one.kind == Kind.STEP_COMPLETED and one.actor.startswith("user:"):
            done.append(one)
        elif one.kind == Kind.STEP_REOPENED:
            back = next((d for d in reversed(done) if d.body.get("step") == one.body.get("step")), None)
            if back is not None:
                done.remove(back)
    for item in items:
        by, step = item["completed_by"], item["step"]
        match = next(
            (
                one
                for one in done
                if one.body.get("step") == step and one.actor == by and one.is_at(item["completed_at"])
            ),
            None,
        )
        if match is None:
            sentence = (
                f"the row of the step {step} in {name} says that {by} completed it at "
                f"{item['completed_at'].astimezone(LONDON):%-d %B %Y, %H:%M}, and no entry says so"
            )
            yield Finding(name, item["completed_seq"] or 0, sentence)
        else:
            done.remove(match)
    for one in done:
        sentence = (
            f"entry {one.seq} of {name} says that {one.actor} completed {one.body.get('step')} at {one.body['at']}, "
            f"and no row of a step says so any more"
        )
        yield Finding(name, one.seq, sentence)


def _documents(name: str, rows: Iterable[Any], told: list[Told], store: Store) -> Iterator[Finding]:
    named: dict[int, tuple[int, dict[str, Any]]] = {}
    for one in told:
        for said in documents_in(one.content):
            named.setdefault(said.get("id", 0), (one.seq, said))
    erased = any(one.content is None for one in told)
    for row in rows:
        seq, said = named.pop(row["id"], (0, {}))
        which = f"document {row['id']} ({row['title']}) of {name}"
        if not said:
            if not erased:
                yield Finding(name, 0, f"the register holds {which}, and no entry tells of it")
        elif differing := [column for column in _SAME if column in said and said[column] != row[column]]:
            sentence = f"the register says of {which} another {differing[0]} than entry {seq}"
            yield Finding(name, seq, sentence)
        content = store.bytes_of(row["sha256"])
        if content is None:
            yield Finding(name, seq, f"the file of {which} is missing from the store; restore it from a backup")
        elif hashlib.sha256(content).hexdigest() != row["sha256"]:
            sentence = f"the file of {which} was changed after it was made; restore {row['path']} from a backup"
            yield Finding(name, seq, sentence)
    for number, (seq, _said) in named.items():
        sentence = f"entry {seq} of {name} tells of document {number}, and the register holds it no more"
        yield Finding(name, seq, sentence)
