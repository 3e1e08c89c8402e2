"""What cannot be of a tenancy's days, whatever else stands; and what is so unusual that somebody must confirm it.

Pure. A number of law is asked of its tables, and where they have none nothing is said.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from cases.calculating.counting import said, through_months
from cases.law import Law, NoSuchNumber
from cases.tenancies.objections import Objection, Spanning
from cases.tenancies.rows import Terms, YearOfRent
from cases.tenancies.trials import in_months, last_of_demotion, last_of_trial
from cases.words import Tenure

EARLIEST, EARLIEST_LEASE, LATEST_LEASE = date(1900, 1, 1), date(1500, 1, 1), date(3200, 1, 1)
"""No tenancy or rent that anybody means begins before; leases of the longest terms that are granted may."""
AHEAD = timedelta(days=366)
"""As far as one is signed, or a rent is fixed, before it begins: more is a slip in the year."""
RHYTHM = timedelta(days=2 * 366)
"""As long before a tenancy as a landlord names a day of its rent: the first of the rent year before it, at most."""
FLEXIBLE_TERM = "flexible_term_least"
LEASES = frozenset({Tenure.LEASEHOLD, Tenure.SHARED_OWNERSHIP})
LONGEST_LEASE, LONGEST_TERM, USUAL_TERM = 1000, 99, 10
"""Years of a fixed term, no law: a lease of 999 is granted, other terms of 99 are none, and of ten seldom."""


def begins_objection(day: date, today: date, tenure: str = "") -> str:
    """What is wrong with the day on which something of a tenancy begins; empty: nothing.

    :param tenure: a lease may have begun long ago; empty: of none
    """
    earliest = EARLIEST_LEASE if tenure in LEASES else EARLIEST
    if day < earliest:
        return f"is {said(day)}, before {earliest.year}. Check the year"
    if day > today + AHEAD:
        return f"is {said(day)}, more than a year ahead. Check the year, or bring it in when it is near"
    return ""


def span_objections(rows: Sequence[Spanning], today: date) -> Iterator[Objection]:
    """Rows that begin on a day that nobody means."""
    for place, row in enumerate(rows):
        if sentence := begins_objection(row.from_on, today):
            yield Objection(place, "from_on", sentence)


def terms_begin(rows: Sequence[Terms], today: date) -> Iterator[Objection]:
    """Terms that begin on a day that nobody means; a lease of long ago is unusual."""
    for place, row in enumerate(rows):
        if sentence := begins_objection(row.from_on, today):
            old = row.tenure in LEASES and EARLIEST_LEASE <= row.from_on < EARLIEST
            yield Objection(place, "from_on", sentence, unusual=old)


def terms_limits(rows: Sequence[Terms], began: date, today: date, law: Law | None) -> Iterator[Objection]:
    """What the days of terms cannot be, and what is unusual of them.

    :param began: when the tenancy did
    :param law: ``None``: whoever asks has no tables of law
    """
    for place, row in enumerate(rows):
        found = (
            *_fixed(row),
            *_until(row),
            *_over(row, today),
            *_rent_begins(row, began, today),
            *_demoted(row, began, today),
        )
        for field, sentence, unusual in found:
            yield Objection(place, field, sentence, unusual)
    yield from trial_objections(rows, today, law)
    yield from demotion_objections(rows, today, law)
    yield from flexible_objections(rows, today, law)


def trial_objections(rows: Sequence[Terms], today: date, law: Law | None) -> Iterator[Objection]:
    """Introductory tenancies that would be on trial for longer than the law lets them: unusual, for proceedings that
    have begun keep one introductory (Housing Act 1996 s.130).

    :param law: ``None``: whoever asks has no tables of law
    """
    for place, row in enumerate(rows):
        if row.tenure is not Tenure.INTRODUCTORY or law is None or row.from_on > today:
            continue
        last, until = last_of_trial(row, law), row.until_on or today
        if last is not None and until > last:
            goes = f"is {said(until)}" if row.until_on is not None else "is empty"
            longer = "" if row.trial_extended else ", and no extension is said"
            sentence = (
                f"{goes}, and the trial of an introductory tenancy that began on {said(row.from_on)} ended on "
                f"{said(last)} (Housing Act 1996 s.125{longer}). Unless proceedings for possession had begun it is "
                "introductory no more: give the last day of these terms, and those that follow"
            )
            yield Objection(place, "until_on", sentence, unusual=True)


def demotion_objections(rows: Sequence[Terms], today: date, law: Law | None) -> Iterator[Objection]:
    """Demoted tenancies that would stay so for longer than the law lets them: unusual, for a notice of proceedings
    keeps one demoted (Housing Act 1996 s.143B, Housing Act 1988 s.20B).

    :param law: ``None``: whoever asks has no tables of law
    """
    for place, row in enumerate(rows):
        if row.tenure is not Tenure.DEMOTED or row.demoted_on is None or law is None or row.demoted_on > today:
            continue
        last = last_of_demotion(row, law)
        if last is not None and (row.until_on or today) > last:
            goes = f"is {said(row.until_on)}" if row.until_on is not None else "is empty"
            sentence = (
                f"{goes}, and the demotion of {said(row.demoted_on)} ended on {said(last)} (Housing Act 1996 s.143B; "
                "Housing Act 1988 s.20B). Unless notice of proceedings for possession was given before, it is demoted "
                "no more: give the last day of these terms, and those that follow"
            )
            yield Objection(place, "until_on", sentence, unusual=True)


def flexible_objections(rows: Sequence[Terms], today: date, law: Law | None) -> Iterator[Objection]:
    """Flexible tenancies whose fixed term is shorter than the law lets one be granted: unusual, for terms that changed
    within it begin later than it did.

    :param law: ``None``: whoever asks has no tables of law
    """
    for place, row in enumerate(rows):
        if row.tenure is not Tenure.FLEXIBLE or row.fixed_until is None or law is None:
            continue
        if begins_objection(row.from_on, today):
            continue  # that is told, and no end is counted from a day that nobody means
        try:
            least = through_months(row.from_on, in_months(law, FLEXIBLE_TERM, row.from_on))
        except NoSuchNumber:
            continue
        if row.from_on <= row.fixed_until < least:
            sentence = (
                f"is {said(row.fixed_until)}, and a flexible tenancy that begins on {said(row.from_on)} is granted "
                f"until {said(least)} at least (Housing Act 1985 s.107A(2)). Correct one of the days, unless these "
                "terms begin later than it did"
            )
            yield Objection(place, "fixed_until", sentence, unusual=True)


def year_itself(rows: Sequence[YearOfRent]) -> Iterator[Objection]:
    """Rent years in which no rent falls due."""
    for place, row in enumerate(rows):
        if len(set(row.rent_free)) >= row.weeks > 0:
            yield Objection(place, "rent_free", "names every week of the year, so no rent would fall due in it")


_Said = tuple[str, str, bool]
"""A field, what is wrong with it, and whether that is merely unusual."""


def _fixed(row: Terms) -> Iterator[_Said]:
    """A fixed term of so many years that the year is a slip; leases are the long ones."""
    if row.fixed_until is None:
        return
    years = row.fixed_until.year - row.from_on.year
    most = LONGEST_LEASE if row.tenure in LEASES else LONGEST_TERM
    sentence = f"is {said(row.fixed_until)}, {years} years after these terms begin. Check the year"
    if years > most:
        yield "fixed_until", sentence, False
    elif years > USUAL_TERM and row.tenure not in LEASES:
        yield "fixed_until", sentence, True


def _until(row: Terms) -> Iterator[_Said]:
    """Terms that stand for so many years that the year of their last day is a slip; leases are the long ones."""
    if row.until_on is not None and row.tenure not in LEASES and row.until_on.year - row.from_on.year > LONGEST_TERM:
        years = row.until_on.year - row.from_on.year
        yield "until_on", f"is {said(row.until_on)}, {years} years after these terms begin. Check the year", False


def _over(row: Terms, today: date) -> Iterator[_Said]:
    """A fixed term that is over while its terms still stand: by law another tenancy followed, with another notice."""
    if row.fixed_until is not None and row.until_on is None and row.from_on <= row.fixed_until < today:
        sentence = (
            f"is {said(row.fixed_until)}, so the fixed term is over, and its terms still stand. A periodic tenancy "
            "follows one by law (Housing Act 1985 s.86, Housing Act 1988 s.5; of a lease, Landlord and Tenant Act 1954 "
            "part I): give the last day of these terms, and those that followed"
        )
        yield "fixed_until", sentence, True


def _rent_begins(row: Terms, began: date, today: date) -> Iterator[_Said]:
    """A day of the rent's rhythm that is far from the tenancy: any counts alike, but it is likelier a slip."""
    if row.rent_begins is None:
        return
    if sentence := begins_objection(row.rent_begins, today, row.tenure):
        yield "rent_begins", sentence, False
    elif began - row.rent_begins > RHYTHM:
        sentence = f"is {said(row.rent_begins)}, more than two years before the tenancy began on {said(began)}"
        yield "rent_begins", f"{sentence}. Check the year, or give a day since then", True


