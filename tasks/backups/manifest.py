"""The manifest of a backup: the hash of each file, signed with the organisation's key."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workflows.clock import machine_now
from workflows.errors import Refused
from workflows.evidence import Sealer
from workflows.evidence.canonical import plain
from workflows.evidence.keys import signed_rightly
from workflows.evidence.verify import parse

FORMAT = "duecourse-backup/1"
NAME, KEYS, HEADS = "manifest.json", "keys.encrypted", "heads.jsonl"
SQLITE, DUMP = "database.sqlite", "database.dump"


class BackupRefused(Refused):
    """The backup cannot be made, or not be put back."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says of itself.

    :ivar size: how many entries were sealed in the database, under which root and when
    :ivar database: the name of the database's file
    """

    size: int
    root: str
    sealed_at: str
    database: str
    at: str
    key: str


def write_manifest(folder: Path, sealer: Sealer, said: dict[str, Any]) -> None:
    """Writes the manifest over every file that is there."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    hashes = {path.relative_to(folder).as_posix(): sha256_of(path) for path in paths}
    signed = sealer.sign({"format": FORMAT, "at": plain(machine_now()), **said, "files": hashes})
    (folder / NAME).write_text(json.dumps(signed, indent=1), encoding="utf-8")


def check_manifest(folder: Path) -> Manifest:
    """Reads a backup and checks every file of it.

    :raises BackupRefused: it is none of ours, or not as it was made
    """
    try:
        said = parse((folder / NAME).read_text(encoding="utf-8"))
        if said["format"] != FORMAT:
            raise ValueError(f"its form is {said['format']!r}, and not {FORMAT}")
        made = Manifest(**{name: said[name] for name in ("size", "root", "sealed_at", "database", "at", "key")})
        hashes = dict(said["files"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BackupRefused(f"{folder} is no backup made by `duecourse backup`: {error}.") from error
    if not signed_rightly(said):
        raise BackupRefused(f"The manifest of {folder} is not signed rightly, so it was changed. Take another backup.")
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()} - {NAME}
    if strange := sorted(present ^ set(hashes)):
        what = "is missing from" if strange[0] in hashes else "does not belong to"
        raise BackupRefused(f"{strange[0]} {what} the backup {folder}, so it is not put back. Take another backup.")
    for name, sha256 in hashes.items():
        if sha256_of(folder / name) != sha256:
            raise BackupRefused(f"{name} in {folder} is not as it was backed up. Take another backup.")
    return made


def sha256_of(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
