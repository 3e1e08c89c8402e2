"""How the installation is: what a machine that watches it, and an administrator, must know.

``ready`` says no where acts would fail or where nobody does the machine's share, so that somebody comes and looks
before a letter is late.
"""

import os
import shutil
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tasks.assembly import House

LEAST_SPACE = 200 * 1024 * 1024
"""Bytes that must be free where documents and signed heads lie."""
SEAL_WITHIN = timedelta(minutes=15)
"""How long an entry may stand unsealed while a worker is at work."""


@dataclass(frozen=True)
class Finding:
    """One question about the installation.

    :ivar sentence: what is wrong, and what to do; names nobody
    """

    about: str
    fine: bool
    sentence: str = ""


def disk(house: House) -> Finding:
    """Whether files can be written where documents lie."""
    store = house.settings.store
    try:
        free = shutil.disk_usage(store).free
        _write_and_remove(store / f".health.{os.getpid()}")
    except OSError as error:
        return Finding("disk", False, f"Nothing can be written in the store: {error.strerror}. Free space or mend it.")
    if free < LEAST_SPACE:
        return Finding("disk", False, f"Only {free // 2**20} MiB are free in the store. Free some space.")
    return Finding("disk", True)


def database(house: House) -> Finding:
    """Whether the database answers."""
    if house.db.answers():
        return Finding("database", True)
    return Finding("database", False, "The database does not answer. Look at it, and at the network between.")


def _write_and_remove(path: Path) -> None:
    try:
        with path.open("wb") as file:
            file.write(b"0" * 4096)
            file.flush()
            os.fsync(file.fileno())
    finally:
        path.unlink(missing_ok=True)


def findings(house: House) -> list[Finding]:
    """All questions, each answered though others fail."""
    return [database(house), disk(house)]
