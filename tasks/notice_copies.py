"""What is told of the notice of which a document is somebody's copy, where the document is shown or is served."""

from collections.abc import Collection
from datetime import date

from sqlmodel import Session

from cases.calculating.counting import said
from cases.notices.copies import notices_of_documents, over_words, withdrawn_words
from cases.notices.reading import notices
from tasks.assembly import House
from workflows.clock import london_date

TELL = "Whoever was given it must be told so."


def notice_words(house: House, session: Session, roles: Collection[str], document_id: int) -> str:
    """That nothing comes any more of the notice of which a document is a copy, and why; empty: it is none, or it may.

    :param roles: of whoever reads it
    """
    row = notices_of_documents(session, [document_id]).get(document_id)
    if row is None:
        return ""
    today = london_date(house.runtime.clock.now())
    known = next(each for each in notices(session, today, row.account_id)[row.account_id] if each.notice.id == row.id)
    return over_words(row, known.life(today, house.standards, roles))


def mark_of_service(session: Session, document_id: int, day: date) -> str:
    """What the record of a step says of a notice that had been withdrawn by then; empty: it had not.

    :param day: of the step
    """
    row = notices_of_documents(session, [document_id]).get(document_id)
    withdrawn = row is not None and row.withdrawn_on is not None and row.withdrawn_on <= day
    return withdrawn_words(row) if row is not None and withdrawn else ""


def served_words(house: House, session: Session, roles: Collection[str], document_id: int, day: date) -> str:
    """What whoever recorded a step must know of the notice; empty: nothing.

    :param day: on which it counts as served, or of the step where it counts on none
    """
    row = notices_of_documents(session, [document_id]).get(document_id)
    if row is None:
        return ""
    over = notice_words(house, session, roles, document_id)
    if over and row.withdrawn_on is not None:
        return f"{over} {TELL}"
    if row.serve_by is None or day <= row.serve_by:
        return over
    late = f"Notice {row.id} was to be served by {said(row.serve_by)}, and its date was worked out for that."
    return f"{late} {over or 'Look at its page for whether its date may still be named.'}"
