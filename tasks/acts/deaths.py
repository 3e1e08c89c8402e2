"""A death that was reported here by mistake, where no hold was placed for it: it is taken back."""

from cases.permissions import Group
from tasks import deaths
from tasks.acts.subjects import PERSON
from tasks.acts.table import act, of
from tasks.assembly import House
from tasks.people import Person
from tasks.persons_seen import customer_of
from tasks.refusals import ReasonMissing
from workflows.errors import Refused
from workflows.evidence.kinds import Kind

LONGEST = 2000


class NoDeathOfOurs(Refused):
    """No death of theirs was reported here."""


@act(of(Group.RELEASING_HOLDS), PERSON, Kind.DEATH_TAKEN_BACK)
def take_back(house: House, person: Person, customer_id: int, *, reason: str) -> None:
    """Take back that a person died, which was reported here by mistake.

    Where a hold was placed for it, that is ended as placed in error instead, which does the same.

    :raises ReasonMissing: it is not said how one knows
    :raises NoDeathOfOurs: none was reported here; one that an export brought is corrected there
    """
    said = reason.strip()[:LONGEST]
    if not said:
        raise ReasonMissing("Say how you know that they live; the reason goes into their record.")
    with house.db.write() as session:
        customer_of(session, customer_id)
        if not deaths.take_back(house, session, person, customer_id, said):
            raise NoDeathOfOurs(
                "No death of this person was reported here. One that the housing system's export brought is corrected "
                "there, and imported again."
            )
