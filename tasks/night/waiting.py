"""What open cases wait for, in words: somebody who looks at what failed, a person, a hold's end, a day."""

from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from cases.tables import CaseAccount
from workflows.clock import london_date
from workflows.db import table
from workflows.runtime.tables import CaseFile, Incident, Timer, WorkItem
from workflows.runtime.words import CaseStatus, IncidentStatus, ItemStatus, TimerStatus

_case, _about, _item, _timer = table(CaseFile), table(CaseAccount), table(WorkItem), table(Timer)
_incident = table(Incident)


def what_waits(session: Session, account_id: int | None = None) -> dict[int, str]:
    """Case → what it waits for; a case that waits for nothing of all this is not in it.

    :param account_id: of the cases about one account alone
    """
    found: dict[int, list[str]] = {}
    open_ = _case.c.status == CaseStatus.OPEN
    items = select(_item.c.case_id, _item.c.name, _item.c.role, _item.c.status, _item.c.due_at).join(
        _case, _case.c.id == _item.c.case_id
    )
    items = items.where(open_, _item.c.status.in_((ItemStatus.OPEN, ItemStatus.HELD))).order_by(_item.c.opened_at)
    timers = select(_timer.c.case_id, _timer.c.due_at, _timer.c.status).join(_case, _case.c.id == _timer.c.case_id)
    timers = timers.where(open_, _timer.c.status.in_((TimerStatus.WAITING, TimerStatus.PAUSED)))
    timers = timers.order_by(_timer.c.due_at)
    failed = select(_incident.c.case_id, _incident.c.id).join(_case, _case.c.id == _incident.c.case_id)
    failed = failed.where(open_, _incident.c.status == IncidentStatus.OPEN).order_by(_incident.c.id)
    if account_id is not None:
        theirs = select(_about.c.case_id).where(_about.c.account_id == account_id)
        items, timers = items.where(_item.c.case_id.in_(theirs)), timers.where(_timer.c.case_id.in_(theirs))
        failed = failed.where(_incident.c.case_id.in_(theirs))
    for case_id, number in session.execute(failed):
        found.setdefault(case_id, []).append(f"something failed, and somebody must look at it (incident {number})")
    for case_id, name, role, status, due_at in session.execute(items):
        held = " is held" if status == ItemStatus.HELD else f" waits for the {role.lower()}"
        due = f", due by {_day(london_date(due_at))}" if due_at is not None and status == ItemStatus.OPEN else ""
        found.setdefault(case_id, []).append(f"{name!r}{held}{due}")
    for case_id, due_at, status in session.execute(timers):
        words = "its time is held" if status == TimerStatus.PAUSED else f"it waits until {_day(london_date(due_at))}"
        found.setdefault(case_id, []).append(words)
    return {case_id: "; ".join(words) for case_id, words in found.items()}


def _day(day: date) -> str:
    return f"{day:%-d %B} {day.year}"
