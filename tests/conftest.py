"""What every test may ask for: both databases, a clock that is set by hand."""

import gc
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from tasks import passwords
from tests.house import Landlord, make_landlord, make_tables
from tools.postgres import PostgresServer
from workflows.clock import SimulatedClock
from workflows.db import Database

HERE = Path(__file__).parent
UPPER = frozenset({"agreements", "api", "documents", "procedures", "tasks", "web"})
"""Rooms that ask the rooms below for what they need of a database: on PostgreSQL most of their tests are ``long``."""
ON_BOTH = frozenset(
    {
        *("test_api.py", "test_arrears.py", "test_backups.py", "test_killed_worker.py", "test_looking.py"),
        *("test_nights.py", "test_operations.py", "test_two_workers.py", "test_users.py"),
    }
)
"""Those of them that are tried on both each time: whole lives of a case, the night, workers beside one another."""
ONCE = frozenset(
    {"test_garbage_is_refused_and_nothing_breaks", "test_one_line_that_cannot_be_so_keeps_its_whole_file_out"}
)
"""What takes long, in whichever room, and asks no database for anything that others do not."""
BETWEEN = frozenset({"v0002", "v0003", "v0004"})
"""Earlier versions of the database between the first and the last that is stored: on PostgreSQL they are ``long``."""
FIRST = ("test_wheel.py", "test_apart.py", "test_upgrading.py", "test_shut.py", "test_acts.py", "test_to_confirm.py")
"""What takes longest: begun first, so that at the end no worker waits for another."""
SHIPPED_HASHER = passwords._hasher
"""What is worked for each password outside of tests; here that were most of what a small landlord costs."""
passwords._hasher = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
MORNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what is tried on PostgreSQL in ``make test-long`` alone: every statement is written in the rooms below."""
    place = {name: number for number, name in enumerate(FIRST)}
    items.sort(key=lambda item: place.get(item.path.name, len(FIRST)))
    for item in items:
        room = item.path.relative_to(HERE).parts[0] if item.path.is_relative_to(HERE) else ""
        once = item.name.partition("[")[0] in ONCE or (room in UPPER and item.path.name not in ON_BOTH)
        given = item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        once = once or given.get("old") in BETWEEN
        if once and "postgresql" in item.name:
            item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """What was imported and collected stays till the end: looking through it for garbage was a tenth of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


@pytest.fixture
def clock() -> SimulatedClock:
    """A clock that stands at nine in the morning of Monday 2 March 2026."""
    return SimulatedClock(MORNING)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """One real PostgreSQL server for the run. It waits for no disk: no test takes the power away."""
    server = PostgresServer.start(in_memory=True)
    server.wait_for_no_disk()
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
    make_tables(database_url)
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture
def landlord(database_url: str, tmp_path: Path, clock: SimulatedClock) -> Iterator[Landlord]:
    """A small landlord, on either database."""
    made = make_landlord(database_url, tmp_path / "store", clock)
    yield made
    made.house.close()
