"""The table of questions to colleagues."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class Consultation(SQLModel, table=True):
    """A question about a case to a colleague. What it said is never changed; its answer is written once.

    One that nobody needs answered any more is withdrawn, with a reason, and has no answer then.
    """

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id", index=True)
    asked_by: str  # an actor
    asked_of: str = Field(index=True)  # an actor
    question: str
    asked_at: datetime = Field(sa_type=Moment)
    answer_by: date
    answer: str = ""
    answered_at: datetime | None = Field(default=None, sa_type=Moment)
    answer_seen_at: datetime | None = Field(default=None, sa_type=Moment)  # by whoever asked; or its end
    withdrawn_at: datetime | None = Field(default=None, sa_type=Moment)
    withdrawn_by: str = ""  # an actor
    withdrawn_because: str = ""
