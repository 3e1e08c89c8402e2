"""Whether what is to be agreed can be afforded: one sum for all debts of a household, out of its budget."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.agreements.making import NewAgreement
from cases.agreements.refusals import BudgetNotValid, MoreThanAffordable, NobodyApproved, ReasonMissing
from cases.agreements.tables import Agreement, AgreementDebt, AgreementParty
from cases.agreements.words import AgreementStatus
from cases.budgets.offers import Offer, monthly, offer, totals
from cases.budgets.reading import budget_of
from cases.calculating.counting import said
from cases.calculating.money import pounds
from cases.law import Law
from workflows.db import table

_agreement, _debt, _party = table(Agreement), table(AgreementDebt), table(AgreementParty)


@dataclass(frozen=True)
class Afforded:
    """What an agreement takes out of a budget.

    :ivar offer: what may be offered at most, for all debts; ``None``: there is no budget
    :ivar monthly_pence: what is agreed with this, that of other agreements of the household counted
    """

    offer: Offer | None
    monthly_pence: int


def must_be_affordable(
    session: Session, new: NewAgreement, law: Law, on: date, replaced: Collection[int] = ()
) -> Afforded:
    """Refuses what the budget does not leave.

    Above what it leaves somebody who may must have approved it with a reason; where it leaves nothing, nobody can.

    :param replaced: the agreements whose place it takes
    :raises ReasonMissing: there is no budget, and it is not said why
    :raises BudgetNotValid: it is superseded, too old, or of another household
    :raises MoreThanAffordable: it is more than the budget leaves
    """
    agreed = sum(monthly(each.instalment_pence, new.frequency, law) for each in new.debts)
    if new.budget_id is None:
        if not new.without_budget.strip():
            raise ReasonMissing(
                "There is no budget. Record one first, or say why the sum does not follow from one and how it is known "
                "that they can pay it (protocol 2.2).",
                field="without_budget",
            )
        return Afforded(None, agreed)
    whole = budget_of(session, new.budget_id)
    if not whole.budget.is_valid(on):
        why = "superseded" if whole.budget.superseded_at else f"valid until {said(whole.budget.valid_until)} only"
        raise BudgetNotValid(f"The budget {whole.budget.id} is {why}. Make a new one.", field="budget")
    if not set(whole.customer_ids) & {each.customer_id for each in new.parties}:
        raise BudgetNotValid("The budget is of none of those who agreed. Name theirs.", field="budget")
    may = offer(totals(whole.lines, law, whole.budget.made_on).surplus, law, on)
    agreed += _elsewhere(session, whole.customer_ids, law, replaced)
    if agreed <= may.most_pence:
        return Afforded(may, agreed)
    if may.token:
        raise MoreThanAffordable(
            f"{may.because} All agreements together would come to {pounds(agreed)} a month.", field="instalment"
        )
    if not new.above_budget.strip():
        raise MoreThanAffordable(
            f"All agreements together would come to {pounds(agreed)} a month. {may.because} Agree less, or have "
            f"somebody approve it, and say who and why.",
            field="instalment",
        )
    if not new.approved_by.strip():
        raise NobodyApproved("Say who approved that more is agreed than the budget leaves.", field="approved_by")
    return Afforded(may, agreed)


def _elsewhere(session: Session, customer_ids: Iterable[int], law: Law, replaced: Collection[int]) -> int:
    """What the household agreed elsewhere, a month."""
    theirs = select(_party.c.agreement_id).where(_party.c.customer_id.in_(list(customer_ids)))
    query = select(_agreement.c.id, _agreement.c.frequency, _debt.c.instalment_pence)
    query = query.join(_debt, _debt.c.agreement_id == _agreement.c.id)
    rows = session.execute(query.where(_agreement.c.status == AgreementStatus.LIVE, _agreement.c.id.in_(theirs)))
    return sum(monthly(row.instalment_pence, row.frequency, law) for row in rows if row.id not in replaced)
