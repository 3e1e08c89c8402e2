"""What may be passed on by a referral, asked at the moment of passing it on."""

from datetime import date, timedelta
from typing import NamedTuple

from sqlmodel import Session

from cases.people.tenants import tenants_of
from cases.referrals.referring import open_referrals
from cases.standards import Standards
from workflows.errors import Refused


class NotPassedOn(Refused):
    """By this referral nothing may be passed on to anybody."""


class PartnerTold(NamedTuple):
    """To whom something is passed on.

    :ivar customer_id: of whom it tells
    :ivar name: of the partner; :ivar address: where letters to them go, its lines divided by commas
    """

    customer_id: int
    name: str
    address: str


def partner_told(
    session: Session, account_id: int, number: str, agreed_on: date, on: date, standards: Standards
) -> PartnerTold:
    """The partner to whom a letter about a referral of a tenant goes.

    :param number: of the referral
    :param agreed_on: the day on which they agreed to what is passed on
    :param on: the day of the letter
    :param standards: how long a consent lasts, and the directory
    :raises NotPassedOn: no such referral of a tenant is open (any more), another day of consent stands in the record,
        it was given too long ago, or the directory has no address of the partner
    """
    found = open_referrals(session, agreed_on, account_id).get(account_id)
    living = {each.id for each in tenants_of(session, account_id) if each.date_of_death is None}
    every = {str(each.id): each for each in (found.followed if found else ()) if each.customer_id in living}
    referral = every.get(number)
    if referral is None:
        raise NotPassedOn(
            f"No referral {number[:20]!r} of a tenant of this account is open, so nothing is passed on. If they took "
            "back what they agreed to, that is right; else make it on the person's page, and go back a step."
        )
    if referral.consent_on != agreed_on:
        raise NotPassedOn(
            f"By the record they did not agree to referral {number} on {agreed_on:%-d %B %Y}, so nothing is passed on. "
            "Go back a step, and choose the referral to which they agreed on that day."
        )
    if on > agreed_on + timedelta(days=standards.days("referral_consent_lasts", on)):
        raise NotPassedOn(
            f"They agreed to referral {number} on {agreed_on:%-d %B %Y}; by the landlord's policy that is too long "
            "ago to pass anything on. Close this case with that reason, and ask them again."
        )
    partner = standards.partners.get(referral.partner)
    if partner is None or not partner.address:
        raise NotPassedOn(
            f"The directory has no address of {partner.name if partner else referral.partner}, so no letter goes "
            "there. Go back a step, and tell them in another way."
        )
    return PartnerTold(referral.customer_id, partner.name, partner.address)
