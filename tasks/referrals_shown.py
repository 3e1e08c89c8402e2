"""Referrals as doors show them: with the row of law by which their time is counted, marked where it is to confirm."""

from dataclasses import asdict, dataclass

from cases.law import Law, NoSuchNumber
from cases.referrals.rows import ReferralRow
from workflows.clock import london_date
from workflows.confidence import marked


@dataclass(frozen=True)
class ReferralShown(ReferralRow):
    """A referral.

    :ivar counted_by: the period of law by which ``due_by`` was counted; empty where no law says until when
    """

    counted_by: str


def shown(law: Law, referral: ReferralRow) -> ReferralShown:
    """A referral as it is shown."""
    return ReferralShown(**asdict(referral), counted_by=_counted_by(law, referral))


def _counted_by(law: Law, referral: ReferralRow) -> str:
    if not referral.due_rule:
        return ""
    try:
        row = law.period_row(referral.due_rule, london_date(referral.made_at))
    except NoSuchNumber:  # an edition since has taken the row out; by which it was counted stays
        return referral.due_rule
    return marked(referral.due_rule, row.confidence)
