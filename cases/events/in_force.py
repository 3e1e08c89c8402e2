"""Which holds are in force on accounts on a day: a reading for facts, one query however many accounts there are."""

from datetime import date

from sqlmodel import Session

from cases.held import held_days

MORATORIA = frozenset({"breathing_space", "mental_health_crisis"})
"""Both kinds are told as one, so that a fact tells nobody which it is."""
INSOLVENCIES = frozenset({"bankruptcy", "debt_relief_order", "voluntary_arrangement"})
DEATH = frozenset({"death"})


def in_force(session: Session, on: date, account_id: int | None) -> dict[int, frozenset[str]]:
    """Account → the kinds of hold, of those that facts tell of, that cover it on a day."""
    asked = None if account_id is None else [account_id]
    found = held_days(session, MORATORIA | INSOLVENCIES | DEATH, asked)
    return {account: frozenset(each.hold.kind for each in holds if each.covers(on)) for account, holds in found.items()}
