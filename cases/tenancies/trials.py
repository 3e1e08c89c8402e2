"""Until when a tenancy is on trial, or demoted, by the tables of law. Pure."""

from datetime import date

from cases.calculating.counting import through_months
from cases.law import Law, NoSuchNumber
from cases.tenancies.rows import Terms
from workflows.expressions import YearsAndMonths

TRIAL, EXTENSION, DEMOTION = "introductory_trial", "introductory_trial_extension", "demotion_period"


def last_of_trial(row: Terms, law: Law) -> date | None:
    """The last day of an introductory tenancy's trial (Housing Act 1996 ss.125, 125A); ``None``: no table says."""
    try:
        months = in_months(law, TRIAL, row.from_on)
        if row.trial_extended:
            months += in_months(law, EXTENSION, through_months(row.from_on, months))
    except NoSuchNumber:
        return None
    return through_months(row.from_on, months)


def last_of_demotion(row: Terms, law: Law) -> date | None:
    """The last day of a demotion (Housing Act 1996 s.143B, Housing Act 1988 s.20B); ``None``: nobody knows."""
    if row.demoted_on is None:
        return None
    try:
        return through_months(row.demoted_on, in_months(law, DEMOTION, row.demoted_on))
    except NoSuchNumber:
        return None


def in_months(law: Law, name: str, on: date) -> int:
    """A period of the tables that is counted in months.

    :raises NoSuchNumber: there is none for that day, or it is counted otherwise
    """
    length = law.period(name, on)
    if not isinstance(length, YearsAndMonths):
        raise NoSuchNumber(f"{name!r} is not counted in months.")
    return length.months
