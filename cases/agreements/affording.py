"""Whether what is to be agreed can be afforded: one sum for all debts of a household, out of its budget."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.agreements.leaving import STANDS
from cases.agreements.making import NewAgreement
from cases.agreements.refusals import BudgetNotValid, MoreThanAffordable, ReasonMissing
from cases.agreements.tables import Agreement, AgreementDebt, AgreementParty
from cases.budgets.offers import Offer, monthly, offer, totals
from cases.budgets.reading import budget_in_force, budget_of
from cases.calculating.counting import said
from cases.calculating.money import pounds
from cases.law import Law
from cases.tables import AccountParty
from workflows.db import table

_agreement, _debt, _party = table(Agreement), table(AgreementDebt), table(AgreementParty)
_liable = table(AccountParty)


@dataclass(frozen=True)
class Afforded:
    """What an agreement takes out of the household's budget.

    :ivar budget_id: which; ``None``: there is none
    :ivar above: why it is more than the budget leaves, so that somebody who leads must approve it; empty: it is not

    :ivar offer: what may be offered at most, for all debts; ``None``: there is no budget
    :ivar monthly_pence: what is agreed with this, that of other agreements of the household counted
    """

    offer: Offer | None
    monthly_pence: int
    budget_id: int | None = None
    above: str = ""


def must_be_affordable(
    session: Session, new: NewAgreement, law: Law, on: date, replaced: Collection[int] = ()
) -> Afforded:
    """Refuses what the budget does not leave: the one that is named, or the household's that is in force.

    Where it is more somebody who leads the team must approve it; where a budget leaves nothing, nobody can.

    :param replaced: the agreements whose place it takes
    :raises ReasonMissing: there is no budget, and it is not said why
    :raises BudgetNotValid: it is superseded, too old, or of another household
    :raises MoreThanAffordable: it is more than the budget leaves, and it is not said why
    """
    agreed = sum(monthly(each.instalment_pence, new.frequency, law) for each in new.debts)
    budgets = _budgets(session, new, on)
    if not budgets:
        if not new.without_budget.strip():
            raise ReasonMissing(
                "There is no budget. Record one first, or say why the sum does not follow from one and how it is known "
                "that they can pay it (protocol 2.2).",
                field="without_budget",
            )
        return Afforded(None, agreed)
    found = [_out_of(session, budget, new, agreed, law, on, replaced) for budget in budgets]
    return next((each for each in found if each.above), found[0])


def _budgets(session: Session, new: NewAgreement, on: date) -> list[int]:
    """The budgets that it comes out of: the one that is named first, and each of the household that is in force."""
    query = select(_liable.c.customer_id).where(_liable.c.account_id.in_([each.account_id for each in new.debts]))
    people = {*session.execute(query).scalars(), *(each.customer_id for each in new.parties)}
    found = (budget_in_force(session, each, on) for each in sorted(people))
    theirs = list(dict.fromkeys(each.id for each in found if each is not None))
    if new.budget_id is None:
        return theirs
    return [new.budget_id, *(each for each in theirs if each != new.budget_id)]


def _out_of(
    session: Session, budget_id: int, new: NewAgreement, agreed: int, law: Law, on: date, replaced: Collection[int]
) -> Afforded:
    whole = budget_of(session, budget_id)
    if not whole.budget.is_valid(on):
        why = "superseded" if whole.budget.superseded_at else f"valid until {said(whole.budget.valid_until)} only"
        raise BudgetNotValid(f"The budget {whole.budget.id} is {why}. Make a new one.", field="budget")
    if budget_id == new.budget_id and not set(whole.customer_ids) & {each.customer_id for each in new.parties}:
        raise BudgetNotValid("The budget is of none of those who agreed. Name theirs.", field="budget")
    may = offer(totals(whole.lines, law, whole.budget.made_on).surplus, law, on)
    agreed += _elsewhere(session, whole.customer_ids, law, replaced)
    if agreed <= may.most_pence:
        return Afforded(may, agreed, budget_id)
    comes_to = f"By budget {budget_id} all agreements together would come to {pounds(agreed)} a month. {may.because}"
    if may.token:
        raise MoreThanAffordable(comes_to, field="instalment")
    if not new.above_budget.strip():
        raise MoreThanAffordable(
            f"{comes_to} Agree less; or say why it is more: it then waits until somebody who leads approves it.",
            field="instalment",
        )
    return Afforded(may, agreed, budget_id, comes_to)


def _elsewhere(session: Session, customer_ids: Iterable[int], law: Law, replaced: Collection[int]) -> int:
    """What the household agreed elsewhere, a month."""
    theirs = select(_party.c.agreement_id).where(_party.c.customer_id.in_(list(customer_ids)))
    query = select(_agreement.c.id, _agreement.c.frequency, _debt.c.instalment_pence)
    query = query.join(_debt, _debt.c.agreement_id == _agreement.c.id)
    rows = session.execute(query.where(STANDS, _agreement.c.id.in_(theirs)))
    return sum(monthly(row.instalment_pence, row.frequency, law) for row in rows if row.id not in replaced)
