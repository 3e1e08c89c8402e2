"""What the rules remember of each open case, against its record: a false memory would let a step through."""

from sqlalchemy import select
from sqlmodel import Session

from workflows.db import table
from workflows.evidence import Finding
from workflows.proofs.rules import Rules
from workflows.runtime.conformance import follow_cases
from workflows.runtime.guard import RULES
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus

_case = table(CaseFile)


def reconcile(session: Session, rules: Rules) -> tuple[list[Finding], list[str]]:
    """Compares all open cases. What was kept under other rules is worked out anew before it counts, so is not asked."""
    query = select(_case.c.id, _case.c.guard).where(_case.c.status == CaseStatus.OPEN)
    kept = {row.id: row.guard for row in session.execute(query)}
    findings = []
    for case in follow_cases(session, rules, only_open=True):
        guard = kept[case.id]
        if guard.get(RULES) == rules.version and guard != {RULES: rules.version, **case.follower.states}:
            name = f"case/{case.reference}"
            sentence = f"what the rules remember of {name} is not what its record tells: its row was changed"
            findings.append(Finding(name, 0, sentence))
    return findings, []
