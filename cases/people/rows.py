"""Rows of people, as they were read; see ``cases/people/tables.py``."""

from dataclasses import dataclass
from datetime import date, datetime

from cases.people.words import (
    Authority,
    DetailKind,
    DetailStatus,
    LetterFormat,
    RepresentativeRole,
    VulnerabilityKind,
    Way,
    Wish,
)


@dataclass(frozen=True)
class RepresentativeRow:
    """Somebody who acts for a customer.

    :ivar id: 0 for the one that the export names
    :ivar role: a word of the export's own where it knows another
    :ivar from_on: ``None`` where the export does not say
    """

    id: int
    customer_id: int
    name: str
    role: RepresentativeRole
    acts: tuple[Authority, ...]
    evidence: str
    from_on: date | None
    until_on: date | None
    phone: str
    email: str
    address: str
    recorded_by: str
    recorded_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    ended_reason: str

    @property
    def imported(self) -> bool:
        """Whether the export alone says so."""
        return self.id == 0

    def stands(self, on: date) -> bool:
        """Whether they act for the customer on a day."""
        begun = self.from_on is None or self.from_on <= on
        return self.ended_at is None and begun and (self.until_on is None or on <= self.until_on)

    def may(self, act: Authority, on: date) -> bool:
        """Whether they may do something for the customer on a day."""
        return act in self.acts and self.stands(on)


@dataclass(frozen=True)
class MemberRow:
    """Somebody who lives with a customer."""

    id: int
    customer_id: int
    name: str
    relation: str
    born_year: int | None
    age_band: str
    notes: str
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class NeedsRow:
    """What a customer needs in order to understand and be understood.

    :ivar id: 0 for what the export says
    """

    id: int
    customer_id: int
    language: str
    interpreter: bool
    format: LetterFormat
    reading_difficulty: bool
    notes: str
    recorded_by: str
    recorded_at: datetime | None


@dataclass(frozen=True)
class PreferenceRow:
    """What a customer said of a way of reaching them."""

    id: int
    customer_id: int
    way: Way
    wish: Wish
    said_on: date
    source: str
    recorded_by: str


@dataclass(frozen=True)
class DetailRow:
    """A telephone number, an e-mail address or an address.

    :ivar id: 0 for what the export says, which nobody has confirmed
    """

    id: int
    customer_id: int
    kind: DetailKind
    value: str
    sought: str
    status: DetailStatus
    confirmed_on: date | None
    confirmed_how: str
    reason: str
    recorded_by: str
    recorded_at: datetime | None
    replaced_at: datetime | None


@dataclass(frozen=True)
class VulnerabilityRow:
    """What makes a customer vulnerable."""

    id: int
    customer_id: int
    kind: VulnerabilityKind
    detail: str
    effect: str
    adjustments: str
    from_on: date
    review_on: date
    source: str
    warn: bool
    recorded_by: str
    recorded_at: datetime
