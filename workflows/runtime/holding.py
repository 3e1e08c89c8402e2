"""What a hold does to the timers of a case, and what its end does.

Each timer says in the diagram what a hold does to it: ``run`` (nothing: it goes on), ``pause`` (it stops, and goes on
with what was left), ``extend`` (it does not fire while the hold lasts, and if it would have ended within it, it ends so
much after the hold's end as ``extend_by`` says).
"""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workflows.clock import days_after, london_date, start_of_day
from workflows.db import table
from workflows.runtime.house import Runtime
from workflows.runtime.tables import Job, Timer

_timer, _job = table(Timer), table(Job)


def hold_began(runtime: Runtime, session: Session, case_id: int) -> None:
    """Stops the timers that a hold stops, and holds every step that it forbids; call in the hold's transaction."""
    session.execute(
        update(_timer)
        .where(_timer.c.case_id == case_id, _timer.c.status == "waiting", _timer.c.on_hold != "run")
        .values(status="paused", paused_at=runtime.clock.now())
    )
    runtime.settle(session, case_id)


def hold_ended(runtime: Runtime, session: Session, case_id: int) -> None:
    """Lets timers go on and steps open again, unless another hold still covers the case."""
    if runtime.holds(session, case_id) is not None:
        return
    now = runtime.clock.now()
    rows = session.execute(
        select(_timer.c.task_id, _timer.c.due_at, _timer.c.paused_at, _timer.c.on_hold, _timer.c.extend_by).where(
            _timer.c.case_id == case_id, _timer.c.status == "paused"
        )
    ).all()
    for row in rows:
        values = {"status": "waiting", "due_at": _due_after_hold(row, now), "paused_at": None}
        session.execute(update(_timer).where(_timer.c.task_id == row.task_id).values(**values))
    held = (_job.c.case_id == case_id) & (_job.c.status == "held")
    jobs = list(session.execute(select(_job.c.task_id).where(held)).scalars())
    session.execute(update(_job).where(held).values(status="queued", run_at=now))
    for task_id in jobs:
        runtime.jobs.enqueue(session, task_id)
    runtime.settle(session, case_id)


def _due_after_hold(row: Any, now: datetime) -> datetime:
    # Whole days, so that a wait of days still ends with the first moment of one.
    if row.on_hold == "pause":
        lasted = (london_date(now) - london_date(row.paused_at)).days
        return start_of_day(days_after(london_date(row.due_at), lasted))
    if row.due_at <= now:
        days = int(row.extend_by.removeprefix("P").removesuffix("D") or 0)
        return start_of_day(days_after(london_date(now), days + 1))
    due: datetime = row.due_at
    return due
