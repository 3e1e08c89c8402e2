"""Bringing an installation to this program's version of the database, and what its database lets the program do."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlmodel import Session

from tasks.about import FILE
from tasks.assembly import House, clock_of
from tasks.backups import make_backup
from tasks.earlier import with_earlier
from workflows import migrations
from workflows.clock import Clock
from workflows.db import Database, table
from workflows.diagrams.vocabulary import Vocabulary
from workflows.editions import Book, proposals
from workflows.editions.changes import folder_changes
from workflows.editions.published import add_edition, newest_edition
from workflows.editions.tables import ProposalStatus
from workflows.errors import Malformed, Refused
from workflows.evidence import Sealer
from workflows.evidence.protection import grant_to_application, is_protected, protect
from workflows.migrations import Upgraded
from workflows.runtime.procedures import Procedures
from workflows.runtime.tables import Installation
from workflows.settings import Settings

_installation = table(Installation)


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
        upgraded = migrations.upgrade(db)
        with db.write() as session:
            adopt_library(session, Book.of_folder(settings.bpmn), clock_of(session))
        return upgraded
    finally:
        db.close()


def adopt_library(session: Session, library: Book, clock: Clock) -> None:
    """Makes the first edition of what was in force when none was published yet: the library, and published procedures.

    Of the library what was shipped when they were published: what stands in place of one of them now comes as a draft.
    Of a published procedure that stands in the library otherwise, the published files count, as cases begin with them.
    Versions from before procedures were whole folders are left out: of those the library always counted. What was
    proposed of a procedure is from now on a change of that edition: it was compared with the published files, too.
    """
    if newest_edition(session)[0] or session.execute(select(_installation.c.id)).first() is None:
        return
    procedures, changes = Procedures(Vocabulary()), dict[str, bytes | None]()
    names = procedures.names(session)
    library = with_earlier(library, frozenset(names))
    for name in names:
        newest = procedures.newest(session, name)
        files = procedures.files(session, newest.id) if newest is not None else {}
        if FILE in files:
            changes |= folder_changes(library, name, files)
    title = "What was in force when the database was upgraded"
    book = library.with_changes(changes)
    first = add_edition(session, book, clock, title=title, proposed_by="system", published_by="system")
    for each in proposals.listed(session, [ProposalStatus.OPEN]):
        if each.name and not each.parent:
            proposals.move_to(session, each.id, first.number)


def grant(house: House, role: str) -> None:
    """Grants a PostgreSQL role what the program needs, and nothing with which it could change the record.

    :raises NotOnThisDatabase: SQLite knows no roles
    """
    if house.db.is_sqlite:
        raise NotOnThisDatabase("SQLite knows no roles: whoever can write the file can write all of it.")
    with house.db.write() as session:
        grant_to_application(session.connection(), role)
