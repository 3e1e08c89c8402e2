"""The register of documents and the store of their files."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Index, insert, select, update
from sqlmodel import Field, Session, SQLModel

from documents.files import write_once
from documents.media import Media
from workflows.db import table
from workflows.errors import NotFound, Refused
from workflows.moments import Moment
from workflows.rows import row_of

BROUGHT = "brought_file"
"""The kind of a document that somebody brought: a photograph, a scan."""


class NoSuchDocument(NotFound):
    """There is no such document."""


class DocumentAltered(Refused):
    """The file of a document is not the one that was kept."""

    status = 500


class ServiceStatus(StrEnum):
    """How the service of a document stands."""

    KEPT = "kept"
    """Made, and still in the house."""
    GIVEN_TO_PRINT_HOUSE = "given_to_print_house"
    """The print house has its file; whether it was posted, and counts as served, ``cases/service`` says."""
    WITHDRAWN = "withdrawn"
    """A hold kept it in until its dates were stale."""


class Document(SQLModel, table=True):
    """A document that was made.

    ``addressee`` is as on the envelope, with whoever acts for the tenant. ``key`` says what it was made for: the same
    key never makes a second one. ``approval`` is empty where the machine made it under the procedure's version.
    ``service_status``: ``kept`` (made, still in the house), ``given_to_print_house`` (at ``left_at``) or ``withdrawn``
    (a hold kept it in until its dates were stale); what happened to it then, and when it counts as served, say the
    events of ``cases/service``. ``place`` is the address on it, empty where that is confidential; ``served_as`` what
    it is in law, empty where nobody has said. ``to_named``: it went to somebody named in the step, about the customer.
    """

    __table_args__ = (Index("document_case", "case_id"),)

    id: int | None = Field(default=None, primary_key=True)
    case_id: int = Field(foreign_key="case_file.id")
    customer_id: int | None = Field(default=None, foreign_key="customer.id", index=True)
    kind: str  # letter_1, letter_2
    title: str
    addressee: str
    format: str = "standard"  # standard, large; of what is no letter, the kind of file
    enclosures: list = Field(default_factory=list, sa_type=JSON)  # type: ignore[type-arg]  # in the same file
    path: str  # inside the store
    sha256: str
    pages: int
    template: str
    template_sha256: str
    wording_sha256: str
    facts_sha256: str
    key: str = Field(unique=True)
    dated: date  # the date on its face
    made_at: datetime = Field(sa_type=Moment)
    specimen: bool = False
    approval: str = ""
    service_method: str = ""
    service_status: str = "kept"
    left_at: datetime | None = Field(default=None, sa_type=Moment)
    place: str = ""
    served_as: str = ""
    to_named: bool = False


@dataclass(frozen=True)
class DocumentRow:
    """A document of the register; see :class:`Document`."""

    id: int
    case_id: int
    customer_id: int | None
    kind: str
    title: str
    addressee: str
    format: str
    enclosures: list[str]
    path: str
    sha256: str
    pages: int
    template: str
    template_sha256: str
    wording_sha256: str
    facts_sha256: str
    key: str
    dated: date
    made_at: datetime
    specimen: bool
    approval: str
    service_method: str
    service_status: ServiceStatus
    left_at: datetime | None
    served_as: str
    to_named: bool

    @property
    def served_on(self) -> int | None:
        """On which customer it is served; ``None``: on somebody named, or it is nobody's alone."""
        return None if self.to_named else self.customer_id

    @property
    def media(self) -> Media:
        """What kind of file it is."""
        return Media.of_path(self.path)

    @property
    def printed(self) -> bool:
        """Whether the house printed it."""
        return self.media is Media.PDF and self.kind != BROUGHT

    @property
    def file_name(self) -> str:
        """How its file is called when it is taken out of the house: without a word of anybody's."""
        return f"document-{self.id}.{self.media.suffix}"


_document = table(Document)
NOT_SAID = {"place": "", "served_as": "", "to_named": False}
"""Of a document of which nobody says where it goes and what it is in law."""


