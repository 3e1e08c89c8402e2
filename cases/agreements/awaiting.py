"""What was agreed and waits until somebody who leads approves or declines it."""

from datetime import date

from sqlalchemy import bindparam, select
from sqlmodel import Session

from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.words import AgreementStatus
from workflows.db import table
from workflows.prepared import Prepared

_agreement, _debt = table(Agreement), table(AgreementDebt)
_awaiting = (
    select(_debt.c.account_id)
    .join(_agreement, _agreement.c.id == _debt.c.agreement_id)
    .where(_agreement.c.status == AgreementStatus.PROPOSED)
    .distinct()
)
_all, _of = Prepared(_awaiting), Prepared(_awaiting.where(_debt.c.account_id == bindparam("b_account")))


def awaiting_approval(session: Session, on: date, account_id: int | None) -> dict[int, bool]:
    """A reading: the accounts about which something was agreed that is not approved yet."""
    del on  # as it is today
    rows = _all.all(session, {}) if account_id is None else _of.all(session, {"b_account": account_id})
    return {row.account_id: True for row in rows}
