"""What acts about the service of documents share: who sees a document, on whom it is served, and the entry of it."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases.people.details import details_of
from cases.people.words import DetailKind, DetailStatus
from cases.service.checking import ServiceNotUnderstood
from cases.service.rows import ServiceRow
from cases.service.tenants import parties_of_cases, tenants_on
from cases.tables import Account, AccountParty, CaseAccount
from documents.register import DocumentRow
from tasks.acts.letters import LetterRestricted
from tasks.assembly import House
from tasks.people import Person
from tasks.persons_seen import customer_of
from tasks.withholding import sees_document
from workflows.db import table
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind

_party, _case_account, _account = table(AccountParty), table(CaseAccount), table(Account)
_TELLS_WHERE = frozenset({"place", "done_by", "handed_to", "relation", "witness", "clause", "note", "proof"})
"""What may say where somebody is."""


def seen_document(house: House, session: Session, person: Person, row: DocumentRow) -> DocumentRow:
    """A document that somebody may see as it was made.

    :raises LetterRestricted: it bears an address that named roles alone see
    """
    if not sees_document(session, house.organisation.restricted, person.roles, row):
        raise LetterRestricted(
            "This letter bears an address that named roles alone see. Give it to your team leader, who records it."
        )
    return row


def seen_served(
    house: House, session: Session, person: Person, row: DocumentRow, customer_id: int | None
) -> DocumentRow:
    """The same of a document as it is served on somebody: what was brought is nobody's alone, and tells where they are.

    :raises LetterRestricted: where they are is what named roles alone see
    """
    return seen_document(house, session, person, replace(row, customer_id=row.customer_id or customer_id))


def without_where(
    house: House, session: Session, person: Person, row: DocumentRow, events: Iterable[ServiceRow]
) -> list[ServiceRow]:
    """Events of a document, those of somebody whose address is confidential without what may say where they are."""
    shown = []
    for each in events:
        of = replace(row, customer_id=row.customer_id or each.customer_id)
        seen = sees_document(session, house.organisation.restricted, person.roles, of)
        empty = {name: "" for name in _TELLS_WHERE if isinstance(getattr(each, name, None), str)}
        shown.append(each if seen else replace(each, **empty))  # type: ignore[arg-type]
    return shown


def person_served(
    session: Session, row: DocumentRow, tenant: int | None, day: date, events: Iterable[ServiceRow]
) -> int | None:
    """On whom a document is served, or was: a tenant today or of the day, or somebody to whom it went.

    :param tenant: as it is said
    :param day: of what happened
    :param events: all that happened to the document
    :returns: ``None`` where that is somebody named in it
    :raises ServiceNotUnderstood: it was written to another, or it is nobody's alone and it is not said to whom it went
    """
    if row.to_named or row.customer_id is not None:
        if tenant not in {None, row.served_on}:
            raise ServiceNotUnderstood("This document was written to one person. Leave out to whom.", field="tenant")
        return row.served_on
    tenants = tenants_of_document(session, row.case_id)
    if tenant is None and len(tenants) <= 1:
        return next(iter(tenants), None)
    then = tenants_on(parties_of_cases(session, [row.case_id]).get(row.case_id, ()), day)
    if tenant is None or tenant not in {*tenants, *then, *(each.customer_id for each in events)}:
        listed = ", ".join(f"{number} ({name})" for number, name in tenants.items())
        raise ServiceNotUnderstood(
            f"Say to which tenant, for each is served by themselves: one of {listed}.", field="tenant"
        )
    return tenant


def proper_addresses(session: Session, case_id: int, customer_id: int | None) -> list[str]:
    """Where a person may be served: the homes of the case, and their addresses that were confirmed and stand."""
    query = select(_account.c.address, _account.c.postcode).join(
        _case_account, _case_account.c.account_id == _account.c.id
    )
    homes = session.execute(query.where(_case_account.c.case_id == case_id)).all()
    known = details_of(session, customer_id) if customer_id is not None else []
    return [f"{row.address}\n{row.postcode}" for row in homes] + [
        each.value
        for each in known
        if (each.kind, each.status) == (DetailKind.ADDRESS, DetailStatus.CURRENT) and each.confirmed_on is not None
    ]


def service_entry(
    session: Session,
    house: House,
    person: Person,
    row: DocumentRow,
    kind: Kind,
    told: dict[str, Any],
    about: date | datetime,
) -> NewEntry:
    """The entry of an event; of a letter to a confidential address it bears no word that may tell where that is."""
    if not sees_document(session, house.organisation.restricted, (), row):
        told = {name: value for name, value in told.items() if name not in _TELLS_WHERE}
    return NewEntry(kind, person.actor, payload=told, about=about)


def tenants_of_document(session: Session, case_id: int) -> dict[int, str]:
    """The tenants of a case today, by number: on whom a document that is nobody's alone may be served."""
    query = select(_party.c.customer_id).join(_case_account, _case_account.c.account_id == _party.c.account_id)
    numbers = session.execute(query.where(_case_account.c.case_id == case_id).distinct().order_by(_party.c.customer_id))
    return names_of(session, numbers.scalars().all())


def names_of(session: Session, customers: Iterable[int | None]) -> dict[int, str]:
    """Who is who; somebody who is named in a document alone is nobody of these."""
    return {number: customer_of(session, number).name for number in customers if number is not None}
