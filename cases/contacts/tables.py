"""The tables of contacts and of promises to pay. Money is integer pence."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class Contact(SQLModel, table=True):
    """One contact with a customer or about one. It is never changed: a further one says which it ``corrects``."""

    __table_args__ = (Index("contact_of_customer", "customer_id", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=Moment)
    direction: str
    channel: str
    customer_id: int = Field(foreign_key="customer.id")
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    case_id: int | None = Field(default=None, foreign_key="case_file.id", index=True)
    with_whom: str
    representative_id: int | None = Field(default=None, foreign_key="representative.id")
    with_name: str = ""
    authorised: bool | None = None  # whether a representative had authority to discuss; None: it was none
    identity_checked: str = ""
    account_told: bool = False  # whether something of the account was told
    reached: bool
    said: str
    outcome: str
    cause: str = ""
    failure_demand: str = ""
    hazard: str = "none"
    hazard_said: str = ""
    reading_difficulty: bool | None = None  # whether they said that reading or understanding is hard; None: not asked
    to_consider: bool | None = None  # whether they said anything of health, disability, age or safety; None: not asked
    corrects_id: int | None = Field(default=None, foreign_key="contact.id", unique=True)
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)


class Promise(SQLModel, table=True):
    """A payment that somebody promised for a day."""

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    amount_pence: int
    promised_on: date
    due_on: date
    status: str = "open"
    decided_on: date | None = None
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
