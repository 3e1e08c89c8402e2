"""Looking at an account: what is owed of each debt, why it is on somebody's list or on none, how it is paid."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from cases.catalogue import About, Looked
from cases.chains import account_chain, record_on
from cases.debts.facts import debts_of
from cases.expected.paying import METHODS
from cases.expected.tables import PaymentDays
from cases.facts import facts_of_accounts, statement_lines, tenants_of
from cases.ledger.lines import UNALLOCATED
from cases.rows import AccountRow, CustomerRow, LedgerLine
from cases.tables import Account, CaseAccount
from cases.words import RentPeriod
from tasks.acts.subjects import ACCOUNT, ORGANISATION, NoSuchAccount
from tasks.acts.table import BY_OPERATOR, CASEWORK, WITH_CASES, act
from tasks.assembly import House
from tasks.night.looking import Look
from tasks.night.words import word_of
from tasks.opening import NotPublished
from tasks.people import Person
from tasks.refusals import ReasonMissing
from tasks.tenancies_seen import TenancySeen, tenancy_seen
from tasks.withholding import customer_seen
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.tables import CaseFile

_account, _days = table(Account), table(PaymentDays)
_case, _case_account = table(CaseFile), table(CaseAccount)
LINES_SINCE_YEARS = 2
"""Of the ledger that is shown: as far back as a claim for possession must set it out (PD 55A 2.3(2))."""
DAY = timedelta(days=1)
AHEAD_DAYS = 366
"""Days that a first collection may lie ahead: more is a slip in the year."""


class PaymentDaysNotUnderstood(Malformed):
    """Days of payment are not described as they must be."""


@dataclass(frozen=True)
class Why:
    """Why an account is on somebody's list, or on none.

    :ivar sentence: how it stands today, and what follows from that
    :ivar night: the day of the last night that looked at it, and what that said; ``None``: none did yet
    """

    account: str
    reason: str
    sentence: str
    night: tuple[date, str] | None


@dataclass(frozen=True)
class CaseOf:
    """A case about the account."""

    id: int
    reference: str
    title: str
    status: str
    outcome: str


@dataclass(frozen=True)
class AccountSeen:
    """An account as somebody sees it. Money is integer pence.

    :ivar debts: each kind of debt by its title, what it is, and what is owed of it (negative in credit)
    :ivar lines: its ledger, oldest first; :ivar since: from which day
    :ivar pays: how it is paid by Direct Debit or standing order, in words; empty where it is not
    """

    account: AccountRow
    tenants: list[CustomerRow]
    facts: dict[str, Any]
    why: Why
    debts: list[tuple[str, str, int]]
    lines: list[LedgerLine]
    since: date
    cases: list[CaseOf]
    pays: str
    tenancy: TenancySeen
    today: date


def account_by_reference(session: Session, person: Person, reference: str) -> int:
    """The id of an account.

    :raises NoSuchAccount: there is none, or none in the person's patches
    """
    query = select(_account.c.id).where(_account.c.reference == reference.strip()[:100])
    if person.patches:
        query = query.where(_account.c.patch.in_(person.patches))
    found = session.execute(query).scalar()
    if found is None:
        raise NoSuchAccount(f"There is no account with the reference {reference.strip()[:60]!r}.")
    return int(found)


@act(WITH_CASES | BY_OPERATOR, ORGANISATION)
def find(house: House, person: Person, *, reference: str) -> int:
    """Find the number of an account by its reference.

    :raises NoSuchAccount: there is none, or none in the person's patches
    """
    with house.db.read() as session:
        return account_by_reference(session, person, reference)


@act(WITH_CASES | BY_OPERATOR, ACCOUNT, Kind.ACCOUNT_LOOKED_AT)
def why(house: House, person: Person, account_id: int) -> Why:
    """See why an account is on somebody's list, or on none.

    :raises NoSuchAccount: there is none
    """
    _record_look(house, person, account_id, "why")
    with house.db.read() as session:
        account, facts = _facts(house, session, account_id)
        return _why(house, session, account, facts)


@act(WITH_CASES, ACCOUNT, Kind.ACCOUNT_LOOKED_AT)
def look(house: House, person: Person, account_id: int) -> AccountSeen:
    """Look at an account: each debt, its ledger, its tenants, its cases.

    :raises NoSuchAccount: there is none
    """
    _record_look(house, person, account_id, "")
    today = london_date(house.runtime.clock.now())
    since = date(today.year - LINES_SINCE_YEARS, today.month, min(today.day, 28))
    with house.db.read() as session:
        account, facts = _facts(house, session, account_id)
        return AccountSeen(
            account=account,
            tenants=[
                customer_seen(session, house.organisation.restricted, person, each)
                for each in tenants_of(session, account.id)
            ],
            facts=facts,
            why=_why(house, session, account, facts),
            debts=_debts(house, session, account, today),
            lines=statement_lines(session, account.id, since, today),
            since=since,
            cases=_cases(session, account.id),
            pays=_pays(session, account.id, today),
            tenancy=tenancy_seen(session, account, today),
            today=today,
        )


@act(CASEWORK, ACCOUNT, Kind.PAYMENT_DAYS_RECORDED)
def record_payment_days(
    house: House, person: Person, account_id: int, *, method: str, every: str = "", first_on: date | None, reason: str
) -> None:
    """Record on which days an account is paid by Direct Debit or standing order, or that it is not any more.

    :param method: ``direct_debit``, ``standing_order``, or ``none``: it is paid by neither
    :param first_on: one of the days of payment
    :raises PaymentDaysNotUnderstood: the method, how often, or the first day is none
    :raises ReasonMissing: it was not said how that is known
    :raises NoSuchAccount: there is none
    """
    today = london_date(house.runtime.clock.now())
    if not reason.strip():
        raise ReasonMissing("Say how this is known (the mandate, the bank's report, the tenant's word).")
    if method != "none":
        _must_be_meant(method, every, first_on, today)
    with house.db.write() as session:
        _facts(house, session, account_id)
        standing = (_days.c.account_id == account_id) & _days.c.until_on.is_(None)
        ended = session.execute(update(_days).where(standing).values(until_on=today - DAY)).rowcount  # type: ignore[attr-defined]
        said: dict[str, Any] = {"method": method, "reason": reason.strip()[:2000], "ended": ended}
        if method != "none":
            values = {"method": method, "every": every, "first_on": first_on}
            by = {"recorded_by": person.actor, "recorded_at": house.runtime.clock.now()}
            session.execute(insert(_days).values(account_id=account_id, from_on=today, until_on=None, **values, **by))
            said |= values
        entry = NewEntry(Kind.PAYMENT_DAYS_RECORDED, person.actor, payload=said)
        record_on(session, account_chain(account_id), [entry], house.runtime.clock)


def _must_be_meant(method: str, every: str, first_on: date | None, today: date) -> None:
    if method not in METHODS:
        raise PaymentDaysNotUnderstood(f"It is paid by one of {', '.join(METHODS)}, or none.", field="method")
    if every not in list(RentPeriod):
        raise PaymentDaysNotUnderstood(f"Say how often it is paid: {', '.join(RentPeriod)}.", field="every")
    if first_on is None or abs((first_on - today).days) > AHEAD_DAYS:
        raise PaymentDaysNotUnderstood("Give one of its days of payment, within a year of today.", field="first_on")


def _record_look(house: House, person: Person, account_id: int, what: str) -> None:
    with house.db.write() as session:
        _must_be_there(session, account_id)
        entry = NewEntry(Kind.ACCOUNT_LOOKED_AT, person.actor, payload={"what": what} if what else {})
        record_on(session, account_chain(account_id), [entry], house.runtime.clock)


def _must_be_there(session: Session, account_id: int) -> None:
    if session.execute(select(_account.c.id).where(_account.c.id == account_id)).first() is None:
        raise NoSuchAccount(f"There is no account with the number {account_id}.")


def account_row(session: Session, account_id: int) -> AccountRow:
    """An account by its number.

    :raises NoSuchAccount: there is none
    """
    row = session.execute(select(_account).where(_account.c.id == account_id)).mappings().one_or_none()
    if row is None:
        raise NoSuchAccount(f"There is no account with the number {account_id}.")
    return row_of(AccountRow, row)


def _facts(house: House, session: Session, account_id: int) -> tuple[AccountRow, dict[str, Any]]:
    _must_be_there(session, account_id)
    today = london_date(house.runtime.clock.now())
    return next(facts_of_accounts(session, today, house.standards, account_id))


def _why(house: House, session: Session, account: AccountRow, facts: dict[str, Any]) -> Why:
    night = word_of(session, account.id)
    today = london_date(house.runtime.clock.now())
    try:
        seen = Look(house, session, today, account.id).at(account, facts)
    except NotPublished as none:
        return Why(account.reference, "", f"{facts['standing_words']} {none.sentence}", night)
    return Why(account.reference, seen.reason, f"{facts['standing_words']} {seen.sentence}", night)


def _debts(house: House, session: Session, account: AccountRow, today: date) -> list[tuple[str, str, int]]:
    about = About(account, today, Looked(session, today, account.id), house.standards)
    kinds = house.organisation.debts
    found = sorted(debts_of(about).items(), key=lambda each: (house.standards.order_of(each[0]), each[0]))
    return [
        (kinds[debt].title, kinds[debt].means, pence) if debt in kinds else (debt.replace("_", " "), "", pence)
        for debt, pence in found
        if debt != UNALLOCATED
    ]


def _cases(session: Session, account_id: int) -> list[CaseOf]:
    columns = (_case.c.id, _case.c.reference, _case.c.title, _case.c.status, _case.c.outcome)
    query = select(*columns).join(_case_account, _case_account.c.case_id == _case.c.id)
    rows = session.execute(query.where(_case_account.c.account_id == account_id).order_by(_case.c.id.desc()))
    return [row_of(CaseOf, row) for row in rows.mappings()]


def _pays(session: Session, account_id: int, today: date) -> str:
    query = select(_days).where(_days.c.account_id == account_id, _days.c.from_on <= today, _days.c.until_on.is_(None))
    row = session.execute(query.order_by(_days.c.id.desc()).limit(1)).mappings().one_or_none()
    if row is None:
        return ""
    method, every = row["method"].replace("_", " ").capitalize(), row["every"].replace("_", "-")
    return f"{method}, {every}, as on {row['first_on']:%-d %B %Y}"
