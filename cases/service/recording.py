"""Recording what happened to a document, and reading it. An event is never changed: a further one corrects it."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Row, insert, select
from sqlmodel import Session

from cases.service.rows import Counted, LawSource, ServiceRow, ServiceSaid
from cases.service.tables import ServiceEvent
from cases.service.words import BY_PEOPLE, TO_THE_MINUTE, TO_THE_PERSON, CameBack, Delivery, PostedBy, ServedAs
from workflows.clock import london_date, start_of_day
from workflows.db import table
from workflows.errors import Malformed, NotFound, Refused
from workflows.rows import row_of

_event = table(ServiceEvent)
_correcting = _event.alias("correcting")
LONGEST = {"place": 500, "clause": 500, "note": 2000}
"""Characters; of the others :data:`LINE`."""
LINE = 200
_TEXTS = ("place", "done_by", "handed_to", "witness", "proof", "clause", "note")


class ServiceNotUnderstood(Malformed):
    """What happened to a document is not described as service is.

    Its fact ``field`` says what is wrong.
    """


class NeverWentOut(Refused):
    """This document has not left the house."""


class RecordedAlready(Refused):
    """This is recorded already."""


class NoSuchEvent(NotFound):
    """There is no such event of this document."""


def must_be_right(said: ServiceSaid, now: datetime, first: date) -> date:
    """Refuses what is no service; gives the day of it.

    :param first: the earliest day on which it may have happened
    :raises ServiceNotUnderstood: something is lacking, unknown or in the future
    """
    _must_be_one_of(said.delivery, BY_PEOPLE, "delivery")
    for name in _TEXTS:
        if len(getattr(said, name)) > LONGEST.get(name, LINE):
            raise ServiceNotUnderstood(f"Write at most {LONGEST.get(name, LINE)} characters.", field=name)
    day = _day(said, now, first)
    if said.delivery == Delivery.MISTAKEN and (said.corrects is None or not said.note.strip()):
        raise ServiceNotUnderstood(
            "Say which event did not happen, and how you know; it stays in the record with what you say.", field="note"
        )
    if said.delivery == Delivery.POSTED:
        _must_be_one_of(said.method, tuple(PostedBy), "method")
    elif said.method:
        raise ServiceNotUnderstood("By which post is said of what was posted alone. Leave it empty.", field="method")
    if said.delivery in TO_THE_MINUTE:
        _must_say(
            said.place, "place", "Say where exactly: at which door, in whose letter box, to which e-mail address."
        )
        _must_say(said.done_by, "done_by", "Say who did it: their name is wanted for a certificate of service.")
    if said.delivery == Delivery.EMAILED and "@" not in said.place:
        raise ServiceNotUnderstood("Say to which e-mail address it went.", field="place")
    if said.delivery == Delivery.PROOF_RECEIVED and not said.proof.strip() and said.proof_document is None:
        raise ServiceNotUnderstood(
            "Say which proof it is: a certificate of posting, a tracking number, the print house's number, or a file.",
            field="proof",
        )
    if said.served_as:
        _must_be_one_of(said.served_as, tuple(ServedAs), "served_as")
    return day


def _day(said: ServiceSaid, now: datetime, first: date) -> date:
    if said.at is None and said.delivery in TO_THE_MINUTE:
        raise ServiceNotUnderstood("Say when, to the minute: the hour decides on which day it counts.", field="at")
    if said.at is not None and said.at.tzinfo is None:
        raise ServiceNotUnderstood("Say the moment with its zone, such as 2026-03-02T14:30:00Z.", field="at")
    if said.at is None and said.on is None:
        raise ServiceNotUnderstood("Say on which day it was.", field="on")
    if said.at > now if said.at is not None else said.on is not None and said.on > london_date(now):
        raise ServiceNotUnderstood("What is recorded lies behind: say when it was, not later than now.", field="on")
    if said.at < start_of_day(first) if said.at is not None else said.on is not None and said.on < first:
        raise ServiceNotUnderstood(
            f"There was no such document before {first:%-d %B %Y}. Check the day and the year.", field="on"
        )
    day = london_date(said.at) if said.at is not None else said.on
    if said.on is not None and day != said.on:
        raise ServiceNotUnderstood("The moment is not of that day. Leave the day out, or correct it.", field="on")
    return day or said.on or first


def _must_be_one_of(word: str, words: Sequence[str], field: str) -> None:
    if word not in list(words):
        raise ServiceNotUnderstood(f"{word[:60]!r} is unknown here. Say one of {', '.join(words)}.", field=field)


def _must_say(text: str, field: str, sentence: str) -> None:
    if not text.strip():
        raise ServiceNotUnderstood(sentence, field=field)


def must_be_a_return(on: date | None, reason: str, note: str, today: date) -> date:
    """Refuses a return of post that lacks something; gives its day.

    :raises ServiceNotUnderstood: the reason is none, or the day is to come
    """
    _must_be_one_of(reason, tuple(CameBack), "reason")
    if reason == CameBack.OTHER:
        _must_say(note, "note", "Say what it says on the envelope.")
    if len(note) > LONGEST["note"]:
        raise ServiceNotUnderstood(f"Write at most {LONGEST['note']} characters.", field="note")
    day = on or today
    if day > today:
        raise ServiceNotUnderstood("It came back already: say on which day, not later than today.", field="on")
    return day


def must_be_new(before: Sequence[ServiceRow], delivery: Delivery, day: date, at: datetime | None) -> None:
    """Refuses what is recorded already, so that two who open the same post record it once.

    :param before: the events of the document that stand, without one that is corrected by this
    :raises RecordedAlready: with what to do instead
    """
    once = delivery in {Delivery.POSTED, Delivery.RETURNED}
    for each in before:
        same = each.delivery is delivery and (once or (each.happened_on, each.happened_at) == (day, at))
        if same and delivery is not Delivery.PROOF_RECEIVED:
            raise RecordedAlready(
                f"That it was {delivery.replace('_', ' ')} is recorded already, on {each.happened_on:%-d %B %Y} (event "
                f"{each.id}). Where that is wrong, correct that event."
            )


def must_have_gone_out(before: Sequence[ServiceRow], day: date) -> None:
    """Refuses the return of what never went out, or went out later.

    :param before: the events of the document that stand
    :raises NeverWentOut: nothing says that it went
    :raises ServiceNotUnderstood: it came back before it went
    """
    out = [each for each in before if each.delivery in TO_THE_PERSON | {Delivery.GIVEN_TO_PRINT_HOUSE}]
    if not out:
        raise NeverWentOut(
            "Nothing says that this document left the house, so it cannot have come back. Check its number on the "
            "letter; or record first how it went out."
        )
    first = min(each.happened_on for each in out)
    if day < first:
        raise ServiceNotUnderstood(f"It went out on {first:%-d %B %Y}, and did not come back before.", field="on")


def corrected(before: Sequence[ServiceRow], event_id: int) -> ServiceRow:
    """The event that is corrected.

    :param before: all events of the document
    :raises NoSuchEvent: this document has none of that number
    :raises RecordedAlready: it was corrected
    """
    found = next((each for each in before if each.id == event_id), None)
    if found is None:
        raise NoSuchEvent(f"This document has no event with the number {event_id}.", field="corrects")
    if found.corrected_by is not None:
        raise RecordedAlready(
            f"Event {event_id} was corrected already, by event {found.corrected_by}. Correct that one.",
            field="corrects",
        )
    if found.delivery is Delivery.GIVEN_TO_PRINT_HOUSE:
        raise ServiceNotUnderstood(
            "That the print house was given the file stands in its manifest and is not corrected by hand.",
            field="corrects",
        )
    return found


def record(
    session: Session,
    document_id: int,
    customer_id: int | None,
    by: str,
    now: datetime,
    said: ServiceSaid,
    day: date,
    counted: Counted,
) -> int:
    """Writes down what was asked by :func:`must_be_right`; returns the event's number."""
    values = {
        **{name: getattr(said, name).strip() for name in _TEXTS},
        "delivery": said.delivery,
        "method": said.method,
        "happened_on": day,
        "happened_at": said.at,
        "proof_document_id": said.proof_document,
        "served_as": said.served_as,
        "agreed_in_writing": said.agreed_in_writing,
        "counts_on": counted.counts_on,
        "rule": counted.rule,
        "why": counted.why,
        "sources": [asdict(each) for each in counted.sources],
        "must_check": counted.must_check,
        "corrects_id": said.corrects,
    }
    return _insert(session, document_id, customer_id, by, now, values)


