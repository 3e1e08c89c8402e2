"""What must be true after any number of kills: a sentence for each thing that is not."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from cases.tables import Account, AccountTransaction, CaseAccount, Hold, HoldTold
from documents.register import Document, ServiceStatus
from tools.kills.installation import Running
from tools.kills.people import Exports, Told
from workflows.db import table
from workflows.engine import Execution
from workflows.evidence import check_database, timeline
from workflows.evidence.kinds import Kind
from workflows.evidence.tables import Chain
from workflows.runtime.tables import CaseFile, Instance, Job, MessageWait, Timer, WorkItem
from workflows.runtime.words import (
    ITEM_STANDS,
    TIMER_STANDS,
    CaseStatus,
    InstanceStatus,
    ItemStatus,
    JobStatus,
    MessageStatus,
    TimerStatus,
)

_case, _case_account, _chain = table(CaseFile), table(CaseAccount), table(Chain)
_item, _job, _timer, _message = table(WorkItem), table(Job), table(Timer), table(MessageWait)
_instance, _hold, _told, _document = table(Instance), table(Hold), table(HoldTold), table(Document)
_account, _transaction = table(Account), table(AccountTransaction)


def findings(running: Running, told: Told) -> list[str]:
    """What is wrong; empty where nothing is."""
    running.print_house.collect()
    with running.house.db.read() as session:
        return [
            *told.wrong,
            *_acts(session, told),
            *_debts(session),
            *_letters(session, running),
            *_rows(session, running),
            *_holds(session),
            *(
                f"{each.chain}, entry {each.entry}: {each.sentence}"
                for each in check_database(session, running.house.sealer.heads_file).findings
            ),
        ]


def _acts(session: Session, told: Told) -> Iterator[str]:
    done = {row.task_id: row for row in session.execute(select(_item).where(_item.c.status == ItemStatus.COMPLETED))}
    for task_id in sorted(told.completed - set(done)):
        yield f"the step {task_id} was acknowledged as completed and is not"
    holds = {row.id: row for row in session.execute(select(_hold))}
    for hold, source in told.placed.items():
        if hold not in holds or holds[hold].source != source:
            yield f"the hold {hold} ({source}) was acknowledged and is not there"
    for source, times in Counter(row.source for row in holds.values()).items():
        if times > 1:
            yield f"the hold {source} was placed {times} times"
    for hold in sorted(told.released):
        if holds[hold].released_at is None:
            yield f"the release of hold {hold} was acknowledged and is not there"
    query = select(_account.c.reference, func.count(_transaction.c.id), func.sum(_transaction.c.amount_pence))
    query = query.join(_transaction, _transaction.c.account_id == _account.c.id).group_by(_account.c.reference)
    ledgers = {row[0]: (int(row[1]), int(row[2])) for row in session.execute(query)}
    whole = (Exports.PER_ACCOUNT, Exports.PER_ACCOUNT * 10_000)
    for number in sorted(told.imported):
        if ledgers.get(f"A{number}") != whole:
            yield f"the account A{number} was imported, and its ledger is {ledgers.get(f'A{number}')}, not {whole}"


def _debts(session: Session) -> Iterator[str]:
    query = (
        select(_case_account.c.account_id, func.count())
        .join(_case, _case.c.id == _case_account.c.case_id)
        .where(_case.c.status == CaseStatus.OPEN)
        .group_by(_case_account.c.account_id)
    )
    for account, times in session.execute(query):
        if times > 1:
            yield f"{times} cases are open about account {account}"


def _letters(session: Session, running: Running) -> Iterator[str]:
    had = running.print_house.had
    for number, times in had.items():
        if times > 1:
            yield f"the print house had document {number} {times} times"
    manifest = running.settings.store / "outgoing" / "manifest.jsonl"
    lines = manifest.read_text(encoding="utf-8").splitlines() if manifest.exists() else []
    noted = Counter(found for line in lines if (found := _number(line)) is not None)
    for named, times in noted.items():
        if times > 1:
            yield f"the manifest names document {named} {times} times"
    sent = set(
        session.execute(
            select(_document.c.id).where(_document.c.service_status == ServiceStatus.GIVEN_TO_PRINT_HOUSE)
        ).scalars()
    )
    for document in sorted(sent ^ set(had)):
        yield f"document {document} {'was marked as sent and never left' if document in sent else 'left unmarked'}"
    query = select(_document.c.case_id, _document.c.customer_id, _document.c.kind, func.count())
    for case, customer, kind, times in session.execute(query.group_by(*query.selected_columns[:3])):
        if times > 1 and kind == "letter_1":
            yield f"{kind} was made {times} times for customer {customer} in case {case}"


def _number(line: str) -> int | None:
    try:
        return int(json.loads(line)["id"])
    except (ValueError, KeyError):
        return None  # broken off by a kill, as it may be


def _rows(session: Session, running: Running) -> Iterator[str]:
    """The rows against the record, and against what the engine itself waits for."""
    for case in session.execute(select(_case.c.id, _case.c.reference, _case.c.chain_id)).all():
        said = Counter(_told_of(each) for each in timeline(session, case.chain_id))
        rows: Counter[str] = Counter()
        for kept, status, told in (
            (_item, (ItemStatus.COMPLETED,), "step completed"),
            (_job, (JobStatus.KEPT, JobStatus.DONE), "step completed"),
            (_timer, (TimerStatus.FIRED,), "time came"),
            (_message, (MessageStatus.RECEIVED,), "message received"),
        ):
            query = select(kept.c.step).where(kept.c.case_id == case.id, kept.c.status.in_(status))
            rows.update(f"{told} {step}" for step in session.execute(query).scalars())
        steps = set(session.execute(select(_item.c.step).where(_item.c.case_id == case.id)).scalars())
        steps |= set(session.execute(select(_job.c.step).where(_job.c.case_id == case.id)).scalars())
        for what, times in said.items():
            counted = (
                what.startswith(("time came", "message received")) or what.removeprefix("step completed ") in steps
            )
            if counted and rows[what] != times:
                yield f"{case.reference}: the record tells {times} times of {what!r}, the rows {rows[what]} times"
        for what in rows.keys() - said.keys():
            yield f"{case.reference}: the rows tell of {what!r}, the record does not"
    for row in session.execute(select(_instance).where(_instance.c.status == InstanceStatus.RUNNING)).all():
        execution = Execution.restore(running.house.runtime.procedures.compiled(session, row.version_id), row.state)
        waiting: list[Any] = [*execution.timers(), *execution.messages(), *execution.tasks()]
        waits = {each.task_id for each in waiting}
        standing: set[str] = set()
        for kept, live in ((_timer, TIMER_STANDS), (_message, (MessageStatus.WAITING,)), (_item, ITEM_STANDS)):
            query = select(kept.c.task_id).where(kept.c.instance_id == row.id, kept.c.status.in_(live))
            standing |= set(session.execute(query).scalars())
        standing -= {each.task_id for each in execution.held()}
        if waits != standing:
            yield f"instance {row.id} waits for {sorted(waits)}, and its rows say {sorted(standing)}"


def _told_of(entry: dict[str, object]) -> str:
    return f"{entry['kind']} {entry.get('step', '')}".strip()


def _holds(session: Session) -> Iterator[str]:
    query = select(_told, _case.c.chain_id, _case.c.reference).join(_case, _case.c.id == _told.c.case_id)
    for row in session.execute(query).all():
        entries = [
            each["kind"]
            for each in timeline(session, row.chain_id)
            if str(each["kind"]).startswith("hold ") and (each["content"] or {}).get("hold") == row.hold_id
        ]
        wanted = ["hold began"] * (row.began_told_at is not None) + ["hold ended"] * (row.ended_told_at is not None)
        if entries != wanted:
            yield f"{row.reference} was told of hold {row.hold_id} {entries}, and its row says {wanted}"
    open_untold = _told.c.began_told_at.is_(None) & (_case.c.status == CaseStatus.OPEN)
    for row in session.execute(query.where(open_untold)).all():
        yield f"{row.reference} was never told of hold {row.hold_id}: {row.trouble or 'nobody tried'}"
    placed = session.execute(select(_chain.c.id).where(_chain.c.name == "organisation")).scalar_one()
    noted = Counter(
        each["content"]["hold"] for each in timeline(session, placed) if each["kind"] == Kind.HOLD_PLACED
    )  # fmt: skip
    for hold in session.execute(select(_hold.c.id)).scalars():
        if noted[hold] != 1:
            yield f"the organisation's record tells {noted[hold]} times of hold {hold}"
