"""Whether work can be done: each thing that is wrong is said, and nothing else is."""

import os
import shutil
import socket
import sqlite3
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import create_engine, insert, text, update

from api.app import make_app
from cases import holds
from tasks import nightly
from tasks.roster import Roster
from tasks.tables import WorkerAtWork
from tests.house import Landlord
from workflows.clock import MachineClock, SimulatedClock, machine_now
from workflows.db import table
from workflows.runtime.tables import Job

_worker, _job = table(WorkerAtWork), table(Job)


@pytest.fixture
def worker(landlord: Landlord) -> Roster:
    """A worker that lives, in a house that lacks nothing."""
    made = Roster(landlord.house.db, "one")
    made.enlist()
    nightly.seal(landlord.house)
    return made


@pytest.fixture
def client(landlord: Landlord) -> TestClient:
    return TestClient(make_app(landlord.house), raise_server_exceptions=False)


@pytest.fixture
def job(landlord: Landlord) -> str:
    """A job that waits for a worker."""
    landlord.add_tenancy("7")
    landlord.look_without_jobs()
    with landlord.house.db.read() as session:
        return str(session.execute(_job.select()).mappings().one()["task_id"])


def wrong(client: TestClient) -> dict[str, str]:
    """What is wrong, each with its sentence."""
    answer = client.get("/health/ready")
    said = answer.json()
    found = {about: each["sentence"] for about, each in said["checks"].items() if not each["ok"]}
    assert said["ok"] is not bool(found)
    assert answer.status_code == (503 if found else 200)
    assert set(said["checks"]) == {"database", "schema", "queue", "workers", "seal", "disk"}
    return found


def change(landlord: Landlord, task_id: str, **values: Any) -> None:
    """Makes a job's row say something else."""
    with landlord.house.db.write() as session:
        session.execute(update(_job).where(_job.c.task_id == task_id).values(**values))


@pytest.mark.usefixtures("worker")
def test_a_house_that_lacks_nothing_is_ready(client: TestClient) -> None:
    assert wrong(client) == {}
    assert client.get("/health/live").json() == {"ok": True}


def test_nobody_at_work(client: TestClient, landlord: Landlord) -> None:
    nightly.seal(landlord.house)
    found = wrong(client)
    assert set(found) == {"workers"}
    assert "duecourse work" in found["workers"]


@pytest.mark.parametrize("how", ["silent", "elsewhere and silent", "gone"])
def test_a_dead_worker_is_none(client: TestClient, landlord: Landlord, worker: Roster, how: str) -> None:
    values = {
        "silent": {"seen_at": machine_now() - timedelta(minutes=1)},
        "elsewhere and silent": {"seen_at": machine_now() - timedelta(minutes=1), "host": "elsewhere"},
        "gone": {"pid": 2**22 + 1},
    }[how]
    with landlord.house.db.write() as session:
        session.execute(update(_worker).where(_worker.c.name == worker.name).values(**values))
    assert set(wrong(client)) == {"workers"}
    other = {"name": "two", "process": "p", "host": "elsewhere", "pid": 1}
    with landlord.house.db.write() as session:
        session.execute(insert(_worker).values(**other, started_at=machine_now(), seen_at=machine_now()))
    assert wrong(client) == {}
    assert socket.gethostname() != "elsewhere"


@pytest.mark.usefixtures("worker")
def test_a_full_disk(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: SimpleNamespace(total=2**40, used=2**40, free=5 * 2**20))
    assert wrong(client) == {"disk": "Only 5 MiB are free in the store. Free some space."}


