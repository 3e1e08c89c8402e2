"""Agreements that were completed by a payment that was taken back since.

A line that takes a payment back counts for the day of that payment: the debt is as old as it was before it, and no
evening between the two says that it was paid.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session

from cases.agreements.events import happened
from cases.agreements.reading import agreement_of, debts_of_agreements
from cases.agreements.standings import standings_since
from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.words import AgreementStatus, EventKind
from cases.calculating.counting import said
from cases.calculating.money import pounds
from cases.rows import AccountRow
from cases.standards import Standards
from cases.tables import Account, AccountTransaction
from cases.words import PAID
from workflows.clock import london_date
from workflows.db import table
from workflows.prepared import Prepared
from workflows.rows import row_of

LOOKED_BACK = timedelta(days=62)
"""How long after it was posted a line that takes a payment back is looked at, where nights were missed."""
_agreement, _debt, _line = table(Agreement), table(AgreementDebt), table(AccountTransaction)
_account = table(Account)
_back = _line.alias("taken_back")
_taken_back = Prepared(
    select(_agreement.c.id, _agreement.c.ended_at, _line.c.account_id, _line.c.posted_on, _line.c.amount_pence)
    .add_columns(_back.c.posted_on.label("back_on"))
    .join(_debt, _debt.c.agreement_id == _agreement.c.id)
    .join(_back, _back.c.account_id == _debt.c.account_id)
    .join(_line, (_line.c.account_id == _back.c.account_id) & (_line.c.reference == _back.c.reverses))
    .where(_agreement.c.status == AgreementStatus.COMPLETED, _debt.c.left_on.is_(None), _back.c.reverses != "")
    .where(_back.c.posted_on > bindparam("b_since"), _back.c.posted_on <= bindparam("b_on"))
    .where(_line.c.posted_on >= _agreement.c.agreed_on, _line.c.amount_pence < 0)
    .where(or_(*(_line.c.kind == str(each) for each in PAID)))
    .distinct()
    .order_by(_agreement.c.id, _line.c.posted_on)
)


@dataclass(frozen=True)
class Bounced:
    """A payment towards a completed agreement that was taken back.

    :ivar back_on: the day on which it was taken back
    """

    account_id: int
    paid_on: date
    back_on: date
    pence: int


def bounced_since(session: Session, on: date) -> dict[int, tuple[Bounced, ...]]:
    """Completed agreement → the payments before its end that were taken back; one query, and most nights nothing."""
    found: dict[int, tuple[Bounced, ...]] = {}
    for row in _taken_back.all(session, {"b_since": on - LOOKED_BACK, "b_on": on}):
        if row.ended_at is None or row.posted_on <= london_date(row.ended_at):
            each = Bounced(row.account_id, row.posted_on, row.back_on, -row.amount_pence)
            found[row.id] = (*found.get(row.id, ()), each)
    return found


def is_owed_again(
    session: Session, agreement_id: int, bounced: Iterable[Bounced], on: date, standards: Standards
) -> bool:
    """Whether something of a completed agreement is late again because payments were taken back.

    It is not where what was taken back was paid anew by now, or where another agreement about one of its debts stands.
    """
    row = agreement_of(session, agreement_id)
    debts = debts_of_agreements(session, [agreement_id]).get(agreement_id, ())
    if row.status is not AgreementStatus.COMPLETED or _agreed_anew(session, agreement_id):
        return False
    first: dict[int, date] = {}
    for each in bounced:
        first[each.account_id] = min(each.back_on, first.get(each.account_id, each.back_on))
    query = select(_account).where(_account.c.id.in_(first))
    accounts = {each["id"]: row_of(AccountRow, each) for each in session.execute(query).mappings()}
    theirs = [each for each in debts if each.account_id in first and each.left_on is None]
    return any(
        not standings_since(session, on, accounts[each.account_id], (row, each), first[each.account_id], standards).paid
        for each in theirs
    )


def reopen(session: Session, agreement_id: int, bounced: Iterable[Bounced], by: str, at: datetime) -> str:
    """Lets a completed agreement live again from today; gives why, in a sentence."""
    why = "What completed it was taken back: " + "; ".join(
        f"{pounds(each.pence)} of {said(each.paid_on)} on {said(each.back_on)}" for each in bounced
    )
    lives: Mapping[str, object] = {"status": AgreementStatus.LIVE, "ended_at": None, "ended_by": "", "ended_reason": ""}
    clear = {"warned_on": None, "mend_by": None}
    session.execute(update(_agreement).where(_agreement.c.id == agreement_id).values(**lives, **clear))
    happened(session, agreement_id, EventKind.REOPENED, london_date(at), at, by, f"{why}.", {})
    return f"{why}."


def _agreed_anew(session: Session, agreement_id: int) -> bool:
    """Whether a later agreement about one of its debts was made, which says what became of them."""
    later, other = _debt.alias("later"), _agreement.alias("other")
    same = (later.c.account_id == _debt.c.account_id) & (later.c.debt == _debt.c.debt)
    query = select(later.c.agreement_id).join(_debt, same).join(other, other.c.id == later.c.agreement_id)
    query = query.where(_debt.c.agreement_id == agreement_id, later.c.agreement_id > agreement_id)
    never = (AgreementStatus.PROPOSED, AgreementStatus.CANCELLED)
    return session.execute(query.where(other.c.status.not_in(never)).limit(1)).first() is not None
