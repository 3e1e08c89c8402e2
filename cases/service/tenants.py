"""On whom a notice must be served: each tenant of the day on which it went, whoever is one today."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import Date, literal, select, union_all
from sqlmodel import Session

from cases.service.rows import Judged
from cases.tables import AccountParty, CaseAccount, Customer, FormerParty
from workflows.db import table

_about, _customer = table(CaseAccount), table(Customer)
_party, _former = table(AccountParty), table(FormerParty)


class Party(NamedTuple):
    """Somebody who is or was a tenant, and when.

    :ivar from_on: ``None``: from the beginning of the tenancy
    :ivar until_on: their last day; ``None``: they are one still
    :ivar died_on: ``None``: no death is recorded
    """

    customer_id: int
    from_on: date | None
    until_on: date | None
    died_on: date | None

    def is_tenant_on(self, day: date) -> bool:
        """Whether they lived and were a tenant on a day; whoever died on it is served no more."""
        begun = self.from_on is None or self.from_on <= day
        there = self.until_on is None or day <= self.until_on
        return begun and there and (self.died_on is None or day < self.died_on)


def parties_of_cases(session: Session, cases: Collection[int]) -> dict[int, list[Party]]:
    """Case → who is or was a tenant of its accounts, by number."""
    is_one = select(
        _party.c.account_id, _party.c.customer_id, _party.c.from_on, literal(None, Date()).label("until_on")
    )
    was_one = select(_former.c.account_id, _former.c.customer_id, _former.c.from_on, _former.c.until_on)
    either = union_all(is_one, was_one).subquery()
    query = (
        select(_about.c.case_id, *either.c, _customer.c.date_of_death)
        .join(either, either.c.account_id == _about.c.account_id)
        .join(_customer, _customer.c.id == either.c.customer_id)
        .where(_about.c.case_id.in_(list(cases)))
        .order_by(either.c.customer_id)
    )
    found: dict[int, list[Party]] = {}
    for row in session.execute(query):
        party = Party(row.customer_id, row.from_on, row.until_on, row.date_of_death)
        found.setdefault(row.case_id, []).append(party)
    return found


def day_of_service(steps: Iterable[Judged]) -> date | None:
    """The day whose tenants a document must have reached: the first on which it went by a step that counts.

    Where none does it is that of the last step: whoever serves it again serves who is a tenant then. ``None``: it is no
    document that law deems served, or it went to nobody.
    """
    in_law = [each for each in steps if each.event.in_law]
    if counting := [each.event.happened_on for each in in_law if each.counts_on]:
        return min(counting)
    return max((each.event.happened_on for each in in_law), default=None)


def tenants_on(parties: Iterable[Party], day: date) -> list[int]:
    """The tenants of a day, by number."""
    return sorted({each.customer_id for each in parties if each.is_tenant_on(day)})
