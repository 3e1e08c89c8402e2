"""The database: one per organisation, SQLite or PostgreSQL, and the only place that commits.

A *unit of work* is one transaction. Writing units take SQLite's write lock at once (``BEGIN IMMEDIATE``: a
deferred lock that is upgraded later fails at once when another writer is there, whatever the busy timeout);
reading units cannot write at all.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel

SAFE_SQLITE = (3, 51, 3)
"""The first SQLite in which the WAL-reset bug is mended (two connections may corrupt an older one, very rarely)."""


PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # evidence survives a power cut
    "busy_timeout=30000",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else INSERT OR REPLACE slips past append-only triggers
)
CONNECTION = "duecourse.connection"
"""Under this name a unit of work's session keeps its connection: asking for it costs more than a statement."""


def table(model: type[SQLModel]) -> Table:
    """The SQLAlchemy table of a SQLModel class, for statements on the step path (the ORM costs 2 to 3 times more)."""
    return model.__table__  # type: ignore[attr-defined, no-any-return]


class Database:
    """The organisation's database.

    :param url: SQLAlchemy URL; ``sqlite:////abs/path`` or ``postgresql+psycopg://…``
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            Path(self.url.database or "").parent.mkdir(parents=True, exist_ok=True)
            self._reading = self._sqlite("BEGIN", "query_only=ON")
            self._writing = self._sqlite("BEGIN IMMEDIATE", "query_only=OFF")
        else:
            self._reading = create_engine(self.url, pool_pre_ping=True, pool_size=10, max_overflow=10)
            event.listen(self._reading, "begin", _begin_postgresql)
            self._writing = self._reading.execution_options(duecourse_writes=True)

    def _sqlite(self, begin: str, may: str) -> Engine:
        engine = create_engine(self.url, connect_args={"check_same_thread": False}, pool_size=12)

        def prepare(connection: sqlite3.Connection, _record: Any) -> None:
            connection.isolation_level = None  # we say BEGIN ourselves
            for pragma in (*PRAGMAS, may):
                connection.execute(f"PRAGMA {pragma}")

        event.listen(engine, "connect", prepare)
        # Every unit of work begins here: straight to the driver.
        event.listen(engine, "begin", lambda connection: connection.connection.cursor().execute(begin))
        return engine

    def create_tables(self) -> None:
        """Makes every declared table that is not there yet."""
        SQLModel.metadata.create_all(self._writing)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A writing unit of work: commits at the end, rolls back on any exception."""
        with self._writing.begin() as connection, _joined(connection) as session:
            yield session
            if session.in_transaction():
                session.commit()  # sends what the ORM still holds; the transaction itself is the connection's

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A reading unit of work: one snapshot, in which a write is an error."""
        with self._reading.connect() as connection, connection.begin(), _joined(connection) as session:
            yield session

    def answers(self) -> bool:
        """Whether the database answers a question."""
        try:
            with self.read() as session:
                session.execute(select(1))
        except SQLAlchemyError:
            return False
        return True

    def close(self) -> None:
        """Gives all connections back."""
        self._reading.dispose()
        self._writing.dispose()

    def warnings(self) -> list[str]:
        """Sentences about this database that its administrator should read at start."""
        if self.is_sqlite and sqlite3.sqlite_version_info < SAFE_SQLITE:
            wanted = ".".join(map(str, SAFE_SQLITE))
            return [
                (
                    f"SQLite {sqlite3.sqlite_version} may, very rarely, corrupt a database that two processes write at "
                    f"the same moment (the WAL-reset bug, mended in {wanted}). Run one process on it, and back up with "
                    f"`duecourse backup`."
                )
            ]
        return []


def _joined(connection: Connection) -> Session:
    """A session within a connection's transaction: the step path has prepared statements and seldom wakes it."""
    return Session(connection, expire_on_commit=False, info={CONNECTION: connection})


def _begin_postgresql(connection: Connection) -> None:
    if not connection.get_execution_options().get("duecourse_writes", False):
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
