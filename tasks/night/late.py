"""What came late: holds that were in force before anybody here knew, and deaths that an export brought."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from cases import holds
from cases.held import HeldDays, held_days
from cases.late import Late
from cases.tables import AccountParty, Customer, Hold, HoldScope
from cases.undone.finding import undo_since
from tasks.assembly import House
from tasks.deaths import DEATH
from workflows.clock import london_date
from workflows.db import table
from workflows.prepared import Prepared

_party, _customer = table(AccountParty), table(Customer)
_hold, _scope = table(Hold), table(HoldScope)
_of_somebody = select(_party.c.account_id).join(_customer, _customer.c.id == _party.c.customer_id)
_all_dead = Prepared(
    select(_party.c.account_id, _customer.c.title, _customer.c.given_name, _customer.c.family_name)
    .add_columns(_customer.c.date_of_death)
    .join(_customer, _customer.c.id == _party.c.customer_id)
    .where(_party.c.account_id.in_(_of_somebody.where(_customer.c.date_of_death.is_not(None)).correlate(None)))
    .where(_party.c.account_id.not_in(_of_somebody.where(_customer.c.date_of_death.is_(None)).correlate(None)))
    .order_by(_party.c.account_id, _customer.c.reference)
)
EXPORT = "the housing system's export"


def undo_late(house: House, hold_id: int, kind: str, actor: str) -> int:
    """Lists and strikes what was done since a hold's first day of what it stops; gives how many acts were found."""
    late = house.organisation.late.get(kind, Late())
    stops = house.organisation.stops.get(kind, frozenset())
    kinds = {step.id: step.act for step in house.runtime.vocabulary.steps.values() if step.act}
    return undo_since(house.runtime, hold_id, late, stops, kinds, actor)


class Death(NamedTuple):
    """An account whose every tenant has died, and of which no such hold is known."""

    account_id: int
    died_on: date
    names: str


def note_deaths(house: House, actor: str = "system") -> int:
    """Places the hold of a death on each account whose every tenant has died, by whichever door that came.

    Where a joint tenant survives, the tenancy goes on with them: no letter goes to who has died, and none is stopped.
    """
    if DEATH not in house.organisation.holds:
        return 0
    today = london_date(house.runtime.clock.now())
    with house.db.read() as session:
        found = newly_dead(session, today)
    for death in found:
        placed = holds.place(
            house.runtime,
            DEATH,
            actor,
            kinds=house.organisation.holds,
            begins_on=_begins(death.died_on, today),
            accounts=[death.account_id],
            source=EXPORT,
            reason=f"{death.names} died on {death.died_on:%-d %B %Y}, and no tenant survives.",
        )
        undo_late(house, placed, DEATH, actor)
    return len(found)


def newly_dead(session: Session, today: date) -> list[Death]:
    """The accounts of people who have all died, and whose hold is not placed; the day is that of the last of them."""
    found: dict[int, list[tuple[date, str]]] = {}
    for account, title, given, family, died in _all_dead.all(session, {}):
        name = " ".join(part for part in (title, given, family) if part)
        found.setdefault(account, []).append((died, name))
    deaths = [
        Death(account, max(died for died, _name in people), " and ".join(name for _died, name in people))
        for account, people in found.items()
    ]
    held = held_days(session, {DEATH}, list(found)) if found else {}
    return [each for each in deaths if not _is_held(held.get(each.account_id, ()), _begins(each.died_on, today), today)]


def _begins(died_on: date, today: date) -> date:
    return max(min(died_on, today), holds.EARLIEST)


def _is_held(found: Iterable[HeldDays], begins: date, today: date) -> bool:
    """Whether the hold of a last death was placed: one is in force, or began with that death and was ended since.

    One for an earlier death, of a tenant whom another survived, says nothing of this one.
    """
    return any(each.covers(today) or each.begins >= begins for each in found)
