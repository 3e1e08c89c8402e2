"""The way between versions of the database: what it is, whether it is today's, and how it gets there.

A new database is made as it is today. One that was made before is brought here by ``duecourse upgrade``, version by
version, after a backup and with nothing else running; anything else that meets it refuses it with a sentence. An
upgrade writes rows and entries; it never changes an entry.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event, inspect, text

from workflows.db import Database
from workflows.errors import Refused

HEAD = "0019"
"""The version that this program works with: the newest of ``versions/``, as a test holds."""
TABLE = "alembic_version"
HERE = Path(__file__).parent
_LOCK = 0x75706772
"""Of PostgreSQL: two upgrades at once are one after the other."""


class DatabaseOlder(Refused):
    """This database is of an earlier version."""


class DatabaseNewer(Refused):
    """This database is of a later version."""


class UpgradeBroken(Refused):
    """The upgrade would leave a damaged database."""


@dataclass(frozen=True)
class Upgraded:
    """What an upgrade did.

    :ivar before: the version that it found
    :ivar after: the version that it left
    :ivar second_cases: of two open cases of one procedure about one debt, the reference of the one that goes on and of
        the one that was closed
    """

    before: str
    after: str
    second_cases: tuple[tuple[str, str], ...] = ()


def version_of(connection: Connection) -> str:
    """The version of a database; empty where it holds none of our tables."""
    tables = set(inspect(connection).get_table_names())
    if TABLE in tables:
        return str(connection.execute(text(f"SELECT version_num FROM {TABLE}")).scalar() or "")
    if "case_file" not in tables:
        return ""
    # Made before versions were written down: told apart by what each brought.
    return "0002" if "procedure_proposal" in tables else "0001"


def make_or_refuse(db: Database) -> None:
    """Makes the tables of an empty database; refuses one of another version.

    :raises DatabaseOlder: it must be upgraded first
    :raises DatabaseNewer: a later program made it
    """
    with db.read() as session:
        found = version_of(session.connection())
    if found == "":
        db.create_tables()
        with db.write() as session:
            mark(session.connection(), HEAD)
        return
    if found == HEAD:
        return
    if found < HEAD:
        raise DatabaseOlder(
            f"This database is of version {found}, and this program works with {HEAD}. Stop everything that uses it, "
            "make a backup, and run: duecourse upgrade"
        )
    raise DatabaseNewer(
        f"This database is of version {found}, and this program knows {HEAD} at most. Use the program that made it, or "
        "a later one; nothing was changed."
    )


def upgrade(db: Database) -> Upgraded:
    """Brings a database to today's version in one transaction; nothing of it stays where it fails.

    :raises DatabaseNewer: a later program made it
    """
    from alembic.config import Config  # noqa: PLC0415 -- only an upgrade needs it
    from alembic.runtime.environment import EnvironmentContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    with _alone(db) as connection:
        before = version_of(connection)
        if before > HEAD:
            raise DatabaseNewer(
                f"This database is of version {before}, and this program knows {HEAD} at most; nothing was changed."
            )
        if before == HEAD:
            return Upgraded(before, before)
        second: list[tuple[str, str]] = []
        config = Config()
        config.set_main_option("script_location", str(HERE))
        config.set_main_option("path_separator", "os")
        scripts = ScriptDirectory.from_config(config)
        mark(connection, before)
        steps = EnvironmentContext(
            config, scripts, fn=lambda revision, _context: scripts._upgrade_revs(HEAD, revision), connection=connection
        )
        config.attributes["connection"] = connection
        config.attributes["second_cases"] = second  # a step of the way tells of them here
        with steps:
            scripts.run_env()
    return Upgraded(before, HEAD, tuple(second))


@contextmanager
def _alone(db: Database) -> Iterator[Connection]:
    """A transaction in which nobody else writes, and in which tables may be made anew (SQLite knows no other way)."""
    engine = create_engine(db.url)
    if db.is_sqlite:

        def prepare(connection: sqlite3.Connection, _record: Any) -> None:
            connection.isolation_level = None
            connection.execute(
                "PRAGMA foreign_keys=OFF"
            )  # else a table that is made anew takes what refers to it along

        event.listen(engine, "connect", prepare)
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN EXCLUSIVE"))
    try:
        with engine.begin() as connection:
            if not db.is_sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            yield connection
            if db.is_sqlite and (broken := connection.execute(text("PRAGMA foreign_key_check")).first()) is not None:
                raise UpgradeBroken(
                    f"After the upgrade a row of {broken[0]} refers to one of {broken[2]} that is not there, so "
                    "nothing was changed. Report this with a copy of the database."
                )
    finally:
        engine.dispose()


def mark(connection: Connection, version: str) -> None:
    """Writes down the version of a database."""
    connection.execute(text(f"CREATE TABLE IF NOT EXISTS {TABLE} (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"))
    if connection.execute(text(f"SELECT count(*) FROM {TABLE}")).scalar_one() == 0 and version:
        connection.execute(text(f"INSERT INTO {TABLE} (version_num) VALUES (:version)"), {"version": version})
