"""Facts of referrals."""

from datetime import date

from cases.catalogue import About, Age, Choices, Source, fact
from cases.people.tenants import tenants
from cases.referrals.referring import open_referrals
from cases.referrals.withdrawn import taken_back_by_tenants


@fact(Source.RECORD, Age.DAY)
def hazard_reported_open(about: About) -> bool:
    """Whether a hazard or disrepair of the home was reported that repairs have not dealt with."""
    found = about.of(open_referrals)
    return found is not None and found.hazard


@fact(Source.RECORD, Age.DAY)
def referral_open(about: About) -> bool:
    """Whether a referral of a tenant is open; what may be restricted is not counted."""
    found = about.of(open_referrals)
    return found is not None and bool(found.followed)


@fact(Source.RECORD, Age.DAY)
def referral_consent_on(about: About) -> date | None:
    """The last day on which a tenant consented to a referral that is open; null where there is none."""
    found = about.of(open_referrals)
    return max((each.consent_on for each in found.followed if each.consent_on), default=None) if found else None


@fact(Source.RECORD, Age.DAY)
def referrals_followed(about: About) -> Choices:
    """The open referrals of tenants, to choose one of; what may be restricted is not among them.

    Each has ``value`` (its number) and ``words``, ``person`` (their reference), ``partner`` (its code), ``consent_on``,
    and ``by_post``: whether the directory says where letters to the partner go.
    """
    found = about.of(open_referrals)
    people = {each.id: each for each in about.of(tenants) or ()}
    listed: Choices = []
    for each in found.followed if found else ():
        whose, partner = people.get(each.customer_id), about.standards.partners.get(each.partner)
        if whose is not None:  # whoever is no tenant any more is nobody to write about
            called = partner.name if partner else each.partner
            agreed = f", agreed on {each.consent_on:%-d %B %Y}" if each.consent_on else ""
            listed.append(
                {
                    "value": str(each.id),
                    "words": f"{each.id}: {whose.name} to {called}{agreed}",
                    "person": whose.reference,
                    "partner": each.partner,
                    "consent_on": each.consent_on,
                    "by_post": partner is not None and bool(partner.address),
                }
            )
    return listed


@fact(Source.RECORD, Age.DAY)
def referrals_taken_back(about: About) -> Choices:
    """What tenants agreed to for a partner and took back; what may be restricted is not among it.

    Each has ``value`` (the number of the referral) and ``words``, ``person`` (their reference), ``partner`` (its code)
    and ``taken_back_on``. It counts no more for what they had agreed to by that day.
    """
    return [
        {
            "value": str(each.id),
            "words": f"{each.id}: taken back on {each.taken_back_on:%-d %B %Y}",
            "person": each.person,
            "partner": each.partner,
            "taken_back_on": each.taken_back_on,
        }
        for each in about.of(taken_back_by_tenants) or ()
    ]


@fact(Source.RECORD, Age.DAY)
def partners_to_refer_to(about: About) -> Choices:
    """The partners outside the landlord of whom a referral tells nothing that may be restricted, to choose one of."""
    told = (each for each in about.standards.partners.values() if each.outside and not each.concerns)
    return [{"value": each.code, "words": f"{each.name}: {each.helps_with}"} for each in told]
