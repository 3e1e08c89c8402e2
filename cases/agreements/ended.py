"""What was agreed and somebody ended before it was completed, where nothing was agreed about the debt since."""

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from cases.agreements.tables import Agreement, AgreementDebt
from cases.agreements.words import AgreementKind, AgreementStatus, Frequency, LeftAs
from workflows.clock import london_date
from workflows.db import table
from workflows.prepared import AllOrOne

_agreement, _debt = table(Agreement), table(AgreementDebt)
_later, _its = _debt.alias("later"), _agreement.alias("its")
_since = (
    select(_later.c.agreement_id)
    .join(_its, _its.c.id == _later.c.agreement_id)
    .where(_later.c.account_id == _debt.c.account_id, _later.c.debt == _debt.c.debt)
    .where(_later.c.agreement_id > _debt.c.agreement_id)
    .where(_its.c.status != AgreementStatus.PROPOSED, _its.c.status != AgreementStatus.CANCELLED)
    .exists()
)
_asked = AllOrOne(
    select(
        *(_debt.c.account_id, _debt.c.debt, _debt.c.instalment_pence),
        *(
            _agreement.c.kind,
            _agreement.c.frequency,
            _agreement.c.ended_at,
            _agreement.c.mend_by,
            _agreement.c.agreed_on,
        ),
    )
    .join(_agreement, _agreement.c.id == _debt.c.agreement_id)
    .where(_agreement.c.status == AgreementStatus.ENDED, _debt.c.left_as == LeftAs.NOT, ~_since)
    .order_by(_agreement.c.id, _debt.c.debt),
    _debt.c.account_id,
)


class Ended(NamedTuple):
    """A debt about which nothing is agreed any more, as somebody ended it.

    :ivar agreed: whether it was agreed; otherwise a court had ordered it
    :ivar mend_by: the last day that a warning gave to put it right, of which no end takes anything away; ``None``:
        nobody was warned
    """

    debt: str
    instalment_pence: int
    frequency: Frequency
    agreed: bool
    ended_on: date
    mend_by: date | None


def ended(session: Session, on: date, account_id: int | None) -> dict[int, tuple[Ended, ...]]:
    """A reading: account → the debts of it about which what was agreed was ended, and nothing agreed since."""
    found: dict[int, tuple[Ended, ...]] = {}
    for row in _asked.rows(session, account_id):
        day = london_date(row.ended_at)
        if day <= on and row.agreed_on < day:  # what was entered and ended on one day was a slip, and told to nobody
            agreed = row.kind != AgreementKind.COURT_TERMS
            of = Ended(row.debt, row.instalment_pence, Frequency(row.frequency), agreed, day, row.mend_by)
            found[row.account_id] = (*found.get(row.account_id, ()), of)
    return found
