"""Files that people bring for the questions of a step: beside its draft, and then in the documents of the case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from documents.arriving import FileNotTaken, recognised, safe_name
from documents.media import Media
from documents.register import BROUGHT, DocumentRow, ServiceStatus, Store, documents_of_case
from documents.uploads import Upload, UploadRow, Uploads, forget, uploads_of
from tasks import form_files
from tasks.form_answers import named
from tasks.forms import AnswersRefused, Form
from tasks.people import Person
from workflows.clock import london_date
from workflows.db import Database, table
from workflows.rows import row_of
from workflows.runtime.rows import WorkItemRow
from workflows.runtime.tables import WorkItem
from workflows.runtime.words import ITEM_STANDS

MOST_OF_STEP, BYTES_OF_STEP = 60, 200_000_000
"""Files that wait beside one step, and their bytes: nobody fills the disk with drafts."""
HOW = "brought with a step"
AFTER_STEP, UNNAMED, NAMED = timedelta(days=1), timedelta(days=7), timedelta(days=90)
"""How long a file is kept that was not handed in: once its step is over; while no draft names it; while one does."""
_upload, _item = table(Upload), table(WorkItem)


@dataclass(frozen=True)
class FileBrought:
    """A file that somebody brought.

    :ivar sha256: the name by which answers speak of it
    :ivar name: what it is called, for people; :ivar size: in bytes
    """

    sha256: str
    name: str
    media: Media
    size: int

    @property
    def words(self) -> str:
        """``damp.jpg (JPEG picture, 2.4 MB)``."""
        size = f", {form_files.size_in_words(self.size)}" if self.size else ""
        return f"{self.name} ({self.media.words}{size})"


class Files:
    """The files that people bring.

    :param store: the folder of documents and of what waits to become one
    """

    def __init__(self, store: Path) -> None:
        self._uploads, self._documents = Uploads(store / "uploads"), Store(store / "documents")

    def bring(
        self,
        session: Session,
        person: Person,
        item: WorkItemRow,
        form: Form | None,
        question: str,
        name: str,
        content: bytes,
        now: datetime,
    ) -> FileBrought:
        """Keeps a file beside a step; the same one for the same question is kept once.

        :raises AnswersRefused: no such question asks for files, or the file is not taken, with the sentence
        """
        field = form.fields.get(question) if form is not None else None
        if field is None or not form_files.is_files(field):
            raise AnswersRefused({"form": f"This form asks for no files under {question[:60]!r}"})
        most = form_files.largest(field)
        if len(content) > most:
            words = form_files.size_in_words(most)
            raise AnswersRefused({question: f"{named(question, field)}: a file may have {words} at most"})
        try:
            media = recognised(content, form_files.accepted(field))
        except FileNotTaken as refused:
            raise AnswersRefused({question: f"{named(question, field)}: {refused.sentence.rstrip('.')}"}) from refused
        there = uploads_of(session, item.task_id)
        if len(there) >= MOST_OF_STEP or sum(row.size for row in there) + len(content) > BYTES_OF_STEP:
            raise AnswersRefused({question: "So many files wait beside this step that no more are taken. Complete it"})
        kept = self._uploads.keep(
            session, item.task_id, question, safe_name(name, media), media, content, person.actor, now
        )
        return _of_upload(kept)

    @staticmethod
    def of_step(session: Session, item: WorkItemRow) -> dict[str, FileBrought]:
        """What answers of a step can name → the file: what was brought for it, and to its case before."""
        before = {row.sha256: _of_document(row) for row in _brought_before(session, item.case_id)}
        return {**before, **{row.sha256: _of_upload(row) for row in uploads_of(session, item.task_id)}}

    def hand_in(
        self, session: Session, item: WorkItemRow, answers: Mapping[str, Sequence[str]], form: Form, now: datetime
    ) -> list[dict[str, Any]]:
        """Makes the files that answers name documents of the case; gives what the step's entry says of each.

        :param answers: question → the files that its checked answer names
        :raises AnswersRefused: one was never brought for this question, or is gone
        """
        there = uploads_of(session, item.task_id)
        waiting = {(row.question, row.sha256): row for row in there}
        before = {row.sha256: row for row in _brought_before(session, item.case_id)}
        said: list[dict[str, Any]] = []
        errors: dict[str, str] = {}
        for question, names in answers.items():
            for name in dict.fromkeys(names):
                upload = waiting.get((question, name))
                content = self._uploads.content(upload) if upload is not None else None
                if upload is not None and content is not None:
                    row = self._keep(session, item, upload, content, now)
                    said.append(_said(row, question, upload.size))
                elif name in before:
                    said.append(_said(before[name], question, 0))
                else:
                    words = named(question, form.fields[question])
                    errors[question] = f"{words}: a file is no longer there. Choose it once more"
        if errors:
            raise AnswersRefused(errors)
        forget(session, there)
        return said

    def clear(self, db: Database, now: datetime) -> int:
        """Clears what was brought and not handed in for long enough; says how many files went."""
        with db.write() as session:
            query = select(_upload, _item.c.status, _item.c.draft).join(_item, _item.c.task_id == _upload.c.task_id)
            old = [
                row_of(UploadRow, row)
                for row in session.execute(query.where(_upload.c.brought_at < now - AFTER_STEP)).mappings()
                if now - row["brought_at"] > _kept_for(row["status"], row["draft"], row["question"], row["sha256"])
            ]
            forget(session, old)
        with db.read() as session:
            return self._uploads.clear_strays(session)

    def _keep(
        self, session: Session, item: WorkItemRow, upload: UploadRow, content: bytes, now: datetime
    ) -> DocumentRow:
        values: dict[str, Any] = {
            **dict.fromkeys(("addressee", "template_sha256", "wording_sha256", "facts_sha256", "approval"), ""),
            "case_id": item.case_id,
            "customer_id": None,
            "kind": BROUGHT,
            "title": upload.name,
            "format": upload.media.suffix,
            "enclosures": [],
            "pages": 0,
            "template": item.form,
            "dated": london_date(now),
            "made_at": now,
            "specimen": False,
            "service_method": HOW,
            "service_status": ServiceStatus.KEPT,
        }
        key = f"{BROUGHT}:{item.task_id}:{upload.question}:{upload.sha256}"
        return self._documents.keep(session, key, content, values, upload.media)


def _brought_before(session: Session, case_id: int) -> list[DocumentRow]:
    return [row for row in documents_of_case(session, case_id) if row.kind == BROUGHT]


def _kept_for(status: str, draft: Any, question: str, sha256: str) -> timedelta:
    if status not in ITEM_STANDS:
        return AFTER_STEP
    answer = draft.get(question) if isinstance(draft, Mapping) else None
    return NAMED if sha256 in (answer if isinstance(answer, list) else [answer]) else UNNAMED


def _of_upload(row: UploadRow) -> FileBrought:
    return FileBrought(row.sha256, row.name, row.media, row.size)


def _of_document(row: DocumentRow) -> FileBrought:
    return FileBrought(row.sha256, row.title, row.media, 0)


def _said(row: DocumentRow, question: str, size: int) -> dict[str, Any]:
    columns = ("id", "kind", "title", "sha256", "format", "pages", "dated", "service_method")
    said = {name: getattr(row, name) for name in columns}
    return {**said, "media": row.media, "question": question, **({"size": size} if size else {})}
