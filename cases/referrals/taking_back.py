"""Consent that is taken back: the referral ends, nothing is passed on by it any more, and its partner is told.

Whoever was told of a person is told that they took it back (UK GDPR art. 7(3), 19). Until somebody writes down that it
was done, it stands on the list of referrals, however old it is.
"""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlmodel import Session

from cases.referrals.referring import UNTOLD, ReferralNotUnderstood
from cases.referrals.rows import ReferralRow
from cases.referrals.tables import Referral
from workflows.db import table
from workflows.errors import NotFound, Refused
from workflows.rows import row_of

_referral = table(Referral)


class NothingToTakeBack(Refused):
    """The referral does not rest on consent."""


class NotTakenBack(NotFound):
    """This person took back no such referral of which the partner is still to be told."""


def take_back(session: Session, referral: ReferralRow, by: str, at: datetime, on: date, how: str, today: date) -> None:
    """Ends an open referral because the person took back what they agreed to.

    :param on: the day on which they took it back
    :param how: how and to whom
    :raises NothingToTakeBack: it was made without consent, where the law allows that
    :raises ReferralNotUnderstood: the day is before they agreed or has not come, or it is not said how
    """
    if referral.consent_on is None:
        raise NothingToTakeBack(
            "This referral does not rest on consent that stands in the record, so there is none to take back. If it is "
            "to end, close it, and say why."
        )
    if not referral.consent_on <= on <= today:
        raise ReferralNotUnderstood(
            f"They agreed on {referral.consent_on:%-d %B %Y}, so they took it back between that day and today. Correct "
            "the day.",
            field="taken_back_on",
        )
    if not how.strip():
        raise ReferralNotUnderstood("Say how they took it back, and to whom.", field="how")
    words = f"They took back what they agreed to on {on:%-d %B %Y}. {how.strip()}"
    ended = {"outcome": words, "taken_back_on": on, "closed_by": by, "closed_at": at}
    session.execute(update(_referral).where(_referral.c.id == referral.id).values(**ended))


def taken_back(session: Session, customer_id: int, referral_id: int) -> ReferralRow:
    """A person's referral that was taken back and whose partner is still to be told; locked for a change.

    :raises NotTakenBack: this person has none of that number
    """
    where = (_referral.c.id == referral_id, _referral.c.customer_id == customer_id, UNTOLD)
    row = session.execute(select(_referral).where(*where).with_for_update()).mappings().one_or_none()
    if row is None:
        raise not_taken_back(referral_id)
    return row_of(ReferralRow, row)


def partner_was_told(session: Session, referral: ReferralRow, on: date, how: str, today: date) -> None:
    """Writes down that the partner was told that consent was taken back.

    :param referral: of :func:`taken_back`
    :param how: how they were told; or that nothing had been passed on to them yet
    :raises ReferralNotUnderstood: the day is before it was taken back or has not come, or it is not said how
    """
    if referral.taken_back_on is None or not referral.taken_back_on <= on <= today:
        raise ReferralNotUnderstood(
            "They were told between the day on which it was taken back and today. Correct the day.", field="told_on"
        )
    if not how.strip():
        raise ReferralNotUnderstood(
            "Say how they were told, or that nothing had been passed on to them yet.", field="how"
        )
    session.execute(update(_referral).where(_referral.c.id == referral.id).values(partner_told_on=on))


def not_taken_back(referral_id: int) -> NotTakenBack:
    """The refusal where there is none, or none that is somebody's to see: both answer alike."""
    return NotTakenBack(
        f"Of this person no referral with the number {referral_id} was taken back of which the partner is still to be "
        "told."
    )