def record_return(
    session: Session,
    document_id: int,
    customer_id: int | None,
    by: str,
    now: datetime,
    *,
    day: date,
    reason: str,
    place: str,
    note: str,
    effect: Counted,
    undoes: bool,
    confirmed_after: int | None,
) -> int:
    """Writes down that a document came back; returns the event's number.

    :param effect: what that means in law: a sentence and its sources
    :param confirmed_after: the contact detail behind which a confirmed address settles it; ``None``: of no person
    """
    values = {
        "delivery": Delivery.RETURNED,
        "happened_on": day,
        "reason": reason,
        "place": place,
        "note": note.strip(),
        "why": effect.why,
        "sources": [asdict(each) for each in effect.sources],
        "undoes": undoes,
        "confirmed_after": confirmed_after,
    }
    return _insert(session, document_id, customer_id, by, now, values)


def note_given(
    session: Session, document_id: int, customer_id: int | None, place: str, served_as: str, at: datetime, now: datetime
) -> int:
    """Notes that the print house has a document's file, unless that is noted; returns the event's number."""
    noted = (_event.c.document_id == document_id, _event.c.delivery == Delivery.GIVEN_TO_PRINT_HOUSE)
    there = session.execute(select(_event.c.id).where(*noted)).scalar()
    if there is not None:
        return int(there)
    values = {
        "delivery": Delivery.GIVEN_TO_PRINT_HOUSE,
        "happened_on": london_date(at),
        "happened_at": at,
        "place": place,
        "served_as": served_as,
        "why": "The print house has its file. That it was posted is not known yet.",
    }
    return _insert(session, document_id, customer_id, "system", now, values)


