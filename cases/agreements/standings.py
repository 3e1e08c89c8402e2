"""How the debts of live agreements stand: a reading of all accounts, in a few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, func, select
from sqlmodel import Session

from cases.agreements.books import Book, books, shared
from cases.agreements.leaving import STANDS
from cases.agreements.owed import Ledger, cycles, late_since, ledgers
from cases.agreements.rows import AgreementRow, DebtRow
from cases.agreements.tables import Agreement, AgreementDebt, AgreementEvent
from cases.agreements.terms import Standing, Terms, standing
from cases.agreements.words import RENT, AgreementStatus, EventKind, LeftAs, StandingState
from cases.held import HeldDays, held_days
from cases.rows import AccountRow
from cases.standards import Standards
from cases.tables import Account
from workflows.db import table
from workflows.prepared import AllOrOne, Prepared
from workflows.rows import row_of

_agreement, _debt, _account = table(Agreement), table(AgreementDebt), table(Account)
_event = table(AgreementEvent)
_live = (
    select(
        _agreement,
        *(_debt.c[name] for name in ("agreement_id", "account_id", "debt")),
        *(_debt.c[name] for name in ("start_balance_pence", "start_timing_pence", "instalment_pence")),
        *(_debt.c.left_on, _debt.c.left_as),
        *(_account.c[name] for name in ("reference", "rent_period", "balance_on", "patch")),
    )
    .join(_debt, _debt.c.agreement_id == _agreement.c.id)
    .join(_account, _account.c.id == _debt.c.account_id)
    .where(STANDS)
    .order_by(_agreement.c.id, _debt.c.account_id, _debt.c.debt)
)
_standing = STANDS & _agreement.c.mend_by.is_not(None)
_warning = (
    select(_debt.c.agreement_id, _debt.c.account_id)
    .join(_agreement, _agreement.c.id == _debt.c.agreement_id)
    .where(_standing)
)
_these = select(_debt.c.agreement_id).where(_debt.c.account_id == bindparam("b_account"))
_warned, _warned_of = Prepared(_warning), Prepared(_warning.where(_debt.c.agreement_id.in_(_these)))
_agreed = AllOrOne(_live, _debt.c.account_id)
_became = func.coalesce(func.nullif(_debt.c.left_as, LeftAs.NOT), _agreement.c.status)
_made = AllOrOne(
    select(_debt.c.account_id, _became.label("status"))
    .join(_agreement, _agreement.c.id == _debt.c.agreement_id)
    .where(_agreement.c.status != AgreementStatus.CANCELLED)
    .order_by(_agreement.c.id, _debt.c.left_on.is_not(None)),  # what was broken is told before what stands
    _debt.c.account_id,
)
_varied = Prepared(
    select(_event.c.agreement_id)
    .join(_agreement, _agreement.c.id == _event.c.agreement_id)
    .where(_agreement.c.status == AgreementStatus.LIVE, _event.c.kind == EventKind.VARIED)
    .distinct()
)


@dataclass(frozen=True)
class DebtStanding:
    """A debt of a live agreement, and how it stands.

    :ivar as_of: the last day of which its ledger is known, for which it was judged
    :ivar paid: whether nothing is left of it that is late, whatever was agreed
    """

    agreement: AgreementRow
    debt: DebtRow
    terms: Terms
    standing: Standing
    as_of: date
    paid: bool

    @property
    def is_behind(self) -> bool:
        """Whether more is late than was agreed, beyond the tolerance."""
        return self.standing.state is StandingState.BEHIND

    def stands(self, held: Iterable[HeldDays] = ()) -> bool:
        """Whether what was agreed still stands: it is kept, or the day by which it is to be mended has not passed.

        A day passes once the ledger is known to its end: whoever paid on it is not told otherwise before it is read.
        Days while which nobody may speak about the debt do not count against whoever was warned: where one of them was
        held, the night after the hold names a new day (``cases.agreements.nights``), and until then it stands.

        :param held: the holds that cover an account of the agreement, or did, and stop that anybody speaks about it
        """
        if not self.is_behind:
            return True
        mend_by = self.agreement.mend_by
        return mend_by is not None and (self.as_of <= mend_by or was_held(self.agreement, held))


def was_held(agreement: AgreementRow, held: Iterable[HeldDays]) -> bool:
    """Whether one of the days in which a warned agreement is to be mended was held, so that its day does not count."""
    mend_by = agreement.mend_by
    if mend_by is None:
        return False
    return any(each.meets(agreement.warned_on or mend_by, mend_by) for each in held)


def holds_of_warned(session: Session, on: date, account_id: int | None) -> dict[int, tuple[HeldDays, ...]]:
    """A reading: account → the holds, of every kind, over an account of a warned agreement about it."""
    del on
    warned = _warned.all(session, {}) if account_id is None else _warned_of.all(session, {"b_account": account_id})
    if not warned:
        return {}
    together: dict[int, set[int]] = {}
    for row in warned:
        together.setdefault(row.agreement_id, set()).add(row.account_id)
    days = held_days(session, None, {row.account_id for row in warned})
    found: dict[int, tuple[HeldDays, ...]] = {}
    for accounts in together.values():
        over = [each for account in sorted(accounts) for each in days.get(account, ())]
        for account in accounts:
            found[account] = (*found.get(account, ()), *over)
    return found


class NewestMade(NamedTuple):
    """What became of the newest agreement about an account.

    :ivar status: of the newest that somebody made, proposals and refusals left out; ``None``: none was
    :ivar proposed: whether something agreed waits until somebody who leads approves or declines it
    :ivar ended: whether somebody ended one of them before it was completed
    """

    status: str | None
    proposed: bool
    ended: bool = False


def newest_made(session: Session, on: date, account_id: int | None) -> dict[int, NewestMade]:
    """A reading: account → what became of its newest agreement, and whether one waits for approval."""
    del on
    found: dict[int, NewestMade] = {}
    for row in _made.rows(session, account_id):  # the oldest first
        before = found.get(row.account_id, NewestMade(None, proposed=False))
        waits = row.status == AgreementStatus.PROPOSED
        ended = before.ended or row.status == AgreementStatus.ENDED
        found[row.account_id] = NewestMade(before.status if waits else row.status, before.proposed or waits, ended)
    return found


def varied_agreements(session: Session, on: date, account_id: int | None) -> dict[int, bool]:
    """A reading: the live agreements that were varied, by their own numbers."""
    del on, account_id
    return {row.agreement_id: True for row in _varied.all(session, {})}


@dataclass(frozen=True)
class Agreed:
    """What is agreed about the debts of an account, and what is known of its ledger.

    :ivar period: how often its rent falls due
    :ivar ledger: of its rent; ``book``: of each of its debts, where not rent alone is agreed about
    :ivar cycle: in which benefit or a Direct Debit pays the rent
    """

    debts: tuple[tuple[AgreementRow, DebtRow], ...]
    period: str
    ledger: Ledger | None
    book: Book | None
    cycle: timedelta


def agreed(session: Session, on: date, account_id: int | None) -> dict[int, Agreed]:
    """A reading: account → what is agreed about its debts, and what is known of its ledger; a few queries."""
    rows = _agreed.rows(session, account_id)
    if not rows:
        return {}
    exported = {row.account_id: row.balance_on for row in rows}
    beside = {row.account_id for row in rows if row.debt != RENT}
    tolerance = max(row.tolerance_days for row in rows)
    alone = {account: day for account, day in exported.items() if account not in beside}
    known = ledgers(session, on, alone, account_id, longest_tolerance=tolerance) if alone else {}
    several = books(session, on, {account: exported[account] for account in beside}, account_id) if beside else {}
    paid_in = cycles(session, on, account_id)
    debts: dict[int, list[tuple[AgreementRow, DebtRow]]] = {}
    for row in rows:
        said = row._asdict()
        debts.setdefault(row.account_id, []).append((row_of(AgreementRow, said), row_of(DebtRow, said)))
    periods = {row.account_id: row.rent_period for row in rows}
    return {
        account: Agreed(
            tuple(theirs),
            periods[account],
            known.get(account),
            several.get(account),
            paid_in.get(account, timedelta()),
        )
        for account, theirs in debts.items()
    }


def standings(
    session: Session, on: date, account_id: int | None, standards: Standards
) -> dict[int, tuple[DebtStanding, ...]]:
    """Account → the debts of it about which an agreement stands, each with how it stands."""
    return {account: judged(each, standards) for account, each in agreed(session, on, account_id).items()}


def standings_since(
    session: Session,
    on: date,
    account: AccountRow,
    ended: tuple[AgreementRow, DebtRow],
    since: date,
    standards: Standards,
) -> DebtStanding:
    """How a debt of an agreement that does not live would stand, by the lowest of the days back to before a day.

    :param since: the evenings are those that would have been looked at on that day, and all that came after it
    """
    agreement, debt = ended
    exported = {account.id: account.balance_on}
    cycle = cycles(session, on, account.id).get(account.id, timedelta())
    live = agreed(session, on, account.id).get(account.id)
    debts = (*(live.debts if live is not None else ()), ended)
    if all(each.debt == RENT for _, each in debts):
        ledger = ledgers(session, on, exported, account.id, longest_tolerance=agreement.tolerance_days)[account.id]
        whole = Agreed((ended,), account.rent_period, ledger, None, cycle)
    else:
        book = books(session, on, exported, account.id, agreement.id)[account.id]
        whole = Agreed(debts, account.rent_period, None, book, cycle)
    found = judged(whole, standards, since)
    return next(each for each in found if (each.agreement.id, each.debt.debt) == (agreement.id, debt.debt))


def judged(account: Agreed, standards: Standards, since: date | None = None) -> tuple[DebtStanding, ...]:
    """How the debts of an account stand by what was agreed about them.

    :param standards: in which order money goes to them, and which of them fall due again and again
    :param since: the day of which the last days are looked at; ``None``: the last that is known
    """
    if account.ledger is not None:
        return tuple(
            judge(agreement, debt, account.period, account.ledger, account.cycle, since)
            for agreement, debt in account.debts
        )
    return _beside_each_other(account, account.book, standards, since) if account.book is not None else ()


def judge(
    agreement: AgreementRow,
    debt: DebtRow,
    period: str,
    ledger: Ledger,
    cycle: timedelta = timedelta(),
    seen_on: date | None = None,
) -> DebtStanding:
    """How rent stands by what was agreed, where nothing is agreed about another debt of its account.

    :param cycle: in which benefit or a Direct Debit pays the rent
    """
    as_of = max(ledger.as_of, agreement.agreed_on)
    return _stands(agreement, debt, as_of, ledger.lowest(_since(agreement, debt, period, seen_on or as_of, cycle)))


def _beside_each_other(
    account: Agreed, book: Book, standards: Standards, seen_on: date | None = None
) -> tuple[DebtStanding, ...]:
    """How each stands, once money for none of them in particular has gone to what is due of each."""
    as_of = {debt.debt: max(book.as_of, agreement.agreed_on) for agreement, debt in account.debts}
    terms = {debt.debt: terms_of(agreement, debt) for agreement, debt in account.debts}
    since = {
        debt.debt: _since(agreement, debt, account.period, seen_on or as_of[debt.debt], account.cycle)
        for agreement, debt in account.debts
    }
    tolerated = {debt: each.expected(each.counted_by(as_of[debt])) for debt, each in terms.items()}
    expected = {debt: each.expected(each.due_by(as_of[debt])) for debt, each in terms.items()}
    late: dict[str, int] = {}
    for day, balances in book.evenings(min(since.values())):
        newer = {debt: 0 if standards.is_periodic(debt) else book.charged_by(debt, day) for debt in terms}
        due = [{debt: pence + newer[debt] for debt, pence in each.items()} for each in (tolerated, expected)]
        left = shared(balances, standards.order_of, due, standards.is_periodic)
        for debt in terms:
            if day >= since[debt] or debt not in late:
                owed = left.get(debt, 0) - newer[debt]
                late[debt] = min(owed, late.get(debt, owed))
    return tuple(_stands(agreement, debt, as_of[debt.debt], late[debt.debt]) for agreement, debt in account.debts)


def _since(agreement: AgreementRow, debt: DebtRow, period: str, as_of: date, cycle: timedelta) -> date:
    """The first of the days of which the lowest says what is late."""
    timed = debt.start_timing_pence > 0
    return late_since(terms_of(agreement, debt), agreement.agreed_on, period, as_of, timed=timed, cycle=cycle)


def _stands(agreement: AgreementRow, debt: DebtRow, as_of: date, late: int) -> DebtStanding:
    terms = terms_of(agreement, debt)
    return DebtStanding(agreement, debt, terms, standing(terms, as_of, late), as_of, paid=late <= 0)


def terms_of(agreement: AgreementRow, debt: DebtRow) -> Terms:
    """What was agreed about one debt, as it is counted."""
    start = debt.start_balance_pence - debt.start_timing_pence
    of = (agreement.frequency, agreement.first_due, agreement.tolerance_days)
    return Terms(*of, start_pence=start, instalment_pence=debt.instalment_pence)
