"""The table of acts that came to be known as void or wrong."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class ActUndone(SQLModel, table=True):
    """An act of a case that a hold forbade when it was done, though nobody here knew of the hold yet."""

    __tablename__ = "act_undone"
    __table_args__ = (Index("act_undone_once", "hold_id", "case_id", "seq", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    hold_id: int = Field(foreign_key="hold.id")
    case_id: int = Field(foreign_key="case_file.id", index=True)
    seq: int  # of its entry in the case's record
    step: str
    done_on: date
    effect: str  # void, wrong
    because: str
    documents: int = 0  # how many letters it sent
    found_at: datetime = Field(sa_type=Moment)
    lifted: bool = False  # the hold was placed in error: it forbade nothing
    settled_by: str = ""
    settled_at: datetime | None = Field(default=None, sa_type=Moment)
    settled_reason: str = ""
