"""Whether the rows that people work with say what the record says.

The record is what was written; rows are what the pages show and what steps go by. Who can write in the database could
change a row and leave the record alone: this finds it. What was there before the record told of it is said in a note.
"""

from collections.abc import Callable

from sqlmodel import Session

from documents.register import Store
from tasks.reconciling import guards, ledger, organisation
from tasks.reconciling.case_rows import reconcile_case, reconcile_cases
from workflows.evidence import Finding
from workflows.proofs.rules import Rules

__all__ = ["reconcile", "reconcile_case"]


NOT_COMPARED = (
    "Not compared with the record, since it does not tell of them: passwords and sessions, customers, accounts and who "
    "their tenants are, agreements, budgets and claims for benefit, open steps, the days on which waits end, and the "
    "engine's own states."
)
"""What this check cannot see, for whoever relies on it."""


def reconcile(session: Session, store: Store, rules: Rules) -> tuple[list[Finding], list[str]]:
    """Compares everything; returns what differs, and notes on what could not be compared.

    :param rules: those in force, whose memory of each open case is worked out anew from its record
    """
    findings: list[Finding] = []
    notes: list[str] = [NOT_COMPARED]
    parts: dict[str, Callable[[], tuple[list[Finding], list[str]]]] = {
        "cases": lambda: reconcile_cases(session, store),
        "holds, wording, procedures and users": lambda: organisation.reconcile(session),
        "the ledger": lambda: ledger.reconcile(session),
        "what the rules remember": lambda: guards.reconcile(session, rules),
    }
    for what, compare in parts.items():
        try:
            found, more = compare()
        except Exception as error:  # noqa: BLE001 -- whatever was written into a row: the other parts are compared
            sentence = (
                f"the rows of {what} cannot be compared: one cannot be read ({type(error).__name__}), so something "
                f"else was written into it"
            )
            found, more = [Finding("organisation", 0, sentence)], []
        findings += found
        notes += more
    return findings, notes
