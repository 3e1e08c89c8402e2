"""Referring a person to somebody who can help, asking what came of it, and ending it."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import and_, insert, or_, select, update
from sqlmodel import Session

from cases.contacts.words import Hazard
from cases.law import Law
from cases.people.restricted import Restricted
from cases.referrals.consent import BECAUSE, CONCERNS, WithoutConsent
from cases.referrals.deadlines import asked_after, hazard_deadline
from cases.referrals.partners import REPAIRS, Partner
from cases.referrals.rows import ReferralRow, ToTell
from cases.referrals.tables import Referral
from cases.referrals.withdrawn import CONSENT_STANDS, MISTAKEN, READ, UNTOLD, taken_back_since
from cases.tables import AccountParty
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Malformed, NotFound, Refused
from workflows.prepared import AllOrOne
from workflows.rows import row_of

_referral, _party = table(Referral), table(AccountParty)
_standing = (
    select(
        *(_party.c.account_id, _referral.c.id, _referral.c.customer_id, _referral.c.partner),
        *(_referral.c.severity, _referral.c.concerns, _referral.c.consent_on),
    )
    .join(_referral, _referral.c.customer_id == _party.c.customer_id)
    .where(
        _referral.c.closed_at.is_(None),
        or_(_referral.c.account_id.is_(None), _referral.c.account_id == _party.c.account_id),
        CONSENT_STANDS,
    )
)
_open = AllOrOne(_standing, _party.c.account_id)


class ReferralNotUnderstood(Malformed):
    """A referral is not described as referrals are.

    Its fact ``field`` says what is wrong.
    """


class ConsentWanted(Refused):
    """The person has not consented to this referral."""


class NoSuchReferral(NotFound):
    """There is no such referral of this person that is open."""


@dataclass(frozen=True)
class ReferralSaid:
    """A referral as whoever makes it says it.

    :ivar severity: of a hazard, for repairs alone
    :ivar consent_how: how and to whom the person consented; ``consent_on`` when. Without consent: why they were not
        asked, or what they said
    """

    partner: Partner
    reason: str
    account: int | None = None
    severity: Hazard = Hazard.NONE
    consent_how: str = ""
    consent_on: date | None = None
    without_consent_because: WithoutConsent | None = None


def must_be_right(said: ReferralSaid, today: date, law: Law) -> None:
    """Refuses a referral without a reason, or without consent where it leaves the landlord.

    :raises ReferralNotUnderstood: something is lacking
    :raises ConsentWanted: the partner is not the landlord, and no consent was given
    """
    if not said.reason.strip():
        raise ReferralNotUnderstood("Say what they are asked to help with.", field="reason")
    if said.severity != Hazard.NONE and said.partner.code != REPAIRS:
        raise ReferralNotUnderstood(
            "Hazards go to repairs. Leave the severity out, or refer to repairs.", field="severity"
        )
    if said.without_consent_because is not None:
        _must_be_allowed_without(said)
    elif said.partner.outside and (not said.consent_how.strip() or said.consent_on is None):
        raise ConsentWanted(
            f"{said.partner.name} is outside the landlord, so nothing is passed on without the person's consent. Ask "
            "them, and say how and on which day they consented. Where somebody is at risk and cannot be asked, say why "
            "it is made without consent.",
            field="consent_how",
        )
    if said.consent_on is not None and said.consent_on > today:
        raise ReferralNotUnderstood("The day of the consent has not come yet. Correct it.", field="consent_on")
    if said.consent_on is not None and said.consent_on < today - law.days("referral_consent_lasts", today):
        raise ReferralNotUnderstood(
            f"They consented on {said.consent_on:%-d %B %Y}; by the landlord's policy that is too long ago to pass "
            "anything on. Ask them again, or correct the day.",
            field="consent_on",
        )


def _must_be_allowed_without(said: ReferralSaid) -> None:
    if not (said.partner.outside and said.partner.safeguards):
        raise ConsentWanted(
            f"{said.partner.name} does not protect people at risk, so without consent nothing is passed on to them. "
            "Ask the person, or refer to whoever does.",
            field="without_consent_because",
        )
    if said.consent_on is not None:
        raise ReferralNotUnderstood(
            "A day of consent is said, and that it is made without consent. Leave one of them out.", field="consent_on"
        )
    if not said.consent_how.strip():
        raise ReferralNotUnderstood(
            "Say why the person was not asked, or what they said when they were: it goes into the record with why it "
            "is made without consent.",
            field="consent_how",
        )


def make(
    session: Session,
    customer_id: int,
    by: str,
    at: datetime,
    said: ReferralSaid,
    law: Law,
    *,
    aware_at: datetime | None = None,
    contact_id: int | None = None,
) -> ReferralRow:
    """Writes a referral down that was asked by :func:`must_be_right`.

    :param aware_at: the moment from which a hazard's time runs; ``None``: now
    :raises ConsentWanted: what they agreed to on that day for this partner was taken back
    """
    _must_stand(session, customer_id, said)
    deadline = hazard_deadline(law, said.severity, aware_at or at)
    values = {
        "customer_id": customer_id,
        "account_id": said.account,
        "contact_id": contact_id,
        "partner": said.partner.code,
        "concerns": CONCERNS if said.without_consent_because else said.partner.concerns,
        "severity": said.severity if said.severity != Hazard.NONE else "",
        "reason": said.reason.strip(),
        "consent_how": _consent(said),
        "consent_on": said.consent_on,
        "made_by": by,
        "made_at": at,
        "due_by": deadline.by if deadline else None,
        "due_rule": deadline.rule if deadline else "",
        "chase_on": london_date(deadline.by) if deadline else asked_after(law, london_date(at)),
        "outcome": "",
        "closed_by": "",
    }
    row = session.execute(insert(_referral).values(**values).returning(*_referral.c)).mappings().one()
    return row_of(ReferralRow, {**row, "to_tell": ToTell.NOTHING})


def _must_stand(session: Session, customer_id: int, said: ReferralSaid) -> None:
    if said.consent_on is None or said.severity != Hazard.NONE:
        return
    told_of = taken_back_since(session, customer_id, said.partner.code, said.consent_on)
    if not told_of:
        return
    # Of a referral that tells of something restricted, whoever may not see it learns only that it is not enough.
    why = ", for they took it back on that day or since" if "" in told_of else ""
    raise ConsentWanted(
        f"What they agreed to on {said.consent_on:%-d %B %Y} passes nothing on to {said.partner.name} any more{why}. "
        "Ask them again: what they agree to on a later day counts.",
        field="consent_on",
    )


def _consent(said: ReferralSaid) -> str:
    """How they consented, or why it is made without, in words."""
    how, without = said.consent_how.strip(), said.without_consent_because
    return f"Without consent: {BECAUSE[without]}. {how}" if without is not None else how


def chase(session: Session, referral_id: int, today: date, law: Law) -> date:
    """Notes that the partner was asked what came of it; returns the day on which they are asked again."""
    again = asked_after(law, today)
    session.execute(update(_referral).where(_referral.c.id == referral_id).values(chased_on=today, chase_on=again))
    return again


def close(  # a referral, with all that came of it
    session: Session, referral_id: int, by: str, at: datetime, outcome: str, award_pence: int | None = None
) -> None:
    """Ends a referral with what came of it.

    :param award_pence: what the person was awarded; ``None``: it was no grant
    :raises ReferralNotUnderstood: it is not said what came of it, or the award is less than nothing
    """
    if award_pence is not None and award_pence < 0:
        raise ReferralNotUnderstood("An award is no less than nothing. Correct it, or leave it out.", field="award")
    if not outcome.strip():
        raise ReferralNotUnderstood("Say what came of it: what the partner did, or why they did not.", field="outcome")
    closed = {"outcome": outcome.strip(), "award_pence": award_pence, "closed_by": by, "closed_at": at}
    session.execute(update(_referral).where(_referral.c.id == referral_id).values(**closed))


def referrals_of(session: Session, customer_id: int) -> list[ReferralRow]:
    """The referrals of a person, the newest first."""
    query = READ.where(_referral.c.customer_id == customer_id).order_by(_referral.c.id.desc())
    return [row_of(ReferralRow, row) for row in session.execute(query).mappings()]


def seen_by(rows: Iterable[ReferralRow], restricted: Restricted, roles: Collection[str]) -> list[ReferralRow]:
    """The referrals that somebody with these roles sees: not those that tell of what they may not see."""
    return [row for row in rows if not row.concerns or restricted.seen_by(row.concerns, roles)]


def referrals_to_chase(session: Session, on: date) -> list[ReferralRow]:
    """The referrals of which it is time to ask what came of them, the most urgent first.

    An emergency is on the list from the moment at which it was reported until it is closed; a referral that was taken
    back, from that moment until its partner was told; and one of which that was a mistake, until they know that, too.
    """
    emergency = _referral.c.severity == Hazard.EMERGENCY
    due = and_(_referral.c.closed_at.is_(None), or_(_referral.c.chase_on <= on, emergency))
    to_tell = or_(UNTOLD, MISTAKEN)
    query = READ.where(or_(due, to_tell))
    query = query.order_by(emergency.desc(), to_tell.desc(), _referral.c.chase_on, _referral.c.id)
    return [row_of(ReferralRow, row) for row in session.execute(query).mappings()]


class Followed(NamedTuple):
    """A referral that is open and tells of nothing that may be restricted.

    :ivar customer_id: of whom is referred
    :ivar partner: its code
    """

    id: int
    customer_id: int
    partner: str
    consent_on: date | None


class OpenReferrals(NamedTuple):
    """What is open for the tenants of an account.

    :ivar hazard: whether a hazard or disrepair of the home was reported that repairs have not dealt with
    :ivar followed: what else is, the oldest first. What tells of something that may be restricted is not among it:
        everybody reads facts
    """

    hazard: bool
    followed: tuple[Followed, ...] = ()


def open_referrals(session: Session, on: date, account_id: int | None) -> dict[int, OpenReferrals]:
    """A reading: account → which referrals of its tenants are open; not what rests on consent that was taken back."""
    del on  # as it stands now
    found: dict[int, OpenReferrals] = {}
    for row in _open.rows(session, account_id):
        before = found.get(row.account_id, OpenReferrals(hazard=False))
        told = row.severity == "" and row.concerns == ""
        this = (Followed(row.id, row.customer_id, row.partner, row.consent_on),) if told else ()
        found[row.account_id] = OpenReferrals(
            hazard=before.hazard or (row.severity != "" and row.partner == REPAIRS),
            followed=tuple(sorted({*before.followed, *this})),
        )
    return found


def standing(session: Session, customer_id: int, referral_id: int) -> ReferralRow:
    """A person's open referral; locked for a change.

    :raises NoSuchReferral: this person has none of that number that is open
    """
    where = (_referral.c.id == referral_id, _referral.c.customer_id == customer_id, _referral.c.closed_at.is_(None))
    row = session.execute(READ.where(*where).with_for_update()).mappings().one_or_none()
    if row is None:
        raise no_such(referral_id)
    return row_of(ReferralRow, row)


def no_such(referral_id: int) -> NoSuchReferral:
    """The refusal where there is none, or none that is somebody's to see: both answer alike."""
    return NoSuchReferral(f"This person has no open referral with the number {referral_id}.")
