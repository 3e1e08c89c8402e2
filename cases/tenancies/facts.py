"""Facts of the tenancy."""

from cases.catalogue import About, Age, Source, fact


@fact(Source.RECORD, Age.EXPORT)
def tenure(about: About) -> str:
    """The tenure as the housing system records it."""
    return str(about.account.tenure)


@fact(Source.RECORD, Age.EXPORT)
def tenancy_ended(about: About) -> bool:
    """Whether the tenancy has ended by the end of that day."""
    end = about.account.tenancy_end
    return end is not None and end <= about.on
