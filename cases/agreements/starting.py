"""The debts of an agreement as it begins with them: what is owed, and what of it is not late yet. Integer pence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases import holds
from cases.agreements.books import books, start_of_debt
from cases.agreements.owed import LONGEST, RECENT, ledgers, start_of
from cases.agreements.refusals import AgreementNotUnderstood, NothingAgreedAboutIt, NothingOwed
from cases.agreements.words import RENT
from cases.rows import AccountRow
from cases.standards import Standards
from cases.tables import Account
from workflows.db import table
from workflows.rows import row_of

_account = table(Account)


@dataclass(frozen=True)
class NewDebt:
    """A debt about which is agreed, and what is paid of it each time."""

    account_id: int
    instalment_pence: int
    debt: str = RENT


def locked_accounts(session: Session, debts: Sequence[NewDebt], standards: Standards) -> dict[int, AccountRow]:
    """The accounts of debts, locked, so that nobody else agrees about them meanwhile.

    :raises AgreementNotUnderstood: an account has no such debt
    :raises NothingAgreedAboutIt: nothing is agreed about debts of its kind
    """
    numbers = sorted({each.account_id for each in debts})
    holds.lock_accounts(session, numbers, [])
    query = select(_account).where(_account.c.id.in_(numbers))
    found = {row["id"]: row_of(AccountRow, row) for row in session.execute(query).mappings()}
    for each in debts:
        account = found.get(each.account_id)
        if account is None or each.debt not in {account.kind, *standards.debts}:
            named = account.reference if account is not None else each.account_id
            raise AgreementNotUnderstood(f"There is no debt {each.debt[:60]!r} on the account {named}.", field="debts")
        kind = standards.debts.get(each.debt)
        if kind is not None and not kind.agreements:
            raise NothingAgreedAboutIt(
                f"{kind.title} on {account.reference}: by the rule book nothing is agreed about this kind of debt "
                f"(organisation/debts/{kind.name}.yaml). Leave it out of the agreement.",
                field="debts",
            )
    return found


@dataclass(frozen=True)
class Start:
    """A debt as an agreement begins with it: what is owed, what of it is not late yet, and the instalment."""

    account: AccountRow
    debt: str
    balance_pence: int
    timing_pence: int
    instalment_pence: int

    @property
    def columns(self) -> Mapping[str, int | str]:
        """What its row says."""
        return {
            "account_id": self.account.id,
            "debt": self.debt,
            "start_balance_pence": self.balance_pence,
            "start_timing_pence": self.timing_pence,
            "instalment_pence": self.instalment_pence,
        }


def starts_of(
    session: Session, debts: Sequence[NewDebt], accounts: Mapping[int, AccountRow], standards: Standards, on: date
) -> tuple[Start, ...]:
    """The debts as an agreement of that day begins with them."""
    made = []
    for each in debts:
        owed = owed_of(session, accounts[each.account_id], each.debt, standards, on)
        made.append(Start(accounts[each.account_id], each.debt, *owed, each.instalment_pence))
    return tuple(made)


def owed_of(session: Session, account: AccountRow, debt: str, standards: Standards, on: date) -> tuple[int, int]:
    """What is owed of a debt on a day, and what of it is not late yet, as an agreement about it would begin."""
    exported = {account.id: account.balance_on}
    if debt == RENT:
        return start_of(ledgers(session, on, exported, account.id)[account.id], account.rent_period)
    book = books(session, on, exported, account.id)[account.id]
    recent = RECENT.get(account.rent_period, LONGEST)
    return start_of_debt(book, debt, recent, standards.order_of, periodic=standards.is_periodic(debt))


def starts_today(session: Session, debts: Sequence[NewDebt], standards: Standards, on: date) -> tuple[Start, ...]:
    """The same, with the accounts locked first."""
    return starts_of(session, debts, locked_accounts(session, debts, standards), standards, on)


def must_be_owed(starts: Sequence[Start], standards: Standards) -> None:
    """Refuses an agreement about what nobody owes.

    :raises NothingOwed: nothing is owed on one of the debts
    :raises AgreementNotUnderstood: an instalment is more than the debt
    """
    for each in starts:
        if each.balance_pence <= 0:
            raise NothingOwed(
                f"Nothing is owed on {each.account.reference}{_named(each, standards)}, so there is nothing to agree "
                "about."
            )
        if each.instalment_pence > each.balance_pence:
            raise AgreementNotUnderstood(
                f"The instalment is more than is owed on {each.account.reference}{_named(each, standards)}. Enter a "
                "smaller one.",
                field="instalment",
            )


def _named(start: Start, standards: Standards) -> str:
    """Which debt of an account it is, where that is not its own."""
    return "" if start.debt == start.account.kind else f" of {standards.title_of(start.debt).lower()}"
