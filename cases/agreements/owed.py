"""What is late of the debts of agreements: the one place that says by which measure agreements are judged.

A charge is late once its rent period has passed, as the fact ``overdue_pence`` counts; under an agreement also not
before the next day on which something was agreed to be paid, for whoever pays by the month a rent that falls due by the
week has not missed three weeks of it. What is known is known to the end of the ledger: days of which no export has come
yet are judged by nobody.
"""

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import BindParameter, bindparam, func, select
from sqlmodel import Session

from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.terms import Terms
from cases.agreements.words import RENT, AgreementStatus
from cases.money.agreements import STEP
from cases.rows import AccountRow
from cases.tables import Account, AccountTransaction
from cases.words import RentPeriod, TransactionKind
from workflows.db import table
from workflows.prepared import Prepared

RECENT: dict[str, timedelta] = {RentPeriod.WEEKLY: timedelta(days=7), RentPeriod.MONTHLY: timedelta(days=31)}
"""How long a charge of rent is not late."""
_LONGEST = timedelta(days=31)
"""Between two instalments, at most."""
_FRESH = timedelta(days=31)
_agreement, _debt = table(Agreement), table(AgreementDebt)
_account, _line = table(Account), table(AccountTransaction)

_theirs = (
    select(_debt.c.account_id)
    .join(_agreement, _agreement.c.id == _debt.c.agreement_id)
    .where(_agreement.c.status == AgreementStatus.LIVE)
)
_known = _line.c.posted_on <= bindparam("b_on")
_summed = (
    select(
        _line.c.account_id, func.sum(_line.c.amount_pence).label("balance"), func.max(_line.c.posted_on).label("last")
    )
    .where(_known)
    .group_by(_line.c.account_id)
)
_rents = select(_line.c.account_id, _line.c.posted_on, _line.c.amount_pence).where(
    _known, _line.c.kind == TransactionKind.RENT, _line.c.posted_on > bindparam("b_since")
)
_one: BindParameter[int] = bindparam("b_account")
_sums, _sums_of = (
    Prepared(_summed.where(_line.c.account_id.in_(_theirs))),
    Prepared(_summed.where(_line.c.account_id == _one)),
)
_old = _account.c.balance_on < bindparam("b_fresh")
_rents_fresh = Prepared(
    _rents.join(_account, _account.c.id == _line.c.account_id).where(_line.c.account_id.in_(_theirs), ~_old)
)
_rents_old = Prepared(
    _rents.join(_account, _account.c.id == _line.c.account_id).where(_line.c.account_id.in_(_theirs), _old)
)
_rents_of = Prepared(_rents.where(_line.c.account_id == _one))


@dataclass(frozen=True)
class Ledger:
    """What is known of an account's ledger to the end of a day.

    :ivar as_of: the last day that is known
    :ivar charges: the newest charges of rent, the oldest first: day → pence
    """

    balance_pence: int
    as_of: date
    charges: tuple[tuple[date, int], ...]

    def not_late(self, since: date) -> int:
        """What fell due after a day."""
        days = [day for day, _ in self.charges]
        return sum(pence for _, pence in self.charges[bisect_right(days, since) :])

    def late(self, since: date) -> int:
        """What is owed that fell due up to and with a day; 0 in credit."""
        return max(0, self.balance_pence - max(0, self.not_late(since)))


def debts_of(account: AccountRow) -> frozenset[str]:
    """The debts of an account about which can be agreed: those whose ledger is known here."""
    del account
    return frozenset({RENT})


def late_from(period: str, as_of: date) -> date:
    """The last day whose charges are late, where nothing was agreed."""
    return as_of - RECENT.get(period, _LONGEST)


def late_under(terms: Terms, agreed_on: date, period: str, as_of: date) -> date:
    """The last day whose charges are late under an agreement."""
    counted = terms.counted_by(as_of)
    settled = terms.due(counted - 1) if counted else late_from(period, agreed_on)
    between = timedelta(days=STEP.get(terms.frequency, _LONGEST.days) + terms.tolerance_days)
    return min(late_from(period, as_of), max(settled, as_of - between))  # a far first day excuses no current rent


def start_of(ledger: Ledger, period: str) -> tuple[int, int]:
    """What is owed on the day of an agreement, and what of it is not yet late.

    Where nothing is late yet, all of it is what the instalments pay.
    """
    balance = max(0, ledger.balance_pence)
    late = ledger.late(late_from(period, ledger.as_of))
    return balance, balance - late if late else 0


def ledgers(
    session: Session, on: date, exported: dict[int, date], account_id: int | None, *, longest_tolerance: int = 0
) -> dict[int, Ledger]:
    """The ledgers of accounts about which an agreement stands (or of one), to the end of a day.

    :param exported: account → the day of its last export; of all that are asked for
    :param longest_tolerance: days for which instalments of them are not yet counted
    """
    back = _LONGEST * 2 + timedelta(days=longest_tolerance)
    fresh = on - _FRESH
    oldest = min((day for day in exported.values()), default=on)
    if account_id is not None:
        said = {"b_on": on, "b_account": account_id}
        sums = _sums_of.all(session, said)
        lines = _rents_of.all(session, {**said, "b_since": min(oldest, on) - back})
    else:
        sums = _sums.all(session, {"b_on": on})
        lines = _rents_fresh.all(session, {"b_on": on, "b_fresh": fresh, "b_since": fresh - back})
        if oldest < fresh:
            lines += _rents_old.all(session, {"b_on": on, "b_fresh": fresh, "b_since": oldest - back})
    charges: dict[int, list[tuple[date, int]]] = {}
    for line in lines:
        charges.setdefault(line.account_id, []).append((line.posted_on, int(line.amount_pence)))
    summed = {row.account_id: row for row in sums}
    found = {}
    for account, day in exported.items():
        row = summed.get(account)
        as_of = min(on, max(day, _day(row.last))) if row is not None else min(on, day)
        balance = int(row.balance) if row is not None else 0
        found[account] = Ledger(balance, as_of, tuple(sorted(charges.get(account, ()))))
    return found


def _day(value: date | str) -> date:
    """A day as the database's greatest of days gives it."""
    return value if isinstance(value, date) else date.fromisoformat(value)