@pytest.mark.usefixtures("worker")
@pytest.mark.parametrize("what", ["missing", "read only"])
def test_a_store_that_cannot_be_written(
    client: TestClient, landlord: Landlord, tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if what == "missing":
        landlord.house.settings = replace(landlord.house.settings, store=tmp_path / "nowhere")
    else:

        def refuse(*_given: Any) -> None:
            raise PermissionError(13, os.strerror(13))

        monkeypatch.setattr("tasks.health.os.fsync", refuse)
    assert set(wrong(client)) == {"disk"}
    assert "Nothing can be written in the store" in wrong(client)["disk"]
    assert not list(landlord.house.store.folder.parent.glob(".health*"))


def _by_the_machine(landlord: Landlord) -> datetime:
    landlord.house.runtime.clock = MachineClock()
    return machine_now()


@pytest.mark.usefixtures("worker")
def test_a_job_that_nobody_does(client: TestClient, landlord: Landlord, job: str) -> None:
    nightly.seal(landlord.house)
    now = _by_the_machine(landlord)
    change(landlord, job, run_at=now - timedelta(minutes=4))
    assert wrong(client) == {}
    change(landlord, job, run_at=now - timedelta(minutes=6))
    found = wrong(client)
    assert set(found) == {"queue"}
    assert job in found["queue"]
    assert "for 6 minutes" in found["queue"]
    for status in ("done", "held", "failed"):
        change(landlord, job, status=status)
        assert wrong(client) == {}
    change(landlord, job, status="kept")
    assert set(wrong(client)) == {"queue"}


@pytest.mark.usefixtures("worker")
def test_what_a_hold_keeps_in_the_house_is_not_stuck(client: TestClient, landlord: Landlord, job: str) -> None:
    now = _by_the_machine(landlord)
    change(landlord, job, run_at=now - timedelta(hours=3), status="kept")
    house = landlord.house
    holds.place(house.runtime, "dispute", "user:1", begins_on=date(2026, 1, 1), accounts=[1])
    nightly.seal(house)
    house.runtime.holds = lambda session, case_id, _kinds: holds.why_held(session, case_id, date(2026, 3, 2))
    assert wrong(client) == {}


@pytest.mark.usefixtures("worker")
def test_by_a_simulated_clock_it_counts_when_the_queue_was_told(
    client: TestClient, landlord: Landlord, job: str, clock: SimulatedClock
) -> None:
    nightly.seal(landlord.house)
    clock.move_to(clock.now() + timedelta(days=30))  # by which it has long been due
    assert wrong(client) == {}
    change(landlord, job, delivered_at=machine_now() - timedelta(minutes=6))
    assert set(wrong(client)) == {"queue"}


@pytest.mark.usefixtures("worker")
def test_entries_that_are_not_sealed(client: TestClient, landlord: Landlord, monkeypatch: pytest.MonkeyPatch) -> None:
    landlord.add_tenancy("8")
    landlord.look()
    assert wrong(client) == {}  # they are fresh
    later = machine_now() + timedelta(minutes=16)
    monkeypatch.setattr("tasks.health.machine_now", lambda: later)
    found = wrong(client)
    assert set(found) == {"seal"}
    assert "for 16 minutes" in found["seal"]
    nightly.seal(landlord.house)
    assert wrong(client) == {}


@pytest.mark.usefixtures("worker")
def test_a_database_of_another_version(client: TestClient, landlord: Landlord) -> None:
    with landlord.house.db.write() as session:
        session.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        session.execute(text("DELETE FROM alembic_version"))
        session.execute(text("INSERT INTO alembic_version VALUES ('0002')"))
    found = wrong(client)
    assert set(found) == {"schema"}
    assert "of version 0002" in found["schema"]
    assert "duecourse upgrade" in found["schema"]


@pytest.mark.usefixtures("worker")
def test_a_database_without_one_of_our_tables(client: TestClient, landlord: Landlord) -> None:
    with landlord.house.db.write() as session:
        session.execute(text("DROP TABLE threat"))
    found = wrong(client)
    assert set(found) == {"schema"}
    assert "'threat'" in found["schema"]


@pytest.fixture
def locked(landlord: Landlord) -> Iterator[None]:
    """The whole database is locked by somebody else: nobody may even read."""
    house = landlord.house
    if not house.db.is_sqlite:
        engine = create_engine(house.db.url)
        with engine.begin() as connection:
            connection.execute(text("LOCK TABLE job, worker, chain IN ACCESS EXCLUSIVE MODE"))
            yield
        engine.dispose()
        return
    house.db.close()
    other = sqlite3.connect(str(house.db.url.database), isolation_level=None)
    other.execute("PRAGMA locking_mode=EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    yield
    other.close()


@pytest.mark.usefixtures("worker", "locked")
def test_a_locked_database_is_told_of_within_three_seconds(client: TestClient) -> None:
    began = time.monotonic()
    found = wrong(client)
    assert time.monotonic() - began < 3
    assert set(found) == {"database", "schema", "queue", "workers", "seal"}
    assert "does not answer within two seconds" in found["database"]
    assert client.get("/health/live").status_code == 200


@pytest.mark.usefixtures("worker")
def test_somebody_who_writes_keeps_nobody_from_being_ready(client: TestClient, landlord: Landlord) -> None:
    with landlord.house.db.write() as session:
        session.execute(update(_worker).values(seen_at=machine_now()))
        began = time.monotonic()
        assert wrong(client) == {}
        assert time.monotonic() - began < 1
