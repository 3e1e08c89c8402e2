"""Making a backup while everything is in use."""

import json
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, select

from documents.register import Document
from tasks.backups.locked import lock
from tasks.backups.manifest import DUMP, HEADS, KEYS, SQLITE, BackupRefused, sha256_of, write_manifest
from workflows.db import Database, table
from workflows.evidence import Sealer
from workflows.evidence.tables import TreeHead
from workflows.evidence.tree import EMPTY_ROOT
from workflows.settings import Settings


@dataclass(frozen=True)
class Made:
    """A backup that was made.

    :ivar missing: documents of the register whose files the store does not hold as they were made
    """

    folder: Path
    documents: int
    missing: list[str]


class Installation(Protocol):
    """What a backup copies: also of a database that this program does not work with yet."""

    @property
    def settings(self) -> Settings:
        """Where everything lies."""
        ...

    @property
    def db(self) -> Database:
        """The database."""
        ...

    @property
    def sealer(self) -> Sealer:
        """Who signs its heads."""
        ...


def make_backup(house: Installation, folder: Path, passphrase: str) -> Made:
    """Writes a complete copy of an installation into a new folder.

    The heads come first and the documents last: so the database of the copy has every head of the copied file, and the
    copied store every document of the copied database.

    :raises BackupRefused: the folder exists already, or the database cannot be copied from here
    """
    if folder.exists():
        raise BackupRefused(f"{folder} exists already; give a new name.")
    with house.db.write() as session:
        house.sealer.seal(session)
    with house.db.read() as session:
        house.sealer.publish_heads(session)
    key, store = house.sealer.public_key, house.settings.store
    part = folder.with_name(f"{folder.name}.part")
    if part.exists():
        shutil.rmtree(part)  # an earlier try was interrupted
    part.mkdir(parents=True)
    part.chmod(0o700)
    try:
        if house.sealer.heads_file.exists():
            shutil.copyfile(house.sealer.heads_file, part / HEADS)
        said, documents = _sqlite(house, part) if house.db.is_sqlite else _dumped(house, part)
        (part / KEYS).write_bytes(lock(store, passphrase))
        for name in ("documents", "outgoing", "uploads"):
            if (store / name).exists():
                without = shutil.ignore_patterns("*.part")
                shutil.copytree(store / name, part / name, ignore=without, copy_function=_copy_if_there)
        if Sealer(store).public_key != key:
            raise BackupRefused("The signing key was changed while the backup was made. Make it once more.")
        write_manifest(part, house.sealer, said)
        part.rename(folder)
    except BaseException:
        shutil.rmtree(part, ignore_errors=True)
        raise
    copies = {f"{row['path']}": row["sha256"] for row in documents}
    kept = folder / "documents"
    missing = [p for p, sha in sorted(copies.items()) if not (kept / p).is_file() or sha256_of(kept / p) != sha]
    return Made(folder, len(copies), missing)


def _copy_if_there(source: str, target: str) -> None:
    # What was brought and not handed in is cleared at any time; that a document is missing is told below.
    with suppress(FileNotFoundError):
        shutil.copy2(source, target)


def _sqlite(house: Installation, part: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    with closing(sqlite3.connect(str(house.db.url.database))) as connection:
        connection.execute("VACUUM INTO ?", (str(part / SQLITE),))
    with closing(sqlite3.connect(f"{(part / SQLITE).resolve().as_uri()}?mode=ro", uri=True)) as copy:
        head = copy.execute("SELECT line FROM tree_head ORDER BY size DESC LIMIT 1").fetchone()
        documents = copy.execute("SELECT path, sha256 FROM document").fetchall()
    return _said(head[0] if head else None, SQLITE), [{"path": p, "sha256": s} for p, s in documents]


def _dumped(house: Installation, part: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    tool = shutil.which("pg_dump")
    if tool is None:
        raise BackupRefused(
            "This database is PostgreSQL, and pg_dump is not on the PATH. Install PostgreSQL's client tools, or copy "
            "the database with pg_dump yourself and the store with it, the database first."
        )
    with house.db.read() as session:
        # What the dump holds at least: more may be sealed before it begins, and is found when it is put back.
        head = session.execute(select(table(TreeHead).c.line).order_by(table(TreeHead).c.size.desc()).limit(1)).scalar()
        document = table(Document)
        documents = [dict(row) for row in session.execute(select(document.c.path, document.c.sha256)).mappings()]
    address, environment = connection_of(house.db.url)
    done = subprocess.run(  # noqa: S603 -- our own arguments, no shell
        [tool, "--format=custom", f"--file={part / DUMP}", f"--dbname={address}"],
        capture_output=True, text=True, check=False, env=environment,
    )  # fmt: skip
    if done.returncode:
        raise BackupRefused(f"pg_dump could not copy the database: {done.stderr.strip()[-300:]}")
    return _said(head, DUMP), documents


def connection_of(url: URL) -> tuple[str, dict[str, str]]:
    """The address for PostgreSQL's own tools, and the environment that holds the password."""
    bare = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    return bare, {**os.environ, **({"PGPASSWORD": str(url.password)} if url.password else {})}


def _said(line: str | None, database: str) -> dict[str, Any]:
    head = json.loads(line) if line else {"size": 0, "root": EMPTY_ROOT, "at": ""}
    return {"size": head["size"], "root": head["root"], "sealed_at": head["at"], "database": database}
