"""Serving an installation, and copying its database."""

import shutil
import signal
import sqlite3
from contextlib import closing
from pathlib import Path

import uvicorn
from sqlalchemy import make_url

from api.app import make_app
from tasks.assembly import House
from tasks.worker import Worker
from workflows.clock import machine_now
from workflows.errors import Refused
from workflows.settings import Settings


class BackupRefused(Refused):
    """The copy cannot be made."""


def serve(house: House, *, with_worker: bool) -> None:
    """Serves until it is told to stop (Ctrl-C or SIGTERM); then the worker ends what it has begun."""
    worker = Worker(house) if with_worker else None
    stop_on_sigterm()
    try:
        if worker:
            worker.start()
        uvicorn.run(
            make_app(house),
            host=house.settings.host,
            port=house.settings.port,
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=5,
        )
    except KeyboardInterrupt:
        pass  # we were told to stop
    finally:
        if worker:
            worker.stop()
        house.close()


def stop_on_sigterm() -> None:
    """Makes SIGTERM stop this process as Ctrl-C does: what was begun is ended first."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)


def backup(house: House, path: Path) -> None:
    """Writes a complete copy of a SQLite database.

    :raises BackupRefused: it is PostgreSQL, which brings its own tool, or the copy exists already
    """
    if not house.db.is_sqlite:
        raise BackupRefused("This database is PostgreSQL. Copy it with pg_dump, or set up its continuous archiving.")
    if path.exists():
        raise BackupRefused(f"{path} exists already; give a new name.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(str(house.db.url.database))) as connection:
        connection.execute("VACUUM INTO ?", (str(path),))


def restore(settings: Settings, path: Path) -> Path:
    """Puts a copy in the place of a SQLite database; returns where the present one was put.

    :raises BackupRefused: it is PostgreSQL, or the copy is not one of ours
    """
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupRefused("This database is PostgreSQL. Restore it with pg_restore.")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            ours = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'case_file'").fetchone()[0] == 1
    except sqlite3.Error as error:
        raise BackupRefused(f"{path} cannot be read as a database: {error}.") from error
    if not (sound and ours):
        raise BackupRefused(f"{path} is not a sound copy of a Duecourse database.")
    present = Path(url.database)
    if path.resolve() == present.resolve():
        raise BackupRefused(f"{path} is the database itself; give a copy made by `duecourse backup`.")
    kept = present.with_name(f"{present.name}.before-{machine_now():%Y%m%d-%H%M%S}")
    for suffix in ("", "-wal", "-shm"):
        if Path(f"{present}{suffix}").exists():
            shutil.move(f"{present}{suffix}", f"{kept}{suffix}")
    shutil.copyfile(path, present)
    return kept
