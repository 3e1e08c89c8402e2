"""A death that somebody reports here: as one that comes by import, it stops what is about those alone who all died."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.chains import chain_named, person_chain, record_on
from cases.people.deaths import (
    DiedAlready,
    accounts_without_survivor,
    record_death,
    survivors,
    take_back_death,
    who_died,
)
from cases.rows import CustomerRow
from cases.tables import AccountParty, Hold, HoldScope
from tasks.assembly import House
from tasks.people import Person
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed
from workflows.evidence import NewEntry, timeline
from workflows.evidence.kinds import Kind

DEATH = "death"
_hold, _scope, _party = table(Hold), table(HoldScope), table(AccountParty)


class DeathToCome(Malformed):
    """A death lies before today, or on it."""


def report(
    house: House, person: Person, died_on: date, accounts: list[int], customers: list[int], source: str, reason: str
) -> list[int]:
    """Records who died, in their own records; gives the accounts on which nobody survives, for the hold.

    :param accounts: of each its one living tenant has died
    :raises WhoDied: an account has several living tenants
    :raises DeathToCome: the day is later than today
    :raises DiedAlready: it is recorded already, and a joint tenant survives everywhere, so there is nothing to hold
    """
    if died_on > (today := london_date(house.runtime.clock.now())):
        raise DeathToCome(f"The day of a death is not later than today, {today:%-d %B %Y}.")
    with house.db.write() as session:
        people = who_died(session, accounts, customers)
        new = [each for each in people if each.date_of_death is None]
        record_death(session, [each.id for each in new], died_on)
        held = accounts_without_survivor(session, [each.id for each in people])
        if not new and not held:
            raise DiedAlready(
                f"That {_name(people[0])} died on {people[0].date_of_death:%-d %B %Y} is recorded already. Where a "
                "joint tenant survives, nothing stops."
            )
        left = [f"{name} ({reference})" for reference, name in survivors(session, [each.id for each in people])]
        for each in new:
            said = {"died_on": died_on, "source": source, "reason": reason, "survivors": left}
            entry = NewEntry(Kind.DEATH_RECORDED, person.actor, payload=said, about=died_on)
            record_on(session, person_chain(each.id), [entry], house.runtime.clock)
    return held


def take_back(house: House, session: Session, person: Person, customer_id: int, reason: str) -> bool:
    """Takes back a death that was reported here by mistake; says whether it was. One of an export stays."""
    chain = chain_named(session, person_chain(customer_id))
    told = [] if chain is None else list(timeline(session, chain))
    last = next((each for each in reversed(told) if each["kind"] in {Kind.DEATH_RECORDED, Kind.DEATH_TAKEN_BACK}), None)
    if last is None or last["kind"] == Kind.DEATH_TAKEN_BACK:
        return False
    take_back_death(session, customer_id)
    entry = NewEntry(Kind.DEATH_TAKEN_BACK, person.actor, payload={"reason": reason})
    record_on(session, person_chain(customer_id), [entry], house.runtime.clock)
    return True


def take_back_of_hold(house: House, person: Person, hold_id: int, reason: str) -> None:
    """The same of everybody for whom a hold was placed, which was a mistake."""
    with house.db.write() as session:
        hold = session.execute(select(_hold).where(_hold.c.id == hold_id)).one_or_none()
        if hold is None or hold.kind != DEATH:
            return
        accounts = select(_scope.c.account_id).where(_scope.c.hold_id == hold_id)
        people = select(_party.c.customer_id).where(_party.c.account_id.in_(accounts)).distinct()
        for customer_id in session.execute(people).scalars().all():
            take_back(house, session, person, customer_id, reason)


def _name(person: CustomerRow) -> str:
    return " ".join(filter(None, (person.title, person.given_name, person.family_name)))
