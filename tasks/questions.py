"""Which questions of colleagues wait for somebody: those that they were asked, and those that came back to them."""

from sqlmodel import Session

from cases.consulting.asking import Answering, ConsultationRow, waiting_for
from cases.permissions import Group
from tasks.assembly import House
from tasks.patches import sees_case
from tasks.people import Person, gone

LEADING = frozenset({Group.LEADING})


def answering(house: House, session: Session, person: Person) -> Answering:
    """Somebody as one who answers questions."""
    leads = person.may(*house.organisation.permissions.roles(LEADING))
    return Answering(person.actor, person.name, gone(session), leads)


def questions_waiting(house: House, session: Session, person: Person) -> list[ConsultationRow]:
    """The questions that wait for somebody, in cases that they see, the soonest due first."""
    found = waiting_for(session, answering(house, session, person))
    return [each for each in found if sees_case(session, person, each.case_id)]
