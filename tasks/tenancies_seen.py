"""A tenancy as somebody sees it: its terms, what its rent is made of, its rent year, and who was a tenant before."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.rows import AccountRow
from cases.tables import AccountParty, Customer, FormerParty
from cases.tenancies.comparing import calendar_sentence, contradictions, sum_sentence
from cases.tenancies.parts import parts
from cases.tenancies.reading import calendars, parts_of, rent_years, terms, terms_of
from cases.tenancies.rows import Kept, PartOfRent, Terms
from tasks.people import people
from workflows.db import table

_party, _former, _customer = table(AccountParty), table(FormerParty), table(Customer)


@dataclass(frozen=True)
class Days:
    """Since when somebody is or was a tenant, and until when.

    :ivar from_on: ``None``: from the beginning of the tenancy
    :ivar until_on: ``None``: they are one today
    """

    customer_id: int
    name: str
    from_on: date | None
    until_on: date | None


@dataclass(frozen=True)
class TenancySeen:
    """A tenancy. Money is integer pence.

    :ivar wrong: where terms and account contradict, a sentence each
    :ivar sum_said: whether the parts come to the rent; :ivar calendar_said: when rent falls due, in which rent year
    :ivar tenants: who is a tenant, and then who was
    :ivar calendars: the landlord's rent calendars; :ivar names: who is who
    """

    account: AccountRow
    terms: list[Kept[Terms]]
    parts: list[Kept[PartOfRent]]
    wrong: list[str]
    sum_said: str
    calendar_said: str
    tenants: list[Days]
    calendars: list[str]
    names: dict[str, str]


def tenancy_seen(session: Session, account: AccountRow, today: date) -> TenancySeen:
    """The tenancy of an account as it is known today."""
    standing = terms(session, today, account.id).get(account.id)
    years = rent_years(session, today, account.id).get(account.id, [])
    return TenancySeen(
        account=account,
        terms=terms_of(session, account.id),
        parts=parts_of(session, account.id),
        wrong=[f"{said[0].upper()}{said[1:]}." for said in contradictions(account, standing)],
        sum_said=sum_sentence(account, parts(session, today, account.id).get(account.id)),
        calendar_said=calendar_sentence(account, standing.terms if standing else None, years, today),
        tenants=_tenants(session, account.id),
        calendars=calendars(session),
        names=people(session),
    )


def _tenants(session: Session, account_id: int) -> list[Days]:
    name = (_customer.c.title, _customer.c.given_name, _customer.c.family_name)
    found: list[Days] = []
    for rows in (_party, _former):
        query = select(rows, *name).join(_customer, _customer.c.id == rows.c.customer_id)
        ordered = query.where(rows.c.account_id == account_id).order_by(rows.c.from_on, _customer.c.reference)
        for row in session.execute(ordered).mappings():
            called = " ".join(row[each.name] for each in name if row[each.name])
            found.append(Days(row["customer_id"], called, row["from_on"], row.get("until_on")))
    return found
