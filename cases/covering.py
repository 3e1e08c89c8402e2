"""Which holds cover which cases: through an account, or through any tenant of it."""

from collections.abc import Collection, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import bindparam, or_, select, union
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from cases.rows import HoldRow
from cases.tables import Account, AccountParty, CaseAccount, Hold, HoldScope
from workflows.db import table
from workflows.errors import TryAgain
from workflows.prepared import Prepared
from workflows.rows import row_of
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus

_hold, _scope = table(Hold), table(HoldScope)
_party, _case_account, _case, _account = table(AccountParty), table(CaseAccount), table(CaseFile), table(Account)

_accounts = select(_case_account.c.account_id).where(_case_account.c.case_id == bindparam("b_case"))
_debtors = select(_party.c.customer_id).where(_party.c.account_id.in_(_accounts))
_of_case = (
    select(_scope.c.hold_id).where(or_(_scope.c.account_id.in_(_accounts), _scope.c.customer_id.in_(_debtors)))
)  # fmt: skip
_covering = Prepared(  # asked before each enforcement step opens
    select(_hold)
    .where(_hold.c.id.in_(_of_case), _hold.c.begins_on <= bindparam("b_on"), _hold.c.released_at.is_(None))
    .where(or_(_hold.c.ends_on.is_(None), _hold.c.ends_on >= bindparam("b_on")))
    .order_by(_hold.c.id)
)


NO_WORDS: Mapping[str, str] = MappingProxyType({})


def covering(session: Session, case_id: int, on: date) -> list[HoldRow]:
    """The holds in force on a day that cover a case, through its accounts or through any tenant of them."""
    return [row_of(HoldRow, row._asdict()) for row in _covering.all(session, {"b_case": case_id, "b_on": on})]


def why_held(
    session: Session,
    case_id: int,
    on: date,
    kinds: Mapping[str, str] = NO_WORDS,
    of: Collection[str] | None = None,
) -> str | None:
    """Why a hold covers a case on a day, in a sentence; ``None`` where none does.

    :param kinds: kind of hold → why a step waits for it, as the organisation says
    :param of: the kinds that are asked about; ``None``: all
    """
    holds = [hold for hold in covering(session, case_id, on) if of is None or hold.kind in of]
    if not holds:
        return None
    hold = holds[0]
    until = f" until {hold.ends_on:%-d %B %Y}" if hold.ends_on else ""
    return f"This step must wait: {kinds.get(hold.kind) or hold.kind.replace('_', ' ')}{until}."


def cases_of(session: Session, hold_id: int) -> list[int]:
    """The cases whose accounts, or whose tenants, a hold covers; those that are closed too."""
    rows = session.execute(_pairs(hold_id).order_by("case_id"))
    return [int(row.case_id) for row in rows]


def open_cases_covered(session: Session, hold_id: int | None = None) -> set[tuple[int, int]]:
    """(hold, open case) for each case that a hold covers now; of one hold, or of all whatever their dates."""
    pairs = _pairs(hold_id).subquery()
    query = select(pairs.c.hold_id, pairs.c.case_id).join(_case, _case.c.id == pairs.c.case_id)
    return {(int(hold), int(case)) for hold, case in session.execute(query.where(_case.c.status == CaseStatus.OPEN))}


class AccountBusy(TryAgain):
    """A hold is being placed on an account, or a case is being opened about it, just now."""


def lock_accounts(session: Session, accounts: list[int], customers: list[int], *, wait: bool = True) -> None:
    """Waits until no case is being opened about these accounts, nor about any account of these customers.

    A hold is placed and a case is opened under this lock, so that each sees the other.

    :param wait: false: for who holds the lock of a case already, and so must not wait for who will want that
    :raises AccountBusy: somebody else has the lock, and is not waited for
    """
    theirs = select(_party.c.account_id).where(_party.c.customer_id.in_(customers))
    wanted = select(_account.c.id).where(or_(_account.c.id.in_(accounts), _account.c.id.in_(theirs)))
    locked = wanted.order_by(_account.c.id).with_for_update(key_share=True, nowait=not wait)
    if wait:
        session.execute(locked).all()
        return
    try:
        with session.begin_nested():
            session.execute(locked).all()
    except OperationalError as error:
        raise AccountBusy("Somebody is at work on the account just now. It is tried again by itself.") from error


def _pairs(hold_id: int | None) -> Any:
    by_account = select(_scope.c.hold_id, _case_account.c.case_id).join(
        _case_account, _case_account.c.account_id == _scope.c.account_id
    )
    by_debtor = (
        select(_scope.c.hold_id, _case_account.c.case_id)
        .join(_party, _party.c.customer_id == _scope.c.customer_id)
        .join(_case_account, _case_account.c.account_id == _party.c.account_id)
    )
    if hold_id is not None:
        by_account = by_account.where(_scope.c.hold_id == hold_id)
        by_debtor = by_debtor.where(_scope.c.hold_id == hold_id)
    return union(by_account, by_debtor)
