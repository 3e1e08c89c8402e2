"""Rows of tenancies: terms, parts of the rent and rent years, as they are said and as they are kept. Money is pence."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Generic, TypeVar

from cases.tenancies.parts import Part
from cases.words import RentPeriod, Tenure

S = TypeVar("S")


@dataclass(frozen=True)
class Terms:
    """What the tenancy agreement says for as long as it stands; ``None``: it is not known.

    :ivar until_on: the last day; ``None``: it goes on
    :ivar fixed_until: the last day of a fixed term
    :ivar trial_extended: whether the trial of an introductory or a starter tenancy was extended
    :ivar rent_begins: one day on which a rent period begins
    :ivar rent_calendar: the landlord's calendar whose weeks without rent count; empty: none
    """

    tenure: Tenure
    from_on: date
    until_on: date | None = None
    fixed_until: date | None = None
    trial_extended: bool = False
    demoted_on: date | None = None
    rent_begins: date | None = None
    rent_calendar: str = ""

    def stand_on(self, day: date) -> bool:
        """Whether they stand on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


def terms_on(rows: Iterable[Terms], day: date) -> Terms | None:
    """Of the terms of one tenancy those that stand on a day; ``None``: none do."""
    return next((each for each in rows if each.stand_on(day)), None)


@dataclass(frozen=True)
class PartOfRent:
    """A part of the rent.

    :ivar code: the housing system's own, where several charges are of one part; empty: none
    :ivar pence: what it comes to, once a ``period``
    :ivar until_on: the last day; ``None``: it goes on
    """

    part: Part
    pence: int
    period: RentPeriod
    from_on: date
    until_on: date | None = None
    code: str = ""


@dataclass(frozen=True)
class YearOfRent:
    """A rent year of a calendar of the landlord's.

    :ivar year: in which it begins
    :ivar weeks: 52, or 53 in some years
    :ivar rent_free: the first days of the weeks without rent, in order
    """

    calendar: str
    year: int
    begins_on: date
    weeks: int
    rent_free: tuple[date, ...] = ()

    @property
    def last_day(self) -> date:
        """The day before the next rent year."""
        return self.begins_on + timedelta(days=7 * self.weeks - 1)


@dataclass(frozen=True)
class Kept(Generic[S]):
    """What is kept of a tenancy now: its number, what it says, and why, where a person corrected it."""

    id: int
    said: S
    reason: str
    recorded_by: str
    recorded_at: datetime
