"""Files that somebody brought for a question and has not handed in yet: none of the case's documents.

Each lies under a name of its own in ``uploads/``, so that one is cleared without asking whether another needs it. With
the step that it was brought for it becomes a document of the case, or it is cleared after a while.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, insert, select
from sqlmodel import Field, Session, SQLModel

from documents.files import write_once
from documents.media import Media
from workflows.clock import machine_now
from workflows.db import table
from workflows.moments import Moment
from workflows.rows import row_of


class Upload(SQLModel, table=True):
    """A file that was brought for a question of a step."""

    id: int | None = Field(default=None, primary_key=True)
    task_id: str = Field(foreign_key="work_item.task_id", index=True)
    question: str
    name: str
    media: str
    size: int
    sha256: str
    brought_by: str
    brought_at: datetime = Field(sa_type=Moment)


@dataclass(frozen=True)
class UploadRow:
    """A file that was brought; see :class:`Upload`.

    :ivar size: in bytes
    """

    id: int
    task_id: str
    question: str
    name: str
    media: Media
    size: int
    sha256: str
    brought_by: str
    brought_at: datetime

    @property
    def path(self) -> str:
        """Inside the folder of uploads; a number that a database gives twice is told apart by what is in the file."""
        return f"{self.id}-{self.sha256[:16]}"


_upload = table(Upload)
STRAY_AFTER = timedelta(hours=1)
"""How old a file is that no row names before it is cleared: what is being written has no row yet."""


class Uploads:
    """The files that were brought and not handed in.

    :param folder: made where it is missing
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(
        self,
        session: Session,
        task_id: str,
        question: str,
        name: str,
        media: Media,
        content: bytes,
        by: str,
        at: datetime,
    ) -> UploadRow:
        """Keeps a file, on the disk before its row is committed; the same file for the same question is kept once."""
        sha256 = hashlib.sha256(content).hexdigest()
        for row in uploads_of(session, task_id):
            if (row.question, row.sha256) == (question, sha256):
                return row
        values = {"task_id": task_id, "question": question, "name": name, "media": media, "size": len(content)}
        by_whom = {"sha256": sha256, "brought_by": by, "brought_at": at}
        made = session.execute(insert(_upload).values(**values, **by_whom).returning(_upload)).mappings().one()
        kept = row_of(UploadRow, made)
        write_once(self.folder / kept.path, content)
        return kept

    def content(self, row: UploadRow) -> bytes | None:
        """What was brought; ``None``: the file is gone, or another one now."""
        path = self.folder / row.path
        content = path.read_bytes() if path.is_file() else None
        return content if content is not None and hashlib.sha256(content).hexdigest() == row.sha256 else None

    def clear_strays(self, session: Session) -> int:
        """Takes files away whose rows are gone; says how many."""
        named = {row_of(UploadRow, row).path for row in session.execute(select(_upload)).mappings()}
        before = (machine_now() - STRAY_AFTER).timestamp()
        strays = [
            path
            for path in (self.folder.iterdir() if self.folder.is_dir() else ())
            if path.name not in named and path.stat().st_mtime < before
        ]
        for path in strays:
            path.unlink(missing_ok=True)
        return len(strays)


def uploads_of(session: Session, task_id: str) -> list[UploadRow]:
    """What was brought for a step, the earliest first."""
    query = select(_upload).where(_upload.c.task_id == task_id).order_by(_upload.c.id)
    return [row_of(UploadRow, row) for row in session.execute(query).mappings()]


def forget(session: Session, rows: list[UploadRow]) -> None:
    """Takes rows out; their files are cleared once that is committed."""
    session.execute(delete(_upload).where(_upload.c.id.in_([row.id for row in rows])))
