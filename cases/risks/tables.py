"""The table of risks."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class RiskEntry(SQLModel, table=True):
    """A financial loss, a risk, or a damage to the landlord's reputation; closed with what came of it."""

    __tablename__ = "risk_entry"

    id: int | None = Field(default=None, primary_key=True)
    kind: str  # one of the words of cases.risks.logging.RiskKind
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    what: str
    pence: int | None = None  # what it costs or may cost, where that is known
    owner: str  # who follows it up, by name
    review_on: date
    recorded_by: str
    recorded_at: datetime = Field(sa_type=Moment)
    followed_up: str = ""  # what was done last
    followed_up_at: datetime | None = Field(default=None, sa_type=Moment)
    outcome: str = ""
    closed_by: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
