"""Facts of what was said, and with whom."""

from datetime import date

from cases.catalogue import About, Age, Source, fact
from cases.contacts.disputes import unanswered
from cases.contacts.heard import heard, promised, tried
from cases.contacts.said import said_unseen
from cases.people.tenants import tenants

PROMISE = "promise_to_pay"
"""The row of law: for how long ahead a payment can be promised."""


@fact(Source.RECORD, Age.DAY)
def last_contact_on(about: About) -> date | None:
    """The day of the last contact with a tenant, or attempt at one; null where there was none."""
    found = about.of(heard)
    return found.last if found else None


@fact(Source.RECORD, Age.DAY)
def last_outbound_contact_on(about: About) -> date | None:
    """The day on which the landlord last contacted a tenant, or tried to; null where it never did."""
    found = about.of(heard)
    return found.last_outbound if found else None


@fact(Source.RECORD, Age.DAY)
def last_inbound_contact_on(about: About) -> date | None:
    """The day on which a tenant, or somebody for them, last contacted the landlord; null where nobody did."""
    found = about.of(heard)
    return found.last_inbound if found else None


@fact(Source.RECORD, Age.DAY)
def tenants_spoken_to_in_13_weeks(about: About) -> int:
    """How many of the tenants were reached in the last thirteen weeks, themselves or who may speak for them."""
    found = about.of(heard)
    return found.spoken_to if found else 0


@fact(Source.RECORD, Age.DAY)
def dispute_unanswered(about: About) -> bool:
    """Whether a tenant said that they dispute what is owed, and no hold for it was placed and ended since."""
    return bool(about.of(unanswered))


@fact(Source.RECORD, Age.DAY)
def talks_in_13_weeks(about: About) -> int:
    """How often a tenant, or who may speak for them, was talked with about the debt in the last thirteen weeks."""
    found = about.of(heard)
    return found.talks if found else 0


@fact(Source.RECORD, Age.DAY)
def budget_asked_enough(about: About) -> bool:
    """Whether they were spoken with in the last thirteen weeks as often as policy wants, to be asked for a budget."""
    law = about.standards.law
    return not law.has_limit(ASKED) or talks_in_13_weeks(about) >= law.limit(ASKED, about.on)


ASKED = "budget_asked_times"
"""The row of law: how often a household is asked for a budget before one is done without."""


@fact(Source.RECORD, Age.DAY)
def needs_said_unrecorded(about: About) -> bool:
    """Whether a tenant said that reading or understanding is hard, and nothing of what they need is recorded."""
    found = about.of(said_unseen)
    return found is not None and found.reading


@fact(Source.RECORD, Age.DAY)
def vulnerability_said_unseen(about: About) -> bool:
    """Whether a tenant said something to be taken into account that nobody has recorded or ruled out since."""
    found = about.of(said_unseen)
    return found is not None and found.themselves


@fact(Source.RECORD, Age.DAY)
def each_tenant_contacted(about: About) -> bool:
    """Whether each of the tenants was reached in the last thirteen weeks; false where there is none."""
    people = len(about.of(tenants) or ())
    return 0 < people <= tenants_spoken_to_in_13_weeks(about)


@fact(Source.RECORD, Age.DAY)
def each_tenant_tried(about: About) -> bool:
    """Whether each of the tenants who live was reached in the last thirteen weeks, or tried in two ways.

    Contacts of the record count alone, and of those that were tried only what the landlord began.
    """
    people = {tenant.id for tenant in about.of(tenants) or () if not tenant.date_of_death}
    return bool(people) and people <= (about.of(tried) or frozenset())


@fact(Source.RECORD, Age.DAY)
def promise_open(about: About) -> bool:
    """Whether a payment is promised for that day or a later one."""
    return about.of(promised) is not None


@fact(Source.RECORD, Age.DAY)
def promise_due_on(about: About) -> date | None:
    """The last day for which a payment is promised, that day or a later one; null where none is."""
    return about.of(promised)


@fact(Source.RECORD, Age.DAY)
def promise_latest_on(about: About) -> date | None:
    """The last day for which a payment can be promised that day; null where the tables of law do not say."""
    law = about.standards.law
    return about.on + law.days(PROMISE, about.on) if law.has_length(PROMISE) else None
