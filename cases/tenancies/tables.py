"""The tables of tenancies: their terms, and what their rent is made of. Money is integer pence."""

from datetime import date

from sqlalchemy import Index
from sqlmodel import Field, SQLModel


class TenancyTerms(SQLModel, table=True):
    """What the tenancy agreement says beside tenure and rent; what is null is not known."""

    __tablename__ = "tenancy_terms"

    account_id: int = Field(primary_key=True, foreign_key="account.id")
    fixed_until: date | None = None  # the last day of a fixed term
    trial_extended: bool = False  # Housing Act 1996 s.125A
    demoted_on: date | None = None
    rent_begins: date | None = None  # one day on which a rent period begins
    rent_calendar: str = ""  # of organisation/rent_calendars.yaml: its weeks without rent


class RentPart(SQLModel, table=True):
    """A part of the rent of one period, as long as it stood."""

    __tablename__ = "rent_part"
    __table_args__ = (Index("rent_part_account", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    part: str  # cases.tenancies.parts.Part
    pence: int
    from_on: date
    until_on: date | None = None
