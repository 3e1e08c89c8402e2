"""The database: one per organisation, SQLite or PostgreSQL, and the only place that commits.

A *unit of work* is one transaction. Writing units take SQLite's write lock at once (``BEGIN IMMEDIATE``: a
deferred lock that is upgraded later fails at once when another writer is there, whatever the busy timeout);
reading units cannot write at all.

Nobody waits for ever: a lock, a connection or a disk that cannot be had is a refusal (:mod:`workflows.refusing`), which
says to try again. What the machine does by itself waits longer than a person does (:func:`patiently`).
"""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel

from workflows.refusing import as_refusal

SAFE_SQLITE = (3, 51, 3)
"""The first SQLite in which the WAL-reset bug is mended (two connections may corrupt an older one, very rarely)."""


PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # evidence survives a power cut
    "foreign_keys=ON",
    "recursive_triggers=ON",  # else INSERT OR REPLACE slips past append-only triggers
)
PATIENCE = 5
"""Seconds that a person's act waits for a lock or a connection."""
LONG_PATIENCE = 30
"""Seconds that the machine's own acts wait."""
LONGEST_STATEMENT = 60
"""Seconds after which PostgreSQL stops a statement, or ends a unit of work that does nothing."""
ANSWER_WITHIN = 1
"""Seconds within which :meth:`Database.answers` knows."""
_patience: ContextVar[int] = ContextVar("patience", default=PATIENCE)
_PATIENCE_OF = "duecourse.patience"
_last_question: ContextVar[Callable[[Session], None] | None] = ContextVar("last question", default=None)

EDITION = "duecourse.edition"
"""Under this name a unit of work's session says under which edition of the rule book it runs; 0: under none."""
CONNECTION = "duecourse.connection"
"""Under this name a unit of work's session keeps its connection: asking for it costs more than a statement."""


def table(model: type[SQLModel]) -> Table:
    """The SQLAlchemy table of a SQLModel class, for statements on the step path (the ORM costs 2 to 3 times more)."""
    return model.__table__  # type: ignore[attr-defined, no-any-return]


@contextmanager
def patiently() -> Iterator[None]:
    """Within it this thread's units of work wait longer for a lock: nobody sits before the machine's own acts."""
    token = _patience.set(LONG_PATIENCE)
    try:
        yield
    finally:
        _patience.reset(token)


@contextmanager
def asking_before_commit(question: Callable[[Session], None]) -> Iterator[None]:
    """Within it the first writing unit of work asks a question before it commits, and is undone if that refuses.

    It is asked when every lock is held and all work is done, so what it sees is what is so when the work counts.

    :param question: reads what it needs in the unit's own transaction; refuses by raising
    """
    token = _last_question.set(question)
    try:
        yield
    finally:
        _last_question.reset(token)


