"""Counting days, weeks, months and periods of a tenancy."""

from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from cases.calculating.refusals import InputContradicts
from cases.calculating.working import Working

DAY = timedelta(days=1)
WEEKS = {"nightly": 0, "weekly": 1, "fortnightly": 2, "four_weekly": 4}


def said(day: date) -> str:
    """A day as sentences name it: ``Monday 2 March 2026``."""
    return f"{day:%A} {day.day} {day:%B} {day.year}"


def add_days(day: date, count: int) -> date:
    """So many days on; rules keep their dates within the calendar."""
    return day + timedelta(days=count)


def add_months(day: date, months: int) -> date:
    """The corresponding date so many months on: the same number of the month, or the month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def through_months(day: date, months: int) -> date:
    """The last of so many months that begin with a day: the eve of the corresponding date.

    Where the month has no such number its last day ends the period itself: a year beginning with 29 February ends
    with 28 February.
    """
    corresponding = add_months(day, months)
    return corresponding - DAY if corresponding.day == day.day else corresponding


def is_business_day(working: Working, day: date) -> bool:
    """Whether a day is a business day (CPR 6.2(b))."""
    working.look_at_calendar(day)
    return working.law.is_working_day(day)


def add_business_days(working: Working, day: date, count: int) -> date:
    """The date so many business days on, or back."""
    there = working.law.add_working_days(day, count)
    working.look_at_calendar(max(day, there))
    return there


def business_day_from(working: Working, day: date, step: int = 1) -> date:
    """The day, if it is a business day, or the next one (with ``-1``: the one before)."""
    return day if is_business_day(working, day) else add_business_days(working, day, step)


def add_enforcement_days(working: Working, day: date, count: int) -> date:
    """The date so many days on, Sundays and bank holidays left out (Saturdays count)."""
    while count:
        day += DAY
        count -= is_enforcement_day(working, day)
    return day


def is_enforcement_day(working: Working, day: date) -> bool:
    """Whether a day counts for taking control of goods: no Sunday, no bank holiday."""
    if day.weekday() == 6:
        return False
    # Of a Saturday only its bank holidays must be asked; a business day is none.
    return is_business_day(working, day) or (day.weekday() == 5 and not _holiday(working, day))


def _holiday(working: Working, day: date) -> bool:
    # A Saturday's Christmas Day or Boxing Day has a substitute on another day, and is a holiday itself.
    return day in working.law.bank_holidays or (day.month, day.day) in {(12, 25), (12, 26)}


def period_starts(working: Working, start: date, period: str) -> Callable[[int], date]:
    """The number of a period → its first day; number 0 is the one that starts on the day that is named."""
    if period == "monthly":
        return lambda number: add_months(start, number)
    weeks = WEEKS.get(period)
    if weeks is None:
        working.refuse(f"How to count {period} periods is not in the tables.")
    return lambda number: start + timedelta(days=7 * weeks * number if weeks else number)


def first_start(working: Working, start: date, period: str, not_before: date) -> date:
    """The first day of a period that is not before a day.

    :param start: any day on which a period starts
    """
    nth = period_starts(working, start, period)
    length = {"monthly": 31, "nightly": 1}.get(period) or 7 * WEEKS[period]
    number = (not_before - start).days // length - 2
    if abs((not_before - start).days) > 40_000:
        raise InputContradicts("`a_period_starts_on` lies more than a lifetime away. Correct it.")
    while nth(number) < not_before:
        number += 1
    while nth(number - 1) >= not_before:
        number -= 1
    return nth(number)


def first_end(working: Working, start: date, period: str, not_before: date) -> date:
    """The last day of a period that is not before a day."""
    return first_start(working, start, period, not_before + DAY) - DAY