class Store:
    """The files of documents, named by the hash of what is in them; a file is never changed.

    :param folder: made where it is missing
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(
        self, session: Session, key: str, content: bytes, values: Mapping[str, Any], media: Media = Media.PDF
    ) -> DocumentRow:
        """Keeps a file and its row in the register, in the caller's transaction; returns the row.

        The file is on the disk before the row is committed; should that fail, a file that nobody names is left, and
        nothing else. What was kept under the same key before is returned instead.

        :param values: the other columns of :class:`Document`
        """
        found = session.execute(select(_document).where(_document.c.key == key)).mappings().one_or_none()
        if found is not None:
            return row_of(DocumentRow, found)
        sha256 = hashlib.sha256(content).hexdigest()
        path = f"{sha256[:2]}/{sha256}.{media.suffix}"
        write_once(self.folder / path, content)
        row = session.execute(
            insert(_document)
            .values({**NOT_SAID, **values, "key": key, "sha256": sha256, "path": path})
            .returning(_document)
        )
        return row_of(DocumentRow, row.mappings().one())

    def put(self, content: bytes, media: Media = Media.PDF) -> str:
        """Keeps a file of which an entry of some record tells, and no row of the register; returns its hash."""
        sha256 = hashlib.sha256(content).hexdigest()
        write_once(self.folder / sha256[:2] / f"{sha256}.{media.suffix}", content)
        return sha256

    def bytes_of(self, sha256: str) -> bytes | None:
        """What lies under the name of a document now, whether it is still that document or not."""
        if len(sha256) != 64 or not sha256.isalnum():
            return None
        for media in Media:
            path = self.folder / sha256[:2] / f"{sha256}.{media.suffix}"
            if path.is_file():
                return path.read_bytes()
        return None

    def read(self, session: Session, document_id: int) -> tuple[int, bytes]:
        """The case of a document, and the document as it was made.

        :raises NoSuchDocument: there is none, or its file is gone
        :raises DocumentAltered: its file is another one now
        """
        query = select(_document.c.case_id, _document.c.path, _document.c.sha256).where(_document.c.id == document_id)
        row = session.execute(query).one_or_none()
        if row is None:
            raise NoSuchDocument(f"There is no document {document_id}.")
        try:
            content = (self.folder / row.path).read_bytes()
        except FileNotFoundError as error:
            raise NoSuchDocument(
                f"The file of document {document_id} is missing from the store ({row.path}). Restore it from a backup."
            ) from error
        if hashlib.sha256(content).hexdigest() != row.sha256:
            raise DocumentAltered(
                f"The file of document {document_id} was changed after it was made, so it is not shown. "
                f"Restore {row.path} from a backup and find out who changed it."
            )
        return int(row.case_id), content


def documents_of_case(session: Session, case_id: int) -> list[DocumentRow]:
    """The documents of a case, the oldest first: the columns of :class:`Document`."""
    query = select(_document).where(_document.c.case_id == case_id).order_by(_document.c.id)
    return [row_of(DocumentRow, row) for row in session.execute(query).mappings()]


def documents_of_sha256(session: Session, sha256: str) -> list[DocumentRow]:
    """The documents of which a file is the content."""
    query = select(_document).where(_document.c.sha256 == sha256).order_by(_document.c.id)
    return [row_of(DocumentRow, row) for row in session.execute(query).mappings()]


def document_of(session: Session, document_id: int) -> DocumentRow:
    """One document of the register.

    :raises NoSuchDocument: there is none
    """
    row = session.execute(select(_document).where(_document.c.id == document_id)).mappings().one_or_none()
    if row is None:
        raise NoSuchDocument(f"There is no document {document_id}.")
    return row_of(DocumentRow, row)


def documents_of_key(session: Session, prefix: str) -> list[DocumentRow]:
    """The documents whose keys begin so, the oldest first."""
    query = select(_document).where(_document.c.key.startswith(prefix, autoescape=True)).order_by(_document.c.id)
    return [row_of(DocumentRow, row) for row in session.execute(query).mappings()]


def set_service(session: Session, document_id: int, status: ServiceStatus, at: datetime | None) -> None:
    """Notes how the service of a document stands.

    :param status: ``given_to_print_house`` or ``withdrawn``
    :param at: when it left the house
    """
    values = {"service_status": status, "left_at": at}
    session.execute(update(_document).where(_document.c.id == document_id).values(**values))


def place_of(session: Session, document_id: int) -> str:
    """The address on a document; empty where it is confidential, or was not kept.

    It is no member of its row, for whoever sees that a letter was written does not always see to where.
    """
    return session.execute(select(_document.c.place).where(_document.c.id == document_id)).scalar() or ""


def locked_document(session: Session, document_id: int) -> DocumentRow:
    """One document of the register, locked, so that two who record the same of it do so one after the other.

    :raises NoSuchDocument: there is none
    """
    query = select(_document).where(_document.c.id == document_id).with_for_update()
    row = session.execute(query).mappings().one_or_none()
    if row is None:
        raise NoSuchDocument(f"There is no document {document_id}.")
    return row_of(DocumentRow, row)
