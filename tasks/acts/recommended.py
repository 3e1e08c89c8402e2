"""Notices that were recommended and stand so: whoever leads the team follows them."""

from tasks.acts.subjects import ORGANISATION
from tasks.acts.table import WITH_CASES, act
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.people import Person
from tasks.recommended import Recommended, standing_recommended
from workflows.clock import london_date
from workflows.evidence.kinds import Kind


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person) -> list[Recommended]:
    """See about which accounts a notice stands recommended, the longest first."""
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        record_list(house.runtime, session, person, "notices recommended")
        return standing_recommended(house, session, person, today)
