"""The table of referrals."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class Referral(SQLModel, table=True):
    """A person was referred to a partner of the landlord's directory (``organisation/partners.yaml``).

    ``due_by`` is until when the law wants the landlord to have acted; ``chase_on`` the day on which somebody asks the
    partner what came of it.
    """

    id: int | None = Field(default=None, primary_key=True)
    customer_id: int = Field(foreign_key="customer.id", index=True)
    account_id: int | None = Field(default=None, foreign_key="account.id", index=True)
    contact_id: int | None = Field(default=None, foreign_key="contact.id")
    partner: str
    concerns: str = ""  # the kind of vulnerability that it tells of, as the directory said when it was made
    severity: str = ""  # of a hazard, one of the words of Hazard
    reason: str
    consent_how: str = ""  # or why it was made without
    consent_on: date | None = None
    made_by: str
    made_at: datetime = Field(sa_type=Moment)
    due_by: datetime | None = Field(default=None, sa_type=Moment)
    due_rule: str = ""  # the row of law/periods.yaml by which it was counted
    chase_on: date
    chased_on: date | None = None
    outcome: str = ""
    award_pence: int | None = None  # what they were awarded: a grant, a voucher
    taken_back_on: date | None = None  # when the person took back what they agreed to
    partner_told_on: date | None = None  # when the partner was told that they did, until they know of a mistake, too
    closed_by: str = ""
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
