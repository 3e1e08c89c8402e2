"""Until when the landlord must have acted on a hazard that was reported, and when a referral is asked after."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cases.contacts.words import Hazard
from cases.law import Law, LawUnreadable, NoSuchNumber
from workflows.clock import london_date, start_of_day

RULES = {Hazard.EMERGENCY: "hazard_emergency", Hazard.SIGNIFICANT: "hazard_investigation"}
"""Severity → the row of law that says how long the landlord has from when it became aware."""
HOURS, WORKING_DAYS = "hours", "working days"


@dataclass(frozen=True)
class Deadline:
    """Until when, and by which row of law."""

    by: datetime
    rule: str


def hazard_deadline(law: Law, severity: Hazard, aware_at: datetime) -> Deadline | None:
    """Until when the landlord must have acted on what was reported; ``None`` where no law of that day says.

    :param aware_at: the moment at which the landlord became aware: of the contact in which it was said
    :raises LawUnreadable: the row is counted otherwise than hazards are
    """
    rule, day = RULES.get(severity), london_date(aware_at)
    if rule is None:
        return None
    try:
        row, length = law.period_row(rule, day), law.period(rule, day)
    except NoSuchNumber:
        return None
    if row.counting == HOURS and isinstance(length, timedelta):
        return Deadline(aware_at + length, rule)
    if row.counting == WORKING_DAYS and isinstance(length, timedelta):
        last = law.add_working_days(day, length.days)
        return Deadline(start_of_day(last + timedelta(days=1)) - timedelta(minutes=1), rule)
    raise LawUnreadable(f"{row.file}, {rule}: hazards are counted in {HOURS} or {WORKING_DAYS}. Correct `counting`.")


def asked_after(law: Law, on: date) -> date:
    """The day on which somebody asks a partner what came of a referral, by the landlord's policy."""
    return on + law.days("referral_chase", on)
