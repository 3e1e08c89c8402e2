"""What is restricted is shown to named roles alone: in pages, in the API, in every record and in what leaves the house.

An entry that is withheld stays where it is, with its hash: whoever may see it can check it, and none can be left out.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from sqlalchemy import select
from sqlmodel import Session

from cases.people.correspondence import confidential_since
from cases.people.restricted import ASK_FIRST, Restricted
from cases.people.rows import RepresentativeRow
from cases.people.tables import Vulnerability
from cases.people.vulnerabilities import seen_by, vulnerabilities_of
from cases.people.words import VulnerabilityKind
from cases.rows import CustomerRow, HoldRow
from cases.tables import Hold
from documents.register import DocumentRow
from tasks.assembly import House
from tasks.people import Person
from workflows.db import table
from workflows.evidence import TimelineEntry
from workflows.evidence.kinds import REFERRALS, VULNERABILITIES, Kind

_hold, _vulnerability = table(Hold), table(Vulnerability)
WITHHELD = "withheld: this is seen by named roles only"
HELD = "restricted"
"""As what a hold of a restricted kind is shown to whoever may not see it."""
HELD_WORDS = "Something is held that named roles see. Ask your team leader."
_OF_HOLDS = frozenset({Kind.HOLD_BEGAN, Kind.HOLD_ENDED, Kind.HOLD_PLACED})
_SENTENCES = frozenset(
    {Kind.STEP_HELD, Kind.STEP_FAILED, Kind.INCIDENT_OPENED, Kind.ACT_REFUSED, Kind.ACTS_STRUCK, Kind.ACTS_RESTORED}
)
"""Kinds whose sentences the machine makes, which may name a hold."""
_NUMBERED = re.compile(r"\bhold (\d+)\b")
HoldT = TypeVar("HoldT", bound=HoldRow)


@dataclass(frozen=True)
class Sight:
    """What somebody may see of what is restricted.

    :ivar hidden: the kinds of hold that they may not see
    :ivar holds: the numbers of the holds of those kinds
    :ivar details: whether they see how the person is reached whose record it is
    """

    restricted: Restricted
    roles: frozenset[str]
    hidden: frozenset[str] = frozenset()
    holds: frozenset[int] = frozenset()
    details: bool = True

    @classmethod
    def of(
        cls, session: Session, restricted: Restricted, roles: Collection[str], customer: int | None = None
    ) -> "Sight":
        """What somebody with these roles may see, in the record of a person where it is one."""
        hidden = frozenset(kind for kind in restricted.holds if not restricted.sees_hold(kind, roles))
        query = select(_hold.c.id).where(_hold.c.kind.in_(sorted(hidden)))
        holds = frozenset(session.execute(query).scalars()) if hidden else frozenset[int]()
        details = customer is None or sees_details(session, restricted, roles, customer)
        return cls(restricted, frozenset(roles), hidden, holds, details)

    def withholds(self, kind: str, said: Mapping[str, Any] | None) -> bool:
        """Whether what an entry says is kept from them.

        :param kind: of the entry
        :param said: its payload; ``None``: it was erased, so there is nothing to keep from anybody
        """
        if said is None:
            return False
        if kind in VULNERABILITIES or (kind in REFERRALS and "kind" in said):
            return not self.restricted.seen_by(str(said.get("kind", "")), self.roles)
        if kind == Kind.CONTACT_DETAIL_CHANGED:
            return not self.details
        if kind in _OF_HOLDS and str(said.get("kind")) in self.hidden:
            return True
        return said.get("hold") in self.holds or (kind in _SENTENCES and self._named(str(dict(said))))

    def _named(self, words: str) -> bool:
        """Whether words name a hold that they may not see, by its kind or by its number."""
        plain = words.casefold().replace("_", " ")
        if any(kind.replace("_", " ") in plain for kind in self.hidden):
            return True
        return any(int(number) in self.holds for number in _NUMBERED.findall(plain))

    def step_hidden(self, step: str) -> bool:
        """Whether a step is that a hold of such a kind began or ended."""
        return step.removesuffix("_began").removesuffix("_ended") in self.hidden and step not in self.hidden

    def shown(self, entries: Iterable[TimelineEntry]) -> list[TimelineEntry]:
        """Entries as they are shown them."""
        return [self._shown(entry) for entry in entries]

    def _shown(self, entry: TimelineEntry) -> TimelineEntry:
        if self.withholds(entry.kind, entry.content):
            said = {"withheld": WITHHELD}
            entry = replace(entry, content=said, kept={**entry.kept, "content": said})
        if self.step_hidden(entry.step):
            entry = replace(entry, step=HELD, kept={**entry.kept, "step": HELD})
        return entry

    def hold(self, hold: HoldT) -> HoldT:
        """A hold as they are shown it: that there is one, from when until when, and that they must ask."""
        if hold.kind not in self.hidden:
            return hold
        words = HELD_WORDS if hold.released_reason else ""
        return replace(hold, kind=HELD, source="", reason=HELD_WORDS, released_reason=words)


def sees_details(session: Session, restricted: Restricted, roles: Collection[str], customer_id: int) -> bool:
    """Whether somebody sees where a person lives and by what they are reached."""
    if restricted.seen_by(VulnerabilityKind.CONFIDENTIAL_ADDRESS, roles):
        return True
    return confidential_since(session, customer_id) is None


def unseen_people(session: Session, restricted: Restricted, roles: Collection[str]) -> frozenset[int]:
    """The people of whom somebody may not see where they live."""
    if restricted.seen_by(VulnerabilityKind.CONFIDENTIAL_ADDRESS, roles):
        return frozenset()
    query = select(_vulnerability.c.customer_id).where(
        _vulnerability.c.kind == VulnerabilityKind.CONFIDENTIAL_ADDRESS, _vulnerability.c.ended_at.is_(None)
    )
    ids = session.execute(query.where(_vulnerability.c.replaced_at.is_(None)).distinct()).scalars()
    return frozenset(ids)


def sees_document(session: Session, restricted: Restricted, roles: Collection[str], row: DocumentRow) -> bool:
    """Whether somebody sees a document as it was made: one to a confidential address bears it.

    It does while the address is confidential, and for ever if it was so when the document was made.
    """
    if row.customer_id is None or restricted.seen_by(VulnerabilityKind.CONFIDENTIAL_ADDRESS, roles):
        return True
    query = select(_vulnerability.c.id).where(
        _vulnerability.c.customer_id == row.customer_id,
        _vulnerability.c.kind == VulnerabilityKind.CONFIDENTIAL_ADDRESS,
        _vulnerability.c.recorded_at <= row.made_at,
        (_vulnerability.c.ended_at.is_(None)) | (_vulnerability.c.ended_at > row.made_at),
    )
    then = session.execute(query.limit(1)).first() is not None
    return not then and confidential_since(session, row.customer_id) is None


def without_details(customer: CustomerRow) -> CustomerRow:
    """A person without where they live and by what they are reached."""
    return replace(customer, address="", postcode="", phone="", email="", representative_address="")


def without_address(representative: RepresentativeRow) -> RepresentativeRow:
    """Somebody who acts for a person, without where: in their care the person may be."""
    return replace(representative, address="", phone="", email="")


def customer_seen(session: Session, restricted: Restricted, person: Person, customer: CustomerRow) -> CustomerRow:
    """A person as somebody sees them."""
    return customer if sees_details(session, restricted, person.roles, customer.id) else without_details(customer)


def ask_first(house: House, session: Session, person: Person, tenants: Iterable[CustomerRow]) -> list[CustomerRow]:
    """Of some people those before whose contact whoever works here must ask, for what they may not see."""
    restricted = house.organisation.restricted
    return [each for each in tenants if must_ask(session, restricted, person.roles, each.id)]


def must_ask(session: Session, restricted: Restricted, roles: Collection[str], customer_id: int) -> str:
    """What somebody must do before they contact a person, for what they may not see; empty: nothing."""
    warned = seen_by(vulnerabilities_of(session, customer_id), restricted, roles).ask_first
    return ASK_FIRST if warned or not sees_details(session, restricted, roles, customer_id) else ""
