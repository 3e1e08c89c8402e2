"""Handing documents to whoever brings them to people: each once, whatever crashes in between.

A document leaves the house before the database can say that it left. What was handed over stands therefore in a list
beside what is handed over, and a second try asks that list first.
"""

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from documents.files import sync_folder, write_part
from workflows.clock import LONDON
from workflows.errors import Refused

MANIFEST = "manifest.jsonl"
"""The list of what was put out, beside it."""


class AnotherUnderThisNumber(Refused):
    """Another document was handed over under this number."""


class KnownAlready(Exception):
    """Whoever brings the documents has had one of this number before, so it is with them.

    :ivar at: when they had it, if they say
    """

    def __init__(self, at: datetime | None = None) -> None:
        super().__init__()
        self.at = at


@dataclass(frozen=True)
class Parcel:
    """A document on its way out.

    :ivar document_id: by which it is known from then on; never of two documents
    :ivar name: of its file, with the folder of its day
    """

    document_id: int
    name: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The hash of what is in it."""
        return hashlib.sha256(self.content).hexdigest()


class HeldBack(Exception):
    """A hold began while a document was on its way to the door, so it is still in the house."""


class Carrier(Protocol):
    """Somebody who brings documents to people: a print house, a post office, a mail server."""

    def take(self, parcel: Parcel, at: datetime, may_leave: Callable[[], bool]) -> datetime:
        """Takes a document over, on the disk of who takes it when this returns; returns when it was taken.

        :param may_leave: asked last of all, when everything slow is done
        :raises KnownAlready: it was taken before
        :raises HeldBack: it may not leave any more, and did not
        """

    def left_at(self, document_id: int, sha256: str) -> datetime | None:
        """When it took a document, if it did."""


def hand_over(carrier: Carrier, parcel: Parcel, at: datetime, may_leave: Callable[[], bool] = lambda: True) -> datetime:
    """Hands a document over, unless that was done; returns when it was.

    :param at: the business time of this try
    :param may_leave: asked when everything slow is done
    :raises HeldBack: it may not leave any more, and did not
    """
    try:
        return carrier.take(parcel, at, may_leave)
    except KnownAlready as known:
        return known.at or at


class Outgoing:
    """A folder from which the print house takes files, at any moment.

    ``manifest.jsonl`` in it is only ever added to: ``id``, ``sha256`` and ``at`` of each document, on the disk after
    the whole file lies beside it under a hidden name, and before that name is changed to the one that the print house
    looks for. So a number that stands there without its hidden file has been in sight of the print house, and whether
    the file is still there does not matter.

    :param folder: made where it is missing
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._manifest = folder / MANIFEST
        self._listed: dict[int, tuple[str, datetime]] = {}
        self._read_to = 0

    def left_at(self, document_id: int, sha256: str) -> datetime | None:
        """When a document came into the print house's sight, if it did."""
        if not self._manifest.exists():
            return None
        with self._alone():
            listed = self._find(document_id)
        hidden = any(self.folder.rglob(f".{document_id:08d}-*.part"))  # listed, and not shown yet
        return listed[1] if listed is not None and listed[0] == sha256 and not hidden else None

    def take(self, parcel: Parcel, at: datetime, may_leave: Callable[[], bool] = lambda: True) -> datetime:
        """Puts a document where the print house looks for it; returns when it was first put there.

        :raises KnownAlready: it was there before, and may have been taken
        :raises HeldBack: it may not leave any more, and did not
        :raises AnotherUnderThisNumber: the number stands in the manifest with another content
        """
        path = self.folder / parcel.name
        part = path.with_name(f".{path.name}.part")
        with self._alone():
            listed = self._find(parcel.document_id)
            if listed is None:
                write_part(part, parcel.content)
                sync_folder(part.parent)
                if not may_leave():
                    part.unlink()
                    raise HeldBack
                self._note(parcel, at)
                self._show(part, path)
                return at
            sha256, before = listed
            if sha256 != parcel.sha256:
                day = before.astimezone(LONDON)
                raise AnotherUnderThisNumber(
                    f"Document {parcel.document_id} is not handed over: another document went to the print house under "
                    f"this number on {day:%-d %B %Y} (outgoing/manifest.jsonl). The database is older than the "
                    f"manifest, or was exchanged: find out which, and send this document by hand."
                )
            if not part.exists():
                raise KnownAlready(before)
            write_part(part, parcel.content)  # it may not be what it was when the power went
            if not may_leave():
                raise HeldBack
            self._show(part, path)
            return before

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keeps other processes and threads from handing over meanwhile."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / ".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # given back when the file is closed, or its process dies
            yield

    def _find(self, document_id: int) -> tuple[str, datetime] | None:
        """What the manifest says of a number. Only what was added since the last look is read."""
        if not self._manifest.exists():
            return None
        with self._manifest.open("rb") as file:
            file.seek(self._read_to)
            for line in file:
                if not line.endswith(b"\n"):
                    break  # broken off by a crash: what it told of was not shown to anybody
                self._read_to += len(line)
                if (entry := _entry(line)) is not None:
                    self._listed[entry[0]] = entry[1:]
        return self._listed.get(document_id)

    def _note(self, parcel: Parcel, at: datetime) -> None:
        entry = {"id": parcel.document_id, "sha256": parcel.sha256, "at": at.isoformat()}
        with self._manifest.open("ab") as file:
            if file.tell() > self._read_to:
                file.write(b"\n")  # ends a line that was broken off
            file.write(json.dumps(entry).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        sync_folder(self.folder)

    def _show(self, part: Path, path: Path) -> None:
        part.replace(path)
        sync_folder(path.parent)


def _entry(line: bytes) -> tuple[int, str, datetime] | None:
    try:
        said = json.loads(line)
        return int(said["id"]), str(said["sha256"]), datetime.fromisoformat(said["at"])
    except (ValueError, KeyError, TypeError):
        return None
