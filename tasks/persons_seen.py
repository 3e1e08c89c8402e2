"""What is shown of a person: everything that is known of them, as far as whoever looks may see it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session

from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.words import AgreementStatus
from cases.contacts.promises import promises_of
from cases.contacts.recording import contacts_of, count_of
from cases.contacts.rows import ContactRow, PromiseRow
from cases.contacts.words import Channel, Hazard
from cases.ledger.lines import balance_on
from cases.people.details import details_of
from cases.people.needs import household_of, needs_of, preferences_of
from cases.people.representatives import representatives_of
from cases.people.restricted import ASK_FIRST
from cases.people.rows import DetailRow, MemberRow, NeedsRow, PreferenceRow, RepresentativeRow
from cases.people.vulnerabilities import VulnerabilitiesSeen, seen_by, vulnerabilities_of
from cases.people.words import (
    Authority,
    DetailKind,
    DetailStatus,
    LetterFormat,
    RepresentativeRole,
    VulnerabilityKind,
    Way,
    Wish,
)
from cases.referrals.referring import referrals_of
from cases.referrals.referring import seen_by as referrals_seen_by
from cases.rows import AccountRow, CustomerRow, HoldRow
from cases.tables import Account, AccountParty, CaseAccount, Customer, Hold, HoldScope
from documents.register import documents_of_case
from tasks.acts.subjects import NoSuchPerson
from tasks.assembly import House
from tasks.people import Person, people
from tasks.referrals_shown import ReferralShown, shown
from tasks.service_shown import DocumentShown, documents_shown
from tasks.withholding import Sight, customer_seen, without_address
from workflows.clock import london_date
from workflows.db import table
from workflows.rows import row_of
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus

__all__ = [
    "WORDS_OF_PEOPLE",
    "AccountOwed",
    "AgreementOf",
    "CaseOf",
    "ContactRow",
    "PersonSeen",
    "ReferralShown",
    "accounts_of",
    "accounts_of_case",
    "cases_about",
    "customer_of",
    "person_seen",
    "tenancy_began",
]
_customer, _account, _party = table(Customer), table(Account), table(AccountParty)
_case, _case_account = table(CaseFile), table(CaseAccount)
_agreement, _agreed = table(Agreement), table(AgreementDebt)
_hold, _scope = table(Hold), table(HoldScope)
NEWEST = 20
"""Contacts that a person's page shows; the others have pages of their own."""


@dataclass(frozen=True)
class WordsOfPeople:
    """What may be chosen where something of a person is written down, for doors that offer it."""

    channels: tuple[Channel, ...] = tuple(Channel)
    hazards: tuple[Hazard, ...] = tuple(Hazard)
    roles: tuple[RepresentativeRole, ...] = tuple(RepresentativeRole)
    authorities: tuple[Authority, ...] = tuple(Authority)
    vulnerabilities: tuple[VulnerabilityKind, ...] = tuple(VulnerabilityKind)
    detail_kinds: tuple[DetailKind, ...] = tuple(DetailKind)
    detail_statuses: tuple[DetailStatus, ...] = tuple(DetailStatus)
    formats: tuple[LetterFormat, ...] = tuple(LetterFormat)
    ways: tuple[Way, ...] = tuple(Way)
    wishes: tuple[Wish, ...] = tuple(Wish)


WORDS_OF_PEOPLE = WordsOfPeople()


@dataclass(frozen=True)
class AccountOwed:
    """An account, and what is owed on it today, in pence (negative: in credit)."""

    account: AccountRow
    owed_pence: int


@dataclass(frozen=True)
class CaseOf:
    """A case about one of the accounts."""

    id: int
    reference: str
    title: str
    status: CaseStatus
    outcome: str
    opened_at: datetime


@dataclass(frozen=True)
class AgreementOf:
    """An agreement to pay about a debt on one of the accounts, and what of its instalment is for that."""

    id: int
    account_id: int
    debt: str
    instalment_pence: int
    frequency: str
    first_due: date
    agreed_on: date
    status: AgreementStatus


@dataclass(frozen=True)
class PersonSeen:
    """A person.

    :ivar accounts: those that whoever looks may see
    :ivar contacts: the newest first, and :ivar contacts_in_all: how many there are
    :ivar details_held: whether how they are reached is kept from whoever looks, who must ask
    :ivar vulnerabilities: as far as whoever looks may see them
    :ivar names: who is who of those who work here (``user:7``)
    """

    customer: CustomerRow
    accounts: list[AccountOwed]
    cases: list[CaseOf]
    agreements: list[AgreementOf]
    contacts: list[ContactRow]
    contacts_in_all: int
    promises: list[PromiseRow]
    holds: list[HoldRow]
    documents: list[DocumentShown]
    representatives: list[RepresentativeRow]
    household: list[MemberRow]
    needs: NeedsRow | None
    preferences: list[PreferenceRow]
    details: list[DetailRow]
    details_held: bool
    vulnerabilities: VulnerabilitiesSeen
    referrals: list[ReferralShown]
    names: dict[str, str]
    today: date
    now: datetime

    @property
    def ask_first(self) -> str:
        """What whoever looks must do before they contact the person; empty: nothing."""
        return ASK_FIRST if self.vulnerabilities.ask_first or self.details_held else ""


