"""What happened to documents on their way: the events that pages show, against what the record says of each."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from cases.service.tables import ServiceEvent
from cases.service.words import Delivery
from tasks.reconciling.entries import Told
from workflows.db import table
from workflows.evidence import Finding
from workflows.evidence.canonical import plain
from workflows.evidence.kinds import Kind

_event = table(ServiceEvent)
_KINDS = frozenset({Kind.SERVICE_RECORDED, Kind.SERVICE_DECIDED, Kind.MAIL_RETURNED})
_SAME = {
    "document": "document_id",
    "on": "happened_on",
    "counts_on": "counts_on",
    "rule": "rule",
    "undoes": "undoes",
    "of": "about_id",
}
"""Member of an entry → column of the event."""


def served(session: Session, name: str, documents: Iterable[Any], told: Iterable[Told]) -> Iterator[Finding]:
    """Compares the events of a case's documents; what was erased is compared with nothing.

    That the print house was given one is said by the register and its entry, and compared with those.
    """
    entries = {one.content["service"]: one for one in told if one.kind in _KINDS and one.content is not None}
    erased = any(one.kind in _KINDS and one.content is None for one in told)
    by_people = (
        _event.c.delivery != Delivery.GIVEN_TO_PRINT_HOUSE,
        _event.c.document_id.in_([d["id"] for d in documents]),
    )
    for row in session.execute(select(_event).where(*by_people).order_by(_event.c.id)).mappings():
        which = f"event {row['id']} of document {row['document_id']} of {name}"
        one = entries.pop(row["id"], None)
        if one is None or one.content is None:
            if not erased:
                yield Finding(name, 0, f"the rows hold {which} ({row['delivery']}), and no entry tells of it")
            continue
        said = {**one.content, "delivery": one.content.get("delivery", Delivery.RETURNED)}
        same = {**_SAME, "delivery": "delivery"}
        differing = [each for each, column in same.items() if each in said and said[each] != plain(row[column])]
        if differing:
            yield Finding(name, one.seq, f"the row of {which} says another {differing[0]} than entry {one.seq}")
    for number, one in entries.items():
        yield Finding(
            name, one.seq, f"entry {one.seq} of {name} tells of event {number} of a document, and no row does"
        )
