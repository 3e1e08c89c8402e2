"""A case is closed with the end of the last of its instances."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session

from workflows.db import table
from workflows.runtime.tables import CaseFile, Instance
from workflows.runtime.words import CaseStatus, InstanceStatus

_case, _instance = table(CaseFile), table(Instance)


def close_case(  # what has ended, and how
    session: Session,
    case_id: int,
    instance_id: int,
    ends: tuple[str, ...],
    now: datetime,
    goes_on: Callable[[tuple[str, ...]], bool],
) -> None:
    """Closes a case whose instance has ended, unless another of its instances runs, or another procedure goes on.

    :param instance_id: of the one that has ended
    :param ends: the ends that it reached, the last being the case's outcome; none: it was cancelled
    :param goes_on: lets the case go on where a procedure begins at one of them, and says whether one does
    """
    others = select(_instance.c.id).where(
        _instance.c.case_id == case_id, _instance.c.status == InstanceStatus.RUNNING, _instance.c.id != instance_id
    )
    if session.execute(others).first() is not None:
        return
    outcome = ends[-1] if ends else "cancelled"
    if goes_on(ends):
        return
    closed = {"status": CaseStatus.CLOSED, "outcome": outcome, "closed_at": now}
    session.execute(update(_case).where(_case.c.id == case_id).values(**closed))
