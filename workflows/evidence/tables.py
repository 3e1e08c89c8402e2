"""The tables of the record. Rows are only ever added, but for a payload that is erased with an entry that says so.

The database refuses everything else: see ``workflows/evidence/protection.py``.
"""

from sqlalchemy import LargeBinary
from sqlmodel import Field, SQLModel


class Chain(SQLModel, table=True):
    """The head of one subject's chain; locking this row is locking the chain."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    length: int = 0
    head: str = ""


class Entry(SQLModel, table=True):
    """One entry: its canonical JSON, whose hash is the next entry's ``prev`` and a leaf of the tree."""

    chain_id: int = Field(primary_key=True, foreign_key="chain.id")
    seq: int = Field(primary_key=True)
    body: str
    hash: str


class Payload(SQLModel, table=True):
    """What an entry says that may be personal; ``SHA-256(salt ‖ content)`` stands in the entry's body."""

    chain_id: int = Field(primary_key=True, foreign_key="chain.id")
    seq: int = Field(primary_key=True)
    salt: bytes = Field(sa_type=LargeBinary)
    content: str


class Leaf(SQLModel, table=True):
    """The place of an entry in the organisation's tree, counted from 0."""

    place: int = Field(primary_key=True)
    chain_id: int = Field(foreign_key="chain.id")
    seq: int


class SealMark(SQLModel, table=True):
    """How many entries of a chain are in the tree."""

    __tablename__ = "seal_mark"

    chain_id: int = Field(primary_key=True, foreign_key="chain.id")
    sealed: int


class TreeHead(SQLModel, table=True):
    """A signed head of the tree; the same line stands in a file outside the database."""

    __tablename__ = "tree_head"

    size: int = Field(primary_key=True)
    line: str
    frontier: str
