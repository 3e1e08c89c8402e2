"""When a timer is due.

A duration of whole days counts clear days, as the Civil Procedure Rules do (2.8): the day on which the wait begins is
not counted, and the last day belongs to the person who was given it, to its end. So a wait of 14 days that begins on
1 March, at any hour, ends with the first moment of 16 March in England. A wait that names a period of law
(``period("notice_of_enforcement", day)``) ends by the way in which that row is counted: with the first day that surely
lies behind it.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, cast

from workflows.clock import days_after, london_date, start_of_day
from workflows.diagrams.timers import Duration
from workflows.engine import Cycle
from workflows.errors import Malformed, Refused
from workflows.expressions import YearsAndMonths
from workflows.expressions.temporal import shift
from workflows.proofs.sentences import Periods

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""When a cycle is due of which nothing is left."""


class NotATime(Malformed):
    """A timer's value is not a time."""


def due_at_end(
    rows: Collection[str],
    value: object,
    began: datetime,
    periods: Periods | None,
    facts: Callable[[], Mapping[str, Any]] | None = None,
) -> datetime:
    """The moment at which a wait for a period of law is due; of one that names none, as :func:`due_at` says.

    :param rows: the rows of law one of which is waited for; of several, the last end is the safe one
    :param value: the length that was looked up
    :param periods: ``None``: nobody can count them, so they are clear days
    :param facts: gives the facts of the case
    :raises Refused: what is calculated cannot be, for want of a fact
    """
    whole = isinstance(value, YearsAndMonths) or (isinstance(value, timedelta) and not value % timedelta(days=1))
    named = [row for row in rows if periods is not None and row in periods]
    if periods is None or not named or not whole:
        return due_at(value, began)
    day = london_date(began)
    try:
        ends = (periods.counted(row, day, cast(Duration, value) if value else None, facts) for row in named)
        return start_of_day(max(each.first for each in ends))
    except Refused:
        if not value:  # no length stands for it
            raise
        # A row that held on the day of the act, and holds no more: its length is known all the same.
        return due_at(value, began)


def due_at(value: object, began: datetime) -> datetime:
    """The moment at which a timer is due.

    :param value: the frozen value of the timer: a date or an aware date and time, a duration, or a cycle
    :param began: when the wait began, aware
    :raises NotATime: it is something else
    """
    match value:
        case Cycle():
            return due_at(value.interval, began) if value.start is None else value.moment(began) or NEVER
        case datetime():
            if value.tzinfo is None:
                raise NotATime(f"The time {value.isoformat()} has no zone, so its moment is not known.")
            return value
        case date():
            return start_of_day(value)
        case timedelta() if value % timedelta(days=1) == timedelta(0):
            return start_of_day(days_after(london_date(began), value.days + 1))
        case timedelta():
            return began + value
        case YearsAndMonths():
            day = shift(london_date(began), value)
            if day is not None:
                return start_of_day(days_after(day, 1))
    raise NotATime(f"A timer waits for {value!r}, which is neither a date, a time nor a duration.")


def due_of_work(text: str, opened: datetime, last: date | None = None) -> datetime | None:
    """By when a person should have done a step: the end of the last of so many days, at 17:00 in England.

    :param text: the ``due`` property, days as ISO 8601 (``P5D``); empty where none is set
    :param last: the day on which what the step belongs to must be done, where that comes earlier
    """
    days = [last] if last is not None else []
    if text:
        days.append(days_after(london_date(opened), int(text.removeprefix("P").removesuffix("D"))))
    return start_of_day(min(days)) + timedelta(hours=time(17).hour) if days else None


def day_named(name: str, data: Mapping[str, Any]) -> date | None:
    """The day that a variable holds, or a part of one (``stage_1_days.stage1_by``); ``None``: it holds none yet."""
    value: Any = data
    for part in name.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None
