"""Facts of the tenancy."""

from datetime import date

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


@fact(Source.RECORD, Age.EXPORT)
def new_tenancy_check_on(about: About) -> date | None:
    """The day on which a new tenancy is looked at, by policy; null where the tables of law do not say."""
    law, began = about.standards.law, about.account.tenancy_start
    return began + law.days(NEW, about.on) if law.has_length(NEW) else None


NEW = "new_tenancy_check"
"""The row of law: how long after it began a new tenancy is looked at."""
