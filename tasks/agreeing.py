"""What acts about agreements ask: which accounts somebody sees, and what is owed on them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.agreements.reading import ToTalkAbout
from cases.held import held_days, held_on, hold_in_words
from cases.ledger.lines import UNALLOCATED, balance_on
from cases.rows import AccountRow
from cases.tables import Account, AccountParty
from tasks.acts.subjects import NoSuchAccount
from tasks.assembly import House
from tasks.held import stop_speaking
from tasks.patches import sees_accounts
from tasks.people import Person
from workflows.db import table
from workflows.rows import row_of

_account, _party = table(Account), table(AccountParty)


@dataclass(frozen=True)
class DebtAbout:
    """A debt about which the tenants of an account may agree: theirs, or another of the same people."""

    account: AccountRow
    owed_pence: int


def account_row(session: Session, account_id: int) -> AccountRow:
    """An account by its number.

    :raises NoSuchAccount: there is none
    """
    row = session.execute(select(_account).where(_account.c.id == account_id)).mappings().one_or_none()
    if row is None:
        raise NoSuchAccount(f"There is no account with the number {account_id}.")
    return row_of(AccountRow, row)


def must_see(session: Session, person: Person, account_ids: Sequence[int]) -> None:
    """Refuses accounts that are none, or none in the person's patches.

    :raises NoSuchAccount: with the first of them
    """
    seen = sees_accounts(session, person, account_ids)
    known = frozenset(session.execute(select(_account.c.id).where(_account.c.id.in_(list(account_ids)))).scalars())
    for each in account_ids:
        if each not in seen & known:
            raise NoSuchAccount(f"There is no account with the number {each}.")


def debts_about(
    session: Session, person: Person, account: AccountRow, tenants: Sequence[int], today: date
) -> tuple[DebtAbout, ...]:
    """The debts of an account's tenants on all accounts that somebody sees, this one first."""
    query = select(_account).join(_party, _party.c.account_id == _account.c.id)
    rows = session.execute(query.where(_party.c.customer_id.in_(tenants)).distinct()).mappings()
    found = {row["id"]: row_of(AccountRow, row) for row in rows} | {account.id: account}
    seen = sees_accounts(session, person, found)
    # What can be agreed about is the account's own debt; what came in for none in particular pays that first.
    owed = {
        number: balance_on(session, number, today, (each.kind, UNALLOCATED))
        for number, each in found.items()
        if number in seen
    }
    made = [DebtAbout(found[each], max(0, pence)) for each, pence in owed.items()]
    return tuple(sorted(made, key=lambda each: (each.account.id != account.id, each.account.reference)))


def with_holds(house: House, session: Session, listed: list[ToTalkAbout], today: date) -> list[ToTalkAbout]:
    """What is listed, each with the hold that forbids to speak about it."""
    days = held_days(session, stop_speaking(house))
    made = []
    for each in listed:
        hold = held_on((day for account in each.account_ids for day in days.get(account, ())), today)
        words = hold and f"Held: do not contact about this debt: {hold_in_words(hold, house.organisation.holds)}."
        made.append(replace(each, ask=words, held=words) if words else each)
    return made
