"""Instalments that are expected today and in the next days, by account."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from cases.agreements.upcoming import Upcoming, upcoming
from cases.held import held_days, held_on, hold_in_words
from tasks.acts.subjects import ORGANISATION
from tasks.acts.table import WITH_CASES, act
from tasks.assembly import House
from tasks.held import stop_speaking
from tasks.inbox import record_list
from tasks.patches import sees_accounts
from tasks.people import Person
from workflows.clock import london_date
from workflows.evidence.kinds import Kind

__all__ = ["LONGEST", "Upcoming", "due"]
LONGEST = 31
"""How many days ahead may be asked for."""


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def due(house: House, person: Person, *, days: int = 7) -> list[Upcoming]:
    """See which instalments are expected today and in the next days, by account, in the person's patches.

    :param days: how many days ahead; at most ``LONGEST``
    """
    today = london_date(house.runtime.clock.now())
    with house.db.write() as session:
        record_list(house.runtime, session, person, "instalments due", days=days)
        found = upcoming(session, today, min(max(days, 0), LONGEST), house.standards)
        seen = sees_accounts(session, person, {each.account_id for each in found})
        return _with_holds(house, session, [each for each in found if each.account_id in seen], today)


def _with_holds(house: House, session: Session, listed: list[Upcoming], today: date) -> list[Upcoming]:
    days = held_days(session, stop_speaking(house), {each.account_id for each in listed})
    made = []
    for each in listed:
        hold = held_on(days.get(each.account_id, ()), today)
        held = hold and f"Do not contact about this debt: {hold_in_words(hold, house.organisation.holds)}."
        made.append(replace(each, held=held) if held else each)
    return made
