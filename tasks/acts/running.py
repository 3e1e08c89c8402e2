"""How the machine's share of the work goes: for whoever keeps the installation."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from cases.permissions import Group
from cases.told import HoldTelling, told_of_all
from tasks import health, ledgers
from tasks.acts.subjects import ORGANISATION
from tasks.acts.table import act, of
from tasks.assembly import House
from tasks.failures import IncidentOfCase, incidents_seen_by
from tasks.health import Finding
from tasks.inbox import record_list
from tasks.patches import of_patches
from tasks.people import Person
from tasks.roster import Sign, signs
from tasks.tables import NightlyAct
from tasks.unbegun import Unbegun, unbegun
from tasks.withholding import HELD
from workflows.db import table
from workflows.evidence.kinds import Kind
from workflows.evidence.unsealed import Unsealed, unsealed
from workflows.rows import row_of
from workflows.runtime.tables import CaseFile, Job
from workflows.runtime.words import JOB_STANDS, JobStatus

_night, _job, _case = table(NightlyAct), table(Job), table(CaseFile)
MOST = 100
"""Failed jobs that are listed; the number tells of all."""


@dataclass(frozen=True)
class Night:
    """A nightly act of a day.

    :ivar done_at: ``None`` while it is being done, or where it failed and is tried again
    """

    act: str
    day: date
    worker: str
    taken_at: datetime
    done_at: datetime | None


@dataclass(frozen=True)
class JobSeen:
    """A job and the case that it is of."""

    task_id: str
    case_id: int
    reference: str
    step: str
    status: JobStatus
    attempts: int
    run_at: datetime
    error: str


@dataclass(frozen=True)
class Running:
    """How the installation runs.

    :ivar findings: what is asked of its health, each with what is wrong
    :ivar nights: the last time that each nightly act was begun
    :ivar jobs: how many are ``queued``, ``held``, ``kept`` (done, not yet let out) and ``failed``
    :ivar oldest: the job that has waited longest for a worker
    :ivar failed: jobs that failed, the newest first
    :ivar incidents: the open ones
    :ivar holds: how far each hold was told to the cases that it covers
    :ivar warnings: sentences about the database
    """

    findings: list[Finding]
    workers: list[Sign]
    nights: list[Night]
    jobs: dict[str, int]
    oldest: JobSeen | None
    failed: list[JobSeen]
    incidents: list[IncidentOfCase]
    unsealed: Unsealed
    holds: list[HoldTelling]
    warnings: list[str]


@act(of(Group.RUNNING), ORGANISATION, Kind.LIST_LOOKED_AT)
def look(house: House, person: Person) -> Running:
    """See how the installation runs, and what waits or failed."""
    findings, restricted = health.findings(house), house.organisation.restricted
    with house.db.write() as session:
        record_list(house.runtime, session, person, "running")
        return Running(
            findings=findings,
            workers=signs(session),
            nights=_nights(session),
            jobs=_counted(session, person),
            oldest=_oldest(session, person),
            failed=_failed(session, person),
            incidents=incidents_seen_by(session, person),
            unsealed=unsealed(session),
            holds=[
                each if restricted.sees_hold(each.kind, person.roles) else replace(each, kind=HELD)
                for each in told_of_all(session, of_patches(person, _case.c.id) if person.patches else None)
            ],
            warnings=[*house.db.warnings(), *ledgers.warnings(house, session)],
        )


@act(of(Group.ANSWERING), ORGANISATION, Kind.LIST_LOOKED_AT)
def list_unbegun(house: House, person: Person) -> list[Unbegun]:
    """See which events and dates should have begun a procedure and have not, and which of them have lapsed."""
    with house.db.write() as session:
        record_list(house.runtime, session, person, "unbegun")
        return unbegun(house, session, person)


def _nights(session: Session) -> list[Night]:
    newest = select(_night.c.act, func.max(_night.c.day).label("day")).group_by(_night.c.act).subquery()
    query = select(_night).join(newest, (newest.c.act == _night.c.act) & (newest.c.day == _night.c.day))
    rows = session.execute(query.order_by(_night.c.act)).all()
    return [Night(row.act, row.day, row.worker, row.taken_at, row.done_at) for row in rows]


def _counted(session: Session, person: Person) -> dict[str, int]:
    shown = (*JOB_STANDS, JobStatus.FAILED)
    query = select(_job.c.status, func.count().label("number")).where(_job.c.status.in_(shown))
    if person.patches:
        query = query.where(of_patches(person, _job.c.case_id))
    found = {row.status: int(row.number) for row in session.execute(query.group_by(_job.c.status))}
    return {status: found.get(status, 0) for status in shown}


def _oldest(session: Session, person: Person) -> JobSeen | None:
    query = _jobs(person).where(_job.c.status == JobStatus.QUEUED).order_by(_job.c.run_at, _job.c.task_id).limit(1)
    row = session.execute(query).mappings().one_or_none()
    return row_of(JobSeen, row) if row is not None else None


def _failed(session: Session, person: Person) -> list[JobSeen]:
    query = (
        _jobs(person)
        .where(_job.c.status == JobStatus.FAILED)
        .order_by(_job.c.run_at.desc(), _job.c.task_id)
        .limit(MOST)
    )
    return [row_of(JobSeen, row) for row in session.execute(query).mappings()]


def _jobs(person: Person) -> Any:
    """The jobs of the cases that somebody sees."""
    columns = [_job.c[name] for name in JobSeen.__dataclass_fields__ if name != "reference"]
    query = select(*columns, _case.c.reference).join(_case, _case.c.id == _job.c.case_id)
    return query.where(of_patches(person, _job.c.case_id)) if person.patches else query
