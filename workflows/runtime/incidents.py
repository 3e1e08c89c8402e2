"""Incidents: what failed, and a person who decides what now."""

from sqlalchemy import select, update
from sqlmodel import Session

from workflows.db import table
from workflows.engine import Execution
from workflows.errors import Malformed, NotFound, Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.house import Runtime
from workflows.runtime.rows import IncidentRow
from workflows.runtime.running import Running
from workflows.runtime.tables import CaseFile, Incident, Instance, Job
from workflows.runtime.words import IncidentKind, IncidentStatus, JobStatus

_incident, _job = table(Incident), table(Job)
_case, _instance = table(CaseFile), table(Instance)


class NoSuchIncident(NotFound):
    """There is no such incident."""


class IncidentResolved(Refused):
    """This incident was dealt with already."""


class ReasonMissing(Malformed):
    """A reason is needed."""


def open_incidents(session: Session, case_id: int | None = None) -> list[IncidentRow]:
    """The open incidents, of one case or of all, the oldest first."""
    query = select(_incident).where(_incident.c.status == IncidentStatus.OPEN).order_by(_incident.c.id)
    if case_id is not None:
        query = query.where(_incident.c.case_id == case_id)
    return [row_of(IncidentRow, row) for row in session.execute(query).mappings()]


def retry(runtime: Runtime, session: Session, incident_id: int, actor: str, reason: str) -> None:
    """Tries the failed step again: what was wrong has been put right.

    :param reason: what was put right; goes to the record
    :raises NoSuchIncident: there is none
    :raises IncidentResolved: somebody was quicker
    :raises ReasonMissing: no reason was given
    """
    if not reason.strip():
        raise ReasonMissing("Say what was put right; the reason goes into the case's record.")
    found = session.execute(select(_incident).where(_incident.c.id == incident_id)).mappings().one_or_none()
    if found is None:
        raise NoSuchIncident(f"There is no incident {incident_id}.")
    incident = row_of(IncidentRow, found)
    running = Running.open(runtime, session, incident.instance_id)
    open_still = update(_incident).where(_incident.c.id == incident_id, _incident.c.status == IncidentStatus.OPEN)
    values = {
        "status": IncidentStatus.RESOLVED,
        "resolved_at": runtime.clock.now(),
        "resolved_by": actor,
        "resolution": reason,
    }
    if session.execute(open_still.values(**values)).rowcount != 1:  # type: ignore[attr-defined]
        raise IncidentResolved(f"Incident {incident_id} was already resolved. Look at the case for what came of it.")
    if running is None:
        if incident.kind == IncidentKind.NOT_GONE_ON:
            _go_on(runtime, session, incident, actor, reason)
        return
    task_id = incident.task_id
    running.note(Kind.INCIDENT_RESOLVED, actor, incident.step, reason=reason)
    if any(job.task_id == task_id for job in running.execution.jobs()):
        values = {"status": JobStatus.QUEUED, "attempts": 0, "error": "", "run_at": runtime.clock.now()}
        session.execute(update(_job).where(_job.c.task_id == task_id).values(**values))
        runtime.jobs.enqueue(session, task_id)
    elif any(failed.task_id == task_id for failed in running.execution.failed()):
        running.execution.retry(task_id)
        running.waits.pop(task_id, None)  # if it fails again, that is a new incident
        running.execution.advance(running)
    elif incident.kind == IncidentKind.REFUSED_BY_RULE and any(
        held.task_id == task_id for held in running.execution.held()
    ):
        # The rule was asked again when the case came to rest, and refuses still: that stays somebody's to look at.
        running.open_incident(task_id, incident.step, incident.kind, incident.sentence)
    running.save()


def _go_on(runtime: Runtime, session: Session, incident: IncidentRow, actor: str, reason: str) -> None:
    """Starts once more the procedure with which a case goes on.

    :raises Refused: what was wrong is wrong still; then the incident stays open
    """
    runtime.lock_case(session, incident.case_id)
    entry = NewEntry(Kind.INCIDENT_RESOLVED, actor, incident.step, {"reason": reason})
    append(session, runtime.chain_of(session, incident.case_id), [entry], runtime.clock)
    both = _case.join(_instance, _instance.c.case_id == _case.c.id)
    columns = (_case.c.procedure, _instance.c.version_id, _instance.c.state)
    query = select(*columns).select_from(both).where(_instance.c.id == incident.instance_id)
    row = session.execute(query).one()
    ended = Execution.restore(runtime.procedures.compiled(session, row.version_id), row.state)
    runtime.continue_with(session, incident.case_id, row.procedure, ended.data)
