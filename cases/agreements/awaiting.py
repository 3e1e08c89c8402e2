"""What was agreed and waits until somebody who leads approves or declines it."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlmodel import Session

from cases.agreements.rows import AgreementRow
from cases.agreements.tables import Agreement, AgreementDebt, AgreementEvent
from cases.agreements.words import AgreementStatus, EventKind
from cases.law import Law
from cases.periods import Periods
from workflows.db import table
from workflows.rows import row_of

_agreement, _debt, _event = table(Agreement), table(AgreementDebt), table(AgreementEvent)
APPROVED_WITHIN = "agreement_approved_within"
"""The row of ``bpmn/law/periods.yaml``: within how long somebody approves or declines; an edition may lack it."""


@dataclass(frozen=True)
class Waiting:
    """An agreement that waits for approval; ``agreement.recorded_by`` proposed it.

    :ivar account_ids: the accounts that it is about
    :ivar answer_by: the last day on which policy wants it approved or declined; ``None``: policy names none. It counts
        from the first proposal: another first day does not give whoever approves it more time
    """

    agreement: AgreementRow
    account_ids: frozenset[int]
    answer_by: date | None


def to_approve(session: Session, law: Law) -> dict[int, Waiting]:
    """The agreements that wait for approval, by number."""
    waits = _agreement.c.status == AgreementStatus.PROPOSED
    rows = session.execute(select(_agreement).where(waits)).mappings().all()
    if not rows:
        return {}
    proposed = select(_event.c.agreement_id, func.min(_event.c.on_day).label("on")).group_by(_event.c.agreement_id)
    proposed = proposed.where(_event.c.kind == EventKind.PROPOSED)
    since = {row.agreement_id: row.on for row in session.execute(proposed)}
    accounts: dict[int, set[int]] = {}
    for row in session.execute(select(_debt.c.agreement_id, _debt.c.account_id).join(_agreement).where(waits)):
        accounts.setdefault(row.agreement_id, set()).add(row.account_id)
    period = Periods(law) if law.has_length(APPROVED_WITHIN) else None
    return {
        row["id"]: Waiting(
            row_of(AgreementRow, row),
            frozenset(accounts.get(row["id"], ())),
            period.counted(APPROVED_WITHIN, since[row["id"]]).last if period and row["id"] in since else None,
        )
        for row in rows
    }
