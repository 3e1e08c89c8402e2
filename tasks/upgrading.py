"""Bringing an installation to this program's version of the database, and what its database lets the program do."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tasks.assembly import House
from tasks.backups import make_backup
from workflows import migrations
from workflows.db import Database
from workflows.errors import Malformed, Refused
from workflows.evidence import Sealer
from workflows.evidence.protection import grant_to_application, is_protected, protect
from workflows.migrations import Upgraded
from workflows.settings import Settings


class BackupWanted(Malformed):
    """An upgrade begins with a backup."""


class NotOnThisDatabase(Refused):
    """This database has no such thing."""


@dataclass(frozen=True)
class _Older:
    """An installation whose database is of an earlier version: enough of it to copy."""

    settings: Settings
    db: Database
    sealer: Sealer


def upgrade(settings: Settings, backup_to: Path | None, *, no_backup: bool, passphrase: Callable[[], str]) -> Upgraded:
    """Brings the database here, after a backup.

    :param passphrase: asked for the keys' passphrase, where a backup is made
    :raises BackupWanted: neither a place for a backup is given, nor said that there is one
    :raises DatabaseNewer: a later program made it
    """
    db = Database(settings.database_url)
    try:
        with db.read() as session:
            found = migrations.version_of(session.connection())
        if found in {"", migrations.HEAD}:
            migrations.make_or_refuse(db)
            with db.write() as session:
                if not is_protected(session.connection()):  # somebody took the triggers out
                    protect(session.connection())
            return Upgraded(migrations.HEAD, migrations.HEAD)
        if backup_to is None and not no_backup:
            raise BackupWanted(
                "Say where a backup is put first (--backup FOLDER), or that there is one already (--no-backup)."
            )
        if backup_to is not None:
            make_backup(_Older(settings, db, Sealer(settings.store)), backup_to, passphrase())
        return migrations.upgrade(db)
    finally:
        db.close()


def grant(house: House, role: str) -> None:
    """Grants a PostgreSQL role what the program needs, and nothing with which it could change the record.

    :raises NotOnThisDatabase: SQLite knows no roles
    """
    if house.db.is_sqlite:
        raise NotOnThisDatabase("SQLite knows no roles: whoever can write the file can write all of it.")
    with house.db.write() as session:
        grant_to_application(session.connection(), role)
