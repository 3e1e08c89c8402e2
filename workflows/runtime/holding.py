"""What holds do to the timers, jobs and steps of a case: worked out from their days, never from when it was told.

Each timer says in the diagram what a hold does to it: ``run`` (nothing: it goes on), ``pause`` (it stops, and goes on
with what was left), ``extend`` (it does not fire while the hold lasts, and if it would have ended within it, it ends so
much after the hold's end as ``extend_by`` says).

A timer keeps the time at which it would be due without any hold, so its true time can be worked out anew from the days
of all holds: a case that is told late, or twice, waits exactly as long as one that was told at once.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from workflows.clock import LONDON, days_after, london_date, start_of_day
from workflows.db import table
from workflows.runtime.gate import Gate
from workflows.runtime.house import Runtime
from workflows.runtime.tables import Job, Timer
from workflows.runtime.words import TIMER_STANDS, JobStatus, OnHold, TimerStatus

_timer, _job = table(Timer), table(Job)


@dataclass(frozen=True)
class DaysHeld:
    """From its first day until the day on which things go on again (the first that is not held); ``None``: it lasts."""

    begins_on: date
    resumes_on: date | None = None


def follow_holds(runtime: Runtime, session: Session, case_id: int, held: Iterable[DaysHeld]) -> None:
    """Stops and moves the timers of a case, lets its jobs go on, and opens or holds its steps, as its holds say now.

    Doing it again changes nothing. Locks the case.

    :param held: the days of every hold that ever covered the case, those that are over too
    """
    runtime.lock_case(session, case_id)
    now = runtime.clock.now()
    spans = together(held)
    lasting = any(span.resumes_on is None and span.begins_on <= london_date(now) for span in spans)
    where = (_timer.c.case_id == case_id) & _timer.c.status.in_(TIMER_STANDS) & (_timer.c.on_hold != OnHold.RUN)
    for row in session.execute(select(_timer).where(where)).all():
        values = {
            "due_at": due_with_holds(row, spans),
            "status": TimerStatus.PAUSED if lasting else TimerStatus.WAITING,
            "paused_at": (row.paused_at or now) if lasting else None,
        }
        if any(getattr(row, name) != value for name, value in values.items()):
            session.execute(update(_timer).where(_timer.c.task_id == row.task_id).values(**values))
    held_jobs = (_job.c.case_id == case_id) & (_job.c.status == JobStatus.HELD)
    gate = Gate(runtime, session, case_id, now)
    for job in session.execute(select(_job.c.task_id, _job.c.step).where(held_jobs)).all():
        if gate.hold(job.step) is None:
            values = {"status": JobStatus.QUEUED, "run_at": now}
            session.execute(update(_job).where(_job.c.task_id == job.task_id).values(**values))
            runtime.jobs.enqueue(session, job.task_id)
    runtime.settle(session, case_id)


def together(held: Iterable[DaysHeld]) -> list[DaysHeld]:
    """Holds that overlap or follow each other at once, as one; the earliest first."""
    found: list[DaysHeld] = []
    for each in sorted(held, key=lambda one: one.begins_on):
        last = found[-1] if found else None
        if last is None or (last.resumes_on is not None and last.resumes_on < each.begins_on):
            found.append(each)
        elif last.resumes_on is not None:
            ends = None if each.resumes_on is None else max(last.resumes_on, each.resumes_on)
            found[-1] = DaysHeld(last.begins_on, ends)
    return found


def due_with_holds(row: Any, spans: Sequence[DaysHeld]) -> datetime:
    """When a timer is due, for all holds that are over. One that lasts moves it when it ends.

    :param row: has ``unheld_due_at``, ``holds_from``, ``on_hold`` and ``extend_by``, as rows of timers
    :param spans: as :func:`together` gives them
    """
    due: datetime = row.unheld_due_at
    for span in spans:
        begins = max(span.begins_on, row.holds_from)
        if span.resumes_on is None or london_date(due) < begins:
            break
        if span.resumes_on <= begins:
            continue
        if row.on_hold == OnHold.PAUSE:
            due = _days_later(due, (span.resumes_on - begins).days)
        elif london_date(due) <= span.resumes_on:
            days = int(row.extend_by.removeprefix("P").removesuffix("D") or 0)
            due = start_of_day(days_after(span.resumes_on, days + 1))
    return due


def _days_later(at: datetime, days: int) -> datetime:
    """The same time in England some days later: a wait of days still ends with the first moment of one."""
    return (at.astimezone(LONDON) + timedelta(days=days)).astimezone(at.tzinfo)
