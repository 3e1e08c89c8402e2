"""What failed in the cases that somebody sees."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session

from tasks.patches import of_patches
from tasks.people import Person
from workflows.db import table
from workflows.rows import row_of
from workflows.runtime.rows import IncidentRow
from workflows.runtime.tables import CaseFile, Incident
from workflows.runtime.words import IncidentStatus

_case, _incident = table(CaseFile), table(Incident)


@dataclass(frozen=True)
class IncidentOfCase(IncidentRow):
    """An incident, and the reference of the case that it is of."""

    reference: str


def incidents_seen_by(session: Session, person: Person) -> list[IncidentOfCase]:
    """The open incidents of the cases that somebody sees, the oldest first."""
    query = (
        select(_incident, _case.c.reference)
        .join(_case, _case.c.id == _incident.c.case_id)
        .where(_incident.c.status == IncidentStatus.OPEN)
        .order_by(_incident.c.id)
    )
    if person.patches:
        query = query.where(of_patches(person, _incident.c.case_id))
    return [row_of(IncidentOfCase, row) for row in session.execute(query).mappings()]
