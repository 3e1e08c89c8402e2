"""Service of documents: what happened to one on its way to a person, with its proof, and when that counts as served."""

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from cases.people.deaths import days_of_death
from cases.service import checking, following, recording
from cases.service.checking import ServiceNotUnderstood
from cases.service.counting import Step, counted
from cases.service.places import as_to_place
from cases.service.recording import events_of
from cases.service.rows import Counted, Judged, ServiceRow, ServiceSaid
from cases.service.standing import standing_of
from cases.service.stopped import stopped_cases
from cases.service.words import BY_PEOPLE, NAMES, TO_THE_PERSON, CameBack, Delivery, PostedBy, ServedAs, TakenBy
from documents.landlord import Landlords
from documents.register import (
    BROUGHT,
    DocumentRow,
    ServiceStatus,
    document_of,
    documents_of_case,
    locked_document,
    place_of,
)
from tasks.acts.subjects import DOCUMENT
from tasks.acts.table import CASEWORK, WITH_CASES, act
from tasks.assembly import House
from tasks.notice_copies import mark_of_service, notice_words, served_words
from tasks.operations import LANDLORD
from tasks.operations.sending import NOT_SENT
from tasks.people import Person, people
from tasks.service_shown import DocumentShown, documents_shown
from tasks.serving import (
    names_of,
    person_served,
    proper_addresses,
    seen_document,
    seen_served,
    service_entry,
    tenants_of_document,
    without_where,
)
from workflows.clock import london_date
from workflows.errors import Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind

__all__ = [
    "SERVED_AS",
    "WORDS_OF_SERVICE",
    "DocumentService",
    "NotToBeServed",
    "ServiceRecorded",
    "ServiceSaid",
    "look",
    "record",
]
STILL_IN_DOUBT = (
    "The address to which it was said to have come back is in doubt still, and no letter goes there. If that was a "
    "mistake too, confirm it on the person's page."
)
EARLIEST = date(1990, 1, 1)
"""No document that somebody brought was served before."""


class NotToBeServed(Refused):
    """This document is not one that goes to anybody now."""


@dataclass(frozen=True)
class WordsOfService:
    """What may be chosen where service is recorded, for doors that offer it."""

    deliveries: tuple[Delivery, ...] = BY_PEOPLE
    posts: tuple[PostedBy, ...] = tuple(PostedBy)
    takers: tuple[TakenBy, ...] = tuple(TakenBy)
    reasons: tuple[CameBack, ...] = tuple(CameBack)


WORDS_OF_SERVICE = WordsOfService()
SERVED_AS = {str(each): words for each, words in NAMES.items()}
"""What a document may be in law, in words."""


@dataclass(frozen=True)
class DocumentService:
    """All that happened to a document.

    :ivar events: the oldest first; those that were corrected say by which
    :ivar tenants: of the case, by number: on whom it may be served where it is nobody's alone
    :ivar served: who is who of those on whom it was served, or should have been: who was a tenant then, too
    :ivar own: whether it was written to one person, so that nobody is asked on whom
    :ivar names: who is who of those who work here (``user:7``)
    :ivar notice: that nothing comes any more of the notice of which it is a copy, or that it went late; empty otherwise
    """

    document: DocumentShown
    events: list[ServiceRow]
    tenants: dict[int, str]
    served: dict[int, str]
    own: bool
    names: dict[str, str]
    notice: str = ""


@dataclass(frozen=True)
class ServiceRecorded:
    """What was written down, and what follows from it by law.

    :ivar counts_on: the day on which it counts as served; ``None``: on none, and ``why`` says why not
    :ivar void: whether it has no effect because a hold was in force
    :ivar notice: of a copy of a notice what is to be known: that it was withdrawn, is over, or went later than its date
        was worked out for
    """

    event: int
    counts_on: date | None
    rule: str
    why: str
    must_check: bool
    void: bool = False
    notice: str = ""


