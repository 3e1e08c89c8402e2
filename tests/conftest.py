"""What every test may ask for: both databases, a clock that is set by hand."""

import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.house import Landlord, make_landlord
from tools.postgres import PostgresServer
from workflows.clock import SimulatedClock
from workflows.db import Database

MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def clock() -> SimulatedClock:
    """A clock that stands at nine in the morning of Monday 2 March 2026."""
    return SimulatedClock(MORNING)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One real PostgreSQL server for the run."""
    server = PostgresServer.start()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of an empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'duecourse.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = f"d{uuid.uuid4().hex}"
    yield server.create_database(name)
    server.drop_database(name)


@pytest.fixture
def db(database_url: str) -> Iterator[Database]:
    """An empty database with all tables."""
    database = Database(database_url)
    database.create_tables()
    yield database
    database.close()


@pytest.fixture
def landlord(database_url: str, tmp_path: Path, clock: SimulatedClock) -> Iterator[Landlord]:
    """A small landlord, on either database."""
    made = make_landlord(database_url, tmp_path / "store", clock)
    yield made
    made.house.close()
