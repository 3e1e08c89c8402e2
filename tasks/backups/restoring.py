"""Putting a backup in the place of what is there, or of what was lost."""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, make_url, select

from documents.files import write_once
from documents.handing import MANIFEST
from tasks import nightly
from tasks.assembly import House, build, installation
from tasks.backups.locked import unlock
from tasks.backups.manifest import DUMP, HEADS, KEYS, BackupRefused, Manifest, check_manifest, sha256_of
from tasks.tables import UserSession
from workflows.clock import machine_now
from workflows.db import table
from workflows.evidence import NewEntry, Sealer, append
from workflows.evidence.keys import FILE, signed_rightly
from workflows.evidence.tables import Chain, SealMark, TreeHead
from workflows.evidence.verify import Heads
from workflows.settings import Settings

_chain, _mark, _head = table(Chain), table(SealMark), table(TreeHead)


@dataclass(frozen=True)
class Restored:
    """A backup that was put back.

    :ivar kept: where the database is that was there before; ``None``: there was none
    :ivar lost: entries that the replaced database held and the backup does not: chain, first and last number;
        ``None`` where it could not be read
    :ivar sealed: how many entries are sealed now, and ``newest`` how many had been as far as is known
    """

    kept: Path | None
    lost: list[dict[str, Any]] | None
    sealed: int
    newest: int


def restore(
    settings: Settings,
    folder: Path,
    passphrase: Callable[[], str],
    heads: Path | None = None,
    *,
    database_restored: bool = False,
) -> Restored:
    """Puts a backup in place; what was there is kept beside it. Stop every process first.

    Works also where the whole store is lost. That it was done goes into the heads file and the organisation's record.

    :param passphrase: asked for only where the keys are needed from the backup
    :param heads: a copy of ``heads.jsonl`` kept elsewhere, which may know of more than the backup
    :param database_restored: of PostgreSQL: its database was put back with ``pg_restore`` already
    :raises BackupRefused: it is no backup of ours, not as it was made, or not of this organisation
    """
    manifest = check_manifest(folder)
    present = _place_of_database(settings, manifest, folder, database_restored=database_restored)
    lines = _longest([folder / HEADS, settings.store / HEADS, *([heads] if heads is not None else [])])
    log = Heads.read("\n".join(lines), signed_rightly)
    if log.keys and manifest.key not in log.keys:
        raise BackupRefused(f"{folder} was made with another organisation's key, {manifest.key}; it is not put back.")
    if log.problems:
        raise BackupRefused(f"The signed heads are not in order, so nothing is put back: {log.problems[0]}.")
    stamp = f"{machine_now():%Y%m%d-%H%M%S}"
    settings.store.mkdir(parents=True, exist_ok=True)
    _put_keys(settings.store, folder, manifest, log, passphrase, stamp)
    _put_heads(settings.store / HEADS, lines, stamp)
    _put_files(folder / "documents", settings.store / "documents", stamp)
    _put_files(folder / "uploads", settings.store / "uploads", stamp)
    _put_outgoing(folder / "outgoing", settings.store, stamp)
    kept = _put_database(folder / manifest.database, present, stamp) if present is not None else None
    house = build(settings)
    try:
        return _tell(house, manifest, log, kept)
    finally:
        house.close()


