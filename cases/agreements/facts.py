"""Facts of agreements to pay."""

from cases.agreements.standing import arranged
from cases.catalogue import About, Age, Source, fact


@fact(Source.RECORD, Age.DAY)
def arrangement_live(about: About) -> bool:
    """Whether an arrangement stands."""
    return bool(about.of(arranged))
