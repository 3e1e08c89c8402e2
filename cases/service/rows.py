"""Rows of service, as they were said and as they were read; see ``cases/service/tables.py``."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Self

from cases.service.words import Delivery, ServedAs, TakenBy


@dataclass(frozen=True)
class ServiceSaid:
    """What happened to a document, as whoever records it says it.

    :ivar delivery: a word of ``BY_PEOPLE``
    :ivar on: the day; ``None`` where ``at`` says it
    :ivar at: the moment, with a zone: wanted where the hour decides on which day it counts
    :ivar method: by which post
    :ivar place: the address, or where exactly it was left; the e-mail address
    :ivar taken_by: of what was handed over, whether the person themselves took it: a word of ``TakenBy``
    :ivar handed_to: who else took it, by name, and :ivar relation: what they are to the person
    :ivar witness: in front of whom
    :ivar proof: a certificate of posting, the print house's number, a tracking number
    :ivar proof_document: the number of a document of the same case: a photograph, a scan
    :ivar served_as: what it is in law, of what was not printed here
    :ivar clause: of the tenancy, by which it may be served so
    :ivar agreed_in_writing: whether the person had agreed in writing to be served by e-mail
    :ivar note: whatever else is known; of what was posted once more why, of a mistake how that is known
    :ivar corrects: the event that was recorded wrongly
    :ivar tenant: to whom, of a document that is nobody's alone: each joint tenant is served by themselves
    """

    delivery: str
    on: date | None = None
    at: datetime | None = None
    method: str = ""
    place: str = ""
    done_by: str = ""
    taken_by: str = ""
    handed_to: str = ""
    relation: str = ""
    witness: str = ""
    proof: str = ""
    proof_document: int | None = None
    served_as: str = ""
    clause: str = ""
    agreed_in_writing: bool | None = None
    note: str = ""
    corrects: int | None = None
    tenant: int | None = None


@dataclass(frozen=True)
class LawSource:
    """Whence something of law comes.

    :ivar row: the row of law, or the provision where it is no number
    :ivar confidence: ``confirmed``, ``to confirm`` or ``policy``
    """

    row: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Counted:
    """When a step counts as service, worked out.

    :ivar counts_on: the day; ``None``: the law cannot be applied, and ``why`` says why not
    :ivar rule: by which rule
    :ivar why: sentences
    :ivar must_check: whether a person must check what it rests on
    """

    counts_on: date | None
    rule: str
    why: str
    sources: tuple[LawSource, ...] = ()
    must_check: bool = False


@dataclass(frozen=True)
class ServiceRow:
    """An event; see :class:`cases.service.tables.ServiceEvent`.

    :ivar about_id: of what came back, or was found, the step that it speaks of; ``None``: none is known

    :ivar corrected_by: the event that corrects it; ``None``: it stands
    """

    id: int
    document_id: int
    customer_id: int | None
    delivery: Delivery
    method: str
    happened_on: date
    happened_at: datetime | None
    place: str
    done_by: str
    taken_by: str
    handed_to: str
    relation: str
    witness: str
    proof: str
    proof_document_id: int | None
    reason: str
    served_as: str
    clause: str
    agreed_in_writing: bool | None
    note: str
    counts_on: date | None
    rule: str
    why: str
    sources: tuple[LawSource, ...]
    must_check: bool
    undoes: bool
    corrects_id: int | None
    about_id: int | None
    recorded_by: str
    recorded_at: datetime
    corrected_by: int | None

    @property
    def stands(self) -> bool:
        """Whether it says what happened: it was not corrected, and corrects nothing into nothing."""
        return self.corrected_by is None and self.delivery is not Delivery.MISTAKEN

    @property
    def in_law(self) -> bool:
        """Whether it is of a document of which law says that it is served: a notice, or a document of a claim."""
        return self.served_as not in {"", ServedAs.LETTER}

    @property
    def to_the_person(self) -> bool:
        """Whether the person themselves were handed it; an event of before names nobody else then."""
        taken_by = self.taken_by or (TakenBy.SOMEBODY_ELSE if self.handed_to else TakenBy.THE_PERSON)
        return self.delivery is Delivery.HANDED_OVER and taken_by == TakenBy.THE_PERSON


@dataclass(frozen=True)
class Judged:
    """A step by which a document may count as served, judged by itself.

    :ivar counts_on: the day on which it counts now; ``None``: on none, and ``why`` says why not
    :ivar must_decide: whether somebody must decide if it was served: it came back, was told late, or came into a hold
    :ivar late: whether it was told late, and would restore a day on which it counts or advance one
    :ivar void: whether it was taken while a hold was in force against which nothing has effect
    """

    event: ServiceRow
    counts_on: date | None
    rule: str
    why: str
    must_check: bool
    must_decide: bool = False
    void: bool = False
    sources: tuple[LawSource, ...] = ()
    late: bool = False

    def waiting(self, why: str, sources: tuple[LawSource, ...]) -> Self:
        """The same, as it counts on no day until somebody decides."""
        return replace(self, counts_on=None, rule="", why=why, must_check=False, must_decide=True, sources=sources)


@dataclass(frozen=True)
class Standing:
    """How the service of a document on one person stands.

    :ivar delivery: the last thing that happened to it; ``None``: nothing yet
    :ivar on: its day
    :ivar counts_on: the day on which it counts as served; ``None``: on none, and ``why`` says why not
    :ivar rule: by which rule it counts
    :ivar must_decide: whether it counts on none, or not earlier, because somebody must decide about a step
    :ivar void: whether it counts on none because a hold was in force
    :ivar steps: each step to the person, judged by itself, the earliest first; :ivar by: the event that counts
    :ivar returned_on: the day on which it came back, if it did, and :ivar reason: why
    """

    delivery: Delivery | None = None
    on: date | None = None
    method: str = ""
    proof: str = ""
    counts_on: date | None = None
    rule: str = ""
    why: str = ""
    must_check: bool = False
    must_decide: bool = False
    void: bool = False
    confidences: tuple[str, ...] = ()
    steps: tuple[Judged, ...] = ()
    by: int | None = None
    returned_on: date | None = None
    reason: str = ""
