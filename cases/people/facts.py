"""Facts of the people who are liable."""

from cases.catalogue import About, Age, Source, fact
from cases.people.tenants import tenants


@fact(Source.RECORD, Age.EXPORT)
def joint_tenancy(about: About) -> bool:
    """Whether there are several tenants."""
    return len(about.of(tenants) or ()) > 1


@fact(Source.RECORD, Age.EXPORT)
def all_tenants_died(about: About) -> bool:
    """Whether a death is recorded of every tenant."""
    people = about.of(tenants) or ()
    return bool(people) and all(tenant.date_of_death for tenant in people)


@fact(Source.RECORD, Age.EXPORT)
def has_representative(about: About) -> bool:
    """Whether somebody acts for a tenant."""
    return any(tenant.representative_name for tenant in about.of(tenants) or ())
