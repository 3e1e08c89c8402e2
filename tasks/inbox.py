"""The work list, and what is recorded of looking."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session

from cases.service.returned import came_back
from cases.tables import Account, CaseAccount
from tasks.patches import of_patches
from tasks.people import Person
from workflows.clock import machine_now
from workflows.db import table
from workflows.evidence import NewEntry, append, timeline
from workflows.evidence.kinds import Kind
from workflows.evidence.tables import Chain
from workflows.rows import row_of
from workflows.runtime.house import Runtime
from workflows.runtime.rows import WorkItemRow
from workflows.runtime.tables import CaseFile, WorkItem
from workflows.runtime.words import ITEM_STANDS, ItemStatus

_item, _case, _chain = table(WorkItem), table(CaseFile), table(Chain)
_case_account, _account = table(CaseAccount), table(Account)
_came_back = came_back(_account.c.id).label("mail_returned")

PAGE = 25
SAME_LOOK = timedelta(seconds=10)
NOT_HERE = frozenset({Kind.ACT_REFUSED, Kind.DOCUMENT_LOOKED_AT, Kind.INCIDENT_OPENED})
"""Entries that do not say that somebody was shown the case."""
LAST = 60
"""Entries that are read for it."""


@dataclass(frozen=True)
class WorkRow(WorkItemRow):
    """A step in a work list, and the case that it is of.

    :ivar patch: of its account; ``None`` where there is no account
    :ivar late: whether it is overdue
    :ivar mail_returned: whether post to a tenant came back, with no address confirmed since
    """

    reference: str
    title: str
    patch: str | None
    late: bool
    mail_returned: bool


def work_list(
    session: Session,
    person: Person,
    lanes: Sequence[str],
    now: datetime,
    *,
    whose: str = "all",
    step: str = "",
    patch: str = "",
    search: str = "",
    page: int = 1,
) -> tuple[list[WorkRow], int]:
    """The open steps that this person may do, the soonest due first.

    :param lanes: those of which they may do the steps
    :param whose: ``mine``, ``free`` (nobody's yet), ``all``, or ``held``
    :param step: only this step
    :param patch: only this patch
    :param search: part of the case's reference or title
    :returns: one page of rows, and how many there are in all
    """
    query: Select[Any] = (
        select(_item, _case.c.reference, _case.c.title, _account.c.patch, _came_back)
        .join(_case, _case.c.id == _item.c.case_id)
        .outerjoin(_case_account, _case_account.c.case_id == _case.c.id)
        .outerjoin(_account, _account.c.id == _case_account.c.account_id)
        .where(*_theirs(person, lanes))
    )
    query = query.where(_item.c.status == (ItemStatus.HELD if whose == "held" else ItemStatus.OPEN))
    if whose == "mine":
        query = query.where(_item.c.assignee == person.actor)
    elif whose == "free":
        query = query.where(_item.c.assignee.is_(None))
    if step:
        query = query.where(_item.c.step == step)
    if patch:
        query = query.where(_account.c.patch == patch)
    if search.strip():
        part = search.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        query = query.where(
            or_(_case.c.reference.ilike(f"%{part}%", escape="\\"), _case.c.title.ilike(f"%{part}%", escape="\\"))
        )
    total = session.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    ordered = query.order_by(_item.c.due_at.is_(None), _item.c.due_at, _item.c.opened_at, _item.c.task_id)
    rows = session.execute(ordered.limit(PAGE).offset((max(page, 1) - 1) * PAGE)).mappings()
    return [row_of(WorkRow, {**row, "late": _late(row["status"], row["due_at"], now)}) for row in rows], int(total)


def is_late(item: WorkItemRow, now: datetime) -> bool:
    """Whether a step is overdue. One that is held is not: nobody may do it."""
    return _late(item.status, item.due_at, now)


def _late(status: str, due_at: datetime | None, now: datetime) -> bool:
    return status == ItemStatus.OPEN and due_at is not None and due_at < now


def _theirs(person: Person, lanes: Sequence[str]) -> list[Any]:
    """The conditions under which work items are somebody's to see: their lanes, their patches."""
    conditions: list[Any] = [_item.c.role.in_(lanes)]
    if person.patches:
        conditions.append(of_patches(person, _item.c.case_id))
    return conditions


def counts(session: Session, person: Person, lanes: Sequence[str], now: datetime) -> dict[str, int]:
    """How many steps are ``mine``, ``free``, ``overdue`` and ``held``."""
    base = select(func.count()).select_from(_item).where(*_theirs(person, lanes))
    is_open = _item.c.status == ItemStatus.OPEN
    return {
        "mine": session.execute(base.where(is_open, _item.c.assignee == person.actor)).scalar_one(),
        "free": session.execute(base.where(is_open, _item.c.assignee.is_(None))).scalar_one(),
        "overdue": session.execute(base.where(is_open, _item.c.due_at < now)).scalar_one(),
        "held": session.execute(base.where(_item.c.status == ItemStatus.HELD)).scalar_one(),
    }


def filters(session: Session, person: Person, lanes: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """The steps and patches that occur in the person's list: pairs of value and words."""
    mine = [*_theirs(person, lanes), _item.c.status.in_(ITEM_STANDS)]
    steps = session.execute(select(_item.c.step, _item.c.name).where(*mine).distinct().order_by(_item.c.name))
    theirs = select(_account.c.patch).where(_account.c.patch != "").distinct().order_by(_account.c.patch)
    if person.patches:
        theirs = theirs.where(_account.c.patch.in_(person.patches))
    patches = session.execute(theirs)
    return {
        "steps": [(row.step, row.name) for row in steps],
        "patches": [(row.patch, row.patch) for row in patches],
    }


def record_look(
    runtime: Runtime, session: Session, person: Person, case_id: int, what: str = "", *, anew: bool = True
) -> None:
    """Notes in the case's record that somebody looked at it.

    :param what: which part of it; empty: the case itself
    :param anew: whether it is noted though the same person did something in the case a moment ago; a page that only
        answers their own act is no look of its own
    :raises NoSuchCase: there is no such case
    """
    chain_id = runtime.chain_of(session, case_id)
    if not anew and was_here(session, chain_id, person):
        return
    said = {"what": what} if what else {}
    append(session, chain_id, [NewEntry(Kind.CASE_LOOKED_AT, person.actor, payload=said)], runtime.clock)


def record_list(runtime: Runtime, session: Session, person: Person, what: str, **asked: Any) -> None:
    """Notes in the person's own record that they looked at a list that names people of several cases."""
    said = {"list": what, **asked}
    append(session, person.chain_id, [NewEntry(Kind.LIST_LOOKED_AT, person.actor, payload=said)], runtime.clock)


def was_here(session: Session, chain_id: int, person: Person) -> bool:
    """Whether somebody did something a moment ago in what a chain records: its last entries hold one of
    theirs that was written within :data:`SAME_LOOK`."""
    length = int(session.execute(select(_chain.c.length).where(_chain.c.id == chain_id)).scalar_one())
    since = machine_now() - SAME_LOOK
    return any(
        entry["actor"] == person.actor
        and entry["kind"] not in NOT_HERE
        and datetime.fromisoformat(entry["machine_at"]) > since
        for entry in timeline(session, chain_id, since=length - LAST)
    )
