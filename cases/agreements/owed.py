"""What is late of the rent about which agreements are: the one place that says by which measure they are judged.

Late is what was left at the lowest of the last days: whoever pays the rent that falls due, and the instalment, comes
down to what was agreed once in each period, on whatever day of it they pay, and goes up again with the next charge. The
days that are looked at are those of a rent period, or of the time between two instalments, or of the cycle in which
benefit or a Direct Debit pays, where that is longer: whoever pays by the month a rent that falls due by the week has
not missed three weeks of it, and neither has whoever is paid for by benefit in arrears. What is known is known to the
end of the ledger: days of which no export has come yet are judged by nobody.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import BindParameter, bindparam, func, or_, select
from sqlmodel import Session

from cases.agreements.books import taken_back
from cases.agreements.leaving import STANDS
from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.terms import Terms
from cases.agreements.words import RENT
from cases.benefits.tables import BenefitClaim
from cases.benefits.words import ClaimStatus
from cases.expected.tables import PaymentDays
from cases.ledger.lines import UNALLOCATED
from cases.money.agreements import STEP
from cases.tables import Account, AccountTransaction
from cases.words import RentPeriod
from workflows.db import table
from workflows.prepared import Prepared

RECENT: dict[str, timedelta] = {RentPeriod.WEEKLY: timedelta(days=7), RentPeriod.MONTHLY: timedelta(days=31)}
"""How long a charge of rent is not late."""
LONGEST = timedelta(days=31)
"""Between two instalments, at most."""
_FRESH = timedelta(days=31)
_agreement, _debt = table(Agreement), table(AgreementDebt)
_account, _line = table(Account), table(AccountTransaction)

_theirs = select(_debt.c.account_id).join(_agreement, _agreement.c.id == _debt.c.agreement_id).where(STANDS)
# Court costs and other debts on the same account are no rent; what came in for none in particular pays rent first.
_known = (_line.c.posted_on <= bindparam("b_on")) & or_(_line.c.debt == RENT, _line.c.debt == UNALLOCATED)
_summed = (
    select(
        _line.c.account_id, func.sum(_line.c.amount_pence).label("balance"), func.max(_line.c.posted_on).label("last")
    )
    .where(_known)
    .group_by(_line.c.account_id)
)
_lines = select(_line.c.account_id, _line.c.posted_on, _line.c.amount_pence).where(
    _known, _line.c.posted_on > bindparam("b_since")
)
_one: BindParameter[int] = bindparam("b_account")
_sums, _sums_of = (
    Prepared(_summed.where(_line.c.account_id.in_(_theirs))),
    Prepared(_summed.where(_line.c.account_id == _one)),
)
_old = _account.c.balance_on < bindparam("b_fresh")
_lines_fresh = Prepared(
    _lines.join(_account, _account.c.id == _line.c.account_id).where(_line.c.account_id.in_(_theirs), ~_old)
)
_lines_old = Prepared(
    _lines.join(_account, _account.c.id == _line.c.account_id).where(_line.c.account_id.in_(_theirs), _old)
)
_lines_of = Prepared(_lines.where(_line.c.account_id == _one))
_of_rent = or_(_line.c.debt == RENT, _line.c.debt == UNALLOCATED)
_moved = Prepared(taken_back().where(_of_rent, _line.c.account_id.in_(_theirs)))
_moved_of = Prepared(taken_back().where(_of_rent, _line.c.account_id == _one))


@dataclass(frozen=True)
class Ledger:
    """What is known of an account's ledger to the end of a day.

    :ivar as_of: the last day that is known
    :ivar lines: the newest lines, the oldest first: day → pence, a charge positive
    """

    balance_pence: int
    as_of: date
    lines: tuple[tuple[date, int], ...]

    def lowest(self, since: date) -> int:
        """The lowest balance at the end of a day, from that day on."""
        balance = lowest = self.balance_pence
        newer = self.as_of
        for day, pence in reversed(self.lines):
            if day <= since:
                break
            if day < newer:  # all lines of a newer day are taken off: this is how that day's eve ended
                lowest, newer = min(lowest, balance), day
            balance -= pence
        return min(lowest, balance)


def late_since(
    terms: Terms, agreed_on: date, period: str, as_of: date, *, timed: bool, cycle: timedelta = timedelta()
) -> date:
    """The first of the days of which the lowest says what is late.

    :param cycle: in which somebody else pays the rent
    :param timed: whether something was not late on the day of the agreement, and is paid as a current charge; else all
        that was owed that day is what the instalments pay, and no day before it says anything
    """
    charged = RECENT.get(period, LONGEST)
    between = timedelta(days=STEP.get(terms.frequency, LONGEST.days) + terms.tolerance_days)
    return max(as_of - max(charged, between, cycle), agreed_on - charged if timed else agreed_on)


def start_of(ledger: Ledger, period: str) -> tuple[int, int]:
    """What is owed on the day of an agreement, and what of it is not yet late.

    Where nothing is late yet, all of it is what the instalments pay.
    """
    balance = max(0, ledger.balance_pence)
    late = min(balance, ledger.lowest(ledger.as_of - RECENT.get(period, LONGEST)))
    return balance, balance - late if late > 0 else 0


def ledgers(
    session: Session, on: date, exported: dict[int, date], account_id: int | None, *, longest_tolerance: int = 0
) -> dict[int, Ledger]:
    """The ledgers of accounts about which an agreement stands (or of one), to the end of a day.

    :param exported: account → the day of its last export; of all that are asked for
    :param longest_tolerance: days for which instalments of them are not yet counted
    """
    back = LONGEST * 2 + timedelta(days=longest_tolerance)
    fresh = on - _FRESH
    oldest = min((day for day in exported.values()), default=on)
    if account_id is not None:
        said = {"b_on": on, "b_account": account_id}
        sums = _sums_of.all(session, said)
        lines = _lines_of.all(session, {**said, "b_since": min(oldest, on) - back})
        moved = _moved_of.all(session, {**said, "b_since": min(oldest, on) - back})
    else:
        sums = _sums.all(session, {"b_on": on})
        lines = _lines_fresh.all(session, {"b_on": on, "b_fresh": fresh, "b_since": fresh - back})
        moved = _moved.all(session, {"b_on": on, "b_since": min(oldest, fresh) - back})
        if oldest < fresh:
            lines += _lines_old.all(session, {"b_on": on, "b_fresh": fresh, "b_since": oldest - back})
    newest: dict[int, list[tuple[date, int]]] = {}
    for line in lines:
        newest.setdefault(line.account_id, []).append((line.posted_on, int(line.amount_pence)))
    for account, posted_on, paid_on, pence, _ in moved:
        theirs = newest.get(account, [])
        if (posted_on, int(pence)) in theirs:  # what takes a payment back counts for the day of that payment
            theirs.remove((posted_on, int(pence)))
            theirs.append((paid_on, int(pence)))
    summed = {row.account_id: row for row in sums}
    found = {}
    for account, day in exported.items():
        row = summed.get(account)
        as_of = min(on, max(day, _day(row.last))) if row is not None else min(on, day)
        balance = int(row.balance) if row is not None else 0
        found[account] = Ledger(balance, as_of, tuple(sorted(newest.get(account, ()))))
    return found


def cycles(session: Session, on: date, account_id: int | None) -> dict[int, timedelta]:
    """A reading: account → the longest cycle in which benefit or a Direct Debit pays its rent.

    Of a claim that is not decided, the longest that is looked at: its first payment comes after more than a month.
    """
    claim, days = table(BenefitClaim), table(PaymentDays)
    benefits = select(claim.c.account_id, claim.c.status, claim.c.pays_every).where(
        claim.c.replaced_at.is_(None),
        claim.c.status.in_((ClaimStatus.CLAIMED, ClaimStatus.IN_PAYMENT)),
        claim.c.claimed_on <= on,
    )
    debits = select(days.c.account_id, days.c.every).where(
        days.c.from_on <= on, days.c.until_on.is_(None) | (days.c.until_on >= on)
    )
    if account_id is not None:
        benefits, debits = (
            benefits.where(claim.c.account_id == account_id),
            debits.where(days.c.account_id == account_id),
        )
    found: dict[int, timedelta] = {}
    for account, status, every in session.execute(benefits):
        cycle = LONGEST * 2 if status == ClaimStatus.CLAIMED else _cycle(every)
        found[account] = max(cycle, found.get(account, timedelta()))
    for account, every in session.execute(debits):
        found[account] = max(_cycle(every), found.get(account, timedelta()))
    return found


def _cycle(every: str) -> timedelta:
    return timedelta(days=STEP[every]) if every in STEP else LONGEST


def _day(value: date | str) -> date:
    """A day as the database's greatest of days gives it."""
    return value if isinstance(value, date) else date.fromisoformat(value)
