"""What a person's record says of accounts in patches of others: whoever has patches of their own sees none of it."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session

from cases.contacts.tables import Contact, Promise
from cases.referrals.tables import Referral
from cases.tables import CaseAccount
from tasks.people import Person
from tasks.persons_seen import accounts_of
from workflows.db import table

_contact, _promise, _referral = table(Contact), table(Promise), table(Referral)
_case_account = table(CaseAccount)
Elsewhere = Callable[[Mapping[str, Any] | None], bool]
"""Whether what an entry says is about an account in a patch of others."""


def elsewhere(session: Session, person: Person, customer_id: int) -> Elsewhere:
    """Which entries of a person's record are about accounts that somebody may not see.

    An entry names its account, its case, or the contact or referral that does; what names none is about the person.
    """
    if not person.patches:
        return lambda _said: False
    seen = {each.id for each in accounts_of(session, person, customer_id)}
    named = {
        name: _accounts(session, of, customer_id)
        for name, of in (("contact", _contact), ("promise", _promise), ("referral", _referral))
    }

    def is_elsewhere(said: Mapping[str, Any] | None) -> bool:
        if said is None:
            return False
        about = {said.get("account"), *(named[name].get(said.get(name, 0)) for name in named)}
        if (case := said.get("case")) is not None:
            of_case = select(_case_account.c.account_id).where(_case_account.c.case_id == case)
            about |= set(session.execute(of_case).scalars())
        return bool(about - {None} - seen)

    return is_elsewhere


def _accounts(session: Session, of: Table, customer_id: int) -> dict[Any, int | None]:
    query = select(of.c.id, of.c.account_id).where(of.c.customer_id == customer_id)
    return {row.id: row.account_id for row in session.execute(query)}
