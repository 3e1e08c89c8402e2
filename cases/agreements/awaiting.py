"""What was agreed and waits until somebody who leads approves or declines it."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.words import AgreementStatus
from workflows.db import table
from workflows.prepared import AllOrOne

_agreement, _debt = table(Agreement), table(AgreementDebt)
_awaiting = (
    select(_debt.c.account_id)
    .join(_agreement, _agreement.c.id == _debt.c.agreement_id)
    .where(_agreement.c.status == AgreementStatus.PROPOSED)
    .distinct()
)
_asked = AllOrOne(_awaiting, _debt.c.account_id)


def awaiting_approval(session: Session, on: date, account_id: int | None) -> dict[int, bool]:
    """A reading: the accounts about which something was agreed that is not approved yet."""
    del on  # as it is today
    return {row.account_id: True for row in _asked.rows(session, account_id)}
