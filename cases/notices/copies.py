"""Of which notice a document is a copy, and what whoever serves it, or reads of it, must know of that notice."""

from collections.abc import Collection

from sqlalchemy import select
from sqlmodel import Session

from cases.calculating.counting import said
from cases.notices.life import Life
from cases.notices.reading import row_of_notice
from cases.notices.rows import NoticeRow
from cases.notices.tables import Notice, NoticeCopy
from cases.notices.words import OVER
from workflows.db import table

_notice, _copy = table(Notice), table(NoticeCopy)


def notices_of_documents(session: Session, documents: Collection[int]) -> dict[int, NoticeRow]:
    """Document → the notice of which it is somebody's copy; most documents are none."""
    query = select(_copy.c.document_id, _notice).join(_notice, _notice.c.id == _copy.c.notice_id)
    rows = session.execute(query.where(_copy.c.document_id.in_(documents))).mappings()
    return {row["document_id"]: row_of_notice(dict(row)) for row in rows}


def withdrawn_words(notice: NoticeRow) -> str:
    """That a notice was withdrawn, for whoever has a copy of it; empty: it was not."""
    if notice.withdrawn_on is None:
        return ""
    because = notice.withdrawn_because.rstrip(".")
    return (
        f"Notice {notice.id}, of which this is a copy, was withdrawn on {said(notice.withdrawn_on)}: {because}. It has "
        "no effect, on whomever it is served."
    )


def over_words(notice: NoticeRow, life: Life) -> str:
    """That nothing comes of a notice any more, and why; empty: something may."""
    if withdrawn := withdrawn_words(notice):
        return withdrawn
    if life.status not in OVER:
        return ""
    why = life.why[0] if life.why else ""
    return f"Nothing comes of notice {notice.id}, of which this is a copy, any more ({life.status}). {why}".strip()
