"""Noting that a person must look at something."""

from datetime import datetime

from sqlalchemy import insert, select
from sqlmodel import Session

from workflows.db import table
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.runtime.tables import Incident
from workflows.runtime.words import IncidentKind, IncidentStatus

_incident = table(Incident)


def open_incident(
    session: Session,
    case_id: int,
    instance_id: int,
    task_id: str,
    step: str,
    kind: IncidentKind,
    sentence: str,
    now: datetime,
) -> NewEntry | None:
    """Opens an incident: once for each task and kind, however often it comes up.

    :returns: what the caller appends to the case's record; ``None`` where such an incident is open already
    """
    known = select(_incident.c.id).where(
        _incident.c.task_id == task_id, _incident.c.kind == kind, _incident.c.status == IncidentStatus.OPEN
    )
    if session.execute(known).first() is not None:
        return None
    values = {"case_id": case_id, "instance_id": instance_id, "task_id": task_id, "step": step, "kind": kind}
    session.execute(
        insert(_incident).values(**values, sentence=sentence, opened_at=now, status=IncidentStatus.OPEN, resolution="")
    )
    return NewEntry(Kind.INCIDENT_OPENED, "system", step, {"what": kind, "sentence": sentence})
