"""Notices in a story: its copies are handed over to the tenants, and somebody withdraws it."""

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.notices.tables import Notice, NoticeCopy
from cases.service.rows import ServiceSaid
from cases.tables import Customer
from tasks.acts import notices, service
from tasks.assembly import House
from tasks.people import Person
from tasks.stories.known import NobodyThere
from workflows.db import table
from workflows.prepared import Prepared

_notice, _copy, _customer = table(Notice), table(NoticeCopy), table(Customer)
_newest = Prepared(select(_notice.c.id, _notice.c.account_id).order_by(_notice.c.id.desc()).limit(1))
_copies = Prepared(
    select(_copy.c.document_id, _customer.c.family_name)
    .join(_customer, _customer.c.id == _copy.c.customer_id)
    .where(_copy.c.notice_id == bindparam("b_notice"))
)
PLACE = "12 Mill Lane, Newbridge, NB1 2AB"


def serve(house: House, who: Person, whom: str) -> None:
    """Somebody hands the newest notice over to a tenant, and writes down that they took it themselves.

    :raises NobodyThere: there is no notice, or no copy of it for anybody of that name
    """
    family = whom.rsplit(maxsplit=1)[-1]
    with house.db.read() as session:
        number, _account = _its(session)
        copies = _copies.all(session, {"b_notice": number})
    document = next((row.document_id for row in copies if row.family_name == family), None)
    if document is None:
        there = ", ".join(sorted(row.family_name for row in copies)) or "nobody"
        raise NobodyThere(f"The notice has no copy for {whom!r}; there is one for {there}.")
    said = ServiceSaid(
        "handed_over", at=house.runtime.clock.now(), place=PLACE, done_by=who.name, taken_by="the_person"
    )
    service.record(house, who, document, said=said)


def withdraw(house: House, who: Person, reason: str) -> None:
    """Somebody withdraws the newest notice.

    :raises NobodyThere: there is none
    """
    with house.db.read() as session:
        number, account = _its(session)
    notices.withdraw(house, who, account, number, reason=reason)


def _its(session: Session) -> tuple[int, int]:
    row = _newest.one_or_none(session, {})
    if row is None:
        raise NobodyThere("No notice was drafted.")
    return int(row.id), int(row.account_id)
