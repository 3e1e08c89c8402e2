"""Consent that is taken back: what rests on it ends, nothing is passed on by it any more, and its partner is told.

Whoever was told of a person is told that they took it back (UK GDPR art. 7(3), 19). Until somebody writes down that it
was done, it stands on the list of referrals, however old it is.
"""

from datetime import date, datetime

from sqlalchemy import select, update
from sqlmodel import Session

from cases.referrals.referring import ReferralNotUnderstood
from cases.referrals.rows import ReferralRow
from cases.referrals.tables import Referral
from cases.referrals.withdrawn import UNTOLD
from workflows.db import table
from workflows.errors import NotFound, Refused
from workflows.rows import row_of

_referral = table(Referral)


class NothingToTakeBack(Refused):
    """The referral does not rest on consent."""


class NotToTakeBack(NotFound):
    """This person has no such referral that could be taken back."""


class NotToRestore(NotFound):
    """This person took back no such referral."""


class NotTakenBack(NotFound):
    """This person took back no such referral of which the partner is still to be told."""


def resting_on_consent(session: Session, customer_id: int, referral_id: int) -> ReferralRow:
    """A person's referral, open or closed, that was not taken back; all of the person's are locked for a change.

    :raises NotToTakeBack: this person has none of that number
    """
    for row in _locked(session, customer_id):
        if row.id == referral_id and row.taken_back_on is None:
            return row
    raise not_to_take_back(referral_id)


def take_back(
    session: Session, referral: ReferralRow, by: str, at: datetime, on: date, how: str, today: date
) -> list[ReferralRow]:
    """Ends a referral, and what else is open to the same partner, because the person took back what they agreed to.

    What came of one that was closed stays, and what they took back stands behind it.

    :param referral: of :func:`resting_on_consent`
    :param on: the day on which they took it back
    :param how: how and to whom
    :returns: the others that end with it: those to the same partner to which they had agreed by that day
    :raises NothingToTakeBack: it was made without consent, where the law allows that
    :raises ReferralNotUnderstood: the day is before they agreed or has not come, or it is not said how
    """
    if not _rests(referral) or referral.consent_on is None:
        raise NothingToTakeBack(
            "This referral rests on no consent that stands in the record, so there is none to take back. If it is to "
            "end, close it, and say why."
        )
    if not referral.consent_on <= on <= today:
        raise ReferralNotUnderstood(
            f"They agreed on {referral.consent_on:%-d %B %Y}, so they took it back between that day and today. Correct "
            "the day.",
            field="taken_back_on",
        )
    if not how.strip():
        raise ReferralNotUnderstood("Say how they took it back, and to whom.", field="how")
    others = [row for row in _locked(session, referral.customer_id) if _ends_with(row, referral, on)]
    words = f"They took back what they agreed to on {on:%-d %B %Y}. {how.strip()}"
    for row in (referral, *others):
        if row.closed_at is None:
            ended = {"outcome": words, "closed_by": by, "closed_at": at}
        else:
            ended = {"outcome": f"{row.outcome} ({words})"}
        session.execute(update(_referral).where(_referral.c.id == row.id).values(**ended, taken_back_on=on))
    return others


def _locked(session: Session, customer_id: int) -> list[ReferralRow]:
    """All referrals of a person, locked in one order, so that two who take back at once do not wait for each other."""
    query = select(_referral).where(_referral.c.customer_id == customer_id).order_by(_referral.c.id)
    return [row_of(ReferralRow, row) for row in session.execute(query.with_for_update()).mappings()]


def _rests(row: ReferralRow) -> bool:
    return row.consent_on is not None and not row.severity


def _ends_with(row: ReferralRow, taken: ReferralRow, on: date) -> bool:
    if row.id == taken.id or row.partner != taken.partner or row.closed_at is not None or row.consent_on is None:
        return False
    return _rests(row) and row.consent_on <= on


def taken_back(session: Session, customer_id: int, referral_id: int) -> ReferralRow:
    """A person's referral that was taken back and whose partner is still to be told; locked for a change.

    :raises NotTakenBack: this person has none of that number
    """
    where = (_referral.c.id == referral_id, _referral.c.customer_id == customer_id, UNTOLD)
    row = session.execute(select(_referral).where(*where).with_for_update()).mappings().one_or_none()
    if row is None:
        raise not_taken_back(referral_id)
    return row_of(ReferralRow, row)


def taken_back_with(session: Session, customer_id: int, referral_id: int) -> list[ReferralRow]:
    """A person's referral that was taken back, and behind it the others to the same partner of that same day.

    All of the person's are locked for a change.

    :raises NotToRestore: this person took back none of that number
    """
    rows = [each for each in _locked(session, customer_id) if each.taken_back_on is not None]
    row = next((each for each in rows if each.id == referral_id), None)
    if row is None:
        raise not_to_restore(referral_id)
    same = (row.partner, row.taken_back_on)
    return [row, *(each for each in rows if each.id != row.id and (each.partner, each.taken_back_on) == same)]


def restore(session: Session, rows: list[ReferralRow], reason: str) -> None:
    """Undoes a taking back that was written down by mistake. What was closed stays closed.

    :param rows: of :func:`taken_back_with`
    :param reason: how one knows
    :raises ReferralNotUnderstood: it is not said how one knows
    """
    if not reason.strip():
        raise ReferralNotUnderstood("Say how you know that they did not take it back.", field="reason")
    for row in rows:
        words = f"{row.outcome} (Written down by mistake: {reason.strip()})"
        undone = {"outcome": words, "taken_back_on": None, "partner_told_on": None}
        session.execute(update(_referral).where(_referral.c.id == row.id).values(**undone))


def untold_of_the_same(session: Session, referral: ReferralRow, on: date) -> list[ReferralRow]:
    """What else a person took back by a day whose partner is to be told, and is the same."""
    same = (_referral.c.customer_id == referral.customer_id, _referral.c.partner == referral.partner)
    others = (_referral.c.id != referral.id, _referral.c.taken_back_on <= on, UNTOLD)
    rows = session.execute(select(_referral).where(*same, *others).order_by(_referral.c.id).with_for_update())
    return [row_of(ReferralRow, row) for row in rows.mappings()]


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


def not_to_take_back(referral_id: int) -> NotToTakeBack:
    """The refusal where there is none, or none that is somebody's to see: both answer alike."""
    return NotToTakeBack(
        f"This person has no referral with the number {referral_id} that could be taken back, or they took it back "
        "already."
    )


def not_to_restore(referral_id: int) -> NotToRestore:
    """The refusal where there is none, or none that is somebody's to see: both answer alike."""
    return NotToRestore(f"Of this person no referral with the number {referral_id} was taken back.")


def not_taken_back(referral_id: int) -> NotTakenBack:
    """The refusal where there is none, or none that is somebody's to see: both answer alike."""
    return NotTakenBack(
        f"Of this person no referral with the number {referral_id} was taken back of which the partner is still to be "
        "told."
    )
