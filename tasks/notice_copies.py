"""What is told of the notice of which a document is somebody's copy, where the document is shown or is served."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, or_, select
from sqlmodel import Session

from cases.calculating.counting import said
from cases.notices.copies import notices_of_documents, over_words, withdrawn_words
from cases.notices.reading import NoticeKnown, notices
from cases.notices.rows import NoticeRow
from tasks.assembly import House
from workflows.clock import london_date
from workflows.db import table
from workflows.prepared import Prepared
from workflows.runtime.tables import WorkItem
from workflows.runtime.words import ITEM_STANDS

_item = table(WorkItem)
BEFORE_SERVICE = ("check_notice_particulars", "assess_proportionality", "authorise_notice")
"""The steps that come between the draft of a notice and its service."""
_before = Prepared(
    select(_item.c.name).where(
        _item.c.case_id == bindparam("b_case"),
        or_(*(_item.c.step == each for each in BEFORE_SERVICE)),
        or_(*(_item.c.status == each for each in ITEM_STANDS)),
    )
)
TELL = "Whoever was given it must be told so."


def notice_words(house: House, session: Session, roles: Collection[str], document_id: int) -> str:
    """What is to be known of the notice of which a document is a copy; empty: it is none, or nothing is.

    That nothing comes of it any more, and why; and that this copy went later than its date was worked out for.

    :param roles: of whoever reads it
    """
    row = notices_of_documents(session, [document_id]).get(document_id)
    if row is None:
        return ""
    today = london_date(house.runtime.clock.now())
    known = next(each for each in notices(session, today, row.account_id)[row.account_id] if each.notice.id == row.id)
    over = over_words(row, known.life(today, house.standards, roles)) or _not_authorised(session, row)
    if row.withdrawn_on is not None or not _went_late(house, known, document_id):
        return over
    late = f"Notice {row.id} was to be served by {said(row.serve_by or today)}, and its date was worked out for that."
    return f"{late} {over or 'Look at its page for whether its date may still be named.'}"


def _not_authorised(session: Session, row: NoticeRow) -> str:
    """That a step waits which comes before a notice may be served; empty: none does."""
    before = _before.all(session, {"b_case": row.case_id})
    if not before:
        return ""
    return (
        f"Notice {row.id} is not to be served yet: its case waits at {before[0].name!r}. Whoever leads must know where "
        "a copy has gone already."
    )


def _went_late(house: House, known: NoticeKnown, document_id: int) -> bool:
    by = known.notice.serve_by
    stands = known.standings(house.standards)
    theirs = (stands[who] for who, document in known.documents.items() if document == document_id)
    days = [step.counts_on or step.event.happened_on for each in theirs for step in each.steps]
    return by is not None and bool(days) and min(days) > by


def mark_of_service(session: Session, document_id: int, day: date) -> str:
    """What the record of a step says of a notice that had been withdrawn by then; empty: it had not.

    :param day: of the step
    """
    row = notices_of_documents(session, [document_id]).get(document_id)
    withdrawn = row is not None and row.withdrawn_on is not None and row.withdrawn_on <= day
    return withdrawn_words(row) if row is not None and withdrawn else ""


def served_words(house: House, session: Session, roles: Collection[str], document_id: int) -> str:
    """What whoever recorded a step must know of the notice; empty: nothing."""
    words = notice_words(house, session, roles, document_id)
    row = notices_of_documents(session, [document_id]).get(document_id)
    return f"{words} {TELL}" if row is not None and row.withdrawn_on is not None else words
