"""How the debts of live agreements stand: a reading of all accounts, in a few queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.agreements.owed import Ledger, cycles, late_since, ledgers
from cases.agreements.rows import AgreementRow, DebtRow
from cases.agreements.tables import Agreement, AgreementDebt, AgreementEvent
from cases.agreements.terms import Standing, Terms, standing
from cases.agreements.words import AgreementStatus, EventKind, StandingState
from cases.held import HeldDays, held_days
from cases.tables import Account
from workflows.db import table
from workflows.prepared import Prepared
from workflows.rows import row_of

_agreement, _debt, _account = table(Agreement), table(AgreementDebt), table(Account)
_event = table(AgreementEvent)
_live = (
    select(
        _agreement,
        *(_debt.c[name] for name in ("agreement_id", "account_id", "debt")),
        *(_debt.c[name] for name in ("start_balance_pence", "start_timing_pence", "instalment_pence")),
        *(_account.c[name] for name in ("reference", "rent_period", "balance_on", "patch")),
    )
    .join(_debt, _debt.c.agreement_id == _agreement.c.id)
    .join(_account, _account.c.id == _debt.c.account_id)
    .where(_agreement.c.status == AgreementStatus.LIVE)
    .order_by(_agreement.c.id, _debt.c.account_id, _debt.c.debt)
)
_standing = (_agreement.c.status == AgreementStatus.LIVE) & _agreement.c.mend_by.is_not(None)
_warning = (
    select(_debt.c.agreement_id, _debt.c.account_id)
    .join(_agreement, _agreement.c.id == _debt.c.agreement_id)
    .where(_standing)
)
_these = select(_debt.c.agreement_id).where(_debt.c.account_id == bindparam("b_account"))
_warned, _warned_of = Prepared(_warning), Prepared(_warning.where(_debt.c.agreement_id.in_(_these)))
_all, _of = Prepared(_live), Prepared(_live.where(_debt.c.account_id == bindparam("b_account")))


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


def newest_status(session: Session, on: date, account_id: int | None) -> dict[int, str]:
    """A reading: account → what became of its newest agreement that somebody made, proposals and refusals left out."""
    del on
    never = (AgreementStatus.PROPOSED, AgreementStatus.CANCELLED)
    made = (_agreement.c.id == _debt.c.agreement_id) & _agreement.c.status.not_in(never)
    query = select(_debt.c.account_id, _agreement.c.status).join(_agreement, made).order_by(_agreement.c.id)
    if account_id is not None:
        query = query.where(_debt.c.account_id == account_id)
    return {row.account_id: row.status for row in session.execute(query)}


def varied_agreements(session: Session, on: date, account_id: int | None) -> dict[int, bool]:
    """A reading: the live agreements that were varied, by their own numbers."""
    del on, account_id
    query = select(_event.c.agreement_id).join(_agreement, _agreement.c.id == _event.c.agreement_id)
    live = _agreement.c.status == AgreementStatus.LIVE
    return dict.fromkeys(session.execute(query.where(live, _event.c.kind == EventKind.VARIED)).scalars(), True)


def standings(session: Session, on: date, account_id: int | None) -> dict[int, tuple[DebtStanding, ...]]:
    """A reading: account → the debts of it about which an agreement stands, each with how it stands."""
    rows = _all.all(session, {}) if account_id is None else _of.all(session, {"b_account": account_id})
    if not rows:
        return {}
    exported = {row.account_id: row.balance_on for row in rows}
    tolerance = max(row.tolerance_days for row in rows)
    known = ledgers(session, on, exported, account_id, longest_tolerance=tolerance)
    paid_in = cycles(session, on, account_id)
    found: dict[int, tuple[DebtStanding, ...]] = {}
    for row in rows:
        said = row._asdict()
        agreement, debt = row_of(AgreementRow, said), row_of(DebtRow, said)
        cycle = paid_in.get(row.account_id, timedelta())
        judged = judge(agreement, debt, row.rent_period, known[row.account_id], cycle)
        found[row.account_id] = (*found.get(row.account_id, ()), judged)
    return found


def judge(
    agreement: AgreementRow, debt: DebtRow, period: str, ledger: Ledger, cycle: timedelta = timedelta()
) -> DebtStanding:
    """How a debt of an agreement stands by what is known of its ledger.

    :param cycle: in which benefit or a Direct Debit pays the rent
    """
    terms = terms_of(agreement, debt)
    as_of = max(ledger.as_of, agreement.agreed_on)
    since = late_since(terms, agreement.agreed_on, period, as_of, timed=debt.start_timing_pence > 0, cycle=cycle)
    late = ledger.lowest(since)
    return DebtStanding(agreement, debt, terms, standing(terms, as_of, late), as_of, paid=late <= 0)


def terms_of(agreement: AgreementRow, debt: DebtRow) -> Terms:
    """What was agreed about one debt, as it is counted."""
    start = debt.start_balance_pence - debt.start_timing_pence
    of = (agreement.frequency, agreement.first_due, agreement.tolerance_days)
    return Terms(*of, start_pence=start, instalment_pence=debt.instalment_pence)
