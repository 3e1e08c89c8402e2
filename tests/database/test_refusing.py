"""What the database, a lock or the disk cannot do just now is a sentence, soon; and nothing is torn."""

import errno
import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import insert, select, text
from sqlmodel import Session

from documents.files import write_once
from workflows import db as databases
from workflows.db import CONNECTION, LONG_PATIENCE, PATIENCE, Database, patiently, table
from workflows.errors import Busy, NotKept
from workflows.evidence.tables import Chain
from workflows.prepared import Prepared
from workflows.refusing import as_refusal

_chain = table(Chain)
_lock = Prepared(select(_chain.c.id).with_for_update())


def add(session: Session, name: str) -> None:
    session.execute(insert(_chain).values(name=name, length=0, head=""))


@pytest.fixture
def occupied(db: Database) -> Iterator[None]:
    """Somebody else holds the row (PostgreSQL) or the file (SQLite) that everybody wants."""
    with db.write() as session:
        add(session, "one")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with db.write() as session:
            _lock.all(session, {})
            held.set()
            done.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(20)
    yield
    done.set()
    holder.join(20)


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """A second is long."""
    monkeypatch.setattr(databases, "PATIENCE", 1)
    monkeypatch.setattr(databases, "_patience", type(databases._patience)("patience", default=1))


@pytest.mark.usefixtures("impatient", "occupied")
def test_who_cannot_have_a_lock_is_told_to_try_again(db: Database) -> None:
    began = time.monotonic()
    with pytest.raises(Busy, match="try again") as told, db.write() as session:
        _lock.all(session, {})
    assert 0.5 < time.monotonic() - began < 4
    assert (told.value.status, told.value.slug) == (503, "busy")


@pytest.mark.usefixtures("occupied")
def test_reading_and_the_question_of_health_wait_for_nobody(db: Database) -> None:
    began = time.monotonic()
    with db.read() as session:
        assert session.execute(select(_chain.c.name)).scalars().all() == ["one"]
    assert db.answers()
    assert time.monotonic() - began < 1


@pytest.mark.usefixtures("impatient")
def test_when_all_connections_wait_people_are_told_and_health_still_answers(database_url: str) -> None:
    db = Database(database_url)
    db.create_tables()
    assert db.answers()
    held = [unit for _ in range(22) if (unit := db.read())]
    for unit in held[: -2 if not db.is_sqlite else None]:
        unit.__enter__()
    with pytest.raises(Busy), db.read():
        pass
    assert db.answers()
    for unit in held[: -2 if not db.is_sqlite else None]:
        unit.__exit__(None, None, None)
    with db.read():
        pass
    db.close()


def test_a_database_that_is_away_does_not_answer(tmp_path: Path) -> None:
    began = time.monotonic()
    away = Database("postgresql+psycopg://nobody@/nothing?host=" + str(tmp_path))
    assert not away.answers()
    assert time.monotonic() - began < 4


def test_the_machine_waits_longer_than_people(db: Database) -> None:
    def waits() -> int:
        with db.write() as session:
            if db.is_sqlite:
                return int(session.execute(text("PRAGMA busy_timeout")).scalar_one()) // 1000
            return int(str(session.execute(text("SHOW lock_timeout")).scalar_one()).removesuffix("s"))

    assert waits() == PATIENCE
    with patiently():
        assert waits() == LONG_PATIENCE
    assert waits() == PATIENCE


def test_postgresql_ends_what_stands_or_runs_too_long(db: Database) -> None:
    if db.is_sqlite:
        pytest.skip("SQLite has no server that could end anything")
    for unit in (db.write, db.read):
        with unit() as session:
            for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
                assert session.execute(text(f"SHOW {name}")).scalar_one() == "1min"
    with pytest.raises(Busy), db.write() as session:  # noqa: PT012
        session.execute(text("SET LOCAL statement_timeout = '100ms'"))
        session.execute(text("SELECT pg_sleep(5)"))


def test_sqlite_keeps_what_it_was_told_to_keep(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'd.db'}")
    db.create_tables()
    for unit, may_write in ((db.write, 0), (db.read, 1)):
        with unit() as session:
            live = session.info[CONNECTION]
            found = {
                name: live.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "recursive_triggers", "query_only")
            }
        assert found == {
            "journal_mode": "wal",
            "synchronous": 2,  # FULL
            "foreign_keys": 1,
            "recursive_triggers": 1,
            "query_only": may_write,
        }
    db.close()


def test_a_full_disk_is_a_sentence_and_keeps_nothing(tmp_path: Path) -> None:
    db = Database(f"sqlite:///{tmp_path / 'd.db'}")
    db.create_tables()
    with pytest.raises(NotKept, match="disk") as told, db.write() as session:  # noqa: PT012
        connection = session.info[CONNECTION]
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        for number in range(10_000):
            add(session, f"chain {number} " + "x" * 200)
    assert told.value.status == 503
    with db.read() as session:
        assert session.execute(select(_chain.c.id)).all() == []
    db.close()


@pytest.mark.parametrize(
    ("error", "refusal"),
    [
        (psycopg.errors.LockNotAvailable(), Busy),
        (psycopg.errors.DeadlockDetected(), Busy),
        (psycopg.errors.DiskFull("could not extend file"), NotKept),
        (OSError(errno.ENOSPC, "No space left on device"), NotKept),
        (OSError(errno.ENOENT, "No such file"), None),
        (psycopg.errors.UniqueViolation(), None),
        (sqlite3.OperationalError("no such table: x"), None),
    ],
)
def test_what_passes_is_told_from_what_does_not(error: Exception, refusal: type | None) -> None:
    told = as_refusal(error)
    assert type(told) is (refusal or type(None))


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_disk_that_fails_leaves_no_file_and_no_row(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fails(*_of: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    path = tmp_path / "kept" / "letter.pdf"
    if failing == "fsync":
        monkeypatch.setattr(os, "fsync", fails)
    else:
        monkeypatch.setattr(Path, "replace", fails)
    with pytest.raises(NotKept, match="Input/output error"), db.write() as session:  # noqa: PT012
        add(session, "one")
        write_once(path, b"whole")
    assert list(path.parent.iterdir()) == []
    with db.read() as session:
        assert session.execute(select(_chain.c.id)).all() == []
    monkeypatch.undo()
    write_once(path, b"whole")
    assert [each.name for each in path.parent.iterdir()] == ["letter.pdf"]
