"""Facts of referrals."""

from cases.catalogue import About, Age, Source, fact
from cases.referrals.referring import hazards_open


@fact(Source.RECORD, Age.DAY)
def hazard_reported_open(about: About) -> bool:
    """Whether a hazard or disrepair of the home was reported that repairs have not dealt with."""
    return bool(about.of(hazards_open))
