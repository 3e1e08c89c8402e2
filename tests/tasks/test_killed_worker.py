"""A worker that is killed: what it was doing is done by another, soon; and what the queue lost is found."""

import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from documents.register import Document
from tasks.worker import Worker
from tests.house import Landlord
from workflows.clock import machine_now
from workflows.db import table
from workflows.runtime.queue import LEASE, DbosJobs
from workflows.runtime.tables import Job
from workflows.settings import HOUSE

_job, _document = table(Job), table(Document)


def soon(true: Callable[[], bool], seconds: float) -> bool:
    """Whether something becomes true within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.1)
    return False


def statuses(landlord: Landlord) -> list[str]:
    with landlord.house.db.read() as session:
        return list(session.execute(select(_job.c.status)).scalars())


@pytest.fixture
def living(landlord: Landlord) -> Iterator[Worker]:
    """A second worker, in this process; not yet started."""
    jobs = DbosJobs(landlord.house.db)
    landlord.house.runtime.jobs = jobs
    worker = Worker(landlord.house, "second")
    yield worker
    worker.stop()
    jobs.close()


def test_what_a_killed_worker_was_doing_is_done_within_a_minute(
    landlord: Landlord, living: Worker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    landlord.add_tenancy("1")
    said = tmp_path / "said"
    url = landlord.house.db.url.render_as_string(hide_password=False)
    log = tmp_path / "log"
    with log.open("wb") as into:
        first = subprocess.Popen(
            [sys.executable, "-m", "tests.tasks.stuck_worker", url, str(landlord.house.settings.store), str(said)],
            stdout=into, stderr=into, cwd=HOUSE,
        )  # fmt: skip
    try:
        assert soon(lambda: "queued" in statuses(landlord) and said.exists(), 60), log.read_text()
        with caplog.at_level(logging.WARNING):
            living.start()
            time.sleep(4)
            assert statuses(landlord) == ["queued"]  # the first one lives, and has it
            began = time.monotonic()
            os.kill(first.pid, signal.SIGKILL)
            first.wait(20)
            assert soon(lambda: statuses(landlord) == ["done"], 60), statuses(landlord)
    finally:
        first.kill()
        first.wait(20)
    assert time.monotonic() - began < 60
    assert "The worker first is dead" in caplog.text
    with landlord.house.db.read() as session:
        assert list(session.execute(select(_document.c.service_status)).scalars()) == ["given_to_print_house"]


def test_a_job_that_the_queue_lost_is_swept_up_by_a_worker(
    landlord: Landlord, living: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    landlord.add_tenancy("1")
    with monkeypatch.context() as lossy:
        lossy.setattr(DbosJobs, "enqueue", lambda _self, _session, _task_id: None)
        landlord.look_without_jobs()
    assert statuses(landlord) == ["queued"]
    with landlord.house.db.write() as session:
        session.execute(update(_job).values(delivered_at=machine_now() - LEASE - timedelta(seconds=1)))
    living.start()
    assert soon(lambda: statuses(landlord) == ["done"], 30), statuses(landlord)
