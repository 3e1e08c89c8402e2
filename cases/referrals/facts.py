"""Facts of referrals."""

from datetime import date

from cases.catalogue import About, Age, Source, fact
from cases.referrals.referring import open_referrals


@fact(Source.RECORD, Age.DAY)
def hazard_reported_open(about: About) -> bool:
    """Whether a hazard or disrepair of the home was reported that repairs have not dealt with."""
    found = about.of(open_referrals)
    return found is not None and found.hazard


@fact(Source.RECORD, Age.DAY)
def referral_open(about: About) -> bool:
    """Whether a referral of a tenant is open; what may be restricted is not counted."""
    found = about.of(open_referrals)
    return found is not None and found.followed


@fact(Source.RECORD, Age.DAY)
def referral_consent_on(about: About) -> date | None:
    """The last day on which a tenant consented to a referral that is open; null where there is none."""
    found = about.of(open_referrals)
    return found.consent_on if found else None
