"""The hour of London: every time stamp is read and shown by it."""

from datetime import UTC, date, datetime, time, timedelta

from workflows.clock import LONDON


def in_london(moment: datetime) -> datetime:
    """A time stamp in London's time; one without an offset is London's already."""
    return moment.replace(tzinfo=LONDON) if moment.tzinfo is None else moment.astimezone(LONDON)


def end_of_day(day: date) -> datetime:
    """The moment in UTC at which a day of London is over: that moment itself is the next day's."""
    return datetime.combine(day + timedelta(days=1), time(), LONDON).astimezone(UTC)


def exists(naive: datetime) -> bool:
    """Whether the clocks of London show that time at all: not in the hour that is left out in March."""
    there = naive.replace(tzinfo=LONDON)
    return there.astimezone(UTC).astimezone(LONDON).replace(tzinfo=None) == naive


def is_ambiguous(naive: datetime) -> bool:
    """Whether the clocks of London show that time twice: in the hour that comes again in October."""
    first, second = naive.replace(tzinfo=LONDON, fold=0), naive.replace(tzinfo=LONDON, fold=1)
    return exists(naive) and first.utcoffset() != second.utcoffset()
