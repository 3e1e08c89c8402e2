"""The queue of jobs on DBOS, on either database, and the worker's processes as they are started and stopped."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from tests.house import small_book
from tests.runtime.conftest import Small
from workflows.clock import machine_now
from workflows.db import table
from workflows.runtime.queue import DbosJobs, QueueWorker
from workflows.runtime.tables import Job
from workflows.runtime.working import run_job

_job = table(Job)


def soon(true: Callable[[], bool], seconds: float = 15) -> bool:
    """Whether something becomes true within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if true():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def ran(small: Small) -> Iterator[list[str]]:
    """The task ids of the jobs that a worker of the queue was handed; the worker runs."""
    handed: list[str] = []

    def run(task_id: str) -> str:
        handed.append(task_id)
        return run_job(small.runtime, task_id)

    worker = QueueWorker(small.runtime.db, run, "test")
    jobs = DbosJobs(small.runtime.db)
    small.runtime.jobs = jobs
    yield handed
    jobs.close()
    worker.stop()


def the_job(small: Small) -> dict[str, Any]:
    with small.runtime.db.read() as session:
        return dict(session.execute(select(_job)).mappings().one())


def test_what_is_committed_runs_soon_and_what_is_rolled_back_does_not(small: Small, ran: list[str]) -> None:
    case_id = small.start()
    with pytest.raises(RuntimeError, match="power"), small.runtime.db.write() as session:  # noqa: PT012
        running = small.runtime.running(session, 1)
        running.complete(running.execution.tasks()[0].task_id, {}, "user:1", {})
        running.save()
        raise RuntimeError("the power went")
    time.sleep(1)
    assert ran == []
    small.act(case_id, "ask")
    assert soon(lambda: the_job(small)["status"] == "done")
    assert len(small.sender.sent) == 1
    assert ran == [the_job(small)["task_id"]]


def test_a_lost_job_is_delivered_again(small: Small, ran: list[str]) -> None:
    jobs = small.runtime.jobs
    assert isinstance(jobs, DbosJobs)

    class Lost:
        def enqueue(self, session: object, task_id: str) -> None:
            """Loses it."""

        cancel = enqueue

    small.runtime.jobs = Lost()
    case_id = small.start()
    small.act(case_id, "ask")
    small.runtime.jobs = jobs
    with small.runtime.db.write() as session:
        assert jobs.sweep(session, small.clock.now()) == 0  # delivered a moment ago
        session.execute(update(_job).values(delivered_at=machine_now() - timedelta(minutes=3)))
        assert jobs.sweep(session, small.clock.now()) == 1
    assert soon(lambda: the_job(small)["status"] == "done")
    assert len(small.sender.sent) == 1


@pytest.mark.parametrize(("command", "told"), [(["work"], signal.SIGINT), (["serve", "--with-worker"], signal.SIGTERM)])
def test_a_process_stops_cleanly(tmp_path: Path, command: list[str], told: signal.Signals) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = {"DUECOURSE_STORE": str(tmp_path), "DUECOURSE_PORT": str(port), "DUECOURSE_INSECURE_COOKIES": "1"}
    settings["DUECOURSE_BPMN"] = str(small_book())
    run = [sys.executable, "-c", "from api.commands import main; main()"]
    environment = {**os.environ, **settings}
    subprocess.run([*run, "deploy"], env=environment, check=True, capture_output=True)
    log = tmp_path / "log"
    # Whoever runs the suite in the background of a script hands an ignored Ctrl-C down to it; a terminal does not.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with log.open("wb") as said:
            process = subprocess.Popen([*run, *command], env=environment, stdout=said, stderr=subprocess.STDOUT)
    finally:
        signal.signal(signal.SIGINT, before)
    try:
        assert soon(lambda: "is at work" in log.read_text() or answers(port), 60), log.read_text()
        began = time.monotonic()
        process.send_signal(told)
        process.wait(timeout=30)
        took = time.monotonic() - began
    finally:
        process.kill()
        process.wait()
    assert took <= 12
    assert "Traceback" not in log.read_text()
    assert process.returncode == 0, log.read_text()


def answers(port: int) -> bool:
    """Whether somebody listens on a port of this machine."""
    with socket.socket() as asking:
        return asking.connect_ex(("127.0.0.1", port)) == 0
