"""What cases were told of holds, and what they were not told yet; the telling is :mod:`cases.telling`."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, case, func, or_, select, true
from sqlmodel import Session

from cases.tables import Hold, HoldTold
from workflows.db import table
from workflows.rows import row_of
from workflows.runtime.tables import CaseFile
from workflows.runtime.words import CaseStatus

_hold, _told, _case = table(Hold), table(HoldTold), table(CaseFile)
BEGAN_UNTOLD = _told.c.began_told_at.is_(None)
"""The case was not told that the hold began."""
END_UNTOLD = _told.c.resumes_on.isnot(None) & _told.c.ended_told_at.is_(None)
"""The hold has ended for the case, and it was not told so."""


@dataclass(frozen=True)
class CaseTold:
    """What a case was told of a hold.

    :ivar resumes_on: the first day that is not held any more; ``None`` while the hold lasts
    :ivar trouble: why it could not be told, a sentence; empty where it was
    """

    case_id: int
    reference: str
    title: str
    status: CaseStatus
    begins_on: date
    resumes_on: date | None
    began_told_at: datetime | None
    ended_told_at: datetime | None
    trouble: str
    tried_at: datetime | None

    @property
    def knows(self) -> bool:
        """Whether the case was told all that there is to tell."""
        return self.began_told_at is not None and (self.resumes_on is None or self.ended_told_at is not None)


@dataclass(frozen=True)
class HoldTelling:
    """How far the telling of a hold is.

    :ivar cases: the open cases that it concerns
    :ivar untold: of these, how many do not know all that there is to tell
    """

    id: int
    kind: str
    begins_on: date
    ends_on: date | None
    cases: int
    untold: int


def told(session: Session, hold_id: int) -> list[CaseTold]:
    """The cases that a hold covers or covered, with what each was told, by their reference."""
    columns = (_case.c.reference, _case.c.title, _case.c.status)
    query = select(_told, *columns).join(_case, _case.c.id == _told.c.case_id).where(_told.c.hold_id == hold_id)
    rows = session.execute(query.order_by(_case.c.reference, _told.c.id)).mappings()
    return [row_of(CaseTold, row) for row in rows]


def told_of_all(session: Session, only: ColumnElement[bool] | None = None) -> list[HoldTelling]:
    """The holds that last in open cases, or whose end is not told everywhere yet, with how many cases know.

    Those come first of which some case was not told.

    :param only: which cases count, a condition on ``case_file``
    """
    untold = or_(BEGAN_UNTOLD, END_UNTOLD)
    query = (
        select(
            _hold.c.id,
            _hold.c.kind,
            _hold.c.begins_on,
            _hold.c.ends_on,
            func.count().label("cases"),
            func.sum(case((untold, 1), else_=0)).label("untold"),
        )
        .join(_told, _told.c.hold_id == _hold.c.id)
        .join(_case, _case.c.id == _told.c.case_id)
        .where(_case.c.status == CaseStatus.OPEN, or_(_told.c.resumes_on.is_(None), untold))
        .where(only if only is not None else true())
        .group_by(_hold.c.id, _hold.c.kind, _hold.c.begins_on, _hold.c.ends_on)
    )
    found = [row_of(HoldTelling, row) for row in session.execute(query).mappings()]
    return sorted(found, key=lambda each: (-each.untold, each.id))
