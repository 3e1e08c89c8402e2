"""What cannot be of a tenancy's days, whatever else stands; and what is so unusual that somebody must confirm it.

Pure. A number of law is asked of its tables, and where they have none nothing is said.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cases.calculating.counting import said, through_months
from cases.law import Law, NoSuchNumber
from cases.tenancies.objections import Objection, Spanning
from cases.tenancies.rows import Terms, YearOfRent
from cases.words import Tenure
from workflows.expressions.values import YearsAndMonths

EARLIEST = date(1900, 1, 1)
"""No tenancy or rent that anybody means begins before."""
AHEAD = timedelta(days=366)
"""As far as one is signed, or a rent is fixed, before it begins: more is a slip in the year."""
TRIAL, EXTENSION = "introductory_trial", "introductory_trial_extension"


def begins_objection(day: date, today: date) -> str:
    """What is wrong with the day on which something of a tenancy begins; empty: nothing."""
    if day < EARLIEST:
        return f"is {said(day)}, before {EARLIEST.year}. Check the year"
    if day > today + AHEAD:
        return f"is {said(day)}, more than a year ahead. Check the year, or bring it in when it is near"
    return ""


def span_objections(rows: Sequence[Spanning], today: date) -> Iterator[Objection]:
    """Rows that begin on a day that nobody means."""
    for place, row in enumerate(rows):
        if sentence := begins_objection(row.from_on, today):
            yield Objection(place, "from_on", sentence)


def trial_objections(rows: Sequence[Terms], today: date, law: Law | None) -> Iterator[Objection]:
    """Introductory tenancies that would be on trial for longer than the law lets them: unusual, for proceedings that
    have begun keep one introductory (Housing Act 1996 s.130).

    :param law: ``None``: whoever asks has no tables of law
    """
    for place, row in enumerate(rows):
        if row.tenure is not Tenure.INTRODUCTORY or law is None or row.from_on > today:
            continue
        last, until = _last_of_trial(row, law), row.until_on or today
        if last is not None and until > last:
            goes = f"is {said(until)}" if row.until_on is not None else "is empty"
            longer = "" if row.trial_extended else ", and no extension is said"
            sentence = (
                f"{goes}, and the trial of an introductory tenancy that began on {said(row.from_on)} ended on "
                f"{said(last)} (Housing Act 1996 s.125{longer}). Unless proceedings for possession had begun it is "
                "introductory no more: give the last day of these terms, and those that follow"
            )
            yield Objection(place, "until_on", sentence, unusual=True)


def year_itself(rows: Sequence[YearOfRent]) -> Iterator[Objection]:
    """Rent years in which no rent falls due."""
    for place, row in enumerate(rows):
        if len(set(row.rent_free)) >= row.weeks > 0:
            yield Objection(place, "rent_free", "names every week of the year, so no rent would fall due in it")


def _last_of_trial(row: Terms, law: Law) -> date | None:
    """The last day of a trial; ``None``: the tables of law do not say."""
    try:
        months = _months(law, TRIAL, row.from_on)
        if row.trial_extended:
            months += _months(law, EXTENSION, through_months(row.from_on, months))
    except NoSuchNumber:
        return None
    return through_months(row.from_on, months)


def _months(law: Law, name: str, on: date) -> int:
    length = law.period(name, on)
    if not isinstance(length, YearsAndMonths):
        raise NoSuchNumber(f"{name!r} is not counted in months.")
    return length.months