def customer_of(session: Session, customer_id: int) -> CustomerRow:
    """A person's row.

    :raises NoSuchPerson: there is none
    """
    row = session.execute(select(_customer).where(_customer.c.id == customer_id)).mappings().one_or_none()
    if row is None:
        raise NoSuchPerson(f"There is no person with the number {customer_id}.")
    return row_of(CustomerRow, row)


def accounts_of(session: Session, person: Person, customer_id: int) -> list[AccountRow]:
    """The accounts for which a person is liable, those in the patches of whoever looks alone."""
    query = select(_account).join(_party, _party.c.account_id == _account.c.id)
    query = query.where(_party.c.customer_id == customer_id)
    if person.patches:
        query = query.where(_account.c.patch.in_(person.patches))
    return [row_of(AccountRow, row) for row in session.execute(query.order_by(_account.c.reference)).mappings()]


def person_seen(house: House, session: Session, person: Person, customer_id: int) -> PersonSeen:
    """A person as somebody sees them.

    :raises NoSuchPerson: there is none
    """
    customer = customer_of(session, customer_id)
    accounts = accounts_of(session, person, customer_id)
    ids = [each.id for each in accounts]
    only = set(ids) if person.patches else None
    now = house.runtime.clock.now()
    today = london_date(now)
    cases = cases_about(session, ids)
    restricted = house.organisation.restricted
    sight = Sight.of(session, restricted, person.roles, customer_id)
    acting = representatives_of(session, customer_id)

    def theirs(account_id: int | None) -> bool:
        return only is None or account_id is None or account_id in only

    return PersonSeen(
        customer=customer_seen(session, restricted, person, customer),
        accounts=[AccountOwed(each, balance_on(session, each.id, today)) for each in accounts],
        cases=cases,
        agreements=_agreements(session, ids),
        contacts=contacts_of(session, customer_id, limit=NEWEST, accounts=only),
        contacts_in_all=count_of(session, customer_id, only),
        promises=[each for each in promises_of(session, customer_id) if theirs(each.account_id)],
        holds=[sight.hold(each) for each in _holds(session, customer_id, ids, today)],
        documents=_documents(house, session, person, customer_id, cases),
        representatives=acting if sight.details else [without_address(each) for each in acting],
        household=household_of(session, customer_id),
        needs=needs_of(session, customer_id),
        preferences=preferences_of(session, customer_id),
        details=details_of(session, customer_id, replaced=True) if sight.details else [],
        details_held=not sight.details,
        vulnerabilities=seen_by(vulnerabilities_of(session, customer_id), restricted, person.roles),
        referrals=[each for each in _referrals(house, session, person, customer_id) if theirs(each.account_id)],
        names=people(session),
        today=today,
        now=now,
    )


def cases_about(session: Session, account_ids: list[int]) -> list[CaseOf]:
    """The cases about accounts, the newest first."""
    about = select(_case_account.c.case_id).where(_case_account.c.account_id.in_(account_ids))
    query = select(_case).where(_case.c.id.in_(about)).order_by(_case.c.id.desc())
    return [row_of(CaseOf, row) for row in session.execute(query).mappings()]


def accounts_of_case(session: Session, case_id: int) -> list[int]:
    """The numbers of the accounts that a case is about."""
    query = select(_case_account.c.account_id).where(_case_account.c.case_id == case_id)
    return list(session.execute(query.order_by(_case_account.c.account_id)).scalars())


def _referrals(house: House, session: Session, person: Person, customer_id: int) -> list[ReferralShown]:
    seen = referrals_seen_by(referrals_of(session, customer_id), house.organisation.restricted, person.roles)
    return [shown(house.law, each) for each in seen]


def _agreements(session: Session, account_ids: list[int]) -> list[AgreementOf]:
    query = (
        select(_agreement, _agreed.c.account_id, _agreed.c.debt, _agreed.c.instalment_pence)
        .join(_agreed, _agreed.c.agreement_id == _agreement.c.id)
        .where(_agreed.c.account_id.in_(account_ids))
        .order_by(_agreement.c.id.desc(), _agreed.c.account_id, _agreed.c.debt)
    )
    return [row_of(AgreementOf, row) for row in session.execute(query).mappings()]


def _holds(session: Session, customer_id: int, account_ids: list[int], today: date) -> list[HoldRow]:
    query: Select[Any] = (
        select(_hold)
        .join(_scope, _scope.c.hold_id == _hold.c.id)
        .where(or_(_scope.c.account_id.in_(account_ids), _scope.c.customer_id == customer_id))
        .where(_hold.c.released_at.is_(None), or_(_hold.c.ends_on.is_(None), _hold.c.ends_on >= today))
        .order_by(_hold.c.begins_on, _hold.c.id)
        .distinct()
    )
    return [row_of(HoldRow, row) for row in session.execute(query).mappings()]


def _documents(
    house: House, session: Session, person: Person, customer_id: int, cases: list[CaseOf]
) -> list[DocumentShown]:
    """The documents of the person's cases, but for what was written to another debtor."""
    found = [each for case in cases for each in documents_of_case(session, case.id)]
    return documents_shown(house, session, person, [each for each in found if each.customer_id in {None, customer_id}])


def tenancy_began(session: Session, account_id: int | None) -> date | None:
    """The first day of an account's tenancy; ``None`` where no account is meant."""
    return session.execute(select(_account.c.tenancy_start).where(_account.c.id == account_id)).scalar()
