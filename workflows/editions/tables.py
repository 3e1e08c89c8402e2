"""The tables of the rule book: contents by their hash, published editions, and what people propose.

An edition is never changed: its hash stands in the record (``edition published``), and is compared when it is read.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, LargeBinary
from sqlmodel import Field, SQLModel

from workflows.moments import Moment


class ProposalStatus(StrEnum):
    """How a proposal stands. ``DRAFT``: its author still writes; ``OPEN``: it waits for another person."""

    DRAFT = "draft"
    OPEN = "open"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Content(SQLModel, table=True):
    """The content of a file of some edition or proposal, once, by its hash."""

    __tablename__ = "book_content"

    sha256: str = Field(primary_key=True)
    content: bytes = Field(sa_type=LargeBinary)


class EditionTable(SQLModel, table=True):
    """A published edition of the rule book. ``parent``: the one before it, 0 where there was none."""

    __tablename__ = "edition"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    sha256: str
    parent: int
    title: str
    proposed_by: str
    published_by: str
    published_at: datetime = Field(sa_type=Moment)


class EditionFile(SQLModel, table=True):
    """A file of an edition."""

    __tablename__ = "edition_file"

    number: int = Field(primary_key=True, foreign_key="edition.number")
    path: str = Field(primary_key=True)
    sha256: str = Field(foreign_key="book_content.sha256")


class ProposalTable(SQLModel, table=True):
    """What somebody would change in the rule book, from the draft to the decision of another person.

    ``parent`` is the edition that it changes, 0 where none was published yet; ``procedure`` the procedure whose folder
    alone it changes, else empty.
    """

    __tablename__ = "proposal"

    id: int | None = Field(default=None, primary_key=True)
    title: str = ""
    procedure: str = Field(default="", index=True)
    parent: int = 0
    sha256: str = ""
    status: str = Field(default=ProposalStatus.DRAFT, index=True)
    revision: int = 0
    begun_at: datetime = Field(sa_type=Moment)
    begun_by: str
    authors: list[str] = Field(default_factory=list, sa_type=JSON)  # everybody who saved it
    changed_at: datetime = Field(sa_type=Moment)
    changed_by: str
    proposed_at: datetime | None = Field(default=None, sa_type=Moment)
    proposed_by: str = ""
    decided_at: datetime | None = Field(default=None, sa_type=Moment)
    decided_by: str = ""
    edition: int | None = Field(default=None)


class ProposedFile(SQLModel, table=True):
    """A file that a proposal changes; ``sha256`` is ``None`` where it takes the file out."""

    __tablename__ = "proposal_file"

    proposal_id: int = Field(primary_key=True, foreign_key="proposal.id")
    path: str = Field(primary_key=True)
    sha256: str | None = Field(default=None, foreign_key="book_content.sha256")
