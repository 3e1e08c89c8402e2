"""The queue of automated steps on DBOS Transact (its MIT core alone).

The system tables lie in the organisation's own database (SQLite: the same file; PostgreSQL: schema ``dbos``), so that
a job is enqueued in the very transaction that reached its step. What the queue loses, by a worker that died for good,
the sweep finds: the ``job`` rows are the truth, and running one twice does nothing twice.
"""

import logging
import threading
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from dbos import DBOS, DBOSClient, DBOSConfig, EnqueueOptions
from sqlalchemy import URL, select, update
from sqlmodel import Session

from workflows.clock import machine_now
from workflows.db import Database, table
from workflows.runtime.tables import Job
from workflows.runtime.words import JOB_DUE

_job = table(Job)
log = logging.getLogger(__name__)

QUEUE = "duecourse"
WORKFLOW = "duecourse_job"
NAME = "duecourse"
VERSION = "1"  # fixed: a job that waits outlives a new version of the program
LEASE = timedelta(minutes=2)
"""How long a delivered job may stand before the sweep delivers it again."""
KEPT = timedelta(days=2)
STOP_WITHIN = 10
"""Seconds that a stopping worker gives its jobs."""


class DbosJobs:
    """The queue's client side: any process may enqueue."""

    def __init__(self, db: Database) -> None:
        self._client = DBOSClient(system_database_url=system_url(db.url))

    def enqueue(self, session: Session, task_id: str) -> None:
        """Has a job run soon after the caller's transaction commits, and not at all if it rolls back."""
        options: EnqueueOptions = {
            "queue_name": QUEUE,
            "workflow_name": WORKFLOW,
            "workflow_id": f"{task_id}:{uuid.uuid4().hex[:8]}",
            "app_version": VERSION,
            "application_name": NAME,
        }
        self._client.enqueue_in_transaction(session, options, task_id)

    def cancel(self, session: Session, task_id: str) -> None:
        """Nothing: the row says that the job is cancelled, and a worker that is handed it sees that."""

    def sweep(self, session: Session, business_now: datetime) -> int:
        """Delivers again what was delivered long ago and is still queued; returns how many.

        :param business_now: by which it is judged whether a job may be tried again already
        """
        now = machine_now()
        late = (_job.c.delivered_at < now - LEASE) & (_job.c.run_at <= business_now)
        late &= _job.c.status.in_(JOB_DUE)
        query = select(_job.c.task_id).where(late).limit(500).with_for_update(skip_locked=True)  # of two workers, one
        ids = list(session.execute(query).scalars())
        for task_id in ids:
            self.enqueue(session, task_id)
        session.execute(update(_job).where(_job.c.task_id.in_(ids)).values(delivered_at=now))
        return len(ids)

    def take_over(self, session: Session, executor: str) -> int:
        """Delivers to others what a dead worker was handed and has not done; returns how many.

        :param executor: the dead worker's name
        """
        handed = self._client.list_workflows(
            status="PENDING", executor_id=executor, load_input=False, load_output=False
        )
        task_ids = {each.workflow_id.rpartition(":")[0] for each in handed}
        undone = _job.c.task_id.in_(task_ids) & _job.c.status.in_(JOB_DUE)
        ids = list(session.execute(select(_job.c.task_id).where(undone)).scalars())
        for task_id in ids:
            self.enqueue(session, task_id)
        session.execute(update(_job).where(_job.c.task_id.in_(ids)).values(delivered_at=machine_now()))
        return len(ids)

    def forget_old(self) -> int:
        """Deletes what the queue remembers of jobs that ended days ago; returns how many."""
        before = (machine_now() - KEPT).isoformat()
        ended = self._client.list_workflows(
            status=["SUCCESS", "ERROR", "CANCELLED"], end_time=before, limit=1000, load_input=False, load_output=False
        )
        self._client.delete_workflows([each.workflow_id for each in ended])
        return len(ended)

    def close(self) -> None:
        """Gives the queue's connections back."""
        self._client.destroy()


class QueueWorker:
    """The queue's other side: runs jobs in this process.

    :param run: runs one job by its task id
    :param executor: this worker's name; stable, and borne by one live process alone
    """

    _lock = threading.Lock()

    def __init__(self, db: Database, run: Callable[[str], str], executor: str, at_once: int = 2) -> None:
        config: DBOSConfig = {
            "name": NAME,
            "system_database_url": system_url(db.url),
            "executor_id": executor,
            "application_version": VERSION,
            "log_level": "ERROR",
            "enable_otlp": False,
        }
        with self._lock:
            DBOS(config=config)

            @DBOS.workflow(name=WORKFLOW)
            def duecourse_job(task_id: str) -> str:
                return run(task_id)

            DBOS.launch()  # also makes the queue's own tables
            DBOS.register_queue(
                QUEUE, worker_concurrency=at_once, polling_interval_sec=0.2, on_conflict="always_update"
            )

    def stop(self) -> None:
        """Lets running jobs end, for a while, and stops."""
        DBOS.destroy(workflow_completion_timeout_sec=STOP_WITHIN, destroy_registry=True)


def system_url(url: URL) -> str:
    """The organisation's database as DBOS writes its address."""
    name = "postgresql" if url.get_backend_name() == "postgresql" else url.get_backend_name()
    return url.set(drivername=name).render_as_string(hide_password=False)
