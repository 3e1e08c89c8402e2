"""Consent that is taken back: what rests on it ends, nothing is passed on by it any more, and its partner is told.

Whoever was told of a person is told that they took it back (UK GDPR art. 7(3), 19), and if that was a mistake, they are
told so, too. Until somebody writes down that it was done, it stands on the list of referrals, however old it is.
"""

from datetime import date, datetime

from sqlalchemy import or_, update
from sqlmodel import Session

from cases.referrals.referring import ReferralNotUnderstood
from cases.referrals.rows import ReferralRow, ToTell
from cases.referrals.tables import Referral
from cases.referrals.withdrawn import MISTAKEN, READ, UNTOLD
from cases.saying import says_little
from workflows.db import table
from workflows.errors import NotFound, Refused
from workflows.rows import row_of

_referral = table(Referral)


class NothingToTakeBack(Refused):
    """The referral does not rest on consent."""


class NotToTakeBack(NotFound):
    """This person has no such referral that could be taken back."""


class NotTakenBack(NotFound):
    """Of no such referral of this person the partner is still to be told anything."""


def resting_on_consent(session: Session, customer_id: int, referral_id: int) -> ReferralRow:
    """A person's referral, open or closed, that was not taken back; all of the person's are locked for a change.

    :raises NotToTakeBack: this person has none of that number
    """
    for row in locked(session, customer_id):
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
    if says_little(how):
        raise ReferralNotUnderstood("Say in a few words how they took it back, and to whom.", field="how")
    others = [row for row in locked(session, referral.customer_id) if _ends_with(row, referral, on)]
    words = f"They took back what they agreed to on {on:%-d %B %Y}. {how.strip()}"
    for row in (referral, *others):
        if row.closed_at is None:
            ended = {"outcome": words, "closed_by": by, "closed_at": at}
        else:
            ended = {"outcome": f"{row.outcome} ({words})"}
        session.execute(update(_referral).where(_referral.c.id == row.id).values(**ended, taken_back_on=on))
    return others


def locked(session: Session, customer_id: int) -> list[ReferralRow]:
    """All referrals of a person, locked in one order, so that two who take back at once do not wait for each other."""
    query = READ.where(_referral.c.customer_id == customer_id).order_by(_referral.c.id)
    return [row_of(ReferralRow, row) for row in session.execute(query.with_for_update()).mappings()]


def _rests(row: ReferralRow) -> bool:
    return row.consent_on is not None and not row.severity


def _ends_with(row: ReferralRow, taken: ReferralRow, on: date) -> bool:
    if row.id == taken.id or row.partner != taken.partner or row.closed_at is not None or row.consent_on is None:
        return False
    return _rests(row) and row.consent_on <= on


def to_be_told(session: Session, customer_id: int, referral_id: int) -> ReferralRow:
    """A person's referral of which the partner is still to be told something; locked for a change.

    :raises NotTakenBack: this person has none of that number
    """
    where = (_referral.c.id == referral_id, _referral.c.customer_id == customer_id, or_(UNTOLD, MISTAKEN))
    row = session.execute(READ.where(*where).with_for_update()).mappings().one_or_none()
    if row is None:
        raise not_taken_back(referral_id)
    return row_of(ReferralRow, row)


def to_be_told_with(session: Session, referral: ReferralRow, on: date) -> list[ReferralRow]:
    """Of what else the same partner is to be told the same of that person, and could be by a day."""
    same = (_referral.c.customer_id == referral.customer_id, _referral.c.partner == referral.partner)
    others = (_referral.c.id != referral.id, MISTAKEN if referral.to_tell is ToTell.MISTAKE else UNTOLD)
    rows = session.execute(READ.where(*same, *others).order_by(_referral.c.id).with_for_update())
    found = [row_of(ReferralRow, row) for row in rows.mappings()]
    return [each for each in found if each.to_tell_since is not None and each.to_tell_since <= on]


def partner_was_told(session: Session, referral: ReferralRow, on: date, how: str, today: date) -> None:
    """Writes down that the partner was told that consent was taken back, or that this had been a mistake.

    :param referral: of :func:`to_be_told`
    :param how: how they were told; or that nothing had been passed on to them yet
    :raises ReferralNotUnderstood: the day is before it could be told or has not come, or it is not said how
    """
    since, mistake = referral.to_tell_since, referral.to_tell is ToTell.MISTAKE
    if since is None or not since <= on <= today:
        first = "they were told that it was taken back" if mistake else "it was taken back"
        raise ReferralNotUnderstood(
            f"They were told between the day on which {first} and today. Correct the day.", field="told_on"
        )
    if says_little(how):
        raise ReferralNotUnderstood(
            "Say in a few words how they were told, or that nothing had been passed on to them yet.", field="how"
        )
    told: dict[str, object] = {"partner_told_on": on}
    if mistake:
        words = f"{referral.outcome} (The partner was told on {on:%-d %B %Y} that it was a mistake: {how.strip()})"
        told = {"outcome": words, "partner_told_on": None}
    session.execute(update(_referral).where(_referral.c.id == referral.id).values(**told))


def not_to_take_back(referral_id: int) -> NotToTakeBack:
    """The refusal where there is none, or none that is somebody's to see: both answer alike."""
    return NotToTakeBack(
        f"This person has no referral with the number {referral_id} that could be taken back, or they took it back "
        "already."
    )


def not_taken_back(referral_id: int) -> NotTakenBack:
    """The refusal where there is none, or none that is somebody's to see: both answer alike."""
    return NotTakenBack(
        f"This person has no referral with the number {referral_id} of which the partner is still to be told anything."
    )
