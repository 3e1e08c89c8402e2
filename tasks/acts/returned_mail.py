"""Post that came back: whoever opens it records it; the address is in doubt until one is confirmed."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session

from cases.chains import person_chain, record_on
from cases.facts import account_of_case
from cases.people.correspondence import correspondence_of
from cases.people.words import DetailKind, DetailStatus
from cases.service.checking import ServiceNotUnderstood, must_be_a_return
from cases.service.effects import Effect, effect_of_return
from cases.service.following import came_back_by
from cases.service.recording import events_of, record_return
from cases.service.returned import Doubted, OpenReturn, doubt, open_returns
from cases.service.words import CameBack
from documents.addressee import addressee
from documents.register import BROUGHT, Document, DocumentRow, document_of, locked_document, place_of
from tasks.acts.subjects import DOCUMENT, LARGEST, ORGANISATION
from tasks.acts.table import CASEWORK, WITH_CASES, act
from tasks.assembly import House
from tasks.inbox import record_list
from tasks.patches import of_patches, sees_case
from tasks.people import Person
from tasks.persons_seen import customer_of
from tasks.service_shown import DocumentShown, documents_shown
from tasks.serving import person_served, seen_document, seen_served, service_entry
from tasks.withholding import sees_document
from workflows.clock import london_date
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import NewEntry, append
from workflows.evidence.kinds import Kind
from workflows.rows import row_of
from workflows.runtime.tables import CaseFile

_document, _case = table(Document), table(CaseFile)
MOST = 50
LONGEST_SEARCH = 60
DIED = (
    "The envelope says that they have died. Nothing is held by that alone: ask the family, and report the death by a "
    "hold of the kind death where it is true."
)
DOUBTED = "No letter goes to that address by post until an address is confirmed on their page."
SETTLED = "Another address of theirs was confirmed already, and letters go there."
NOBODYS = (
    "It was written to somebody who is named in it alone. Find out where they are written to before anything else is."
)


@dataclass(frozen=True)
class ReturnRecorded:
    """What was written down.

    :ivar why: what the return means in law
    :ivar undoes: whether the step that came back does not count as service
    :ivar asks: whether somebody must decide that, and it counts on no day until they have
    :ivar then: what follows from it, and what somebody does now
    """

    event: int
    why: str
    undoes: bool
    asks: bool
    then: str


@dataclass(frozen=True)
class LetterFound:
    """A document that went out under a reference.

    :ivar reference: of its case, as it stands on the letter
    """

    document: DocumentShown
    reference: str


@dataclass(frozen=True)
class ReturnListed:
    """Post that came back, with no address confirmed since.

    :ivar name: of the person
    :ivar title: of the document
    :ivar died: whether the envelope says that they have died
    :ivar then: what somebody does now
    """

    post: OpenReturn
    name: str
    title: str
    died: bool
    then: str


@act(CASEWORK, DOCUMENT, Kind.MAIL_RETURNED, Kind.CONTACT_DETAIL_CHANGED)
def record(
    house: House,
    person: Person,
    document_id: int,
    *,
    reason: str,
    on: date | None = None,
    place: str = "",
    note: str = "",
    tenant: int | None = None,
    event: int | None = None,
) -> ReturnRecorded:
    """Record that a letter came back, on which day and why; its address is in doubt from then on.

    What that means is judged of the step that came back alone: it may have been served by another.

    :param on: ``None``: today
    :param place: the address on the envelope, where it was not kept with the letter
    :param event: the step that came back, where it went more than once
    :raises ServiceNotUnderstood: the reason is none, the day cannot be, or the address is not known
    :raises NeverWentOut: nothing says that the document left the house
    :raises RecordedAlready: that it came back is recorded
    """
    now = house.runtime.clock.now()
    with house.db.write() as session:
        row = seen_document(house, session, person, locked_document(session, document_id))
        day = must_be_a_return(on, reason, note, london_date(now))
        events = events_of(session, [document_id]).get(document_id, [])
        customer_id = person_served(session, row, tenant, day, events)
        row = seen_served(house, session, person, row, customer_id)
        step = came_back_by([each for each in events if each.customer_id == customer_id], day, event)
        where = place.strip() or (step.place if step else "") or place_of(session, document_id)
        where = where or _home(session, row, customer_id, day)
        effect = effect_of_return(step)
        doubted = _doubt(house, session, person, customer_id, where, day, CameBack(reason))
        made = record_return(
            session,
            document_id,
            customer_id,
            person.actor,
            now,
            day=day,
            reason=reason,
            place=where,
            note=note,
            effect=effect,
            step=step.id if step else None,
            confirmed_after=doubted.confirmed_after if doubted else None,
        )
        told = _told(made, document_id, day, reason, effect)
        told |= {
            "of": step.id if step else None,
            "address_doubted": doubted is not None,
            "place": where,
            "note": note.strip(),
        }
        entry = service_entry(session, house, person, row, Kind.MAIL_RETURNED, told, day)
        append(session, house.runtime.chain_of(session, row.case_id), [entry], house.runtime.clock)
    return ReturnRecorded(made, effect.sentence, effect.undoes, effect.asks, _then(doubted, reason))


@act(CASEWORK, ORGANISATION, Kind.LIST_LOOKED_AT)
def find(house: House, person: Person, *, words: str = "") -> list[LetterFound]:
    """Find the letter that came back, by the reference that stands on it or by its number.

    :param words: the whole reference, such as ``RA-100042-1``, or a document's number
    """
    wanted = words.strip()[:LONGEST_SEARCH]
    number = int(wanted) if wanted.isascii() and wanted.isdecimal() and int(wanted) <= LARGEST else 0
    with house.db.write() as session:
        record_list(house.runtime, session, person, "letters that went out", part=wanted)
        if not wanted:
            return []
        query = (
            select(_document, _case.c.reference)
            .join(_case, _case.c.id == _document.c.case_id)
            .where(or_(_case.c.reference == wanted.upper(), _document.c.id == number), _document.c.kind != BROUGHT)
            .order_by(_document.c.id.desc())
            .limit(MOST)
        )
        if person.patches:
            query = query.where(of_patches(person, _document.c.case_id))
        rows = session.execute(query).mappings().all()
        shown = documents_shown(house, session, person, [row_of(DocumentRow, row) for row in rows])
        return [LetterFound(each, row["reference"]) for each, row in zip(shown, rows, strict=True)]


@act(WITH_CASES, ORGANISATION, Kind.LIST_LOOKED_AT)
def list_(house: House, person: Person) -> list[ReturnListed]:
    """See the post that came back and of which no address was confirmed since, possible deaths first."""
    with house.db.write() as session:
        record_list(house.runtime, session, person, "returned mail")
        listed: list[ReturnListed] = []
        for each in open_returns(session):
            row = document_of(session, each.document_id)
            if sees_case(session, person, row.case_id):
                name = customer_of(session, each.customer_id).name
                died = each.reason is CameBack.DECEASED
                post = _without_note(house, session, person, each, row)
                listed.append(ReturnListed(post, name, row.title, died, f"{DIED} {DOUBTED}" if died else DOUBTED))
        return listed


def _without_note(house: House, session: Session, person: Person, post: OpenReturn, row: DocumentRow) -> OpenReturn:
    """What stands on the envelope may say where somebody is."""
    if sees_document(session, house.organisation.restricted, person.roles, row):
        return post
    return OpenReturn(**{**asdict(post), "note": ""})


def _home(session: Session, row: DocumentRow, customer_id: int | None, on: date) -> str:
    """Where the person is written to now, of a letter with which its address was not kept.

    :raises ServiceNotUnderstood: nothing says where
    """
    try:
        if customer_id is not None:
            tenant, known = customer_of(session, customer_id), correspondence_of(session, customer_id)
            return "\n".join(addressee(tenant, account_of_case(session, row.case_id), on, known).address)
    except Refused:
        pass
    raise ServiceNotUnderstood("Say which address stands on the envelope: it was not kept with it.", field="place")


def _doubt(
    house: House, session: Session, person: Person, customer_id: int | None, place: str, on: date, reason: CameBack
) -> Doubted | None:
    """Marks the address on the person, in their own record too; of somebody who is named alone there is none."""
    if customer_id is None:
        return None
    why = f"Post came back: {reason.replace('_', ' ')}"
    made = doubt(session, customer_id, place, person.actor, house.runtime.clock.now(), on, why)
    said: dict[str, Any] = {"kind": DetailKind.ADDRESS, "value": place, "status": DetailStatus.RETURNED_MAIL}
    said |= {"confirmed_how": "", "detail": made.detail, "reason": why, "replaces": None}
    entry = NewEntry(Kind.CONTACT_DETAIL_CHANGED, person.actor, payload=said)
    record_on(session, person_chain(customer_id), [entry], house.runtime.clock)
    return made


def _then(doubted: Doubted | None, reason: str) -> str:
    follows = NOBODYS if doubted is None else SETTLED if doubted.settled else DOUBTED
    return f"{DIED} {follows}" if reason == CameBack.DECEASED else follows


def _told(event: int, document_id: int, day: date, reason: str, effect: Effect) -> dict[str, Any]:
    told = {"service": event, "document": document_id, "on": day, "reason": reason, "why": effect.sentence}
    return {**told, "sources": [asdict(each) for each in effect.sources], "undoes": effect.undoes}
