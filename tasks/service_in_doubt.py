"""Documents whose service is in doubt: of cases that are open, and of those that were closed since."""

from typing import NamedTuple

from sqlalchemy import case, or_, select
from sqlmodel import Session

from cases.service.tables import ServiceEvent
from cases.service.words import TO_THE_PERSON, ServedAs
from cases.tables import CaseAccount
from documents.register import Document, DocumentRow
from tasks.assembly import House
from tasks.patches import of_patches
from tasks.people import Person
from tasks.service_stands import DocumentStands, documents_stand
from workflows.db import table
from workflows.rows import row_of
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus

_document, _event, _case, _about = table(Document), table(ServiceEvent), table(CaseFile), table(CaseAccount)
_another, _is_about = _case.alias("another"), _about.alias("is_about")
_served_by_law = select(_event.c.document_id).where(
    _event.c.delivery.in_(sorted(TO_THE_PERSON)), _event.c.served_as.not_in(["", ServedAs.LETTER])
)
_with_another_open = (
    select(_about.c.case_id)
    .join(_is_about, _is_about.c.account_id == _about.c.account_id)
    .join(_another, _another.c.id == _is_about.c.case_id)
    .where(_another.c.status == CaseStatus.OPEN)
)
_at_work = or_(_case.c.status == CaseStatus.OPEN, _case.c.id.in_(_with_another_open))
"""Of a case: whether it is open, or another about one of its debts is, which may rest on what was served in it."""


class InDoubt(NamedTuple):
    """A document in doubt.

    :ivar reference: of its case, and :ivar closed: whether that is closed
    """

    stands: DocumentStands
    reference: str
    closed: bool


def documents_in_doubt(house: House, session: Session, person: Person, *, at_work: bool = False) -> list[InDoubt]:
    """Those that somebody sees: of debts about which a case is open first, then the newest.

    What law deems served by no step is among them, too: whoever did it may have thought that it was.

    :param at_work: whether those alone are asked about of whose debts a case is open
    """
    query = (
        select(_document, _case.c.reference, _case.c.status)
        .join(_case, _case.c.id == _document.c.case_id)
        .where(_document.c.id.in_(_served_by_law))
        .order_by(case((_at_work, 0), else_=1), _document.c.id.desc())
    )
    if at_work:
        query = query.where(_at_work)
    if person.patches:
        query = query.where(of_patches(person, _document.c.case_id))
    rows = session.execute(query).mappings().all()
    stood = documents_stand(house, session, person.roles, [row_of(DocumentRow, row) for row in rows])
    return [
        InDoubt(each, row["reference"], row["status"] != CaseStatus.OPEN)
        for each, row in zip(stood, rows, strict=True)
        if each.in_doubt
    ]
