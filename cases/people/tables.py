"""The tables of what is known of people beside the export: who acts for them, how they are reached, what they need.

A row once written keeps what it says. What is known now are the rows without ``replaced_at`` and without ``ended_at``;
a change writes a new row and sets the one, an end the other.
"""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class Representative(SQLModel, table=True):
    """Somebody who acts for a customer; ``acts`` are words of ``Authority``, separated by spaces."""

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    name: str
    role: str
    acts: str
    evidence: str
    from_on: date
    until_on: date | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    ended_by: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_reason: str = ""


class HouseholdMember(SQLModel, table=True):
    """Somebody who lives with a customer; the year in which they were born, or a band of age, or neither."""

    __tablename__ = "household_member"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    name: str = ""
    relation: str
    born_year: int | None = None
    age_band: str = ""
    notes: str = ""
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    ended_by: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_reason: str = ""


class PersonNeeds(SQLModel, table=True):
    """What a customer needs in order to understand and be understood."""

    __tablename__ = "person_needs"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    language: str = ""  # empty: English
    interpreter: bool = False
    format: str = "standard"
    reading_difficulty: bool = False
    notes: str = ""
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)


class ContactPreference(SQLModel, table=True):
    """What a customer said of a way of reaching them, when, and how that is known."""

    __tablename__ = "contact_preference"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    way: str
    wish: str
    said_on: date
    source: str
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)


class ContactDetail(SQLModel, table=True):
    """A telephone number, an e-mail address or an address of a customer.

    ``sought`` is the value as it is looked for: digits of a number, small letters of the rest. ``overtakes`` is the
    same of what the export says and this row knows better; empty where it takes nothing's place.
    """

    __tablename__ = "contact_detail"

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    kind: str
    value: str
    sought: str = Field(index=True)
    status: str = "current"
    confirmed_on: date | None = None
    confirmed_how: str = ""
    overtakes: str = ""
    reason: str = ""
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)


class Vulnerability(SQLModel, table=True):
    """What makes a customer vulnerable, what follows from it for the debt, and when that is looked at again.

    Who sees it depends on its kind (``organisation/restricted.yaml``); ``warn``: everybody else is told to ask first.
    """

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    kind: str
    detail: str
    effect: str = ""
    adjustments: str = ""
    from_on: date
    review_on: date
    source: str
    warn: bool = False
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    replaced_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_by: str = ""
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_reason: str = ""
