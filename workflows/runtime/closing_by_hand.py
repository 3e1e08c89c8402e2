"""Closing a case by hand, whatever its procedures wait for: with authority and reason, and nothing left half done."""

from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.runtime.guard import guard_of
from workflows.runtime.house import Runtime
from workflows.runtime.incidents import open_incidents
from workflows.runtime.running import Running
from workflows.runtime.tables import CaseFile, Incident, Instance, Job, MessageWait, Timer, WorkItem
from workflows.runtime.words import (
    ITEM_STANDS,
    JOB_STANDS,
    TIMER_STANDS,
    CaseStatus,
    IncidentKind,
    IncidentStatus,
    InstanceStatus,
    ItemStatus,
    JobStatus,
    MessageStatus,
    TimerStatus,
)

_case, _instance, _item = table(CaseFile), table(Instance), table(WorkItem)
_timer, _message, _job, _incident = table(Timer), table(MessageWait), table(Job), table(Incident)


class CaseClosedAlready(Refused):
    """The case is closed already."""


class NotToBeClosedYet(Refused):
    """Something in the case must be settled before it can be closed."""


def close_by_hand(
    runtime: Runtime, session: Session, case_id: int, actor: str, *, outcome: str, said: dict[str, Any]
) -> None:
    """Ends every procedure of a case where it stands, and closes it. What was done stays done, and stays in the record.

    :param outcome: of the case, one word
    :param said: goes to the record: the reason
    :raises NoSuchCase: there is none
    :raises CaseClosedAlready: it is closed
    :raises NotToBeClosedYet: a letter is on its way out, or a rule says that something must be done before the end
    """
    chain_id = runtime.chain_of(session, case_id)
    runtime.lock_case(session, case_id)
    _must_be_open(session, case_id)
    for instance_id in runtime.instances(session, case_id):
        if (running := Running.open(runtime, session, instance_id)) is not None:
            running.save()  # what is due to happen has happened
    _must_be_open(session, case_id)
    nothing_on_its_way(session, case_id)
    _must_owe_nothing(runtime, session, chain_id)
    now, standing = runtime.clock.now(), select(_item.c.step).where(_item.c.case_id == case_id)
    steps = session.execute(standing.where(_item.c.status.in_(ITEM_STANDS)).order_by(_item.c.task_id)).scalars()
    entries = [NewEntry(Kind.STEP_CANCELLED, actor, step) for step in steps]
    entries.append(NewEntry(Kind.CASE_CLOSED, actor, "", said, {"outcome": outcome}))
    _end_what_waits(runtime, session, case_id)
    for incident in open_incidents(session, case_id):
        resolved = {"status": IncidentStatus.RESOLVED, "resolved_at": now, "resolved_by": actor}
        words = "The case was closed."
        session.execute(update(_incident).where(_incident.c.id == incident.id).values(**resolved, resolution=words))
        entries.insert(-1, NewEntry(Kind.INCIDENT_RESOLVED, actor, incident.step, {"reason": words}))
    ended = update(_instance).where(_instance.c.case_id == case_id, _instance.c.status == InstanceStatus.RUNNING)
    session.execute(ended.values(status=InstanceStatus.CANCELLED, ended_at=now, waits={}))
    closed = {"status": CaseStatus.CLOSED, "outcome": outcome, "closed_at": now}
    session.execute(update(_case).where(_case.c.id == case_id).values(**closed))
    append(session, chain_id, entries, runtime.clock)


def _must_be_open(session: Session, case_id: int) -> None:
    row = session.execute(select(_case.c.status, _case.c.reference).where(_case.c.id == case_id)).one()
    if row.status == CaseStatus.CLOSED:
        raise CaseClosedAlready(f"The case {row.reference} is closed already, so there is nothing to close.")


def nothing_on_its_way(session: Session, case_id: int) -> None:
    """Refuses while a letter of the case is made and neither out of the house nor withdrawn.

    :raises NotToBeClosedYet: one is
    """
    kept = select(_job.c.step).where(_job.c.case_id == case_id, _job.c.status == JobStatus.KEPT)
    if (step := session.execute(kept.limit(1)).scalar()) is not None:
        raise NotToBeClosedYet(
            f"A letter of the step {step.replace('_', ' ')} is made and has not left the house, and it would still go "
            "out. Wait until the letter has left, or was withdrawn."
        )
    if lost := [each for each in open_incidents(session, case_id) if each.kind == IncidentKind.NOT_SENT]:
        raise NotToBeClosedYet(
            f"A letter of the step {lost[0].step.replace('_', ' ')} did not leave the house, and nobody has settled "
            "that. Settle the incident on the case's page first."
        )


def _must_owe_nothing(runtime: Runtime, session: Session, chain_id: int) -> None:
    """Nothing may be owed that a rule in force demands before the end of the case."""
    guard, today = guard_of(session, chain_id, runtime.rules), london_date(runtime.clock.now())
    for rule in runtime.rules.of_case.rules:
        if rule.in_force(today) and (owed := rule.owes(guard.get(rule.id, rule.initial))):
            what = " and ".join(each.replace("_", " ") for each in owed)
            raise NotToBeClosedYet(f"Before this case ends there is something to do: {what}. {rule.text} ({rule.law})")


def _end_what_waits(runtime: Runtime, session: Session, case_id: int) -> None:
    """No step, wait, message or job of the case waits any more."""
    waiting = [
        (_item, ITEM_STANDS, ItemStatus.CANCELLED),
        (_timer, TIMER_STANDS, TimerStatus.CANCELLED),
        (_message, (MessageStatus.WAITING,), MessageStatus.CANCELLED),
        (_job, (*JOB_STANDS, JobStatus.FAILED), JobStatus.CANCELLED),
    ]
    for rows, stand, status in waiting:
        where = (rows.c.case_id == case_id) & rows.c.status.in_(stand)
        if rows is _job:
            for task_id in session.execute(select(_job.c.task_id).where(where)).scalars().all():
                runtime.jobs.cancel(session, task_id)
        session.execute(update(rows).where(where).values(status=status))