def _place_of_database(settings: Settings, manifest: Manifest, folder: Path, *, database_restored: bool) -> Path | None:
    url = make_url(settings.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        if manifest.database != DUMP:
            raise BackupRefused(f"{folder} holds an SQLite database, and DUECOURSE_DATABASE names PostgreSQL.")
        if not database_restored:
            raise BackupRefused(
                f"This database is PostgreSQL. Put {folder / DUMP} into an empty database with pg_restore, keep the "
                f"present one under another name, and then run: duecourse restore {folder} --database-restored"
            )
        return None
    if manifest.database == DUMP:
        raise BackupRefused(f"{folder} holds a PostgreSQL database, and DUECOURSE_DATABASE names SQLite.")
    copy_path = folder / manifest.database
    try:
        with closing(sqlite3.connect(f"{copy_path.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            sound = copy.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            ours = copy.execute("SELECT count(*) FROM sqlite_master WHERE name = 'case_file'").fetchone()[0] == 1
    except sqlite3.Error as error:
        raise BackupRefused(f"{copy_path} cannot be read as a database: {error}.") from error
    if not (sound and ours):
        raise BackupRefused(f"{copy_path} is not a sound copy of a Duecourse database.")
    return Path(url.database)


def _longest(paths: list[Path]) -> list[str]:
    """The lines of the copy of the heads file that knows most; each shorter one must be its beginning."""
    found: list[list[str]] = []
    for path in paths:
        if path.is_file():
            whole, _, _broken_off = path.read_text(encoding="utf-8").rpartition("\n")
            found.append([line for line in whole.split("\n") if line.strip()])
    longest = max(found, key=len, default=[])
    for lines in found:
        if longest[: len(lines)] != lines:
            raise BackupRefused(
                "The copies of heads.jsonl (in the backup, in the store, and the one that was given) tell of two "
                "histories, so nothing is put back. Find out which is yours; move the other away."
            )
    return longest


def _put_keys(
    store: Path, folder: Path, manifest: Manifest, log: Heads, passphrase: Callable[[], str], stamp: str
) -> None:
    """Puts the keys back unless the right one is there: that with which the heads go on."""
    wanted = log.keys[-1] if log.keys else manifest.key
    if (store / FILE).exists() and Sealer(store).public_key == wanted:
        return
    keys = unlock((folder / KEYS).read_bytes(), passphrase())
    for name, content in keys.items():
        if (store / name).exists() and (store / name).read_bytes() != content:
            (store / name).rename(store / f"before-{stamp}-{name}")
        with os.fdopen(os.open(store / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
    if (found := Sealer(store).public_key) != wanted:
        raise BackupRefused(
            f"The key of the backup is {found}, and the signed heads go on with {wanted}: the key was changed after "
            f"the backup was made. Put that signing.key into {store}, and run this once more."
        )


def _put_heads(path: Path, lines: list[str], stamp: str) -> None:
    content = "".join(f"{line}\n" for line in lines)
    if path.exists():
        if path.read_text(encoding="utf-8") == content:
            return
        shutil.copyfile(path, path.with_name(f"{path.name}.before-{stamp}"))
    path.write_text(content, encoding="utf-8")


def _put_files(source: Path, target: Path, stamp: str) -> None:
    """Puts back what is missing or was changed; what the store holds beyond that stays."""
    for path in sorted(source.rglob("*")) if source.exists() else []:
        if not path.is_file():
            continue
        place = target / path.relative_to(source)
        if place.is_file():
            if sha256_of(place) == sha256_of(path):
                continue
            place.rename(place.with_name(f"{place.name}.before-{stamp}"))
        write_once(place, path.read_bytes())


def _put_outgoing(source: Path, store: Path, stamp: str) -> None:
    """Joins what both lists know of letters that left, and puts no letter into the print house's sight again.

    What lay there when the backup was made may have been taken since: it is put aside, for somebody who compares.
    """
    known, there = source / MANIFEST, store / "outgoing" / MANIFEST
    lines = there.read_text(encoding="utf-8").splitlines() if there.exists() else []
    numbers = {_number(line) for line in lines}
    more = (
        [line for line in known.read_text(encoding="utf-8").splitlines() if _number(line) not in numbers]
        if (known.exists())
        else []
    )
    if more:
        there.parent.mkdir(parents=True, exist_ok=True)
        whole = "".join(f"{line}\n" for line in [*lines, *more])
        part = there.with_name(f".{there.name}.part")
        part.write_text(whole, encoding="utf-8")
        part.replace(there)
    for path in sorted(source.rglob("*.pdf")) if source.exists() else []:
        place = path.relative_to(source)
        if not (store / "outgoing" / place).exists():
            write_once(store / f"outgoing-of-backup-{stamp}" / place, path.read_bytes())


def _number(line: str) -> object:
    """Of which document a line of the list tells; the line itself where it is none."""
    try:
        return json.loads(line)["id"]
    except (ValueError, KeyError, TypeError):
        return line


def _put_database(copy: Path, present: Path, stamp: str) -> Path | None:
    kept = present.with_name(f"{present.name}.before-{stamp}")
    found = present.exists()
    present.parent.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-wal", "-shm"):
        if Path(f"{present}{suffix}").exists():
            shutil.move(f"{present}{suffix}", f"{kept}{suffix}")
    shutil.copyfile(copy, present)
    return kept if found else None


def _tell(house: House, manifest: Manifest, log: Heads, kept: Path | None) -> Restored:
    """Writes into the heads and into the record that it was done, and seals that."""
    head: dict[str, Any] = {"size": manifest.size, "root": manifest.root, "at": manifest.sealed_at}
    with house.db.read() as session:
        lengths = {row.name: row.length for row in session.execute(select(_chain.c.name, _chain.c.length))}
        sealed = sum(session.execute(select(_mark.c.sealed)).scalars())
        line = session.execute(select(_head.c.line).order_by(_head.c.size.desc()).limit(1)).scalar()
    if line is not None and signed_rightly(json.loads(line)):
        head = json.loads(line)  # a dump of PostgreSQL may hold more than its manifest says
    newest = max([head["size"], *(each["size"] for each in log.in_force)])
    waiting = sum(lengths.values()) - sealed if newest > head["size"] else 0
    noted = house.sealer.note_restored(head["size"], head["root"], head["at"], newest, waiting)
    lost = _lost(kept, lengths) if kept is not None else None
    with house.db.write() as session:
        # Who was ended or given a new password after the backup would be in again with what they had then.
        session.execute(delete(table(UserSession)))
        clear = {"restored_at": noted["at"], "sealed": head["size"], "newest": newest, "waiting": waiting}
        said = {"backup_of": manifest.at, "lost": lost, "replaced": kept is not None or not house.db.is_sqlite}
        chain_id = installation(session).chain_id
        append(
            session, chain_id, [NewEntry("database restored", "system", payload=said, clear=clear)], house.runtime.clock
        )
    nightly.seal(house)
    return Restored(kept, lost, head["size"], newest)


def _lost(kept: Path, lengths: dict[str, int]) -> list[dict[str, Any]] | None:
    """The entries that the replaced database holds and the backup does not; ``None`` where it cannot be read."""
    try:
        with closing(sqlite3.connect(str(kept))) as replaced:
            found = replaced.execute("SELECT name, length FROM chain ORDER BY id").fetchall()
    except sqlite3.Error:
        return None
    return [
        {"chain": name, "first": lengths.get(name, 0) + 1, "last": length}
        for name, length in found
        if length > lengths.get(name, 0)
    ]
