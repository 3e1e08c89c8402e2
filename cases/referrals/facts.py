"""Facts of referrals."""

from cases.catalogue import About, Age, Source, fact
from cases.referrals.referring import followed, hazards_open


@fact(Source.RECORD, Age.DAY)
def hazard_reported_open(about: About) -> bool:
    """Whether a hazard or disrepair of the home was reported that repairs have not dealt with."""
    return bool(about.of(hazards_open))


@fact(Source.RECORD, Age.DAY)
def referral_open(about: About) -> bool:
    """Whether a referral of a tenant is open; what may be restricted is not counted."""
    return bool(about.of(followed))
