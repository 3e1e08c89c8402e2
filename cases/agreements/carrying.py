"""What was agreed in a step of a case: asked what every agreement is asked, and never forgotten.

The step is done and the tenants were told, so nothing is refused here: what may not stand at once waits, with the
sentence that says why, until somebody who leads the team approves or declines it.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.agreements.affording import must_be_affordable
from cases.agreements.authority import able_to_agree
from cases.agreements.leading import changed_too_often, unusual_terms
from cases.agreements.making import NewAgreement, must_be_understood, standing_about
from cases.agreements.refusals import (
    AgreementNotUnderstood,
    BudgetNotValid,
    MoreThanAffordable,
    NobodyAgreed,
    ReasonMissing,
)
from cases.agreements.starting import starts_today
from cases.standards import Standards
from cases.tables import Customer
from workflows.db import table

SAID = "Said in the step of the case in which it was recorded."
_customer = table(Customer)


@dataclass(frozen=True)
class Carried:
    """What was agreed in a step.

    :ivar waits: why it waits for somebody who leads, a sentence each; none: it stands at once
    """

    new: NewAgreement
    waits: tuple[str, ...]


def carried(session: Session, new: NewAgreement, standards: Standards, on: date) -> Carried:
    """Asks authority, budget, count and policy of what was agreed in a step; whoever died is no party of it."""
    law = standards.law
    dead = select(_customer.c.id).where(_customer.c.date_of_death.is_not(None))
    died = set(session.execute(dead.where(_customer.c.id.in_([each.customer_id for each in new.parties]))).scalars())
    new = replace(
        new,
        parties=[each for each in new.parties if each.customer_id not in died],
        without_budget=new.without_budget or SAID,
        above_budget=new.above_budget or SAID,
    )
    stands, waits = standing_about(session, new.debts), list[str]()
    try:
        must_be_understood(new, law, on)
    except AgreementNotUnderstood as refused:
        waits.append(refused.sentence)
    try:
        able_to_agree(session, new.parties, [each.account_id for each in new.debts], on)
    except NobodyAgreed as refused:
        waits.append(refused.sentence)
    try:
        afforded = must_be_affordable(session, new, law, on, [each.id for each in stands])
    except (BudgetNotValid, MoreThanAffordable, ReasonMissing) as refused:
        waits.append(refused.sentence)
    else:
        new = replace(new, budget_id=afforded.budget_id)
        waits += [afforded.above] if afforded.above else []
    waits += [often] if (often := changed_too_often(session, stands, law, on, new.debts)) else []
    waits += unusual_terms(new, starts_today(session, new.debts, standards, on), law, on)
    return Carried(new, tuple(waits))
