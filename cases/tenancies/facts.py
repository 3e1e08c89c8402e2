"""Facts of the tenancy."""

from cases.catalogue import About, Age, Source, fact


@fact(Source.RECORD, Age.EXPORT)
def tenure(about: About) -> str:
    """The tenure as the housing system records it."""
    return str(about.account.tenure)
