"""Which cases somebody sees: those of their patches, or all where they have none of their own."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session

from cases.tables import Account, AccountParty, CaseAccount, Hold, HoldScope
from tasks.people import Person
from workflows.db import table

_account, _case_account = table(Account), table(CaseAccount)
_party, _hold, _scope = table(AccountParty), table(Hold), table(HoldScope)


def sees_case(session: Session, person: Person, case_id: int) -> bool:
    """Whether a case lies in the person's patches; who has none of their own sees all."""
    if not person.patches:
        return True
    theirs = _case_account.c.account_id == _account.c.id
    query = select(_account.c.id).join(_case_account, theirs).where(_case_account.c.case_id == case_id)
    return session.execute(query.where(_account.c.patch.in_(person.patches)).limit(1)).first() is not None


def sees_account(session: Session, person: Person, account_id: int) -> bool:
    """Whether an account lies in the person's patches; who has none of their own sees all."""
    if not person.patches:
        return True
    query = select(_account.c.id).where(_account.c.id == account_id, _account.c.patch.in_(person.patches))
    return session.execute(query).first() is not None


def sees_person(session: Session, person: Person, customer_id: int) -> bool:
    """Whether a customer is liable for an account in the person's patches; who has none of their own sees all."""
    if not person.patches:
        return True
    query = select(_account.c.id).join(_party, _party.c.account_id == _account.c.id)
    theirs = query.where(_party.c.customer_id == customer_id, _account.c.patch.in_(person.patches))
    return session.execute(theirs.limit(1)).first() is not None


def sees_accounts(session: Session, person: Person, account_ids: Collection[int]) -> frozenset[int]:
    """Which of these accounts lie in the person's patches; who has none of their own sees all."""
    if not person.patches:
        return frozenset(account_ids)
    query = select(_account.c.id).where(_account.c.id.in_(list(account_ids)), _account.c.patch.in_(person.patches))
    return frozenset(session.execute(query).scalars())


def sees_people(session: Session, person: Person, customer_ids: Collection[int]) -> frozenset[int]:
    """Which of these customers are liable for an account in a person's patches; who has none of their own sees all."""
    if not person.patches:
        return frozenset(customer_ids)
    query = select(_party.c.customer_id).join(_account, _party.c.account_id == _account.c.id)
    theirs = query.where(_party.c.customer_id.in_(list(customer_ids)), _account.c.patch.in_(person.patches))
    return frozenset(session.execute(theirs).scalars())


def of_patches(person: Person, case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """The condition under which a person sees the rows of a query.

    :param case_id: the column that names the case
    """
    theirs = select(_case_account.c.case_id).join(_account, _account.c.id == _case_account.c.account_id)
    return case_id.in_(theirs.where(_account.c.patch.in_(person.patches)))


def patches_of_hold(session: Session, hold_id: int) -> frozenset[str] | None:
    """The patches of every account that a hold covers, itself or through its customers; ``None``: no such hold."""
    if session.execute(select(_hold.c.id).where(_hold.c.id == hold_id)).first() is None:
        return None
    scopes = select(_scope.c.account_id, _scope.c.customer_id).where(_scope.c.hold_id == hold_id)
    rows = session.execute(scopes).all()
    customers = [row.customer_id for row in rows if row.customer_id is not None]
    theirs = select(_party.c.account_id).where(_party.c.customer_id.in_(customers))
    accounts = [row.account_id for row in rows if row.account_id is not None]
    query = select(_account.c.patch).where(or_(_account.c.id.in_(accounts), _account.c.id.in_(theirs)))
    return frozenset(session.execute(query).scalars())


def is_within(session: Session, person: Person, hold_id: int) -> bool:
    """Whether all that a hold covers lies in a person's patches; who has none of their own ends any."""
    if not person.patches:
        return True
    patches = patches_of_hold(session, hold_id)
    return patches is not None and bool(patches) and patches <= person.patches
