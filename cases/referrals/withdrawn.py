"""What rests on consent that was taken back: it counts for nothing, whatever is written down about it since.

Consent to one partner is one: whoever takes it back takes back all that they agreed to for that partner up to that day
(UK GDPR art. 7(3)). Days are compared, not moments: what they agree to on the same day may be what they took back, so
only a later day counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session

from cases.referrals.rows import ToTell
from cases.referrals.tables import Referral
from cases.tables import AccountParty, Customer
from workflows.db import table
from workflows.prepared import AllOrOne

_referral, _customer, _party = table(Referral), table(Customer), table(AccountParty)
_back = _referral.alias("taken_back")
RESTS_ON_CONSENT = and_(_referral.c.consent_on.is_not(None), _referral.c.severity == "")
"""The condition of rows: without consent there would be no referral. Hazards are the landlord's to see to."""
_OF_THE_SAME = and_(_back.c.customer_id == _referral.c.customer_id, _back.c.partner == _referral.c.partner)
_NO_LATER = select(_back.c.id).where(_OF_THE_SAME, _back.c.taken_back_on >= _referral.c.consent_on)
CONSENT_STANDS: ColumnElement[bool] = or_(~RESTS_ON_CONSENT, ~_NO_LATER.exists())
"""The condition of rows: they rest on no consent, or on one that was not taken back since."""
_told_on, _back_on = _referral.c.partner_told_on, _referral.c.taken_back_on
UNTOLD = and_(_back_on.is_not(None), or_(_told_on.is_(None), _told_on < _back_on))
"""The condition of rows: consent was taken back, and nobody wrote down that the partner knows."""
MISTAKEN = and_(_back_on.is_(None), _told_on.is_not(None), CONSENT_STANDS)
"""The condition of rows: the partner was told that consent was taken back, and does not know that it stands."""
_TO_TELL = case((UNTOLD, ToTell.TAKEN_BACK.value), (MISTAKEN, ToTell.MISTAKE.value), else_=ToTell.NOTHING.value)
READ = select(_referral, _TO_TELL.label("to_tell"))
"""Reads referrals as rows; a query adds its conditions."""
_withdrawn = AllOrOne(
    select(_customer.c.reference.label("person"), _referral.c.partner, func.max(_back_on).label("taken_back_on"))
    .join(_referral, _referral.c.customer_id == _customer.c.id)
    .where(_back_on.is_not(None))
    .group_by(_customer.c.reference, _referral.c.partner),
    _customer.c.id,
)
_of_tenants = AllOrOne(
    select(
        *(_party.c.account_id, _customer.c.reference.label("person")),
        *(_referral.c.id, _referral.c.partner, _referral.c.taken_back_on),
    )
    .join(_customer, _customer.c.id == _party.c.customer_id)
    .join(_referral, _referral.c.customer_id == _customer.c.id)
    .where(_referral.c.taken_back_on.is_not(None), _referral.c.concerns == "")
    .order_by(_referral.c.id),
    _party.c.account_id,
)


@dataclass(frozen=True)
class Withdrawn:
    """Consent to a partner that was taken back.

    :ivar person: their reference, and :ivar partner: its code
    :ivar taken_back_on: the last day of which the record says so
    """

    person: str
    partner: str
    taken_back_on: date

    def covers(self, data: Mapping[str, Any]) -> bool:
        """Whether what somebody agreed to for a partner on a day was taken back, as the data of a case say it."""
        same = (data.get("referral_of"), data.get("referral_to")) == (self.person, self.partner)
        agreed_on = data.get("referral_agreed_on")
        return same and isinstance(agreed_on, date) and agreed_on <= self.taken_back_on


def withdrawn(session: Session, customer_id: int | None = None) -> list[Withdrawn]:
    """What people took back, of each partner the last day; whatever account they are or were a tenant of.

    :param customer_id: of one person alone; ``None``: of everybody
    """
    return [Withdrawn(*row) for row in _withdrawn.rows(session, customer_id)]


class TakenBack(NamedTuple):
    """A referral that a tenant took back.

    :ivar person: their reference, and :ivar partner: its code
    """

    id: int
    person: str
    partner: str
    taken_back_on: date


def taken_back_by_tenants(session: Session, on: date, account_id: int | None) -> dict[int, list[TakenBack]]:
    """A reading: account → what its tenants took back; not what may be restricted: everybody reads facts."""
    del on  # as it stands now
    found: dict[int, list[TakenBack]] = {}
    for row in _of_tenants.rows(session, account_id):
        found.setdefault(row.account_id, []).append(TakenBack(row.id, row.person, row.partner, row.taken_back_on))
    return found


def taken_back_since(session: Session, customer_id: int, partner: str, agreed_on: date) -> list[str]:
    """Of what they took back that they had agreed to for a partner by a day: the kinds of vulnerability it told of.

    :returns: for each such referral its kind, empty where it told of none; nothing where none was taken back
    """
    query = select(_referral.c.concerns).where(
        _referral.c.customer_id == customer_id,
        _referral.c.partner == partner,
        _referral.c.taken_back_on >= agreed_on,
    )
    return list(session.execute(query).scalars())
