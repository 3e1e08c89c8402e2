"""Facts of service."""

from datetime import date

from cases.catalogue import About, Age, Source, fact
from cases.service.returned import returned


@fact(Source.RECORD, Age.DAY)
def mail_returned_open(about: About) -> bool:
    """Whether post to a living tenant came back, and no address was confirmed since."""
    return about.of(returned) is not None


@fact(Source.RECORD, Age.DAY)
def mail_returned_on(about: About) -> date | None:
    """The day on which post to a tenant last came back with no address confirmed since; null where none did."""
    found = about.of(returned)
    return found.on if found is not None else None


@fact(Source.RECORD, Age.DAY)
def mail_returned_because(about: About) -> str | None:
    """Why that post came back, as it says on the envelope: gone_away, deceased and so on; null where none did."""
    found = about.of(returned)
    return found.reason if found is not None else None
