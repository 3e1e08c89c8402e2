"""What open cases wait for, in words: somebody who looks at what failed, a person, a hold's end, a day."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlmodel import Session

from cases.tables import CaseAccount
from workflows.clock import london_date
from workflows.db import table
from workflows.prepared import Prepared
from workflows.runtime.tables import CaseFile, Incident, Timer, WorkItem
from workflows.runtime.words import CaseStatus, IncidentStatus, ItemStatus, TimerStatus

_case, _about, _item, _timer = table(CaseFile), table(CaseAccount), table(WorkItem), table(Timer)
_incident = table(Incident)


def what_waits(session: Session, account_id: int | None = None) -> dict[int, str]:
    """Case → what it waits for; a case that waits for nothing of all this is not in it.

    :param account_id: of the cases about one account alone
    """
    found: dict[int, list[str]] = {}
    of = None if account_id is None else {"b_account": account_id}
    for case_id, number in _failed.rows(session, of):
        found.setdefault(case_id, []).append(f"something failed, and somebody must look at it (incident {number})")
    for case_id, name, role, status, due_at in _items.rows(session, of):
        held = " is held" if status == ItemStatus.HELD else f" waits for the {role.lower()}"
        due = f", due by {_day(london_date(due_at))}" if due_at is not None and status == ItemStatus.OPEN else ""
        found.setdefault(case_id, []).append(f"{name!r}{held}{due}")
    for case_id, due_at, status in _timers.rows(session, of):
        words = "its time is held" if status == TimerStatus.PAUSED else f"it waits until {_day(london_date(due_at))}"
        found.setdefault(case_id, []).append(words)
    return {case_id: "; ".join(words) for case_id, words in found.items()}


def _day(day: date) -> str:
    return f"{day:%-d %B} {day.year}"


class _Of:
    """A statement about open cases: of all of them, and of those about one account."""

    def __init__(self, query: Select[Any], case: ColumnElement[int]) -> None:
        query = query.join(_case, _case.c.id == case).where(_case.c.status == CaseStatus.OPEN)
        theirs = select(_about.c.case_id).where(_about.c.account_id == bindparam("b_account"))
        self._all, self._one = Prepared(query), Prepared(query.where(case.in_(theirs)))

    def rows(self, session: Session, of: dict[str, int] | None) -> list[Any]:
        return self._all.all(session, {}) if of is None else self._one.all(session, of)


_items = _Of(
    select(_item.c.case_id, _item.c.name, _item.c.role, _item.c.status, _item.c.due_at)
    .where(or_(_item.c.status == ItemStatus.OPEN, _item.c.status == ItemStatus.HELD))
    .order_by(_item.c.opened_at),
    _item.c.case_id,
)
_timers = _Of(
    select(_timer.c.case_id, _timer.c.due_at, _timer.c.status)
    .where(or_(_timer.c.status == TimerStatus.WAITING, _timer.c.status == TimerStatus.PAUSED))
    .order_by(_timer.c.due_at),
    _timer.c.case_id,
)
_failed = _Of(
    select(_incident.c.case_id, _incident.c.id)
    .where(_incident.c.status == IncidentStatus.OPEN)
    .order_by(_incident.c.id),
    _incident.c.case_id,
)