def _insert(
    session: Session, document_id: int, customer_id: int | None, by: str, now: datetime, values: dict[str, object]
) -> int:
    whose = {"document_id": document_id, "customer_id": customer_id, "recorded_by": by, "recorded_at": now}
    blank = {"sources": [], "must_check": False, "undoes": False}
    texts = dict.fromkeys((*_TEXTS, "method", "reason", "served_as", "rule", "why"), "")
    made = {**blank, **texts, **whose, **values}
    return int(session.execute(insert(_event).values(**made).returning(_event.c.id)).scalar_one())


def events_of(session: Session, document_ids: Collection[int]) -> dict[int, list[ServiceRow]]:
    """Document → what happened to it, as it was recorded; what was corrected stays, and says by which."""
    query = (
        select(*_event.c, _correcting.c.id.label("corrected_by"))
        .outerjoin(_correcting, _correcting.c.corrects_id == _event.c.id)
        .where(_event.c.document_id.in_(list(document_ids)))
        .order_by(_event.c.id)
    )
    found: dict[int, list[ServiceRow]] = {}
    for row in session.execute(query):
        found.setdefault(row.document_id, []).append(_row(row))
    return found


def _row(row: Row[tuple[object, ...]]) -> ServiceRow:
    read = dict(row._mapping)
    read["sources"] = tuple(LawSource(**each) for each in read["sources"] or ())
    return row_of(ServiceRow, read)
