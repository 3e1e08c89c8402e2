"""Drafting a notice, making out its copies, and withdrawing it: what else becomes of it, its service and days tell."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session

from cases.calculating.counting import said
from cases.notices.dating import OfTenancy
from cases.notices.tables import Notice, NoticeCopy
from cases.notices.words import NoticeKind
from workflows.db import table
from workflows.errors import Malformed, NotFound, Refused

_notice, _copy = table(Notice), table(NoticeCopy)


class NoSuchNotice(NotFound):
    """There is no notice of that number about this debt."""


class NoticeWithdrawnAlready(Refused):
    """The notice was withdrawn before."""


class NoticeNotUnderstood(Malformed):
    """What is said of a notice cannot be meant; its fact ``field`` says what."""


@dataclass(frozen=True)
class NewNotice:
    """A notice to draft.

    :ivar form: that the law prescribes, with its edition; empty: it prescribes none
    :ivar grounds: their numbers, as the Act has them
    :ivar arrears_pence: of rent alone, and :ivar struck_on: the day on which that was struck; ``None``: it tells none
    :ivar named_on: the date that it names
    :ivar serve_by: the last day on which it may be served, by policy; ``None``: nobody said
    :ivar rent_pence: the rent of a period, by which its ground 8 is measured; ``None``: nobody said
    """

    kind: NoticeKind
    tenancy: OfTenancy
    named_on: date
    form: str = ""
    grounds: Sequence[str] = ()
    arrears_pence: int | None = None
    struck_on: date | None = None
    serve_by: date | None = None
    rent_pence: int | None = None


def draft(session: Session, account_id: int, case_id: int, new: NewNotice, by: str, at: datetime) -> int:
    """Writes a notice down; returns its number.

    :raises NoticeNotUnderstood: it tells arrears and no day of theirs, or none that are owed
    """
    if (new.arrears_pence is None) is not (new.struck_on is None):
        raise NoticeNotUnderstood("Say the arrears and the day on which they were struck, or neither.", field="arrears")
    if new.arrears_pence is not None and new.arrears_pence <= 0:
        raise NoticeNotUnderstood("No rent is owed, so the notice can tell of none.", field="arrears")
    tenancy = new.tenancy
    values = {
        "account_id": account_id,
        "case_id": case_id,
        "kind": new.kind,
        "form": new.form,
        "grounds": list(new.grounds),
        "arrears_pence": new.arrears_pence,
        "struck_on": new.struck_on,
        "named_on": new.named_on,
        "serve_by": new.serve_by,
        "rent_pence": new.rent_pence,
        "period": tenancy.period,
        "period_begins": tenancy.period_begins,
        "tenancy_began": tenancy.began,
        "trial_until": tenancy.trial_until,
        "regime": tenancy.regime,
        "drafted_by": by,
        "drafted_at": at,
        "withdrawn_by": "",
        "withdrawn_because": "",
    }
    return int(session.execute(insert(_notice).values(**values).returning(_notice.c.id)).scalar_one())


def make_out(session: Session, notice_id: int, customer_id: int, document_id: int) -> None:
    """Writes down which document is somebody's copy of a notice."""
    values = {"notice_id": notice_id, "customer_id": customer_id, "document_id": document_id}
    session.execute(insert(_copy).values(**values))


def withdraw(session: Session, account_id: int, notice_id: int, by: str, on: date, because: str) -> None:
    """Withdraws a notice: from that day on nothing rests on it.

    :raises NoSuchNotice: there is none of that number about this debt
    :raises NoticeWithdrawnAlready: it was before
    """
    its = (_notice.c.id == notice_id, _notice.c.account_id == account_id)
    row = session.execute(select(_notice.c.withdrawn_on).where(*its).with_for_update()).one_or_none()
    if row is None:
        raise no_such_notice(notice_id)
    if row.withdrawn_on is not None:
        raise NoticeWithdrawnAlready(f"Notice {notice_id} was withdrawn on {said(row.withdrawn_on)} already.")
    gone = {"withdrawn_on": on, "withdrawn_by": by, "withdrawn_because": because}
    session.execute(update(_notice).where(*its).values(**gone))


def no_such_notice(notice_id: int) -> NoSuchNotice:
    """The refusal where there is none, or none that is somebody's to see: both answer alike."""
    return NoSuchNotice(f"About this debt there is no notice with the number {notice_id}.")
