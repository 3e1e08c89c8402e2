"""Facts of the account as such: for which day it was read, and whether enough is known of it."""

from datetime import date

from cases.accounts.recommended import is_relied_on, recommended
from cases.catalogue import About, Age, Source, fact
from cases.expected.paying import timing_of
from cases.people.tenants import tenants
from cases.tenancies.comparing import contradictions
from cases.tenancies.reading import terms


@fact(Source.RECORD, Age.DAY)
def facts_on(about: About) -> date:
    """The day for which the facts were read."""
    return about.on


@fact(Source.RECORD, Age.EXPORT)
def facts_missing(about: About) -> list[str]:
    """What is missing or contradicts, in words."""
    account, missing = about.account, []
    if not about.of(tenants):
        missing.append("the account has no tenant")
    if account.rent_pence <= 0:
        missing.append("the account has no rent")
    if not account.address.strip():
        missing.append("the tenancy has no address")
    if account.tenancy_end is not None and account.tenancy_end < account.tenancy_start:
        missing.append("the tenancy ends before it begins")
    missing += contradictions(account, about.of(terms))
    return missing


@fact(Source.RECORD, Age.EXPORT)
def facts_complete(about: About) -> bool:
    """Whether no fact is missing and none contradicts another."""
    return not facts_missing(about)


@fact(Source.RECORD, Age.DAY)
def notice_recommended_on(about: About) -> date | None:
    """The day on which a notice was recommended about the debt; null where none was, or it stands no more.

    It stands no more once something else was decided or agreed, nothing is late, or it is older than policy relies on.
    """
    since = about.of(recommended)
    if since is None or not is_relied_on(since, about.on, about.standards):
        return None
    return since if about.once(timing_of).overdue else None
