"""Facts of the people who are liable."""

from datetime import date

from cases.catalogue import About, Age, Choices, Source, fact
from cases.people.needs import needs_recorded as needs_known
from cases.people.representatives import may_agree, represented
from cases.people.tenants import tenants
from cases.people.vulnerabilities import vulnerable


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
def last_death_on(about: About) -> date | None:
    """The day of the last death that is recorded of a tenant; null where all live."""
    return max((day for tenant in about.of(tenants) or () if (day := tenant.date_of_death)), default=None)


@fact(Source.RECORD, Age.EXPORT)
def has_representative(about: About) -> bool:
    """Whether somebody acts for a tenant."""
    named = any(tenant.representative_name for tenant in about.of(tenants) or ())
    return named or bool(about.of(represented))


@fact(Source.RECORD, Age.DAY)
def representative_may_agree(about: About) -> bool:
    """Whether somebody is recorded who has authority to agree to pay for a tenant."""
    return bool(about.of(may_agree))


@fact(Source.RECORD, Age.EXPORT)
def number_of_tenants(about: About) -> int:
    """How many tenants are liable."""
    return len(about.of(tenants) or ())


@fact(Source.RECORD, Age.EXPORT)
def living_tenants(about: About) -> Choices:
    """The tenants of whom no death is recorded, to choose one of: each with their reference and their name."""
    living = (each for each in about.of(tenants) or () if each.date_of_death is None)
    return [{"value": each.reference, "words": each.name} for each in living]


@fact(Source.RECORD, Age.DAY)
def needs_recorded(about: About) -> bool:
    """Whether it is recorded of a tenant what they need to understand: a language, a format, an interpreter."""
    return any(tenant.large_print for tenant in about.of(tenants) or ()) or bool(about.of(needs_known))


@fact(Source.RECORD, Age.DAY)
def vulnerability_recorded(about: About) -> bool:
    """Whether a tenant is recorded as vulnerable, in whatever way."""
    return about.of(vulnerable) is not None


@fact(Source.RECORD, Age.DAY)
def vulnerability_review_overdue(about: About) -> bool:
    """Whether a vulnerability of a tenant should have been looked at again before that day."""
    review_on = about.of(vulnerable)
    return review_on is not None and review_on < about.on
