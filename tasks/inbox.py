"""The work list, and looking at a case."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlmodel import Session

from cases.tables import Account, CaseAccount
from tasks.people import LANES, Person
from workflows.db import table
from workflows.evidence import NewEntry, append, timeline
from workflows.runtime.house import NoSuchCase, Runtime
from workflows.runtime.incidents import open_incidents
from workflows.runtime.tables import CaseFile, Instance, MessageWait, ProcedureVersion, Timer, WorkItem

_item, _case, _instance = table(WorkItem), table(CaseFile), table(Instance)
_timer, _message, _version = table(Timer), table(MessageWait), table(ProcedureVersion)
_case_account, _account = table(CaseAccount), table(Account)

PAGE = 25


def work_list(
    session: Session,
    person: Person,
    *,
    whose: str = "all",
    step: str = "",
    patch: str = "",
    search: str = "",
    page: int = 1,
) -> tuple[list[dict[str, Any]], int]:
    """The open steps that this person may do, the soonest due first.

    :param whose: ``mine``, ``free`` (nobody's yet), ``all``, or ``held``
    :param step: only this step
    :param patch: only this patch
    :param search: part of the case's reference or title
    :returns: one page of rows (the work item with ``reference``, ``title``, ``patch``), and how many there are in all
    """
    lanes = [lane for lane, roles in LANES.items() if not person.roles.isdisjoint(roles)]
    query: Select[Any] = (
        select(_item, _case.c.reference, _case.c.title, _account.c.patch)
        .join(_case, _case.c.id == _item.c.case_id)
        .outerjoin(_case_account, _case_account.c.case_id == _case.c.id)
        .outerjoin(_account, _account.c.id == _case_account.c.account_id)
        .where(_item.c.role.in_(lanes))
    )
    query = query.where(_item.c.status == ("held" if whose == "held" else "open"))
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
    return [dict(row) for row in rows], int(total)


def counts(session: Session, person: Person, now: datetime) -> dict[str, int]:
    """How many steps are ``mine``, ``free``, ``overdue`` and ``held``."""
    lanes = [lane for lane, roles in LANES.items() if not person.roles.isdisjoint(roles)]
    base = select(func.count()).select_from(_item).where(_item.c.role.in_(lanes))
    is_open = _item.c.status == "open"
    return {
        "mine": session.execute(base.where(is_open, _item.c.assignee == person.actor)).scalar_one(),
        "free": session.execute(base.where(is_open, _item.c.assignee.is_(None))).scalar_one(),
        "overdue": session.execute(base.where(is_open, _item.c.due_at < now)).scalar_one(),
        "held": session.execute(base.where(_item.c.status == "held")).scalar_one(),
    }


def filters(session: Session, person: Person) -> dict[str, list[tuple[str, str]]]:
    """The steps and patches that occur in the person's list: pairs of value and words."""
    lanes = [lane for lane, roles in LANES.items() if not person.roles.isdisjoint(roles)]
    mine = _item.c.role.in_(lanes) & _item.c.status.in_(("open", "held"))
    steps = session.execute(select(_item.c.step, _item.c.name).where(mine).distinct().order_by(_item.c.name))
    patches = session.execute(
        select(_account.c.patch).where(_account.c.patch != "").distinct().order_by(_account.c.patch)
    )
    return {
        "steps": [(row.step, row.name) for row in steps],
        "patches": [(row.patch, row.patch) for row in patches],
    }


def record_opening(runtime: Runtime, session: Session, person: Person, case_id: int) -> None:
    """Notes in the case's record that somebody looked at it.

    :raises NoSuchCase: there is no such case
    :raises NotYourRole: theirs has no business with people's cases
    """
    person.must("officer", "team_leader", "compliance", "administrator")
    append(session, runtime.chain_of(session, case_id), [NewEntry("case looked at", person.actor)], runtime.clock)


def case_view(session: Session, case_id: int) -> dict[str, Any]:
    """A case as its page shows it.

    ``case``, ``instances`` (each with its procedure's name and version), ``steps`` (open and held work items),
    ``done`` (completed ones), ``timers``, ``incidents``, ``timeline`` (newest last).

    :raises NoSuchCase: there is no such case
    """
    case = session.execute(select(_case).where(_case.c.id == case_id)).mappings().one_or_none()
    if case is None:
        raise NoSuchCase(f"There is no case with the number {case_id}.")
    items = session.execute(select(_item).where(_item.c.case_id == case_id).order_by(_item.c.opened_at)).mappings()
    rows = [dict(row) for row in items]
    instances = session.execute(
        select(
            _instance.c.id,
            _instance.c.status,
            _instance.c.version_id,
            _instance.c.opened_at,
            _instance.c.ended_at,
            _version.c.name.label("procedure"),
            _version.c.number.label("version"),
        )
        .join(_version, _version.c.id == _instance.c.version_id)
        .where(_instance.c.case_id == case_id)
        .order_by(_instance.c.id)
    ).mappings()
    timers = session.execute(
        select(_timer)
        .where(_timer.c.case_id == case_id, _timer.c.status.in_(("waiting", "paused")))
        .order_by(_timer.c.due_at)
    ).mappings()
    return {
        "case": dict(case),
        "instances": [dict(row) for row in instances],
        "steps": [row for row in rows if row["status"] in {"open", "held"}],
        "done": [row for row in rows if row["status"] == "completed"],
        "timers": [dict(row) for row in timers],
        "incidents": open_incidents(session, case_id),
        "timeline": list(timeline(session, case["chain_id"])),
    }
