"""How the installation is: what a machine that watches it, and an administrator, must know.

Ready is what can do all of its work: pages and programs answer, documents can be written, and the machine's share is
done by somebody. So somebody comes and looks before a letter is late.
"""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import inspect, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel

from tasks.assembly import House
from tasks.roster import signs
from workflows import migrations
from workflows.clock import machine_now
from workflows.db import table
from workflows.errors import Refused
from workflows.evidence.unsealed import unsealed
from workflows.runtime.gate import Gate
from workflows.runtime.tables import Job
from workflows.runtime.words import JOB_DUE, JobStatus

_job = table(Job)
LEAST_SPACE = 200 * 1024 * 1024
"""Bytes that must be free where documents and signed heads lie."""
SEAL_WITHIN = timedelta(minutes=15)
"""How long an entry may stand unsealed."""
DONE_WITHIN = timedelta(minutes=5)
"""How long a job that is due may wait for a worker."""
MOST_ASKED = 200
"""Of the jobs that wait, how many are looked at: the oldest."""


@dataclass(frozen=True)
class Finding:
    """One question about the installation.

    :ivar sentence: what is wrong, and what to do; names nobody
    """

    about: str
    fine: bool
    sentence: str = ""


@dataclass(frozen=True)
class Stuck:
    """The job that has waited longest of those that should have been done.

    :ivar since: when it was due (by a simulated clock: when the queue was last told of it)
    """

    task_id: str
    since: datetime


def findings(house: House) -> list[Finding]:
    """All questions, each answered though others fail; within some three seconds, whatever the database does."""
    asked: dict[str, Callable[[Session], Finding]] = {
        "schema": schema,
        "queue": lambda session: queue(house, session),
        "workers": workers,
        "seal": seal,
    }
    try:
        with house.db.glance() as session:
            answers = [Finding("database", True), *(ask(session) for ask in asked.values())]
    except (Refused, SQLAlchemyError):
        # One question that is not answered is enough: the others would wait as long.
        unknown = "The database does not answer, so this is not known."
        answers = [database(house), *(Finding(about, False, unknown) for about in asked)]
    return [*answers, disk(house)]


def database(house: House) -> Finding:
    """What is wrong with a database that did not answer a question within two seconds."""
    if house.db.is_sqlite and not Path(house.db.url.database or "").exists():
        return Finding("database", False, "The database's file is not there. Put it back, or set DUECOURSE_DATABASE.")
    sentence = "The database does not answer within two seconds. Look at it, at who locks it, and at the network."
    return Finding("database", False, sentence)


def schema(session: Session) -> Finding:
    """Whether the database is of this program's version."""
    connection = session.connection()
    names = set(inspect(connection).get_table_names())
    if migrations.TABLE in names:
        found = migrations.version_of(connection)
        if found != migrations.HEAD:
            return Finding(
                "schema",
                False,
                f"The database is of version {found or 'none'}, and this program works with {migrations.HEAD}. Stop "
                f"everything that uses it and run: duecourse upgrade",
            )
    if missing := set(SQLModel.metadata.tables) - names:
        return Finding(
            "schema", False, f"The database has no table {min(missing)!r}. Stop this and run: duecourse upgrade"
        )
    return Finding("schema", True)


def queue(house: House, session: Session) -> Finding:
    """Whether what the machine should do is being done."""
    found = stuck(house, session)
    if found is None:
        return Finding("queue", True)
    minutes = int((machine_now() - found.since).total_seconds() // 60)
    return Finding(
        "queue",
        False,
        f"Job {found.task_id} has been due for {minutes} minutes and nobody does it. See that a worker runs "
        f"(duecourse work) and what its log says.",
    )


def stuck(house: House, session: Session) -> Stuck | None:
    """The job that has waited longest of those that are due and that no hold keeps in."""
    clock, now = house.runtime.clock, machine_now()
    # A simulated clock may leap over weeks: what is due by it is not late by the machine's.
    since = _job.c.delivered_at if clock.simulated else _job.c.run_at
    query = (
        select(_job.c.task_id, _job.c.case_id, _job.c.step, _job.c.status, since.label("since"))
        .where(_job.c.status.in_(JOB_DUE), _job.c.run_at <= clock.now(), since < now - DONE_WITHIN)
        .order_by(since, _job.c.task_id)
        .limit(MOST_ASKED)
    )
    for row in session.execute(query).all():
        kept = row.status == JobStatus.KEPT
        if kept and Gate(house.runtime, session, row.case_id, clock.now()).hold(row.step) is not None:
            continue  # it stays in the house until the hold ends, and is meant to
        return Stuck(row.task_id, row.since)
    return None


def workers(session: Session) -> Finding:
    """Whether a worker is at work."""
    if any(each.lives for each in signs(session)):
        return Finding("workers", True)
    return Finding("workers", False, "No worker is at work, so nothing that waits is done. Start one: duecourse work")


def seal(session: Session) -> Finding:
    """Whether entries reach the signed tree."""
    found = unsealed(session)
    if found.since is None or found.since > machine_now() - SEAL_WITHIN:
        return Finding("seal", True)
    minutes = int((machine_now() - found.since).total_seconds() // 60)
    return Finding(
        "seal",
        False,
        f"{found.count} entries are not sealed yet, the oldest for {minutes} minutes. See that a worker runs "
        f"(duecourse work) and what its log says of sealing.",
    )


def disk(house: House) -> Finding:
    """Whether files can be written where documents lie."""
    store = house.settings.store
    try:
        free = shutil.disk_usage(store).free
        _write_and_remove(store / f".health.{os.getpid()}")
    except OSError as error:
        return Finding("disk", False, f"Nothing can be written in the store: {error.strerror}. Free space or mend it.")
    if free < LEAST_SPACE:
        return Finding("disk", False, f"Only {free // 2**20} MiB are free in the store. Free some space.")
    return Finding("disk", True)


def _write_and_remove(path: Path) -> None:
    try:
        with path.open("wb") as file:
            file.write(b"0" * 4096)
            file.flush()
            os.fsync(file.fileno())
    finally:
        path.unlink(missing_ok=True)
