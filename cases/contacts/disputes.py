"""What was disputed at a contact and is not answered yet: a reading for facts.

A dispute stands until a hold for it was placed and has ended since: whoever looked into it and answered ended that.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session

from cases.contacts.tables import Contact
from cases.contacts.words import Counted
from cases.tables import AccountParty, Hold, HoldScope
from workflows.clock import london_date, start_of_day
from workflows.db import table
from workflows.prepared import AllOrOne, Prepared

_contact, _party, _hold, _scope = table(Contact), table(AccountParty), table(Hold), table(HoldScope)
HOLD = "dispute"
"""The kind of hold while what was disputed is looked into."""
_corrected = select(_contact.c.corrects_id).where(_contact.c.corrects_id.is_not(None))
_said = (
    select(_party.c.account_id, func.max(_contact.c.at).label("at"))
    .join(_contact, _contact.c.customer_id == _party.c.customer_id)
    .where(
        _contact.c.outcome == Counted.DISPUTED,
        or_(_contact.c.account_id.is_(None), _contact.c.account_id == _party.c.account_id),
        _contact.c.at < bindparam("b_until", type_=_contact.c.at.type),
        _contact.c.id.not_in(_corrected),
    )
    .group_by(_party.c.account_id)
)
_asked = AllOrOne(_said, _party.c.account_id)
_ended = Prepared(
    select(_scope.c.account_id, _hold.c.released_at, _hold.c.ends_on)
    .join(_hold, _hold.c.id == _scope.c.hold_id)
    .where(_hold.c.kind == HOLD, _scope.c.account_id.is_not(None))
)


def unanswered(session: Session, on: date, account_id: int | None) -> Mapping[int, bool]:
    """A reading: the accounts about which a tenant said that they dispute what is owed, and nobody has answered."""
    rows = _asked.rows(session, account_id, b_until=start_of_day(on + timedelta(days=1)))
    said = {row.account_id: london_date(row.at) for row in rows}
    if not said:
        return {}
    answered: dict[int, date] = {}
    for row in _ended.all(session, {}):
        days = [day for day in (row.ends_on, row.released_at and london_date(row.released_at)) if day is not None]
        if days and min(days) <= on:
            answered[row.account_id] = max(min(days), answered.get(row.account_id, date.min))
    return {account: True for account, day in said.items() if answered.get(account, date.min) < day}
