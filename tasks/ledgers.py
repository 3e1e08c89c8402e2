"""How old what is known of debts is: what pages and whoever runs the installation are told of it."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from cases.law import NoSuchNumber
from cases.ledger.lateness import late_ledgers, ledger_is_late
from tasks.assembly import House
from workflows.clock import london_date


def is_late(house: House, facts: Mapping[str, Any]) -> bool:
    """Whether an account's ledger is older than the landlord's policy lets it be; without a policy none is."""
    try:
        return ledger_is_late(facts, house.law)
    except NoSuchNumber:
        return False


def warnings(house: House, session: Session) -> list[str]:
    """What whoever runs the installation must know of ledgers that are late: a sentence, or none."""
    try:
        count, oldest = late_ledgers(session, house.law, london_date(house.runtime.clock.now()))
    except NoSuchNumber:
        return []
    if not count or oldest is None:
        return []
    ledgers, are = ("ledger", "is") if count == 1 else ("ledgers", "are")
    said = f"{count:,} {ledgers} of tenancies that run {are} late, the oldest of {oldest:%-d %B %Y}"
    remedy = "Import the newest export; of an account that it does not hold, find out why."
    return [f"{said}: nothing is stated or begun on them. {remedy}"]
