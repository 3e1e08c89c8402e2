"""Operations that read the ledger."""

from collections.abc import Callable
from typing import Any

from sqlmodel import Session

from cases.facts import COPIED, account_of_case, balance_on, facts_of_case, last_payment
from cases.standards import Standards
from workflows.clock import london_date
from workflows.diagrams.operations import Operation
from workflows.runtime.handlers import StepWork

READ_FACTS = Operation(
    "read_facts",
    "inline",
    "Copies the facts of the account into the process, with their date; the record keeps them.",
    results=dict(COPIED),
)
RECORD_CLEARANCE = Operation(
    "record_clearance",
    "inline",
    "Notes the balance with which the debt was cleared.",
    results={"cleared_on": "date", "cleared_balance_pence": "number", "cleared_by_payment_on": "date"},
)


def read_facts_by(standards: Standards) -> Callable[[Session, StepWork], dict[str, Any]]:
    """The operation that reads facts by this law and these kinds of debt."""

    def read_facts(session: Session, work: StepWork) -> dict[str, Any]:
        """Copies the facts that decisions ask for into the process, with their date; the record keeps them."""
        return facts_of_case(session, work.case_id, london_date(work.now), standards)

    return read_facts


def record_clearance(session: Session, work: StepWork) -> dict[str, Any]:
    """Notes the balance with which the debt was cleared."""
    today = london_date(work.now)
    account = account_of_case(session, work.case_id)
    payment = last_payment(session, account.id, today)
    return {
        "cleared_on": today,
        "cleared_balance_pence": balance_on(session, account.id, today),
        "cleared_by_payment_on": payment.posted_on if payment else None,
    }
