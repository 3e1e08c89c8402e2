"""Noting that a person must look at something."""

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from workflows.db import table
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.runtime.tables import Incident
from workflows.runtime.words import IncidentKind, IncidentStatus

_incident = table(Incident)
_OF_THE_STEP = (IncidentKind.STEP_FAILED, IncidentKind.JOB_FAILED, IncidentKind.REFUSED_BY_RULE)
"""What keeps a step from going on; what failed beside it (a letter that did not leave) stays somebody's to look at."""


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


def overtaken(session: Session, tasks: list[str], now: datetime) -> list[NewEntry]:
    """Ends the open incidents of steps that have gone on, or are not waited for any more: the case went back or on.

    :returns: what the caller appends to the case's record
    """
    if not tasks:
        return []
    these = (_incident.c.task_id.in_(tasks), _incident.c.status == IncidentStatus.OPEN)
    query = select(_incident.c.id, _incident.c.step).where(*these, _incident.c.kind.in_(_OF_THE_STEP))
    found = session.execute(query.order_by(_incident.c.id)).all()
    words = "The case has gone on, or back, without it."
    resolved = {"status": IncidentStatus.RESOLVED, "resolved_at": now, "resolved_by": "system", "resolution": words}
    if found:
        session.execute(update(_incident).where(_incident.c.id.in_([row.id for row in found])).values(**resolved))
    return [NewEntry(Kind.INCIDENT_RESOLVED, "system", row.step, {"reason": words}) for row in found]
