"""What terms and parts of a rent say, against what the account says: sentences for a person. Pure. Money is pence."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from cases.calculating.counting import said
from cases.calculating.money import pounds
from cases.rows import AccountRow
from cases.tenancies.calendar import RentCalendar
from cases.tenancies.parts import Parts
from cases.tenancies.reading import Standing
from cases.tenancies.rows import Terms, YearOfRent
from cases.words import RentPeriod

WEEK = timedelta(days=7)
EVERY = {
    RentPeriod.WEEKLY: "week",
    RentPeriod.FORTNIGHTLY: "fortnight",
    RentPeriod.FOUR_WEEKLY: "four weeks",
    RentPeriod.MONTHLY: "month",
}


def contradictions(account: AccountRow, standing: Standing | None) -> Iterator[str]:
    """Where the terms that stand say otherwise than the account: of such a tenancy nothing is certain."""
    if standing is None:
        return
    tenure = standing.terms.tenure
    if tenure != account.tenure:
        yield f"the tenancy is {_words(tenure)} by its terms and {_words(account.tenure)} by the account"
    if standing.ends is not None and standing.ends != account.tenancy_end:
        ends = "goes on" if account.tenancy_end is None else f"ends on {said(account.tenancy_end)}"
        yield f"the tenancy ends on {said(standing.ends)} by its terms and {ends} by the account"


def sum_sentence(account: AccountRow, parts: Parts | None) -> str:
    """Whether the parts of a rent come to it."""
    every = EVERY[RentPeriod(account.rent_period)]
    if parts is None:
        return "Nothing is known of what the rent is made of."
    if parts.all == account.rent_pence:
        can = f"benefit can pay {pounds(parts.eligible)} of it"
        return f"The parts come to {pounds(parts.all)} a {every}, which is the rent; {can}."
    return (
        f"The parts come to {pounds(parts.all)} a {every}, and the rent of the account is "
        f"{pounds(account.rent_pence)}. One of them is wrong: have it put right in the housing system, or correct the "
        "part here."
    )


def calendar_of(account: AccountRow, terms: Terms | None, years: Iterable[YearOfRent]) -> RentCalendar | None:
    """On which days the rent of a tenancy falls due; ``None``: no day is known on which a period begins.

    Weeks without rent are those of a weekly rent: whoever pays by the month pays the year in equal parts.
    """
    if terms is None or terms.rent_begins is None:
        return None
    period = RentPeriod(account.rent_period)
    weeks = [week for year in years for week in year.rent_free] if period is RentPeriod.WEEKLY else []
    free = frozenset(week + timedelta(days=number) for week in weeks for number in range(7))
    return RentCalendar(period, terms.rent_begins, free)


def calendar_sentence(account: AccountRow, terms: Terms | None, years: list[YearOfRent], on: date) -> str:
    """When rent falls due next, and which rent year it is with which weeks without rent."""
    days = calendar_of(account, terms, years)
    every = EVERY[RentPeriod(account.rent_period)]
    if days is None:
        return f"Rent falls due every {every}; on which day is not known."
    due = next(days.charge_days(on, on + 60 * WEEK), None)
    told = [f"Rent falls due every {every}, next on {said(due)}." if due else f"Rent falls due every {every}."]
    year = next((each for each in years if each.begins_on <= on <= each.last_day), None)
    if year is not None:
        free = ", ".join(said(week) for week in year.rent_free)
        told.append(
            f"The rent year {year.year} of the calendar {year.calendar} began on {said(year.begins_on)} and has "
            f"{year.weeks} weeks" + (f"; none is charged in the weeks of {free}." if free else ".")
        )
    elif terms is not None and terms.rent_calendar:
        told.append(f"No rent year of the calendar {terms.rent_calendar} is known for today.")
    return " ".join(told)


def _words(tenure: str) -> str:
    return tenure.replace("_", " ")
