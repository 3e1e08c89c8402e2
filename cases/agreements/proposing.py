"""Agreements that wait for somebody who leads the team: approved in their own name, or declined."""

from datetime import datetime

from sqlalchemy import delete, insert, update
from sqlmodel import Session

from cases.agreements.affording import must_be_affordable
from cases.agreements.authority import NewParty
from cases.agreements.changing import close
from cases.agreements.events import happened
from cases.agreements.making import (
    REVIEW,
    NewAgreement,
    must_be_understood,
    must_not_replace_a_courts,
    standing_about,
    supersede,
    terms_in_words,
)
from cases.agreements.reading import agreement_of, debts_of_agreements, parties_of
from cases.agreements.refusals import AgreedAlready, AgreementOver, NobodyApproved, ReasonMissing
from cases.agreements.rows import AgreementRow
from cases.agreements.starting import NewDebt, locked_accounts, must_be_owed, starts_of
from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.words import AgreementStatus, EventKind
from cases.periods import Periods
from cases.standards import Standards
from workflows.clock import london_date
from workflows.db import table

_agreement, _debt = table(Agreement), table(AgreementDebt)


def approve(session: Session, agreement_id: int, standards: Standards, by: str, at: datetime, reason: str) -> None:
    """Lets a proposed agreement stand from today, about what is owed today.

    :raises AgreementOver: it is not waiting
    :raises NobodyApproved: whoever proposed it cannot approve it
    :raises ReasonMissing: it is not said why it is right
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
    supersede(session, stands, row.id, by, at)
    terms = terms_in_words(row.frequency, row.first_due, starts)
    happened(session, row.id, EventKind.APPROVED, on, at, by, reason.strip(), {"proposed_by": row.recorded_by})
    happened(session, row.id, EventKind.MADE, on, at, row.recorded_by, "", terms)


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