def _demoted(row: Terms, began: date, today: date) -> Iterator[_Said]:
    """The day of a demotion that lies outside the tenancy, or that is not said."""
    if row.tenure is not Tenure.DEMOTED:
        return
    if row.demoted_on is None:
        sentence = (
            "is empty, and how long a tenancy stays demoted runs from the day on which the order took effect (Housing "
            "Act 1996 s.143B; Housing Act 1988 s.20B). Give that day, as the order says"
        )
        yield "demoted_on", sentence, True
    elif row.demoted_on < began:
        sentence = f"is {said(row.demoted_on)}, before the tenancy began on {said(began)}. Correct one of the days"
        yield "demoted_on", sentence, False
    elif row.until_on is not None and row.demoted_on > row.until_on:
        sentence = f"is {said(row.demoted_on)}, after {said(row.until_on)}, the last day of these terms"
        yield "demoted_on", f"{sentence}. Correct one of the days", False
    elif sentence := begins_objection(row.demoted_on, today):
        yield "demoted_on", sentence, False
    elif row.demoted_on > row.from_on:
        sentence = (
            f"is {said(row.demoted_on)}, and these terms begin on {said(row.from_on)}: until then it was not demoted"
        )
        yield "demoted_on", f"{sentence}. Give the terms before the demotion by themselves", True
