"""What rests on consent that was taken back: it counts for nothing, whatever is written down about it since.

Consent to one partner is one: whoever takes it back takes back all that they agreed to for that partner up to that day
(UK GDPR art. 7(3)). Days are compared, not moments: what they agree to on the same day may be what they took back, so
only a later day counts.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session

from cases.referrals.tables import Referral
from cases.tables import AccountParty, Customer
from workflows.db import table
from workflows.rows import row_of

_referral, _party, _customer = table(Referral), table(AccountParty), table(Customer)
_back = _referral.alias("taken_back")
UNTOLD = and_(_referral.c.taken_back_on.is_not(None), _referral.c.partner_told_on.is_(None))
"""The condition of rows: consent was taken back, and nobody wrote down that the partner knows."""
RESTS_ON_CONSENT = and_(_referral.c.consent_on.is_not(None), _referral.c.severity == "")
"""The condition of rows: without consent there would be no referral. Hazards are the landlord's to see to."""
_OF_THE_SAME = and_(_back.c.customer_id == _referral.c.customer_id, _back.c.partner == _referral.c.partner)
_NO_LATER = select(_back.c.id).where(_OF_THE_SAME, _back.c.taken_back_on >= _referral.c.consent_on)
CONSENT_STANDS: ColumnElement[bool] = or_(~RESTS_ON_CONSENT, ~_NO_LATER.exists())
"""The condition of rows: they rest on no consent, or on one that was not taken back since."""


@dataclass(frozen=True)
class Withdrawn:
    """Consent to a partner that was taken back, of a tenant of an account.

    :ivar person: their reference, and :ivar partner: its code
    :ivar taken_back_on: the last day of which the record says so
    """

    account_id: int
    person: str
    partner: str
    taken_back_on: date

    def covers(self, person: object, partner: object, agreed_on: object) -> bool:
        """Whether what somebody agreed to for a partner on a day was taken back."""
        same = (person, partner) == (self.person, self.partner)
        return same and isinstance(agreed_on, date) and agreed_on <= self.taken_back_on


def withdrawn(session: Session, accounts: Collection[int]) -> list[Withdrawn]:
    """What the tenants of accounts took back, the last day of each."""
    query = (
        select(
            _party.c.account_id, _customer.c.reference.label("person"), _referral.c.partner, _referral.c.taken_back_on
        )
        .join(_party, _party.c.customer_id == _referral.c.customer_id)
        .join(_customer, _customer.c.id == _referral.c.customer_id)
        .where(_party.c.account_id.in_(list(accounts)), _referral.c.taken_back_on.is_not(None))
    )
    rows = [row_of(Withdrawn, row) for row in session.execute(query).mappings()]
    return sorted(rows, key=lambda each: each.taken_back_on, reverse=True)


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