class Database:
    """The organisation's database.

    :param url: SQLAlchemy URL; ``sqlite:////abs/path`` or ``postgresql+psycopg://…``
    :param lasting: ``False`` for what is thrown away at once: then SQLite need not wait for the disk
    :ivar edition: of the rule book, under which units of work begin here
    """

    edition = 0

    def __init__(self, url: str, *, lasting: bool = True) -> None:
        self.url = make_url(url)
        self._pragmas = PRAGMAS if lasting else (*PRAGMAS, "synchronous=OFF")
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            Path(self.url.database or "").parent.mkdir(parents=True, exist_ok=True)
            self._reading = self._sqlite("BEGIN", "query_only=ON")
            self._writing = self._sqlite("BEGIN IMMEDIATE", "query_only=OFF")
            self._reserve = self._sqlite("BEGIN", "query_only=ON", size=1, patience=ANSWER_WITHIN)
        else:
            self._reading = self._postgresql(10, 10, PATIENCE, LONGEST_STATEMENT)
            self._writing = self._reading.execution_options(duecourse_writes=True)
            self._reserve = self._postgresql(1, 0, ANSWER_WITHIN, ANSWER_WITHIN)

    def _sqlite(self, begin: str, may: str, size: int = 12, patience: int = PATIENCE) -> Engine:
        engine = create_engine(
            self.url,
            connect_args={"check_same_thread": False, "timeout": patience},
            pool_size=size,
            pool_timeout=patience,
            hide_parameters=True,  # an error's text goes into the log, and names nobody
        )

        def prepare(connection: sqlite3.Connection, _record: Any) -> None:
            connection.isolation_level = None  # we say BEGIN ourselves
            for pragma in (*self._pragmas, may):
                connection.execute(f"PRAGMA {pragma}")

        def start(connection: Connection) -> None:
            # Every unit of work begins here: straight to the driver.
            cursor, seconds = connection.connection.cursor(), _patience.get()
            if connection.info.get(_PATIENCE_OF) != seconds:
                cursor.execute(f"PRAGMA busy_timeout={seconds * 1000}")
                connection.info[_PATIENCE_OF] = seconds
            cursor.execute(begin)

        event.listen(engine, "connect", prepare)
        event.listen(engine, "begin", start)
        return engine

    def _postgresql(self, size: int, more: int, patience: int, statement: int) -> Engine:
        limits = {
            "lock_timeout": patience,
            "statement_timeout": statement,
            "idle_in_transaction_session_timeout": LONGEST_STATEMENT,
        }
        options = " ".join(f"-c {name}={seconds}s" for name, seconds in limits.items())
        engine = create_engine(
            self.url,
            connect_args={"connect_timeout": patience, "options": options},
            pool_pre_ping=True,
            pool_size=size,
            max_overflow=more,
            pool_timeout=patience,
            hide_parameters=True,
        )
        event.listen(engine, "begin", _begin_postgresql)
        return engine

    def create_tables(self) -> None:
        """Makes every declared table that is not there yet."""
        SQLModel.metadata.create_all(self._writing)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A writing unit of work: commits at the end, rolls back on any exception.

        :raises Busy: a lock or a connection could not be had in time
        :raises NotKept: the disk is full or fails; nothing of the unit is kept
        """
        with _refusing(), self._writing.begin() as connection, _joined(connection) as session:
            session.info[EDITION] = self.edition
            yield session
            if session.in_transaction():
                session.commit()  # sends what the ORM still holds; the transaction itself is the connection's
            if (question := _last_question.get()) is not None:
                question(session)
                _last_question.set(None)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A reading unit of work: one snapshot, in which a write is an error.

        :raises Busy: a connection could not be had in time
        """
        with _refusing(), self._reading.connect() as connection, connection.begin(), _joined(connection) as session:
            yield session

    def answers(self) -> bool:
        """Whether the database answers, within a second or two; it keeps a connection of its own for that.

        So a service whose other connections all wait can still say how it is.
        """
        asked = "SELECT count(*) FROM sqlite_master" if self.is_sqlite else "SELECT 1"
        token = _patience.set(ANSWER_WITHIN)
        try:
            with self._reserve.connect() as connection:
                connection.exec_driver_sql(asked).one()
        except (SQLAlchemyError, sqlite3.Error):
            return False
        finally:
            _patience.reset(token)
        return True

    @contextmanager
    def glance(self) -> Iterator[Session]:
        """A reading unit of work on the connection that is kept for questions of health: no lock is waited for long.

        :raises Busy: the connection, or a lock, could not be had within a second or two
        """
        token = _patience.set(ANSWER_WITHIN)
        try:
            with _refusing(), self._reserve.connect() as connection, connection.begin(), _joined(connection) as session:
                yield session
        finally:
            _patience.reset(token)

    def close(self) -> None:
        """Gives all connections back."""
        for engine in (self._reading, self._writing, self._reserve):
            engine.dispose()

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


@contextmanager
def _refusing() -> Iterator[None]:
    """What the database, the pool or the disk cannot do just now, as a refusal."""
    try:
        yield
    except Exception as error:
        refusal = as_refusal(error)
        if refusal is None:
            raise
        raise refusal from error


@contextmanager
def unit_of_work_in(connection: Connection) -> Iterator[Session]:
    """A session within a transaction that somebody else began and will end (an upgrade)."""
    with _joined(connection) as session:
        yield session
        session.flush()


def _joined(connection: Connection) -> Session:
    """A session within a connection's transaction: the step path has prepared statements and seldom wakes it."""
    return Session(connection, expire_on_commit=False, info={CONNECTION: connection})


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("duecourse_writes", False):
        if _patience.get() != PATIENCE:
            connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{_patience.get()}s'")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
