"""Consent that was not taken back: it was written down by mistake, so it counts again.

A partner who was told of the taking back is told of the mistake, too: until somebody writes that down, it stands on the
list of referrals. That they had been told stays in the words of what came of the referral.
"""

from collections.abc import Collection

from sqlalchemy import update
from sqlmodel import Session

from cases.referrals.referring import ReferralNotUnderstood
from cases.referrals.rows import ReferralRow
from cases.referrals.tables import Referral
from cases.referrals.taking_back import locked
from cases.saying import says_little
from workflows.db import table
from workflows.errors import NotFound

_referral = table(Referral)


class NotToRestore(NotFound):
    """This person took back no such referral."""


def taken_back_with(session: Session, customer_id: int, referral_id: int) -> list[ReferralRow]:
    """A person's referral that was taken back, and behind it the others to the same partner of that same day.

    All of the person's are locked for a change.

    :raises NotToRestore: this person took back none of that number
    """
    rows = [each for each in locked(session, customer_id) if each.taken_back_on is not None]
    row = next((each for each in rows if each.id == referral_id), None)
    if row is None:
        raise not_to_restore(referral_id)
    same = (row.partner, row.taken_back_on)
    return [row, *(each for each in rows if each.id != row.id and (each.partner, each.taken_back_on) == same)]


def chosen(row: ReferralRow, others: Collection[ReferralRow], also: Collection[int] | None) -> list[ReferralRow]:
    """What is restored: a referral, and what else of that day somebody says was a mistake, too.

    :param others: what else was taken back with it, as far as whoever restores it sees
    :param also: the numbers of those of them that are restored; ``None``: nobody said, which does where there are none
    :raises ReferralNotUnderstood: nobody said, and there are others; or one is named that is none of them
    """
    numbers = [each.id for each in others]
    listed = f"{'referral' if len(numbers) == 1 else 'referrals'} {', '.join(map(str, numbers))}"
    if also is None and others:
        raise ReferralNotUnderstood(
            f"On {row.taken_back_on:%-d %B %Y} they took back {listed} to this partner, too. Say which of those were "
            "written down by mistake as well, or that none was but this one.",
            field="also",
        )
    if unknown := sorted(set(also or ()) - set(numbers)):
        raise ReferralNotUnderstood(
            f"Referral {unknown[0]} is none that they took back from this partner on that day. "
            + (f"Choose of {listed}, or none." if others else "There are no others, so name none."),
            field="also",
        )
    return [row, *(each for each in others if each.id in (also or ()))]


def restore(session: Session, rows: Collection[ReferralRow], reason: str) -> None:
    """Undoes a taking back that was written down by mistake. What was closed stays closed.

    :param rows: of :func:`chosen`
    :param reason: how one knows
    :raises ReferralNotUnderstood: it is not said how one knows
    """
    if says_little(reason):
        raise ReferralNotUnderstood(
            "Say in a few words how you know that they did not take it back: it goes into their record.", field="reason"
        )
    for row in rows:
        told = f" (The partner had been told on {row.partner_told_on:%-d %B %Y})" if row.partner_told_on else ""
        words = f"{row.outcome} (Written down by mistake: {reason.strip()}){told}"
        undone = {"outcome": words, "taken_back_on": None}
        session.execute(update(_referral).where(_referral.c.id == row.id).values(**undone))


def not_to_restore(referral_id: int) -> NotToRestore:
    """The refusal where there is none, or none that is somebody's to see: both answer alike."""
    return NotToRestore(f"Of this person no referral with the number {referral_id} was taken back.")