@act(WITH_CASES, DOCUMENT, Kind.DOCUMENT_LOOKED_AT)
def look(house: House, person: Person, document_id: int) -> DocumentService:
    """See how a document went to whom, with its proofs, and when it counts as served.

    :raises LetterRestricted: it bears an address that named roles alone see
    :raises NoSuchDocument: there is none
    """
    with house.db.write() as session:
        row = seen_document(house, session, person, document_of(session, document_id))
        looked = NewEntry(Kind.DOCUMENT_LOOKED_AT, person.actor, payload={"document": document_id})
        append(session, house.runtime.chain_of(session, row.case_id), [looked], house.runtime.clock)
        shown = documents_shown(house, session, person, [row])[0]
        return DocumentService(
            document=shown,
            events=without_where(house, session, person, row, events_of(session, [document_id]).get(document_id, [])),
            tenants=tenants_of_document(session, row.case_id),
            served=names_of(session, (each.customer_id for each in shown.service)),
            own=row.to_named or row.customer_id is not None,
            names=people(session),
            notice=notice_words(house, session, person.roles, document_id),
        )


@act(CASEWORK, DOCUMENT, Kind.SERVICE_RECORDED)
def record(house: House, person: Person, document_id: int, *, said: ServiceSaid) -> ServiceRecorded:
    """Record how a document was posted, handed over, left or e-mailed, its proof, or that an event was a mistake.

    The day on which it counts as served is worked out. What happened is recorded whatever holds: it happened.

    :raises ServiceNotUnderstood: something is lacking, unknown or in the future, or nothing says where it was posted to
    :raises NotToBeServed: it is on its way to the print house, or was withdrawn
    :raises RecordedAlready: the same was recorded, or what it corrects was corrected
    :raises NoSuchEvent: what it corrects is no event of this document
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        row = seen_document(house, session, person, locked_document(session, document_id))
        day = checking.must_be_right(said, now, EARLIEST if row.kind == BROUGHT else row.dated)
        _must_be_out(row, said.delivery)
        before = events_of(session, [document_id]).get(document_id, [])
        wrong = following.corrected(before, said.corrects) if said.corrects is not None else None
        tenant = said.tenant or (wrong.customer_id if wrong else None)
        customer_id = person_served(session, row, tenant, day, before)
        row = seen_served(house, session, person, row, customer_id)
        theirs = [each for each in before if each.customer_id == customer_id and each is not wrong]
        delivery = Delivery(said.delivery)
        if delivery is Delivery.POSTED and not said.place.strip():
            said = replace(said, place=place_of(session, document_id))  # the window of the envelope shows it
        following.must_be_new(theirs, said, day)
        _must_have_proof(house, session, person, row, said.proof_document)
        served_as = _served_as(row, said.served_as, [each for each in before if each.stands and each is not wrong])
        _must_say_where(said, served_as)
        found = counted(_step(said, delivery, day), served_as, _landlord(house, now), house.law)
        found = as_to_place(found, delivery, served_as, said.place, proper_addresses(session, row.case_id, customer_id))
        if wrong is not None and wrong.delivery is Delivery.RETURNED:
            found = replace(found, why=f"{found.why} {STILL_IN_DOUBT}".strip())
        if delivery in TO_THE_PERSON and (mark := mark_of_service(session, document_id, day)):
            found = replace(found, why=f"{mark} {found.why}".strip())
        kept = _with_served_as(said, served_as)
        made = recording.record(session, document_id, customer_id, person.actor, now, kept, day, found)
        judged = _judged(house, session, person, row, customer_id, made)
        told = _told(kept, made, document_id, day, found)
        held = _judged(house, session, None, row, customer_id, made)
        if held is not None and (held.void or held.must_decide):
            told["held"] = held.why  # as everybody may read it: the record is not the page of somebody with a role
        of_notice = ""
        if delivery in TO_THE_PERSON:
            of_notice = served_words(house, session, person.roles, document_id)
        entry = service_entry(session, house, person, row, Kind.SERVICE_RECORDED, told, said.at or day)
        append(session, house.runtime.chain_of(session, row.case_id), [entry], house.runtime.clock)
    if judged is None:
        return ServiceRecorded(made, found.counts_on, found.rule, found.why, found.must_check, notice=of_notice)
    by = judged
    return ServiceRecorded(made, by.counts_on, by.rule, by.why, by.must_check, by.void, of_notice)


def _judged(
    house: House, session: Session, person: Person | None, row: DocumentRow, customer_id: int | None, event: int
) -> Judged | None:
    """A step as it is judged with all that happened, holds too; ``None``: the event is no step to the person.

    :param person: who is told of it; ``None``: as everybody may be told
    """
    roles = person.roles if person else ()
    stopped = stopped_cases(session, [row.case_id], house.organisation, roles).get(row.case_id, ())
    events = [each for each in events_of(session, [row.id])[row.id] if each.customer_id == customer_id]
    died_on = None if customer_id is None else days_of_death(session, [customer_id]).get(customer_id)
    return next((each for each in standing_of(events, stopped, died_on).steps if each.event.id == event), None)


def _must_be_out(row: DocumentRow, delivery: str) -> None:
    if delivery not in TO_THE_PERSON:
        return
    if row.service_status is ServiceStatus.WITHDRAWN:
        raise NotToBeServed(
            f"Document {row.id} was withdrawn: what it says was no longer right. Have it made anew, and serve that."
        )
    if row.printed and row.service_status is ServiceStatus.KEPT and row.service_method != NOT_SENT:
        raise NotToBeServed(
            f"Document {row.id} is still on its way to the print house, where a hold or a crash may keep it. Record "
            "this once it was given to them."
        )


def _must_have_proof(house: House, session: Session, person: Person, row: DocumentRow, proof: int | None) -> None:
    if proof is None:
        return
    of_case = (each for each in documents_of_case(session, row.case_id) if each.id != row.id)
    found = next((each for each in of_case if each.id == proof), None)
    if found is None:
        raise ServiceNotUnderstood(f"The case has no other document with the number {proof}.", field="proof_document")
    seen_document(house, session, person, found)


def _served_as(row: DocumentRow, said: str, before: list[ServiceRow]) -> ServedAs | None:
    """What a document is in law: by its kind where it was printed here, else as it is said, or was said before."""
    if row.served_as:
        if said not in {"", row.served_as}:
            raise ServiceNotUnderstood(
                f"By its kind this document is {NAMES[ServedAs(row.served_as)]}, and it is not served as anything "
                "else. Leave it out.",
                field="served_as",
            )
        return ServedAs(row.served_as)
    known = next((each for each in reversed(before) if each.served_as), None)
    if known is not None and said not in {"", known.served_as}:
        raise ServiceNotUnderstood(
            f"It was recorded as {NAMES[ServedAs(known.served_as)]} (event {known.id}), and one document is one thing "
            "in law. Leave it out; where that event is wrong, correct it, or record first that it was a mistake.",
            field="served_as",
        )
    served_as = known.served_as if known is not None else said
    return ServedAs(served_as) if served_as else None


def _must_say_where(said: ServiceSaid, served_as: ServedAs | None) -> None:
    """Refuses a posting of what law deems served where nothing says to which address it went."""
    if said.delivery == Delivery.POSTED and served_as not in {None, ServedAs.LETTER} and not said.place.strip():
        raise ServiceNotUnderstood(
            "Say to which address it was posted, as it stands on the envelope: what is wrongly addressed serves "
            "nobody, and the address was not kept with the document.",
            field="place",
        )


def _step(said: ServiceSaid, delivery: Delivery, day: date) -> Step:
    to_person = said.taken_by == TakenBy.THE_PERSON
    return Step(delivery, day, said.at, said.method, to_person, said.clause.strip(), said.agreed_in_writing is True)


def _landlord(house: House, now: datetime) -> str:
    return Landlords.of_book(house.book, LANDLORD).on(london_date(now), "").kind


def _with_served_as(said: ServiceSaid, served_as: ServedAs | None) -> ServiceSaid:
    return ServiceSaid(**{**asdict(said), "served_as": served_as or ""})


def _told(said: ServiceSaid, event: int, document_id: int, day: date, found: Counted) -> dict[str, Any]:
    return {**asdict(said), "service": event, "document": document_id, "on": day, **asdict(found)}
