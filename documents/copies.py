"""Documents that are made for each of several people: each has their own copy, alike in all but to whom it goes."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from cases.service.words import ServedAs
from documents.register import Document, DocumentRow
from workflows.db import table
from workflows.rows import row_of

_document = table(Document)


class Alike(NamedTuple):
    """What the copies of one document share: the case, the kind, and the date on their face."""

    case_id: int
    kind: str
    dated: date

    @classmethod
    def of(cls, document: DocumentRow) -> "Alike":
        """What a document shares with its copies."""
        return cls(document.case_id, document.kind, document.dated)


def copies_for_others(session: Session, documents: Iterable[DocumentRow]) -> list[DocumentRow]:
    """The copies, each for one person alone, of those of some documents that law deems served and are one person's."""
    rows = list(documents)
    wanted = {Alike.of(each) for each in rows if each.served_on is not None and each.served_as != ServedAs.LETTER}
    if not wanted:
        return []
    cases = {each.case_id for each in wanted}
    query = select(_document).where(_document.c.case_id.in_(cases), _document.c.customer_id.is_not(None))
    there = {each.id for each in rows}
    found = (row_of(DocumentRow, row) for row in session.execute(query.order_by(_document.c.id)).mappings())
    return [each for each in found if each.id not in there and Alike.of(each) in wanted]
