"""The tables of tenancies: their terms, what their rent is made of, and the landlord's rent years. Money is pence.

What is known is never written over. A correction or another export is a new row, and the old one says when it was
replaced. ``told``: whether the housing system still says so; a row that a person corrected is told and replaced, so
that the same export again does not undo the correction (``cases/importing/whole.py``).
"""

from datetime import date, datetime

from sqlalchemy import JSON, Index
from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class TenancyTerms(SQLModel, table=True):
    """What the tenancy agreement says for as long as it stood; what is null is not known."""

    __tablename__ = "tenancy_terms"
    __table_args__ = (Index("tenancy_terms_account", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    tenure: str  # cases.words.Tenure
    from_on: date
    until_on: date | None = None  # the last day
    fixed_until: date | None = None  # the last day of a fixed term
    trial_extended: bool = False  # Housing Act 1996 s.125A
    demoted_on: date | None = None
    rent_begins: date | None = None  # one day on which a rent period begins
    rent_calendar: str = ""  # of rent_year: its weeks without rent
    told: bool
    reason: str = ""  # of whoever corrected it; empty: as the housing system says
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)


class RentPart(SQLModel, table=True):
    """A part of the rent of one period, as long as it stood."""

    __tablename__ = "rent_part"
    __table_args__ = (Index("rent_part_account", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    part: str  # cases.tenancies.words.Part
    code: str = ""  # the housing system's own, where several charges are of one part
    pence: int
    period: str  # cases.words.RentPeriod
    from_on: date
    until_on: date | None = None  # the last day
    told: bool
    reason: str = ""
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)


class RentYear(SQLModel, table=True):
    """A rent year of one of the landlord's calendars: its first day, its weeks, and those of them without rent."""

    __tablename__ = "rent_year"
    __table_args__ = (Index("rent_year_calendar", "calendar"),)

    id: int | None = Field(default=None, primary_key=True)
    calendar: str
    year: int  # in which it begins
    begins_on: date
    weeks: int  # 52 or 53
    rent_free: list = Field(default_factory=list, sa_type=JSON)  # type: ignore[type-arg]  # first days, ISO, in order
    told: bool
    reason: str = ""
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)
