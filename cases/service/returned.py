"""Post that came back: the address that is in doubt until one is confirmed; a reading for facts, and the list."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, case, exists, select
from sqlmodel import Session

from cases.people import details
from cases.people.details import sought
from cases.people.tables import ContactDetail
from cases.people.words import DetailKind, DetailStatus
from cases.service.tables import ServiceEvent
from cases.service.words import CameBack, Delivery
from cases.tables import AccountParty, Customer
from workflows.db import table
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_event, _party, _customer, _detail = table(ServiceEvent), table(AccountParty), table(Customer), table(ContactDetail)
_later = _event.alias("later")
_confirmed = exists().where(
    _detail.c.customer_id == _event.c.customer_id,
    _detail.c.kind == DetailKind.ADDRESS,
    _detail.c.status == DetailStatus.CURRENT,
    _detail.c.confirmed_on.is_not(None),
    _detail.c.replaced_at.is_(None),
    _detail.c.id > _event.c.confirmed_after,
)
_is_open = (
    _event.c.delivery == Delivery.RETURNED,
    ~exists().where(_later.c.corrects_id == _event.c.id),
    ~_confirmed,
)
"""Of events joined with whom they are of: something came back, and no address was confirmed since."""
_standing = (
    select(_party.c.account_id, _event.c.happened_on, _event.c.reason)
    .join(_event, _event.c.customer_id == _party.c.customer_id)
    .join(_customer, _customer.c.id == _event.c.customer_id)
    .where(*_is_open, _customer.c.date_of_death.is_(None))
    .order_by(_event.c.happened_on, _event.c.id)
)
_asked = AllOrOne(_standing, _party.c.account_id)
LONGEST_REASON = 200


def came_back(account_id: Column[int]) -> ColumnElement[bool]:
    """The condition under which post to a tenant of an account came back, with no address confirmed since.

    :param account_id: the column that names the account
    """
    return exists(_standing.where(_party.c.account_id == account_id).order_by(None).correlate(account_id.table))


class Doubted(NamedTuple):
    """An address that was marked as one from which post came back.

    :ivar detail: the number under which it stands now
    :ivar confirmed_after: the number of the contact detail behind which a confirmed address settles it
    """

    detail: int
    confirmed_after: int

    @property
    def settled(self) -> bool:
        """Whether another address was confirmed before the post was opened."""
        return self.confirmed_after < self.detail


class MailReturned(NamedTuple):
    """The last post to a tenant that came back and of which nothing is settled: its day, and why it came back."""

    on: date
    reason: str


def returned(session: Session, on: date, account_id: int | None) -> Mapping[int, MailReturned]:
    """A reading: account → the post to a living tenant that came back, with no address confirmed since."""
    rows = _asked.rows(session, account_id)
    return {row.account_id: MailReturned(row.happened_on, row.reason) for row in rows if row.happened_on <= on}


@dataclass(frozen=True)
class OpenReturn:
    """Post that came back, with no address confirmed since."""

    id: int
    document_id: int
    customer_id: int
    happened_on: date
    reason: CameBack
    note: str


def open_returns(session: Session) -> list[OpenReturn]:
    """All of them: those first of which the envelope says that somebody has died, then the oldest first."""
    died = case((_event.c.reason == CameBack.DECEASED, 0), else_=1)
    query = (
        select(_event)
        .join(_customer, _customer.c.id == _event.c.customer_id)
        .where(*_is_open, _customer.c.date_of_death.is_(None))
        .order_by(died, _event.c.happened_on, _event.c.id)
    )
    return [row_of(OpenReturn, row) for row in session.execute(query).mappings()]


_POSTCODE = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}")


def _may_be_the_same(one: str, other: str) -> bool:
    """Whether two addresses may be one home written twice ("High St", "High Street"): then nothing is settled by it."""
    first, second = ({each.replace(" ", "") for each in _POSTCODE.findall(text.upper())} for text in (one, other))
    return not first.isdisjoint(second)


def doubt(session: Session, customer_id: int, place: str, by: str, now: datetime, on: date, why: str) -> Doubted:
    """Marks an address as one from which post came back, so that no letter goes there before one is confirmed.

    Where another address was confirmed already, that settles it: letters go there.

    :raises DetailNotUnderstood: it is no address
    """
    known = details.details_of(session, customer_id)
    others = [
        each.id
        for each in known
        if (each.kind, each.status) == (DetailKind.ADDRESS, DetailStatus.CURRENT)
        and each.confirmed_on is not None
        and each.sought != sought(DetailKind.ADDRESS, place)
        and not _may_be_the_same(each.value, place)
    ]
    marked = details.keep(
        session,
        customer_id,
        by,
        now,
        on=on,
        kind=DetailKind.ADDRESS,
        value=place,
        status=DetailStatus.RETURNED_MAIL,
        reason=why[:LONGEST_REASON],
    )
    return Doubted(marked, max(others) - 1 if others else marked)
