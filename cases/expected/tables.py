"""The table of how rent is paid. Money is integer pence."""

from datetime import date, datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class PaymentDays(SQLModel, table=True):
    """On which days an account is paid by Direct Debit or standing order, as long as that stood."""

    __tablename__ = "payment_days"
    __table_args__ = (Index("payment_days_account", "account_id"),)

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id")
    method: str  # direct_debit, standing_order
    every: str  # cases.words.RentPeriod
    first_on: date
    from_on: date
    until_on: date | None = None
    recorded_by: str = ""
    recorded_at: datetime = Field(sa_type=Moment)
