"""Timers that are due: each is fired in a unit of work of its own, and none keeps another waiting."""

import logging
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from workflows.db import table
from workflows.errors import Refused
from workflows.evidence import append
from workflows.prepared import Prepared
from workflows.runtime.gate import Gate
from workflows.runtime.house import Runtime
from workflows.runtime.running import Running
from workflows.runtime.tables import CaseFile, Timer
from workflows.runtime.trouble import open_incident
from workflows.runtime.words import IncidentKind, OnHold, TimerStatus

log = logging.getLogger(__name__)
_case, _timer = table(CaseFile), table(Timer)
_lock_timer = Prepared(
    select(_timer.c.status, _timer.c.due_at, _timer.c.on_hold, _timer.c.case_id, _timer.c.step)
    .select_from(_case.join(_timer, _case.c.id == _timer.c.case_id))  # the case first, as everywhere
    .where(_timer.c.task_id == bindparam("b_task"))
    .with_for_update(key_share=True)
)
_due = Prepared(
    select(_timer.c.instance_id, _timer.c.task_id)
    .where(_timer.c.status == TimerStatus.WAITING, _timer.c.due_at <= bindparam("b_until"))
    # Of what is due at one moment the order is the same each time: numbers of tasks are drawn by chance.
    .order_by(_timer.c.due_at, _timer.c.instance_id, _timer.c.step, _timer.c.task_id)
    .limit(bindparam("b_most"))
)


def due_timers(session: Session, until: datetime, most: int = 500) -> list[tuple[int, str]]:
    """The (instance, task) of timers that are due, the longest due first."""
    return [(row.instance_id, row.task_id) for row in _due.all(session, {"b_until": until, "b_most": most})]


def fire_due_timers(runtime: Runtime) -> int:
    """Fires every timer that is due by now, each in a unit of work of its own; returns how many fired.

    One that cannot be fired becomes an incident of its case and keeps nobody else's waiting.
    """
    fired, passed = 0, set[str]()
    while True:
        with runtime.db.read() as session:
            found = due_timers(session, runtime.clock.now(), 500 + len(passed))
        due = [(instance_id, task_id) for instance_id, task_id in found if task_id not in passed]
        if not due:
            return fired
        for instance_id, task_id in due:
            passed.add(task_id)
            try:
                with runtime.db.write() as session:
                    one = fire_timer(runtime, session, instance_id, task_id)
            except Exception as error:
                log.exception("the timer %s cannot be fired", task_id)
                with runtime.db.write() as session:
                    _timer_failed(runtime, session, instance_id, task_id, error)
                continue
            fired += one
            if one:
                passed.discard(task_id)  # a cycle may be due again


def fire_timer(runtime: Runtime, session: Session, instance_id: int, task_id: str) -> bool:
    """Fires one timer if it is still waiting and due, and no hold stops it; says whether it fired."""
    row = _lock_timer.one_or_none(session, {"b_task": task_id})
    if row is None or row.status != TimerStatus.WAITING or row.due_at > runtime.clock.now():
        return False  # another worker was here, or a hold began
    if (
        row.on_hold != OnHold.RUN
        and Gate(runtime, session, row.case_id, runtime.clock.now()).hold_over_case() is not None
    ):
        return False  # its day has come, and the case is told of it in a moment
    running = Running.open(runtime, session, instance_id)
    if running is None or all(wait.task_id != task_id for wait in running.execution.timers()):
        session.execute(_timer.update().where(_timer.c.task_id == task_id).values(status=TimerStatus.CANCELLED))
        if running is not None:
            running.save()
        return False
    running.fire(task_id)
    running.save()
    return True


def _timer_failed(runtime: Runtime, session: Session, instance_id: int, task_id: str, error: Exception) -> None:
    row = _lock_timer.one_or_none(session, {"b_task": task_id})
    sentence = error.sentence if isinstance(error, Refused) else f"{type(error).__name__}: {error}"
    entry = open_incident(
        session, row.case_id, instance_id, task_id, row.step, IncidentKind.TIMER_FAILED, sentence, runtime.clock.now()
    )
    if entry is not None:
        append(session, runtime.chain_of(session, row.case_id), [entry], runtime.clock)
