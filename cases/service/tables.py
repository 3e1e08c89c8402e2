"""The table of service events."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON
from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class ServiceEvent(SQLModel, table=True):
    """Something that happened to one person's document on its way. It is never changed: a further one corrects it.

    ``counts_on``, ``rule``, ``why``, ``sources``, ``must_check`` and ``undoes`` were worked out by the tables of law as
    they stood when it was recorded; nobody types them. ``confirmed_after``: of post that came back, the number of the
    contact detail behind which an address that is confirmed settles it. ``about_id``: of post that came back, and of a
    decision, the step of which it speaks; null of what came back before version 0014, or where no step is known.
    """

    __tablename__ = "service_event"

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(index=True)  # of the register, which is a room above
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    delivery: str
    method: str = ""  # by which post
    happened_on: date
    happened_at: datetime | None = Field(default=None, sa_type=Moment)  # to the minute, where that decides
    place: str = ""
    done_by: str = ""
    taken_by: str = ""  # cases.service.words.TakenBy, of what was handed over; empty before version 0014
    handed_to: str = ""  # who took it, where it was somebody else
    relation: str = ""  # what they are to the person
    witness: str = ""
    proof: str = ""
    proof_document_id: int | None = None
    reason: str = ""  # why it came back
    served_as: str = ""
    clause: str = ""  # of the tenancy, by which it may be served so
    agreed_in_writing: bool | None = None  # to be served by e-mail; None: not asked
    note: str = ""
    counts_on: date | None = None
    rule: str = ""
    why: str = ""
    sources: list[Any] = Field(default_factory=list, sa_type=JSON)
    must_check: bool = False
    undoes: bool = False
    confirmed_after: int | None = None
    corrects_id: int | None = Field(default=None, foreign_key="service_event.id", unique=True)
    about_id: int | None = Field(default=None, foreign_key="service_event.id")
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
