"""Ledgers of accounts about whose other debts something is agreed: each debt by itself, to the end of a day.

Most agreements are about rent alone, and are judged without this (``cases.agreements.owed``). Where court costs, a
recharge or a service charge is agreed about as well, what came in for no debt in particular has to go to each of them:
to what is due of it by what was agreed, in the landlord's order, before anything is paid ahead. So whoever pays rent
and instalments in one sum, without a word for which, is behind with none of them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlmodel import Session

from cases.agreements.leaving import STANDS
from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.words import RENT
from cases.ledger.lines import UNALLOCATED, apportioned
from cases.tables import Account, AccountTransaction
from cases.words import FALLS_DUE
from workflows.db import table
from workflows.prepared import Prepared

FRESH, BACK = timedelta(days=31), timedelta(days=93)
"""How old an export may be to be read with the others, and how far back lines are read before it."""
_agreement, _debt = table(Agreement), table(AgreementDebt)
_account, _line = table(Account), table(AccountTransaction)
_bounced = _line.alias("taken_back")
_live = (_agreement.c.id == _debt.c.agreement_id) & STANDS
_beside = select(_debt.c.account_id).join(_agreement, _live).where(_debt.c.debt != RENT)
_theirs, _this = _line.c.account_id.in_(_beside), _line.c.account_id == bindparam("b_account")
_known = _line.c.posted_on <= bindparam("b_on")
_summed = (
    select(
        *(_line.c.account_id, _line.c.debt, func.sum(_line.c.amount_pence).label("pence")),
        func.max(_line.c.posted_on).label("last"),
    )
    .where(_known)
    .group_by(_line.c.account_id, _line.c.debt)
)
_lines = (
    select(_line.c.account_id, _line.c.posted_on, _line.c.amount_pence, _line.c.debt)
    .join(_account, _account.c.id == _line.c.account_id)
    .where(_known, _line.c.posted_on > bindparam("b_since"))
    .order_by(_line.c.account_id, _line.c.posted_on)
)
_taken_back = select(_bounced.c.id).where(
    *(_bounced.c.account_id == _line.c.account_id, _bounced.c.reverses == _line.c.reference),
    _bounced.c.posted_on <= bindparam("b_on"),
)
_charged = (
    select(_line.c.account_id, _line.c.debt, _line.c.posted_on, _line.c.amount_pence)
    .join(_debt, and_(_debt.c.account_id == _line.c.account_id, _debt.c.debt == _line.c.debt))
    .join(_agreement, _agreement.c.id == _debt.c.agreement_id)
    .where(
        _known, _debt.c.debt != RENT, or_(*(_line.c.kind == str(each) for each in FALLS_DUE)), _line.c.amount_pence > 0
    )
    .where(_line.c.posted_on > _agreement.c.agreed_on, ~_taken_back.exists())
)


def taken_back() -> Select[tuple[int, date, date, int, str]]:
    """Lines that take an earlier one back: account, its day, the day of what it takes back, pence, debt."""
    return (
        select(_line.c.account_id, _line.c.posted_on, _bounced.c.posted_on.label("paid_on"))
        .add_columns(_line.c.amount_pence, _line.c.debt)
        .join(_bounced, (_bounced.c.account_id == _line.c.account_id) & (_bounced.c.reference == _line.c.reverses))
        .where(_known, _line.c.reverses != "", _line.c.posted_on > bindparam("b_since"))
        .where(_bounced.c.posted_on < _line.c.posted_on)
    )


_old = _account.c.balance_on < bindparam("b_fresh")
_sums, _sums_of = Prepared(_summed.where(_theirs)), Prepared(_summed.where(_this))
_lines_fresh, _lines_old = Prepared(_lines.where(_theirs, ~_old)), Prepared(_lines.where(_theirs, _old))
_lines_of = Prepared(_lines.where(_this))
_charges, _charges_of = Prepared(_charged.where(STANDS)), Prepared(_charged.where(STANDS, _this))
_charges_of_one = Prepared(_charged.where(_this, STANDS | (_agreement.c.id == bindparam("b_agreement"))))
_moved, _moved_of = Prepared(taken_back().where(_theirs)), Prepared(taken_back().where(_this))


class BookLine(NamedTuple):
    """A line: its day, its pence (a charge positive), and its debt."""

    on: date
    pence: int
    debt: str


@dataclass(frozen=True)
class Book:
    """What is known of an account's ledger to the end of a day, each debt by itself.

    :ivar by_debt: what the lines of each come to; under the empty one what came in for none in particular
    :ivar as_of: the last day that is known
    :ivar lines: the newest lines, the oldest first
    :ivar charged: debt → what fell due of it since something was agreed about it: the day, and how much
    """

    by_debt: Mapping[str, int]
    as_of: date
    lines: tuple[BookLine, ...]
    charged: Mapping[str, tuple[tuple[date, int], ...]] = field(default_factory=dict)

    def evenings(self, since: date) -> Iterator[tuple[date, dict[str, int]]]:
        """What was owed of each debt at the end of each day on which that was another sum, the newest first."""
        balances = dict(self.by_debt)
        yield self.as_of, dict(balances)
        for day, lines in groupby(reversed(self.lines), key=lambda line: line.on):
            if day <= since:
                return
            for line in lines:
                balances[line.debt] = balances.get(line.debt, 0) - line.pence
            yield day - timedelta(days=1), dict(balances)

    def charged_by(self, debt: str, day: date) -> int:
        """What fell due of a debt since something was agreed about it, and until a day."""
        return sum(pence for on, pence in self.charged.get(debt, ()) if on <= day)


def shared(
    by_debt: Mapping[str, int],
    order: Callable[[str], int],
    due: Sequence[Mapping[str, int]],
    is_periodic: Callable[[str], bool],
) -> dict[str, int]:
    """What is left of each debt once what came in for none in particular has gone to what is due of them, in order.

    First each debt is paid down to what may be owed of it by what was agreed. Rent and whatever else falls due again
    and again is paid whole where nothing is agreed about it and it stands before one of them: it falls due beside what
    was agreed. What is left over then goes to the debts in order.

    :param by_debt: as the lines say it
    :param due: debt → what may be owed of it, for the debts that are agreed about; several are met one after the other
    """
    left = -by_debt.get(UNALLOCATED, 0)
    debts = {debt: pence for debt, pence in by_debt.items() if debt != UNALLOCATED}
    for each in due:
        debts |= {debt: 0 for debt in each if debt not in debts}
    ranked = sorted(debts, key=lambda debt: (order(debt), debt))
    for allowed in due if left > 0 else ():
        last = max((number for number, debt in enumerate(ranked) if debt in allowed), default=-1)
        for debt in ranked[: last + 1]:
            if debt not in allowed and not is_periodic(debt):
                continue  # whoever pays what was agreed has not paid an older debt that nobody agreed about
            taken = min(max(debts[debt] - allowed.get(debt, 0), 0), left)
            debts[debt] -= taken
            left -= taken
    return apportioned({**debts, UNALLOCATED: -left}, order)


def books(
    session: Session, on: date, exported: Mapping[int, date], account_id: int | None, agreement_id: int = 0
) -> dict[int, Book]:
    """The ledgers of the accounts about whose other debts something is agreed (or of one), to the end of a day.

    :param exported: account → the day of its last export; of all that are asked for
    :param agreement_id: one that does not live, and is asked about as if it did
    """
    oldest, fresh = min(exported.values(), default=on), on - FRESH
    back = min(oldest, on) - BACK
    if account_id is not None:
        said = {"b_on": on, "b_account": account_id}
        sums, moved = _sums_of.all(session, said), _moved_of.all(session, {**said, "b_since": back})
        one = {**said, "b_agreement": agreement_id}
        charges = _charges_of_one.all(session, one) if agreement_id else _charges_of.all(session, said)
        lines = _lines_of.all(session, {**said, "b_since": back})
    else:
        sums, charges = _sums.all(session, {"b_on": on}), _charges.all(session, {"b_on": on})
        moved = _moved.all(session, {"b_on": on, "b_since": back})
        lines = _lines_fresh.all(session, {"b_on": on, "b_fresh": fresh, "b_since": fresh - BACK})
        if oldest < fresh:
            lines += _lines_old.all(session, {"b_on": on, "b_fresh": fresh, "b_since": oldest - BACK})
    by_debt: dict[int, dict[str, int]] = {}
    last: dict[int, date] = {}
    for account, debt, pence, day in sums:
        by_debt.setdefault(account, {})[debt] = int(pence)
        newest = (
            day if isinstance(day, date) else date.fromisoformat(day)
        )  # as the database's greatest of days gives it
        last[account] = max(newest, last.get(account, newest))
    newer: dict[int, list[BookLine]] = {}
    for line in lines:
        newer.setdefault(line.account_id, []).append(BookLine(line.posted_on, int(line.amount_pence), line.debt))
    for account, posted_on, paid_on, pence, debt in moved:
        _date_back(newer.get(account, []), BookLine(posted_on, int(pence), debt), paid_on)
    charged: dict[int, dict[str, tuple[tuple[date, int], ...]]] = {}
    for account, debt, day, pence in charges:
        theirs = charged.setdefault(account, {})
        theirs[debt] = (*theirs.get(debt, ()), (day, int(pence)))
    return {
        account: Book(
            by_debt.get(account, {}),
            min(on, max(day, last.get(account, day))),
            tuple(newer.get(account, ())),
            charged.get(account, {}),
        )
        for account, day in exported.items()
    }


def _date_back(lines: list[BookLine], line: BookLine, paid_on: date) -> None:
    """Counts a line that takes a payment back for the day of that payment: no evening between them was paid."""
    if line in lines:
        lines.remove(line)
        lines.append(line._replace(on=paid_on))
        lines.sort(key=lambda each: each.on)


def start_of_debt(
    book: Book, debt: str, recent: timedelta, order: Callable[[str], int], *, periodic: bool
) -> tuple[int, int]:
    """What is owed of a debt on the day of an agreement, and what of it is not yet late.

    :param recent: how long a charge is not late
    :param periodic: whether charges of it fall due again and again; else all of it is what the instalments pay
    """
    owed = [apportioned(each, order).get(debt, 0) for _, each in book.evenings(book.as_of - recent)]
    balance = max(0, owed[0])
    late = min(balance, *owed)
    return balance, balance - late if periodic and late > 0 else 0
