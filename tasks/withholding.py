"""What entries say of restricted facts is shown to named roles alone, in every record and in what leaves the house.

An entry that is withheld stays where it is, with its hash: whoever may see it can check it, and none can be left out.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session

from cases.people.restricted import Restricted
from cases.people.vulnerabilities import seen_by, vulnerabilities_of
from cases.rows import CustomerRow
from tasks.assembly import House
from tasks.people import Person
from workflows.evidence import TimelineEntry
from workflows.evidence.kinds import REFERRALS, VULNERABILITIES

WITHHELD = "withheld: this is seen by named roles only"


def is_withheld(restricted: Restricted, roles: Collection[str], kind: str, said: Mapping[str, Any] | None) -> bool:
    """Whether what an entry says is kept from somebody with these roles.

    :param kind: of the entry
    :param said: its payload; ``None``: it was erased, so there is nothing to keep from anybody
    """
    if said is None or kind not in VULNERABILITIES | REFERRALS or (kind in REFERRALS and "kind" not in said):
        return False
    return not restricted.seen_by(str(said.get("kind", "")), roles)


def ask_first(house: House, session: Session, person: Person, tenants: Iterable[CustomerRow]) -> list[CustomerRow]:
    """Of some people those before whose contact whoever works here must ask, for what they may not see."""
    restricted = house.organisation.restricted
    return [
        each for each in tenants if seen_by(vulnerabilities_of(session, each.id), restricted, person.roles).ask_first
    ]


def shown_to(restricted: Restricted, roles: Collection[str], entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
    """Entries as somebody with these roles is shown them."""
    return [
        _without_words(entry) if is_withheld(restricted, roles, entry.kind, entry.content) else entry
        for entry in entries
    ]


def _without_words(entry: TimelineEntry) -> TimelineEntry:
    said = {"withheld": WITHHELD}
    return replace(entry, content=said, kept={**entry.kept, "content": said})
