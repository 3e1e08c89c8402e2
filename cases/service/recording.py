"""Recording what happened to a document, and reading it. An event is never changed: a further one corrects it."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Row, insert, select
from sqlmodel import Session

from cases.service.checking import TEXTS
from cases.service.effects import Effect
from cases.service.rows import Counted, LawSource, ServiceRow, ServiceSaid
from cases.service.tables import ServiceEvent
from cases.service.words import Delivery
from workflows.clock import london_date
from workflows.db import table
from workflows.rows import row_of

_event = table(ServiceEvent)
_correcting = _event.alias("correcting")


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
        **{name: getattr(said, name).strip() for name in TEXTS},
        "delivery": said.delivery,
        "taken_by": said.taken_by,
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
    effect: Effect,
    step: int | None,
    confirmed_after: int | None,
) -> int:
    """Writes down that a document came back; returns the event's number.

    :param effect: what that means in law
    :param step: the event by which it had gone; ``None``: nothing says that it was posted
    :param confirmed_after: the contact detail behind which a confirmed address settles it; ``None``: of no person
    """
    values = {
        "delivery": Delivery.RETURNED,
        "happened_on": day,
        "reason": reason,
        "place": place,
        "note": note.strip(),
        "why": effect.sentence,
        "sources": [asdict(each) for each in effect.sources],
        "undoes": effect.undoes,
        "about_id": step,
        "confirmed_after": confirmed_after,
    }
    return _insert(session, document_id, customer_id, by, now, values)


def record_decision(
    session: Session,
    step: ServiceRow,
    by: str,
    now: datetime,
    *,
    delivery: Delivery,
    day: date,
    note: str,
    found: Counted,
) -> int:
    """Writes down what was found of a step; returns the event's number.

    :param day: since when that is so: it was not served, or was served then
    """
    values = {
        "delivery": delivery,
        "happened_on": day,
        "served_as": step.served_as,
        "note": note,
        "about_id": step.id,
        "counts_on": found.counts_on,
        "rule": found.rule,
        "why": found.why,
        "sources": [asdict(each) for each in found.sources],
    }
    return _insert(session, step.document_id, step.customer_id, by, now, values)


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
    texts = dict.fromkeys((*TEXTS, "taken_by", "method", "reason", "served_as", "rule", "why"), "")
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
