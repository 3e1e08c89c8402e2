"""Who may agree: a tenant themselves, or somebody recorded as acting for them whose authority carries it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlmodel import Session

from cases.agreements.refusals import NobodyAgreed
from cases.agreements.words import Authority
from cases.calculating.counting import said
from cases.people.representatives import representatives_of
from cases.people.words import Authority as Acts
from cases.rows import AccountRow, CustomerRow
from cases.tables import AccountParty, Customer, Hold, HoldScope
from workflows.db import table
from workflows.rows import row_of

CAPACITY = "capacity"
"""The kind of hold while which it is in doubt whether somebody can decide for themselves."""
_liable, _customer, _hold, _scope = table(AccountParty), table(Customer), table(Hold), table(HoldScope)


@dataclass(frozen=True)
class NewParty:
    """Who agrees: one of the tenants, themselves or by whoever acts for them.

    :ivar representative: the number of who acts for them, as it is recorded of the person; 0: the one of the export
    """

    customer_id: int
    authority: Authority = Authority.TENANT
    representative: int | None = None


def parties_with_authority(
    session: Session, parties: Sequence[NewParty], accounts: Mapping[int, AccountRow], on: date
) -> list[dict[str, object]]:
    """What is kept of who agreed.

    :raises NobodyAgreed: nobody who is liable agreed for one of the accounts, or not with authority
    """
    if len({each.customer_id for each in parties}) < len(parties):
        raise NobodyAgreed("One person stands twice among those who agreed. Name each once.", field="parties")
    query = select(_liable.c.account_id, _liable.c.customer_id).where(_liable.c.account_id.in_(accounts))
    liable = {tuple(row) for row in session.execute(query)}
    agreed = {each.customer_id for each in parties}
    for number, account in accounts.items():
        if not any((number, customer) in liable for customer in agreed):
            raise NobodyAgreed(
                f"Nobody who is liable for {account.reference} agreed. Name a tenant of it, or who acts for one.",
                field="parties",
            )
    if strangers := agreed - {customer for _, customer in liable}:
        raise NobodyAgreed(
            f"The person {min(strangers)} is liable for none of these debts. Leave them out, or add their debt.",
            field="parties",
        )
    doubted = _capacity_in_doubt(session, list(accounts), on)
    rows = session.execute(select(_customer).where(_customer.c.id.in_(agreed))).mappings()
    people = {row["id"]: row_of(CustomerRow, row) for row in rows}
    return [_party(session, each, people[each.customer_id], each.customer_id in doubted, on) for each in parties]


def able_to_agree(session: Session, parties: Sequence[NewParty], accounts: Sequence[int], on: date) -> None:
    """Refuses what was agreed in a step where nobody of the tenants could agree, themselves or by who acts for them.

    :raises NobodyAgreed: all have died, or of each it is in doubt whether they can decide, and nobody acts for them
    """
    doubted = _capacity_in_doubt(session, list(accounts), on)
    for each in parties:
        acting = (one.may(Acts.AGREE_TO_PAY, on) for one in representatives_of(session, each.customer_id))
        if each.customer_id not in doubted or any(acting):
            return
    raise NobodyAgreed(
        "Of each tenant it is known that they have died, or in doubt whether they can decide about this, and nobody is "
        "recorded who has authority to agree for them. Agree with a deputy, an attorney or a surviving tenant."
    )


def as_recorded(parties: Sequence[NewParty]) -> list[dict[str, object]]:
    """What is kept of who agreed in a step of a case, which asked it."""
    return [
        {"customer_id": each.customer_id, "authority": each.authority, "representative": ""}
        for each in parties
    ]  # fmt: skip


def _party(session: Session, new: NewParty, person: CustomerRow, doubted: bool, on: date) -> dict[str, object]:
    if person.date_of_death is not None:
        raise NobodyAgreed(
            f"{person.name} died on {said(person.date_of_death)}, so neither they nor who acted for them can agree. "
            "Agree with a surviving tenant; what the estate owes is settled with its personal representatives.",
            field="parties",
        )
    words = ""
    if new.authority is Authority.REPRESENTATIVE or new.representative is not None:
        words = _acting(session, new, person, on)
    elif doubted:
        raise NobodyAgreed(
            f"It is in doubt whether {person.name} can decide about this (a hold says so), so they cannot agree "
            "themselves. Agree with a deputy or attorney who is recorded as acting for them.",
            field="parties",
        )
    authority = Authority.REPRESENTATIVE if words else new.authority
    return {"customer_id": new.customer_id, "authority": authority, "representative": words}


def _acting(session: Session, new: NewParty, person: CustomerRow, on: date) -> str:
    """Who acts for somebody, in words."""
    known = {each.id: each for each in representatives_of(session, person.id)}
    found = known.get(new.representative) if new.representative is not None else None
    if found is None:
        raise NobodyAgreed(
            f"Say who acted for {person.name}: somebody recorded on their page as acting for them, with what was seen "
            "of it. Record them there first.",
            field="representative",
        )
    if not found.may(Acts.AGREE_TO_PAY, on):
        raise NobodyAgreed(
            f"{found.name} ({found.role.replace('_', ' ')}) has no authority to agree to pay for {person.name} today. "
            "Agree with somebody who has, or record what their order or instrument says.",
            field="representative",
        )
    return f"{found.name} ({found.role.replace('_', ' ')}); seen: {found.evidence}"


def _capacity_in_doubt(session: Session, accounts: Sequence[int], on: date) -> set[int]:
    """The people of whom a hold says so: they themselves, or every tenant of the account that it covers."""
    theirs = select(_liable.c.customer_id).join(_scope, _scope.c.account_id == _liable.c.account_id)
    theirs = theirs.join(_hold, _hold.c.id == _scope.c.hold_id).where(_liable.c.account_id.in_(accounts))
    own = select(_scope.c.customer_id).join(_hold, _hold.c.id == _scope.c.hold_id)
    own = own.where(_scope.c.customer_id.is_not(None))
    found: set[int] = set()
    for query in (theirs, own):
        stands = query.where(_hold.c.kind == CAPACITY, _hold.c.begins_on <= on, _hold.c.released_at.is_(None))
        stands = stands.where(or_(_hold.c.ends_on.is_(None), _hold.c.ends_on >= on))
        found |= set(session.execute(stands).scalars())
    return found
