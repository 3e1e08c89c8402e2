"""What a timer may wait for: a date, a duration or a cycle; and the ISO 8601 literals that diagrams write for them.

No clock is read here: that is the runtime's.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from workflows.expressions import written
from workflows.expressions.temporal import date_from, datetime_from, duration_from, later, shift
from workflows.expressions.values import YearsAndMonths

Duration = timedelta | YearsAndMonths

LONGEST = timedelta(days=3653)
"""Ten years: longer periods are typing errors."""
SHORTEST_CYCLE = timedelta(minutes=1)
MOST_REPETITIONS = 1000

_DURATION = re.compile(r"[+-]?P[0-9A-Z.,]*")
_DATE = re.compile(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}(T.*)?", re.IGNORECASE)
_CYCLE = re.compile(r"R([0-9]*)/(.*)", re.IGNORECASE | re.DOTALL)
_WEEKS = re.compile(r"P([0-9]{1,4})W", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cycle:
    """A timer that fires again and again.

    :ivar repetitions: how often it will still fire, this time included, at most; ``None`` for ever
    :ivar interval: the time between
    :ivar start: the first of its moments, aware; all others are counted from it. ``None``: each is one interval after
        the wait opened
    :ivar end: after this moment it fires no more, aware; ``None``: as often as it repeats
    :ivar fired: how often it has fired, where it has a start
    """

    repetitions: int | None
    interval: Duration
    start: datetime | None = None
    end: datetime | None = None
    fired: int = 0

    def next(self) -> "Cycle":
        """What is left after it has fired once."""
        left = None if self.repetitions is None else self.repetitions - 1
        return Cycle(left, self.interval, self.start, self.end, self.fired + 1 if self.start is not None else 0)

    def moment(self, began: datetime) -> datetime | None:
        """The first of the moments counted from its start that is not past; ``None``: all are, or it has no start.

        Those before the wait are past: ``R3/2025-12-30T09:00:00Z/P1D`` from 1 January on fires on that day only. Months
        are counted from the start, each time: from 31 January on, on 28 February and on 31 March.

        :param began: when the wait opened, aware; of one that has fired, when it did
        """
        if self.start is None:
            return None
        number = max(self.fired, _whole(self.start, began, self.interval))
        while self.repetitions is None or number < self.fired + self.repetitions:
            moment = _moved(self.start, self.interval, number)
            if moment is None or moment > began or (moment == began and not self.fired):
                return moment
            number += 1
        return None


def _whole(start: datetime, until: datetime, interval: Duration) -> int:
    """So many intervals surely lie between two moments, and hardly more."""
    if isinstance(interval, timedelta):
        return (until - start) // interval
    return ((until.year - start.year) * 12 + until.month - start.month - 2) // interval.months


def _moved(start: datetime, interval: Duration, times: int) -> datetime | None:
    """The moment so many intervals later; ``None``: beyond all clocks."""
    if isinstance(interval, YearsAndMonths):
        moved: Any = shift(start, YearsAndMonths(interval.months * times))
    else:
        try:
            moved = later(start, interval * times)
        except OverflowError:
            return None
    return moved if isinstance(moved, datetime) else None


TimerValue = datetime | date | Duration | Cycle


class BadTimer(ValueError):
    """The text or value is none that a timer can wait for; the message says why."""


def literal(kind: str, text: str) -> TimerValue | None:
    """The value of an ISO 8601 literal.

    :param kind: ``date``, ``duration`` or ``cycle``
    :returns: ``None`` if the text is not written as a literal, and so is FEEL
    :raises BadTimer: when it is written as one but cannot be waited for
    """
    text = text.strip()
    if kind == "cycle" and _CYCLE.fullmatch(text):
        return value(kind, text)
    if kind == "duration" and _DURATION.fullmatch(text):
        return value(kind, text)
    if kind == "date" and _DATE.fullmatch(text):
        return value(kind, text)
    return None


def value(kind: str, given: Any) -> TimerValue:
    """What a timer waits for, from a FEEL value or an ISO 8601 text.

    :param given: for ``date`` a date or an aware date and time; for ``duration`` a duration; for ``cycle`` a text like
        ``R3/P7D``, or a duration (for ever); each also as text
    :raises BadTimer: with the reason, for anything else
    """
    if kind == "date":
        return _date(given)
    if kind == "duration":
        return _duration(given)
    return _cycle(given)


def _date(given: Any) -> datetime | date:
    if isinstance(given, str):
        read: Any = date_from(given.strip()) or datetime_from(given.strip())
        if read is None:
            raise BadTimer(f"{given!r} is no date; write 2026-01-31 or 2026-01-31T09:00:00Z")
        given = read
    if isinstance(given, datetime) and given.tzinfo is None:
        raise BadTimer(
            f"{given.isoformat()} has no offset; write a date alone, or end it with Z, +01:00 or @Europe/London"
        )
    if not isinstance(given, date):
        raise BadTimer(f"{written(given)} is no date")
    return given


def _duration(given: Any) -> Duration:
    if isinstance(given, str):
        weeks = _WEEKS.fullmatch(given.strip())
        read = timedelta(weeks=int(weeks[1])) if weeks else duration_from(given.strip().upper())
        if read is None:
            raise BadTimer(f"{given!r} is no duration; write P14D, P2W, PT12H or P1M (days and months do not mix)")
        given = read
    if isinstance(given, YearsAndMonths):
        if not 0 <= given.months <= 120:
            raise BadTimer(f"{given.months} months is not between 0 and 10 years")
        return given
    if isinstance(given, timedelta):
        if not timedelta(0) <= given <= LONGEST:
            raise BadTimer(f"{written(given)} is not between 0 and 10 years")
        return given
    raise BadTimer(f"{written(given)} is no duration")


def _cycle(given: Any) -> Cycle:
    repetitions: int | None = None
    if isinstance(given, str):
        found = _CYCLE.fullmatch(given.strip())
        if found is None:
            raise BadTimer(f"{given!r} is no cycle; write R3/P7D (three times, each week) or R/P1M (for ever)")
        digits, given = found.groups()
        if digits:
            repetitions = int(digits[:9])
            if not 1 <= repetitions <= MOST_REPETITIONS:
                raise BadTimer(f"{repetitions} repetitions are not between 1 and {MOST_REPETITIONS}")
    start = end = None
    if isinstance(given, str) and "/" in given:
        given, start, end = _bounded(*given.split("/", 1))
    interval = _duration(given)
    if interval == YearsAndMonths(0) or (isinstance(interval, timedelta) and interval < SHORTEST_CYCLE):
        raise BadTimer("a cycle must be at least a minute long")
    return Cycle(repetitions, interval, start, end)


def _bounded(one: str, other: str) -> tuple[Any, datetime | None, datetime | None]:
    """Interval, start and end of a cycle that says when it begins or when it ends; each moment with its offset."""
    first, second = (_DATE.fullmatch(each.strip()) for each in (one, other))
    if first and second:
        start = _moment(one)
        return _moment(other) - start, start, None
    if first:
        return other, _moment(one), None
    if second:
        return one, None, _moment(other)
    raise BadTimer(f"{one}/{other} is no interval; write P7D, 2026-03-02T09:00:00Z/P7D or P7D/2026-12-31T23:59:59Z")


def _moment(text: str) -> datetime:
    plain = datetime_from(text.strip())
    if "T" in text and isinstance(plain, datetime) and plain.tzinfo is None:
        raise BadTimer(f"{text} has no offset, and a cycle begins and ends at a moment; end it with Z or +01:00")
    found = _date(text)
    if not isinstance(found, datetime):
        raise BadTimer(f"{text!r} is a day, and a cycle begins and ends at a moment; write {text}T09:00:00Z")
    return found
