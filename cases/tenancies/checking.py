"""What can be said of a tenancy: each objection is the field that is wrong and a sentence. Pure."""

from collections.abc import Collection, Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from cases.calculating.counting import said
from cases.tenancies.limits import year_itself
from cases.tenancies.objections import Objection, Spanning
from cases.tenancies.rows import PartOfRent, Terms, YearOfRent
from cases.words import Tenure

PERIODIC = frozenset({Tenure.SECURE, Tenure.ASSURED_SOCIAL})
ON_TRIAL = frozenset({Tenure.INTRODUCTORY, Tenure.STARTER})
WEEKS = (52, 53)


def terms_objections(rows: Sequence[Terms], calendars: Collection[str]) -> Iterator[Objection]:
    """What is wrong with the terms of one tenancy.

    :param calendars: the landlord's rent calendars
    """
    for place, row in enumerate(rows):
        if row.fixed_until is not None and row.tenure in PERIODIC:
            sentence = (
                f"is {said(row.fixed_until)}, and a tenancy that is {_words(row.tenure)} is periodic. Say a tenure "
                "with a fixed term, or leave it empty"
            )
            yield Objection(place, "fixed_until", sentence)
        elif row.fixed_until is not None and row.fixed_until < row.from_on:
            yield Objection(place, "fixed_until", "lies before the terms begin. Correct one of the days")
        if row.trial_extended and row.tenure not in ON_TRIAL:
            sentence = "is yes, and only an introductory or a starter tenancy is on trial. Leave it out"
            yield Objection(place, "trial_extended", sentence)
        if row.demoted_on is not None and row.tenure is not Tenure.DEMOTED:
            sentence = f"is said of a tenancy that is {_words(row.tenure)}. Say demoted, or leave it empty"
            yield Objection(place, "demoted_on", sentence)
        if row.rent_calendar and row.rent_calendar not in calendars:
            sentence = (
                f"is {row.rent_calendar[:40]!r}, and there is no such calendar. Bring it in with rent_calendars.csv"
            )
            yield Objection(place, "rent_calendar", sentence)
    yield from overlaps(rows)


def part_objections(rows: Sequence[PartOfRent]) -> Iterator[Objection]:
    """What is wrong with the parts of one rent: of one part and one code only one stands on a day."""
    for place, row in enumerate(rows):
        if row.pence < 0:
            yield Objection(place, "amount", "is less than nothing. A part of a rent is a sum, or 0.00")
    alike: dict[tuple[str, str], list[int]] = {}
    for place, row in enumerate(rows):
        alike.setdefault((row.part, row.code), []).append(place)
    for places in alike.values():
        for place, field, sentence, _ in overlaps([rows[each] for each in places]):
            yield Objection(places[place], field, sentence)


def year_objections(rows: Sequence[YearOfRent]) -> Iterator[Objection]:
    """What is wrong with the years of one calendar: each follows the last, and is as long as it says."""
    for place, row in enumerate(rows):
        if row.begins_on.year != row.year:
            yield Objection(place, "begins_on", f"is {said(row.begins_on)}, which is not in {row.year}")
        if row.weeks not in WEEKS:
            yield Objection(place, "weeks", f"is {row.weeks}, and a rent year has 52 weeks or 53")
        for day in row.rent_free:
            if not row.begins_on <= day <= row.last_day or (day - row.begins_on).days % 7:
                sentence = (
                    f"names {said(day)}, on which no week of this year begins: they begin every seven days from "
                    f"{said(row.begins_on)} on"
                )
                yield Objection(place, "rent_free", sentence)
        if len(set(row.rent_free)) != len(row.rent_free):
            yield Objection(place, "rent_free", "names a week twice")
    yield from year_itself(rows)
    ordered = sorted(range(len(rows)), key=lambda place: rows[place].begins_on)
    for before, after in pairwise(ordered):
        earlier, later = rows[before], rows[after]
        if earlier.year == later.year:
            yield Objection(after, "year", f"{later.year} is there twice")
        elif later.year == earlier.year + 1 and later.begins_on != earlier.last_day + timedelta(days=1):
            sentence = (
                f"is {said(later.begins_on)}, and the year before has {earlier.weeks} weeks and ends on "
                f"{said(earlier.last_day)}. Correct its weeks, or this day"
            )
            yield Objection(after, "begins_on", sentence)


def overlaps(rows: Sequence[Spanning]) -> Iterator[Objection]:
    """Spans that end before they begin, or of which two stand on one day."""
    for place, row in enumerate(rows):
        if row.until_on is not None and row.until_on < row.from_on:
            yield Objection(place, "until_on", f"is {said(row.until_on)}, before {said(row.from_on)}, the first day")
    ordered = sorted(range(len(rows)), key=lambda place: rows[place].from_on)
    for before, after in pairwise(ordered):
        until = rows[before].until_on
        if until is None or until >= rows[after].from_on:
            ends = "does not end" if until is None else f"ends on {said(until)}"
            sentence = (
                f"is {said(rows[after].from_on)}, and what stands from {said(rows[before].from_on)} {ends}: both would "
                "stand at once. Correct one of the days"
            )
            yield Objection(after, "from_on", sentence)


def _words(tenure: Tenure) -> str:
    return tenure.replace("_", " ")
