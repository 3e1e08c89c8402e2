"""Running jobs: the slow part without a lock, then result, record and advance in one commit, then out of the house."""

import logging
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session

from workflows.db import table
from workflows.engine import TaskGone
from workflows.errors import Refused, TryAgain
from workflows.evidence import append
from workflows.evidence.kinds import Kind
from workflows.prepared import Prepared
from workflows.rows import row_of
from workflows.runtime.gate import Gate
from workflows.runtime.handlers import JobHandler, StepWork
from workflows.runtime.house import Runtime
from workflows.runtime.rows import JobRow
from workflows.runtime.running import SYSTEM, Running
from workflows.runtime.tables import Job
from workflows.runtime.trouble import open_incident
from workflows.runtime.words import JOB_DUE, JOB_STANDS, IncidentKind, JobStatus

_job = table(Job)
log = logging.getLogger(__name__)

TRIES = 3
"""How often a job is tried before a person must look at it."""
WAIT_BETWEEN = timedelta(minutes=5)
WAITING = frozenset({JobStatus.QUEUED, JobStatus.HELD})


def run_job(runtime: Runtime, task_id: str) -> str:
    """Runs one job; safe to call any number of times, by any number of workers.

    :returns: the job's status afterwards: ``done``, ``kept`` or ``held`` (a hold keeps it in), ``failed``,
        ``cancelled``, or ``queued`` (try later)
    """
    with runtime.db.read() as session:
        found = session.execute(select(_job).where(_job.c.task_id == task_id)).mappings().one_or_none()
        if found is None:
            return JobStatus.CANCELLED
        job = row_of(JobRow, found)
        handler = runtime.handlers.jobs[job.operation]
        work = _work(runtime, job)
        status, made, failure = str(job.status), None, None
        if status in WAITING:
            try:
                made = handler.make(session, work)
            except Exception as error:  # noqa: BLE001 -- whatever a step throws becomes an incident that names it
                failure = error
    if failure is not None:
        return _failed(runtime, task_id, work, failure)
    try:
        if status in WAITING:
            with runtime.db.write() as session:
                status = _finish(runtime, session, task_id, handler, work, made)
        if status == JobStatus.KEPT:
            with runtime.db.write() as session:
                status = _release(runtime, session, task_id, handler, work)
    except Exception as error:  # noqa: BLE001
        return _failed(runtime, task_id, work, error)
    return status


def _work(runtime: Runtime, job: JobRow) -> StepWork:
    return StepWork(
        case_id=job.case_id,
        instance_id=job.instance_id,
        step=job.step,
        round=job.round,
        parameters=job.parameters,
        data={},
        now=runtime.clock.now(),
        simulated=runtime.clock.simulated,
    )


def _release(runtime: Runtime, session: Session, task_id: str, handler: JobHandler, work: StepWork) -> str:
    # A hold is placed under the same lock: once its placing has returned, nothing leaves any more.
    runtime.lock_case(session, work.case_id)
    status = session.execute(select(_job.c.status).where(_job.c.task_id == task_id)).scalar_one()
    if status != JobStatus.KEPT:
        return str(status)
    if Gate(runtime, session, work.case_id, runtime.clock.now()).hold(work.step) is not None:
        return JobStatus.KEPT  # a hold began in between: it stays in the house until the hold ends

    def may_leave() -> bool:
        return Gate(runtime, session, work.case_id, runtime.clock.now()).hold(work.step) is None

    released = handler.release(session, work, may_leave)
    status = JobStatus.KEPT if released.held else JobStatus.DONE
    session.execute(update(_job).where(_job.c.task_id == task_id).values(status=status))
    append(session, runtime.chain_of(session, work.case_id), released.entries, runtime.clock)
    if released.withheld:
        _tell_people(runtime, session, work, task_id, IncidentKind.NOT_SENT, released.withheld)
    return status


def _tell_people(
    runtime: Runtime, session: Session, work: StepWork, task_id: str, kind: IncidentKind, sentence: str
) -> None:
    """The case went on as if the step's effect had left the house; somebody must know that it did not."""
    entry = open_incident(
        session, work.case_id, work.instance_id, task_id, work.step, kind, sentence, runtime.clock.now()
    )
    if entry is not None:
        append(session, runtime.chain_of(session, work.case_id), [entry], runtime.clock)


_due = Prepared(
    select(_job.c.task_id)
    .where(or_(*(_job.c.status == status for status in JOB_DUE)), _job.c.run_at <= bindparam("b_now"))
    .order_by(_job.c.run_at, _job.c.task_id)
    .limit(bindparam("b_most"))
)


