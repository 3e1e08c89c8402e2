"""Time: the one file that reads the machine's clock.

Two times are kept apart everywhere. *Business time* is when a thing happens in the life of a case; a simulated
clock may drive it. *Machine time* is when the computer did it; nothing drives it. Evidence carries both.
"""

from datetime import UTC, date, datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class Clock(Protocol):
    """Something that knows the business time."""

    simulated: bool

    def now(self) -> datetime:
        """The business time: aware, in UTC."""
        ...


class MachineClock:
    """Business time is the machine's time."""

    simulated = False

    def now(self) -> datetime:
        """The machine's time: aware, in UTC."""
        return machine_now()


class SimulatedClock:
    """Business time is what it is set to; it never runs backwards.

    :param at: the time to begin with, aware
    """

    simulated = True

    def __init__(self, at: datetime) -> None:
        self._now = at.astimezone(UTC)

    def now(self) -> datetime:
        """The time it was last set to: aware, in UTC."""
        return self._now

    def move_to(self, at: datetime) -> None:
        """Sets the time.

        :param at: aware, not before the present time
        :raises ValueError: the time lies in the past
        """
        at = at.astimezone(UTC)
        if at < self._now:
            raise ValueError(
                f"the simulated clock stands at {self._now.isoformat()} and cannot go back to {at.isoformat()}"
            )
        self._now = at


def machine_now() -> datetime:
    """The machine's time: aware, in UTC."""
    return datetime.now(UTC)


def london_date(at: datetime) -> date:
    """The calendar date in England at an aware time."""
    return at.astimezone(LONDON).date()


def start_of_day(day: date) -> datetime:
    """The first moment of a day in England, in UTC."""
    return datetime(day.year, day.month, day.day, tzinfo=LONDON).astimezone(UTC)


def days_after(day: date, days: int) -> date:
    """A date some days later (or, with a negative number, earlier)."""
    return day + timedelta(days=days)
