"""Whether the rows that people work with say what the record says.

The record is what was written; rows are what the pages show and what steps go by. Who can write in the database could
change a row and leave the record alone: this finds it. What was there before the record told of it is said in a note.
"""

from sqlmodel import Session

from documents.register import Store
from tasks.reconciling import ledger, organisation
from tasks.reconciling.case_rows import reconcile_case, reconcile_cases
from workflows.evidence import Finding

__all__ = ["reconcile", "reconcile_case"]


def reconcile(session: Session, store: Store) -> tuple[list[Finding], list[str]]:
    """Compares everything; returns what differs, and notes on what could not be compared."""
    findings: list[Finding] = []
    notes: list[str] = []
    for found, more in (
        reconcile_cases(session, store),
        organisation.reconcile(session),
        ledger.reconcile(session),
    ):
        findings += found
        notes += more
    return findings, notes
