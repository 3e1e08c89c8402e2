"""Cases: status and outcome, who completed each step, and the documents."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases.tables import Account, CaseAccount
from documents.register import Document, ServiceStatus, Store
from tasks.reconciling.entries import Told, entries
from tasks.reconciling.service_rows import served
from workflows.clock import LONDON
from workflows.db import table
from workflows.evidence import Finding
from workflows.evidence.canonical import plain
from workflows.evidence.kinds import SERVICES, Kind
from workflows.evidence.tables import Chain
from workflows.evidence.verify import documents_in
from workflows.runtime.tables import CaseFile, WorkItem
from workflows.runtime.words import CaseStatus, ItemStatus

_case, _item, _document, _chain = table(CaseFile), table(WorkItem), table(Document), table(Chain)
_account, _case_account = table(Account), table(CaseAccount)
_KINDS = (
    *(Kind.PROCEDURE_STARTED, Kind.PROCEDURE_ENDED, Kind.CASE_GOES_ON, Kind.CASE_CLOSED),
    *(Kind.STEP_COMPLETED, Kind.STEP_REOPENED, Kind.CASE_OPENED, Kind.CASE_SENT_BACK),
    *(Kind.DOCUMENT_SENT, Kind.DOCUMENT_WITHDRAWN),
    *SERVICES,
)
_SAME = (
    *("sha256", "kind", "addressee", "format", "enclosures", "pages", "template_sha256", "wording_sha256"),
    *("facts_sha256", "specimen", "service_method", "dated"),
)
_BATCH = 500
_names = select(_chain.c.id, _chain.c.name).join(_case, _case.c.chain_id == _chain.c.id)

Result = tuple[list[Finding], list[str]]


def reconcile_cases(session: Session, store: Store) -> Result:
    """Compares all cases."""
    findings: list[Finding] = []
    notes: list[str] = []
    ids = session.execute(select(_case.c.id).order_by(_case.c.id)).scalars().all()
    for start in range(0, len(ids), _BATCH):
        batch = ids[start : start + _BATCH]
        try:
            more: list[str] = []
            findings += list(_compared(session, store, batch, more))
            notes += more
        except Exception:  # noqa: BLE001 -- whatever was written into a row: its case is named, the others are compared
            findings += [each for one in batch for each in _readable(session, store, one, notes)]
    lost = (
        select(_chain.c.name)
        .outerjoin(_case, _case.c.chain_id == _chain.c.id)
        .where(_chain.c.name.startswith("case/"), _case.c.id.is_(None))
        .order_by(_chain.c.id)
    )
    for name in session.execute(lost).scalars():
        findings.append(Finding(name, 0, f"the record tells of {name}, and no row of a case belongs to it any more"))
    return findings, notes


def reconcile_case(session: Session, store: Store, case_id: int) -> Result:
    """Compares one case."""
    notes: list[str] = []
    return _readable(session, store, case_id, notes), notes


def _readable(session: Session, store: Store, case_id: int, notes: list[str]) -> list[Finding]:
    try:
        return list(_compared(session, store, [case_id], notes))
    except Exception as error:  # noqa: BLE001 -- whatever was written into a row: its case is named with it
        reference = session.execute(select(_case.c.reference).where(_case.c.id == case_id)).scalar_one()
        sentence = (
            f"a row of case/{reference} cannot be read ({type(error).__name__}): something else was written into it"
        )
        return [Finding(f"case/{reference}", 0, sentence)]


def _compared(session: Session, store: Store, ids: Iterable[int], notes: list[str]) -> Iterator[Finding]:
    ids = list(ids)
    chains = {row.id: row.name for row in session.execute(_names.where(_case.c.id.in_(ids)))}
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
    accounts = _accounts(session, ids)
    for case in cases:
        name, own = f"case/{case['reference']}", told[case["chain_id"]]
        if case["chain_id"] in chains and chains[case["chain_id"]] != name:
            yield Finding(name, 0, f"the row of {name} leads to the record of {chains[case['chain_id']]}")
        yield from _status(name, case, own)
        yield from _about(name, case, accounts[case["id"]], own)
        yield from _steps(name, items[case["id"]], own)
        yield from _documents(name, documents[case["id"]], own, store, notes)
        yield from served(session, name, documents[case["id"]], own)


def _accounts(session: Session, ids: list[int]) -> dict[int, list[str]]:
    query = select(_case_account.c.case_id, _account.c.reference).join(
        _account, _account.c.id == _case_account.c.account_id
    )
    found = defaultdict(list)
    for case_id, reference in session.execute(query.where(_case_account.c.case_id.in_(ids))):
        found[case_id].append(reference)
    return found


def _about(name: str, case: Any, accounts: list[str], told: list[Told]) -> Iterator[Finding]:
    """The debt that a case is about: by it are found its tenants, its holds and its letters."""
    for one in told:
        said = (one.content or {}).get("account") if one.kind == Kind.CASE_OPENED else None
        if said is not None and accounts != [said]:
            yield Finding(
                name,
                one.seq,
                f"entry {one.seq} of {name} says that it is about account {said}, and its rows "
                f"say {', '.join(accounts) or 'none'}",
            )
        if said is not None and case["subject"] not in {"", f"account/{said}"}:
            yield Finding(
                name,
                one.seq,
                f"the row of {name} says that it is about {case['subject']}, and its record says account/{said}",
            )


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
        elif one.kind == Kind.CASE_GOES_ON:
            status, outcome = CaseStatus.OPEN, ""
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
        elif one.kind == Kind.CASE_SENT_BACK:
            done = [each for each in done if each.seq not in one.body["reopens"]]
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


def _documents(name: str, rows: Iterable[Any], told: list[Told], store: Store, notes: list[str]) -> Iterator[Finding]:
    named: dict[int | None, tuple[int, dict[str, Any]]] = {}
    left: dict[int | None, Told] = {}
    for one in told:
        if one.kind in {Kind.DOCUMENT_SENT, Kind.DOCUMENT_WITHDRAWN} and one.content is not None:
            left[one.content.get("document")] = one
        for said in documents_in(one.content):
            named.setdefault(said.get("id"), (one.seq, said))
    erased = [one for one in told if one.content is None]
    steps = [one.seq for one in erased if one.kind == Kind.STEP_COMPLETED]
    sends = [one.seq for one in erased if one.kind in {Kind.DOCUMENT_SENT, Kind.DOCUMENT_WITHDRAWN}]
    for row in rows:
        seq, said = named.pop(row["id"], (0, {}))
        which = f"document {row['id']} ({row['title']}) of {name}"
        if not said:
            if steps:
                notes.append(f"The {which} is not compared: entry {steps[0]} may tell of it, and is erased.")
            else:
                yield Finding(name, 0, f"the register holds {which}, and no entry tells of it")
        elif differing := [column for column in _SAME if column in said and said[column] != plain(row[column])]:
            sentence = f"the register says of {which} another {differing[0]} than entry {seq}"
            yield Finding(name, seq, sentence)
        elif "service_status" in said:  # since letters that leave are entries
            if row["id"] not in left and sends and row["service_status"] != ServiceStatus.KEPT:
                number = sends.pop(0)  # each erased entry told of one document
                notes.append(f"That {which} left is not compared: entry {number} may tell of it, and is erased.")
            else:
                yield from _service(name, which, row, left.get(row["id"]))
        content = store.bytes_of(row["sha256"])
        if content is None:
            yield Finding(name, seq, f"the file of {which} is missing from the store; restore it from a backup")
        elif hashlib.sha256(content).hexdigest() != row["sha256"]:
            sentence = f"the file of {which} was changed after it was made; restore {row['path']} from a backup"
            yield Finding(name, seq, sentence)
    yield from _gone(name, named)


def _service(name: str, which: str, row: Any, one: Told | None) -> Iterator[Finding]:
    """Whether a document left the house, and when."""
    told, at = ServiceStatus.KEPT, None
    if one is not None and one.content is not None:
        told = ServiceStatus.GIVEN_TO_PRINT_HOUSE if one.kind == Kind.DOCUMENT_SENT else ServiceStatus.WITHDRAWN
        at = one.content.get("left_at", one.content.get("served_at"))  # as it was called before
    if row["service_status"] != told:
        says = f"entry {one.seq} says {told}" if one is not None else "no entry says so"
        yield Finding(
            name, one.seq if one else 0, f"the register says that {which} was {row['service_status']}, and {says}"
        )
    elif plain(row["left_at"]) != at:
        sentence = f"the register says that {which} left at {plain(row['left_at'])}, and its entry says {at}"
        yield Finding(name, one.seq if one else 0, sentence)


def _gone(name: str, named: dict[int | None, tuple[int, dict[str, Any]]]) -> Iterator[Finding]:
    for number, (seq, _said) in named.items():
        sentence = f"entry {seq} of {name} tells of document {number}, and the register holds it no more"
        yield Finding(name, seq, sentence)
