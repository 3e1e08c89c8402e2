"""When a timer is due.

A duration of whole days counts clear days, as the Civil Procedure Rules do (2.8): the day on which the wait begins is
not counted, and the last day belongs to the person who was given it, to its end. So a wait of 14 days that begins on
1 March, at any hour, ends with the first moment of 16 March in England.
"""

from datetime import date, datetime, time, timedelta

from workflows.clock import days_after, london_date, start_of_day
from workflows.engine import Cycle
from workflows.errors import Malformed
from workflows.expressions import YearsAndMonths
from workflows.expressions.temporal import shift


class NotATime(Malformed):
    """A timer's value is not a time."""


def due_at(value: object, began: datetime) -> datetime:
    """The moment at which a timer is due.

    :param value: the frozen value of the timer: a date or an aware date and time, a duration, or a cycle
    :param began: when the wait began, aware
    :raises NotATime: it is something else
    """
    match value:
        case Cycle():
            return due_at(value.interval, began)
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


def due_of_work(text: str, opened: datetime) -> datetime | None:
    """By when a person should have done a step: the end of the last of so many days, at 17:00 in England.

    :param text: the ``due`` property, days as ISO 8601 (``P5D``); empty where none is set
    """
    if not text:
        return None
    days = int(text.removeprefix("P").removesuffix("D"))
    return start_of_day(days_after(london_date(opened), days)) + timedelta(hours=time(17).hour)
