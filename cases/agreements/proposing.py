"""Agreements that wait for somebody who leads the team: approved in their own name, or declined."""

from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, update
from sqlmodel import Session

from cases import holds
from cases.agreements.affording import must_be_affordable
from cases.agreements.authority import NewParty
from cases.agreements.changing import close
from cases.agreements.events import happened
from cases.agreements.making import (
    FIRST_DUE,
    REVIEW,
    NewAgreement,
    must_be_understood,
    must_not_replace_a_courts,
    standing_about,
    supersede,
    terms_in_words,
)
from cases.agreements.reading import agreement_of, debts_of_agreements, parties_of
from cases.agreements.refusals import (
    AgreedAlready,
    AgreementNotUnderstood,
    AgreementOver,
    FirstDayPassed,
    NobodyApproved,
    ReasonMissing,
)
from cases.agreements.rows import AgreementRow
from cases.agreements.starting import NewDebt, locked_accounts, must_be_owed, starts_of
from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.terms import Terms
from cases.agreements.words import AgreementStatus, EventKind
from cases.calculating.counting import said
from cases.law import Law
from cases.periods import Periods
from cases.standards import Standards
from workflows.clock import london_date
from workflows.db import table

_agreement, _debt = table(Agreement), table(AgreementDebt)
OFFERED = 3
"""How many days of its rhythm are named where the first has passed."""


def approve(session: Session, agreement_id: int, standards: Standards, by: str, at: datetime, reason: str) -> None:
    """Lets a proposed agreement stand from today, about what is owed today.

    :raises AgreementOver: it is not waiting
    :raises NobodyApproved: whoever proposed it cannot approve it
    :raises ReasonMissing: it is not said why it is right
    :raises FirstDayPassed: its first instalment fell due before anybody approved it
    :raises Refused: it can be agreed so no more; the sentence says why
    """
    row, on, law = _waiting(session, agreement_id), london_date(at), standards.law
    if row.recorded_by == by:
        raise NobodyApproved("You proposed this agreement, so somebody else who leads the team approves it.")
    _said(reason, "Say why it is right to agree this all the same.")
    debts = tuple(
        NewDebt(each.account_id, each.instalment_pence, each.debt)
        for each in debts_of_agreements(session, [row.id])[row.id]
    )
    accounts = locked_accounts(session, debts, standards)
    row = _waiting(session, agreement_id)
    parties = tuple(NewParty(each.customer_id) for each in parties_of(session, [row.id]).get(row.id, ()))
    new = NewAgreement(parties, debts, row.frequency, row.first_due, kind=row.kind, budget_id=row.budget_id)
    new = NewAgreement(**{**vars(new), "without_budget": row.without_budget, "above_budget": row.above_budget})
    _must_not_have_passed(row, law, on)
    must_be_understood(new, law, on)
    stands = standing_about(session, debts)
    must_not_replace_a_courts(row.kind, stands)
    if stands and row.supersedes_id is None:
        raise AgreedAlready(f"Agreement {stands[0].id} about this debt stands by now. Decline this one.")
    must_be_affordable(session, new, law, on, [each.id for each in stands])
    starts = starts_of(session, debts, accounts, standards, on)
    must_be_owed(starts, standards)
    session.execute(delete(_debt).where(_debt.c.agreement_id == row.id))
    session.execute(insert(_debt), [{"agreement_id": row.id, **each.columns} for each in starts])
    values = {"status": AgreementStatus.LIVE, "approved_by": by, "agreed_on": on}
    review = {"review_on": Periods(law).counted(REVIEW, on).last}
    session.execute(update(_agreement).where(_agreement.c.id == row.id).values(**values, **review))
    supersede(session, stands, row.id, debts, by, at)
    terms = terms_in_words(row.frequency, row.first_due, starts)
    happened(session, row.id, EventKind.APPROVED, on, at, by, reason.strip(), {"proposed_by": row.recorded_by})
    happened(session, row.id, EventKind.MADE, on, at, row.recorded_by, "", terms)


def name_first_day(
    session: Session, agreement_id: int, first_due: date, reason: str, law: Law, by: str, at: datetime
) -> None:
    """Proposes a waiting agreement anew, with another day of the first instalment; the old one stays in its history.

    Whoever does so proposes it from now on, so that somebody else approves it.

    :raises AgreementOver: it is not waiting
    :raises ReasonMissing: it is not said with whom the day was agreed
    :raises AgreementNotUnderstood: the day has passed, or is too far ahead
    """
    _said(reason, "Say with whom the new day was agreed, and how.")
    row, on = _waiting(session, agreement_id), london_date(at)
    accounts = debts_of_agreements(session, [row.id])[row.id]
    holds.lock_accounts(session, sorted({each.account_id for each in accounts}), [])
    row = _waiting(session, agreement_id)
    debts = [NewDebt(each.account_id, each.instalment_pence, each.debt) for each in accounts]
    must_be_understood(NewAgreement((), debts, row.frequency, first_due), law, on)
    if first_due < on:  # an edition may say nothing of how near it has to be
        raise AgreementNotUnderstood(f"{said(first_due)} has passed. Name a day from {said(on)} on.", field="first_due")
    where = _agreement.c.id == row.id
    session.execute(update(_agreement).where(where).values(first_due=first_due, recorded_by=by))
    words = f"The first instalment is on {said(first_due)} in place of {said(row.first_due)}: {reason.strip()}"
    told = {"first_due": first_due.isoformat(), "before": row.first_due.isoformat(), "proposed_by": row.recorded_by}
    happened(session, row.id, EventKind.PROPOSED, on, at, by, words, told)


def _must_not_have_passed(row: AgreementRow, law: Law, on: date) -> None:
    """Refuses to let something stand whose first day nobody could keep any more: they would be behind at once."""
    if row.first_due >= on:
        return
    terms = Terms(row.frequency, row.first_due, 0, 0, 1)
    missed = terms.due_by(on - timedelta(days=1))
    days = [terms.due(number) for number in range(missed, missed + OFFERED)]
    if law.has_limit(FIRST_DUE):
        last = on + timedelta(days=law.limit(FIRST_DUE, on))
        days = [each for each in days if each <= last] or [on]
    raise FirstDayPassed(
        f"The first instalment of agreement {row.id} was to be paid on {said(row.first_due)}, which passed before "
        f"anybody approved it. Agree a new first day with the tenants, for example {' or '.join(map(said, days))}; "
        "name it in the proposal, and let somebody else approve it.",
        field="first_due",
        days=[each.isoformat() for each in days],
    )


def decline(session: Session, agreement_id: int, by: str, at: datetime, reason: str) -> None:
    """Declines a proposed agreement; it never takes effect.

    :raises AgreementOver: it is not waiting
    :raises ReasonMissing: it is not said why
    """
    _said(reason, "Say why it is declined, so that something else can be agreed.")
    row = _waiting(session, agreement_id)
    close(session, row.id, AgreementStatus.CANCELLED, EventKind.DECLINED, reason.strip(), by, at, london_date(at))


def _waiting(session: Session, agreement_id: int) -> AgreementRow:
    row = agreement_of(session, agreement_id)
    if row.status is not AgreementStatus.PROPOSED:
        raise AgreementOver(f"Agreement {row.id} is {row.status}, so there is nothing to approve or decline.")
    return row


def _said(reason: str, sentence: str) -> None:
    if not reason.strip():
        raise ReasonMissing(sentence, field="reason")
