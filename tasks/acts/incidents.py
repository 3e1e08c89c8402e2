"""What failed, and a person who decides what now."""

from cases.permissions import Group
from tasks.acts.subjects import INCIDENT, ORGANISATION
from tasks.acts.table import ANSWERABLE, act, of
from tasks.assembly import House
from tasks.failures import IncidentOfCase, incidents_seen_by
from tasks.inbox import record_list
from tasks.people import Person
from workflows.evidence.kinds import Kind
from workflows.runtime import incidents


@act(ANSWERABLE, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person) -> list[IncidentOfCase]:
    """See what failed and waits for a person."""
    with house.db.write() as session:
        record_list(house.runtime, session, person, "incidents")
        return incidents_seen_by(session, person)


@act(of(Group.MENDING), INCIDENT, Kind.INCIDENT_RESOLVED)
def retry(house: House, person: Person, incident_id: int, *, reason: str) -> None:
    """Have a failed step tried again, once what was wrong has been put right.

    :raises NoSuchIncident: there is none
    :raises IncidentResolved: somebody was quicker
    :raises ReasonMissing: it is not said what was put right
    """
    with house.db.write() as session:
        incidents.retry(house.runtime, session, incident_id, person.actor, reason.strip()[:2000])
