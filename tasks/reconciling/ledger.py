"""The ledger, line by line, against what the imports added."""

from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from cases.importing.ledger import ADDED, digest, standing
from cases.tables import AccountTransaction
from tasks.reconciling.entries import chain_of_house, entries
from workflows.db import table
from workflows.evidence import Finding

_line = table(AccountTransaction)
HOUSE = "organisation"


def reconcile(session: Session) -> tuple[list[Finding], list[str]]:
    """Compares the lines that stand there with those that the record tells of, piece by piece."""
    findings: list[Finding] = []
    notes: list[str] = []
    accounted, told = 0, False
    for one in entries(session, chain_of_house(session), (ADDED,)):
        told = True
        before: list[dict[str, Any]] = one.body.get("before", [])
        if before:
            count = sum(piece["lines"] for piece in before)
            notes.append(
                f"{count:,} lines of the ledger stood there before the record told of each; of those it is checked "
                f"only that they are as they were then."
            )
        for piece in (*before, one.body):
            found = standing(session, piece["after"], piece["until"])
            accounted += len(found)
            if (len(found), digest(found)) != (piece["lines"], piece["digest"]):
                findings.append(Finding(HOUSE, one.seq, _differs(one.seq, piece, len(found))))
    others = session.execute(select(func.count()).select_from(_line)).scalar_one() - accounted
    if others and told:
        findings.append(Finding(HOUSE, 0, f"the ledger holds {others:,} lines that no import added"))
    elif others:
        notes.append(f"The record does not tell of the {others:,} lines of the ledger; they are not compared.")
    return findings, notes


def _differs(entry: int, piece: dict[str, Any], found: int) -> str:
    which = f"the {piece['lines']:,} lines of the ledger that entry {entry} of the organisation tells of"
    if found != piece["lines"]:
        return f"of {which} there are {found:,} now"
    return f"of {which} at least one was changed since (lines {piece['after'] + 1} to {piece['until']} of the table)"
