"""What people said at contacts of what they need, and of which the record holds nothing since: readings for facts.

What somebody said stands until it is seen to, however often somebody else is spoken with, or nobody, since. It is seen
to by what is recorded of that person on the day of the contact or later, for what was known before was known when they
said it; or by a later contact in which they themselves, or who may speak for them, say otherwise.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, or_, select
from sqlmodel import Session

from cases.contacts.tables import Contact
from cases.contacts.words import WithWhom
from cases.people.tables import PersonNeeds, Vulnerability
from cases.tables import AccountParty, Customer
from workflows.clock import london_date, start_of_day
from workflows.db import table
from workflows.prepared import AllOrOne, Prepared

_contact, _party, _customer = table(Contact), table(AccountParty), table(Customer)
_yes = _contact.alias("said_yes")
_needs, _vulnerability = table(PersonNeeds), table(Vulnerability)
_corrected = select(_contact.c.corrects_id).where(_contact.c.corrects_id.is_not(None))
_themselves = or_(_contact.c.with_whom == WithWhom.TENANT, _contact.c.authorised)
_said_yes = select(_yes.c.customer_id).where(or_(_yes.c.reading_difficulty.is_(True), _yes.c.to_consider.is_(True)))
_answers = (
    select(
        *(_party.c.account_id, _contact.c.customer_id, _contact.c.at),
        *(_contact.c.reading_difficulty, _contact.c.to_consider, _themselves.label("theirs")),
    )
    .join(_contact, _contact.c.customer_id == _party.c.customer_id)
    .join(_customer, _customer.c.id == _party.c.customer_id)
    .where(
        or_(_contact.c.reading_difficulty.is_not(None), _contact.c.to_consider.is_not(None)),
        _contact.c.at < bindparam("b_until", type_=_contact.c.at.type),
        _contact.c.customer_id.in_(_said_yes),  # of most people nobody ever said it
        _contact.c.id.not_in(_corrected),
        _customer.c.date_of_death.is_(None),
    )
    .order_by(_contact.c.at, _contact.c.id)
)
_asked = AllOrOne(_answers, _party.c.account_id)
_needs_recorded, _vulnerability_recorded = (
    Prepared(
        select(rows.c.customer_id, func.max(rows.c.recorded_at).label("at"))
        .where(rows.c.replaced_at.is_(None))
        .group_by(rows.c.customer_id)
    )
    for rows in (_needs, _vulnerability)
)


class SaidUnseen(NamedTuple):
    """What tenants of an account said of themselves that nobody has seen to.

    :ivar reading: that reading or understanding is hard, and nothing of what they need is recorded since
    :ivar themselves: something to be taken into account that nobody has recorded or ruled out since
    """

    reading: bool
    themselves: bool


def said_unseen(session: Session, on: date, account_id: int | None) -> Mapping[int, SaidUnseen]:
    """A reading: the accounts a tenant of which said something of themselves that nobody has seen to.

    A yes counts whoever says it; a no, only theirs.
    """
    reading: dict[tuple[int, int], datetime | None] = {}
    themselves: dict[tuple[int, int], datetime | None] = {}
    for row in _asked.rows(session, account_id, b_until=start_of_day(on + timedelta(days=1))):  # the oldest first
        for newest, yes in ((reading, row.reading_difficulty), (themselves, row.to_consider)):
            if yes or (yes is False and row.theirs):
                newest[row.account_id, row.customer_id] = row.at if yes else None
    hard = _not_recorded(session, reading, _needs_recorded)
    told = _not_recorded(session, themselves, _vulnerability_recorded)
    return {account: SaidUnseen(account in hard, account in told) for account in hard | told}


def _not_recorded(
    session: Session, newest: Mapping[tuple[int, int], datetime | None], recorded: Prepared
) -> frozenset[int]:
    """The accounts a tenant of which said yes at last, and of whom nothing is recorded on that day or since."""
    standing = {key: at for key, at in newest.items() if at is not None}
    if not standing:
        return frozenset()
    known = {row.customer_id: row.at for row in recorded.all(session, {})}
    return frozenset(
        account
        for (account, customer), at in standing.items()
        if customer not in known or london_date(known[customer]) < london_date(at)
    )
