"""The facts of a case on a day, as decisions and letters need them: computed from the ledger, never stored as truth."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import case, func, select, true
from sqlmodel import Session

from cases.rows import AccountRow, CustomerRow, LedgerLine, Payment
from cases.tables import Account, AccountParty, AccountTransaction, Arrangement, CaseAccount, Customer
from cases.words import PAID, ArrangementStatus, RentPeriod, TransactionKind
from workflows.db import table
from workflows.diagrams.operations import TypeName
from workflows.errors import Refused
from workflows.expressions.inferred import of_fact
from workflows.rows import row_of

_account, _customer = table(Account), table(Customer)
_party, _transaction = table(AccountParty), table(AccountTransaction)
_arrangement, _case_account = table(Arrangement), table(CaseAccount)


FACTS: dict[str, TypeName] = {
    "facts_on": "date",
    "arrears_pence": "number",
    "overdue_pence": "number",
    "weeks_owed": "number",
    "tenure": "string",
    "joint_tenancy": "boolean",
    "all_tenants_died": "boolean",
    "has_representative": "boolean",
    "arrangement_live": "boolean",
    "facts_complete": "boolean",
    "facts_missing": "list",
}
"""What decisions may ask of a case → its FEEL type."""
MEANS = {
    "facts_on": "The day for which the facts were read.",
    "arrears_pence": "What is owed at the end of that day, in pence; 0 in credit. From the ledger.",
    "overdue_pence": "Of it, what did not fall due within the present rent period, in pence. From the ledger.",
    "weeks_owed": "Whole weeks of rent that are owed. From ledger and rent.",
    "tenure": "The tenure as the housing system records it.",
    "joint_tenancy": "Whether there are several tenants.",
    "all_tenants_died": "Whether a death is recorded of every tenant.",
    "has_representative": "Whether somebody acts for a tenant.",
    "arrangement_live": "Whether an arrangement stands.",
    "facts_complete": "Whether no fact is missing and none contradicts another.",
    "facts_missing": "What is missing or contradicts, in words.",
}
"""What each of them means, and what gives it."""


KNOWN = {name: of_fact(type_) for name, type_ in FACTS.items()}
"""The same, as expressions are looked at with."""


class NoAccount(Refused):
    """The case is about no account."""


def account_of_case(session: Session, case_id: int) -> AccountRow:
    """The account that a case is about.

    :raises NoAccount: there is none
    """
    query = select(_account).join(_case_account, _case_account.c.account_id == _account.c.id)
    row = session.execute(query.where(_case_account.c.case_id == case_id).order_by(_account.c.id)).mappings().first()
    if row is None:
        raise NoAccount("This case is about no rent account, so its facts cannot be read.")
    return row_of(AccountRow, row)


def tenants_of(session: Session, account_id: int) -> list[CustomerRow]:
    """The tenants of an account, by their reference."""
    query = select(_customer).join(_party, _party.c.customer_id == _customer.c.id)
    rows = session.execute(query.where(_party.c.account_id == account_id).order_by(_customer.c.reference))
    return [row_of(CustomerRow, row) for row in rows.mappings()]


def balance_on(session: Session, account_id: int, on: date) -> int:
    """What is owed at the end of a day, in pence: the sum of the ledger (negative: in credit)."""
    total = select(func.coalesce(func.sum(_transaction.c.amount_pence), 0)).where(
        _transaction.c.account_id == account_id, _transaction.c.posted_on <= on
    )
    return int(session.execute(total).scalar_one())


def weekly_rent(account: AccountRow) -> int:
    """The rent of one week in pence; of a monthly rent 12/52, rounded half up."""
    rent = int(account.rent_pence)
    return rent if account.rent_period is RentPeriod.WEEKLY else (rent * 12 * 2 + 52) // (52 * 2)


def facts_of_case(session: Session, case_id: int, on: date) -> dict[str, Any]:
    """What decisions may ask of a case on a day.

    ``arrears_pence`` (0 where the account is in credit), ``overdue_pence`` (of it, what did not fall due within the
    present rent period: a debt that the next payment will clear by itself is not pursued), ``weeks_owed`` (whole weeks
    of rent), ``tenure``, ``joint_tenancy``, ``all_tenants_died``, ``has_representative``, ``arrangement_live``,
    ``facts_complete``, ``facts_missing`` (what is wrong, in words), ``facts_on``.
    """
    account = account_of_case(session, case_id)
    return next(facts for _account, facts in facts_of_accounts(session, on, account.id))


def facts_if_any(session: Session, case_id: int, on: date) -> dict[str, Any]:
    """The same for whoever must not stumble over a case without an account: no facts then."""
    try:
        return facts_of_case(session, case_id, on)
    except NoAccount:
        return {}


def facts_of_accounts(
    session: Session, on: date, account_id: int | None = None
) -> Iterator[tuple[AccountRow, dict[str, Any]]]:
    """Every account (or one) with its facts on a day; a handful of queries, however many accounts there are."""
    only = _account.c.id == account_id if account_id is not None else true()
    accounts = session.execute(select(_account).where(only).order_by(_account.c.reference)).mappings().all()
    since = on - timedelta(days=31)
    sums = (
        select(
            _transaction.c.account_id,
            func.sum(_transaction.c.amount_pence).label("balance"),
            func.sum(_recent_rent(since)).label("month"),
            func.sum(_recent_rent(on - timedelta(days=7))).label("week"),
        )
        .where(_transaction.c.posted_on <= on)
        .group_by(_transaction.c.account_id)
    )
    parties = select(_party.c.account_id, _customer).join(_customer, _party.c.customer_id == _customer.c.id)
    live = select(_arrangement.c.account_id).where(_arrangement.c.status == ArrangementStatus.LIVE)
    if account_id is not None:
        sums = sums.where(_transaction.c.account_id == account_id)
        parties = parties.where(_party.c.account_id == account_id)
        live = live.where(_arrangement.c.account_id == account_id)
    ledgers = {row.account_id: row for row in session.execute(sums)}
    tenants: dict[int, list[CustomerRow]] = {}
    for row in session.execute(parties.order_by(_customer.c.reference)).mappings():
        tenants.setdefault(row["account_id"], []).append(row_of(CustomerRow, row))
    arranged = set(session.execute(live).scalars())
    for row in accounts:
        account, ledger = row_of(AccountRow, row), ledgers.get(row["id"])
        balance = int(ledger.balance) if ledger else 0
        recent = int(ledger.week if account.rent_period is RentPeriod.WEEKLY else ledger.month) if ledger else 0
        people = tenants.get(account.id, [])
        yield account, _facts(account, people, balance, recent, account.id in arranged, on)


def _recent_rent(since: date) -> Any:
    is_recent = (_transaction.c.kind == TransactionKind.RENT) & (_transaction.c.posted_on > since)
    return case((is_recent, _transaction.c.amount_pence), else_=0)


def _facts(
    account: AccountRow, tenants: list[CustomerRow], balance: int, recent: int, arranged: bool, on: date
) -> dict[str, Any]:
    week = weekly_rent(account)
    arrears = max(balance, 0)
    missing = _missing(account, tenants)
    return {
        "facts_on": on,
        "arrears_pence": arrears,
        "overdue_pence": max(balance - recent, 0),
        "weeks_owed": arrears // week if week > 0 else 0,
        "tenure": str(account.tenure),
        "joint_tenancy": len(tenants) > 1,
        "all_tenants_died": bool(tenants) and all(tenant.date_of_death for tenant in tenants),
        "has_representative": any(tenant.representative_name for tenant in tenants),
        "arrangement_live": arranged,
        "facts_complete": not missing,
        "facts_missing": missing,
    }


def last_payment(session: Session, account_id: int, on: date) -> Payment | None:
    """The last payment up to a day: its date and amount in pence, positive."""
    query = (
        select(_transaction.c.posted_on, _transaction.c.amount_pence)
        .where(_transaction.c.account_id == account_id, _transaction.c.posted_on <= on)
        .where(_transaction.c.kind.in_(PAID))
        .where(_transaction.c.amount_pence < 0)
        .order_by(_transaction.c.posted_on.desc(), _transaction.c.id.desc())
        .limit(1)
    )
    row = session.execute(query).one_or_none()
    return Payment(row.posted_on, -row.amount_pence) if row else None


def statement_lines(session: Session, account_id: int, since: date, until: date) -> list[LedgerLine]:
    """The ledger's lines of a span, oldest first, each with the running balance in pence after it."""
    running = balance_on(session, account_id, since - timedelta(days=1))
    query = (
        select(_transaction)
        .where(_transaction.c.account_id == account_id)
        .where(_transaction.c.posted_on >= since, _transaction.c.posted_on <= until)
        .order_by(_transaction.c.posted_on, _transaction.c.id)
    )
    lines = []
    for row in session.execute(query).mappings():
        running += row["amount_pence"]
        lines.append(row_of(LedgerLine, {**row, "balance_pence": running}))
    return lines


def _missing(account: AccountRow, tenants: list[CustomerRow]) -> list[str]:
    missing = []
    if not tenants:
        missing.append("the account has no tenant")
    if account.rent_pence <= 0:
        missing.append("the account has no rent")
    if not account.address.strip():
        missing.append("the tenancy has no address")
    if account.tenancy_end is not None and account.tenancy_end < account.tenancy_start:
        missing.append("the tenancy ends before it begins")
    return missing
