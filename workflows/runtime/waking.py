"""Cases in which a rule refused a step: asked again every night, for a day that was waited for may have come.

Nothing else moves such a case, since what it waits for is a day that no timer in its procedure names.
"""

import logging

from sqlalchemy import select
from sqlmodel import Session

from workflows.db import table
from workflows.prepared import Prepared
from workflows.runtime.house import Runtime
from workflows.runtime.tables import CaseFile, Incident
from workflows.runtime.words import CaseStatus, IncidentKind, IncidentStatus

log = logging.getLogger(__name__)
_case, _incident = table(CaseFile), table(Incident)


def wake(runtime: Runtime) -> int:
    """Lets each of these cases ask its rules again, in a unit of work of its own; returns how many there are."""
    with runtime.db.read() as session:
        waiting = _refused(session)
    for case_id in waiting:
        try:
            with runtime.db.write() as session:
                runtime.settle(session, case_id)
        except Exception:  # the other cases are asked all the same
            log.exception("case %s cannot ask its rules again", case_id)
    return len(waiting)


def _refused(session: Session) -> list[int]:
    return [row.case_id for row in _waiting.all(session, {})]


_waiting = Prepared(
    select(_incident.c.case_id)
    .join(_case, _case.c.id == _incident.c.case_id)
    .where(
        _incident.c.status == IncidentStatus.OPEN,
        _incident.c.kind == IncidentKind.REFUSED_BY_RULE,
        _case.c.status == CaseStatus.OPEN,
    )
    .distinct()
    .order_by(_incident.c.case_id)
)