def due_jobs(session: Session, runtime: Runtime, most: int = 200) -> list[str]:
    """The task ids of jobs that are queued and may be tried now, the oldest first."""
    now = runtime.clock.now()
    return [row.task_id for row in _due.all(session, {"b_now": now, "b_most": most})]


def drain(runtime: Runtime) -> int:
    """Runs every job that is due, in the caller's thread; returns how many were done."""
    done = 0
    while True:
        with runtime.db.read() as session:
            due = due_jobs(session, runtime)
        if not due:
            return done
        moved = sum(run_job(runtime, task_id) == JobStatus.DONE for task_id in due)
        if not moved:  # what is left is held, or must be tried later
            return done
        done += moved


def _finish(runtime: Runtime, session: Session, task_id: str, handler: JobHandler, work: StepWork, made: Any) -> str:
    runtime.lock_case(session, work.case_id)
    status = session.execute(select(_job.c.status).where(_job.c.task_id == task_id)).scalar_one()
    if status not in WAITING:
        return str(status)  # another worker was quicker
    running = Running.open(runtime, session, work.instance_id)
    if running is None or all(wait.task_id != task_id for wait in running.execution.jobs()):
        if running is not None:
            running.save()  # coming to rest may itself have moved something
        session.execute(update(_job).where(_job.c.task_id == task_id).values(status=JobStatus.CANCELLED))
        return JobStatus.CANCELLED
    hold = running.gate.hold(work.step)
    if hold is not None:
        # It was made before the hold began; it is not kept, and nothing leaves the house. Made anew when it ends.
        if status != JobStatus.HELD:
            running.note(Kind.STEP_HELD, "system", work.step, reason=hold, because="hold")
        running.save()
        session.execute(update(_job).where(_job.c.task_id == task_id).values(status=JobStatus.HELD))
        return JobStatus.HELD
    rule = running.gate.rule(running.guard, work.step, SYSTEM)
    if rule is not None:
        running.open_incident(task_id, work.step, IncidentKind.REFUSED_BY_RULE, rule)
        running.save()
        session.execute(
            update(_job).where(_job.c.task_id == task_id).values(status=JobStatus.FAILED, error=rule[:2000])
        )
        return JobStatus.FAILED
    try:
        with session.begin_nested():
            kept = handler.keep(session, work, made)
    except TryAgain:
        raise  # nothing of this unit of work is kept; the job stands as it was
    except Refused as refused:
        return _give_up(running, session, task_id, refused.sentence)
    running.finish(task_id, kept.result, kept.evidence)
    running.save()
    return JobStatus.KEPT


def _failed(runtime: Runtime, task_id: str, work: StepWork, error: Exception) -> str:
    sentence = error.sentence if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
    final = isinstance(error, Refused) and not isinstance(error, TryAgain)
    if not isinstance(error, Refused):
        log.exception("job %s failed", task_id, exc_info=error)
    with runtime.db.write() as session:
        runtime.lock_case(session, work.case_id)
        job = row_of(JobRow, session.execute(select(_job).where(_job.c.task_id == task_id)).mappings().one())
        if job.status not in JOB_STANDS:
            return str(job.status)
        attempts = job.attempts + 1
        # A refusal will not mend itself: the facts are wrong. Anything else may be a passing fault.
        if job.status in WAITING and (final or attempts >= TRIES):
            running = Running.open(runtime, session, job.instance_id)
            if running is not None:
                return _give_up(running, session, task_id, sentence, attempts)
        if attempts >= TRIES:
            # Kept, and the case has gone on: it is tried until it leaves, and somebody must know.
            _tell_people(
                runtime, session, work, task_id, IncidentKind.NOT_SENT, f"It could not leave the house: {sentence}"
            )
        values = {"attempts": attempts, "error": sentence[:2000], "run_at": runtime.clock.now() + WAIT_BETWEEN}
        session.execute(update(_job).where(_job.c.task_id == task_id).values(**values))
        return str(job.status)


def _give_up(running: Running, session: Session, task_id: str, sentence: str, attempts: int = 1) -> str:
    step = session.execute(select(_job.c.step).where(_job.c.task_id == task_id)).scalar_one()
    running.open_incident(task_id, step, IncidentKind.JOB_FAILED, sentence)
    try:
        running.save()
    except TaskGone:
        return JobStatus.CANCELLED
    values = {"status": JobStatus.FAILED, "attempts": attempts, "error": sentence[:2000]}
    session.execute(update(_job).where(_job.c.task_id == task_id).values(**values))
    return JobStatus.FAILED
