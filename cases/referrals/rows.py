"""Rows of referrals, as they were read."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class ToTell(StrEnum):
    """What the partner of a referral is still to be told."""

    NOTHING = ""
    TAKEN_BACK = "taken_back"
    """That the person took back what they agreed to."""
    MISTAKE = "mistake"
    """That they did not: the partner was told so, and it was written down by mistake."""


@dataclass(frozen=True)
class ReferralRow:
    """A person was referred to a partner.

    :ivar concerns: the kind of vulnerability that it tells of; empty: none
    :ivar severity: of a hazard; empty: it is none
    :ivar due_by: until when the law wants the landlord to have acted; ``None``: no law says
    :ivar award_pence: what the person was awarded, where it was a grant
    :ivar taken_back_on: when the person took back what they agreed to; ``None``: they did not
    :ivar partner_told_on: when the partner was told that they did; it stands until the partner knows of a mistake, too
    :ivar to_tell: what the partner is still to be told
    :ivar due_rule: the row of law by which it was counted
    """

    id: int
    customer_id: int
    account_id: int | None
    contact_id: int | None
    partner: str
    concerns: str
    severity: str
    reason: str
    consent_how: str
    consent_on: date | None
    made_by: str
    made_at: datetime
    due_by: datetime | None
    due_rule: str
    chase_on: date
    chased_on: date | None
    outcome: str
    award_pence: int | None
    taken_back_on: date | None
    partner_told_on: date | None
    closed_by: str
    closed_at: datetime | None
    to_tell: ToTell

    @property
    def to_tell_since(self) -> date | None:
        """From which day on the partner can be told what they are to be told."""
        return self.partner_told_on if self.to_tell is ToTell.MISTAKE else self.taken_back_on
