"""The tables of notices. Money is integer pence.

A notice is one, however many tenants it is served on: each has a copy, which is a document of the register, and the
service of each is told by the events of service alone. Nothing of a notice is changed once it is drafted, but that it
was withdrawn; how it stands is worked out (``life.py``).
"""

from datetime import date, datetime

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class Notice(SQLModel, table=True):
    """A notice that was drafted about the debt of an account, and what of the tenancy its dates rest on."""

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    kind: str  # cases.notices.words.NoticeKind
    form: str = ""  # that the law prescribes for the day, with its edition; empty: it prescribes none
    grounds: list = Field(default_factory=list, sa_type=JSON)  # type: ignore[type-arg]  # numbers, as the Act has them
    arrears_pence: int | None = None  # of rent alone, as it says; null: it speaks of none
    struck_on: date | None = None  # the day on which that was struck
    named_on: date
    serve_by: date | None = None  # the last day on which policy lets it be served; null: drafted before that was kept
    rent_pence: int | None = None  # of a period, by which ground 8 is measured; null: the same
    period: str  # cases.words.RentPeriod
    period_begins: date | None = None
    tenancy_began: date
    trial_until: date | None = None
    regime: str = ""
    drafted_by: str
    drafted_at: datetime = Field(sa_type=Moment)
    withdrawn_on: date | None = None
    withdrawn_by: str = ""
    withdrawn_because: str = ""


class NoticeCopy(SQLModel, table=True):
    """The copy of a notice that is for one tenant, or for whoever stands in a dead one's place."""

    __tablename__ = "notice_copy"

    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", primary_key=True)
    document_id: int = Field(index=True)  # of the register, which is a room above
