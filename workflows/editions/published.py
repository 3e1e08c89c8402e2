"""Published editions: which one is in force, what each holds, and that nobody changed it since."""

import hashlib
import json
from dataclasses import dataclass, fields
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from workflows.clock import Clock
from workflows.db import table
from workflows.editions.book import Book, bundle_hash_of
from workflows.editions.contents import fetch, keep
from workflows.editions.tables import EditionFile, EditionTable
from workflows.errors import NotFound, Refused
from workflows.evidence import NewEntry, append, new_chain
from workflows.evidence.kinds import Kind
from workflows.evidence.tables import Chain, Entry
from workflows.prepared import Prepared
from workflows.rows import row_of

_edition, _file = table(EditionTable), table(EditionFile)
_chain, _entry = table(Chain), table(Entry)
CHAIN = "rule book"
"""The chain that tells of editions."""
_newest = Prepared(select(_edition.c.number, _edition.c.sha256).order_by(_edition.c.number.desc()).limit(1))


class NoSuchEdition(NotFound):
    """There is no such edition."""


class EditionAltered(Refused):
    """A published edition is not what was published."""

    status = 500


@dataclass(frozen=True)
class Edition:
    """A published edition of the rule book."""

    number: int
    sha256: str
    parent: int
    title: str
    proposed_by: str
    published_by: str
    published_at: datetime


def newest_edition(session: Session) -> tuple[int, str]:
    """Number and hash of the edition in force; 0 and empty where none was published yet."""
    row = _newest.one_or_none(session, {})
    return (int(row.number), str(row.sha256)) if row is not None else (0, "")


def editions(session: Session) -> list[Edition]:
    """All editions, the newest first."""
    columns = [_edition.c[each.name] for each in fields(Edition)]
    rows = session.execute(select(*columns).order_by(_edition.c.number.desc())).mappings()
    return [row_of(Edition, row) for row in rows]


def edition(session: Session, number: int) -> Edition:
    """An edition.

    :raises NoSuchEdition: there is none of that number
    """
    row = session.execute(select(_edition).where(_edition.c.number == number)).mappings().one_or_none()
    if row is None:
        raise NoSuchEdition(f"There is no edition {number} of the rule book.")
    return row_of(Edition, row)


def read_edition(session: Session, number: int) -> Book:
    """What an edition holds.

    :raises NoSuchEdition: there is none of that number
    :raises EditionAltered: it is not what the record says was published
    """
    one = edition(session, number)
    rows = session.execute(select(_file.c.path, _file.c.sha256).where(_file.c.number == number)).all()
    contents = fetch(session, (row.sha256 for row in rows))
    wrong = [row.path for row in rows if _hash(contents.get(row.sha256)) != row.sha256]
    if bundle_hash_of({row.path: row.sha256 for row in rows}) != one.sha256:
        wrong.append("the list of its files")
    if _recorded(session, number) != one.sha256:
        wrong.append("its entry in the record")
    if wrong:
        raise EditionAltered(
            f"Edition {number} of the rule book is not what was published: {', '.join(wrong[:3])} differ or are "
            "missing. Somebody changed the database: run `duecourse verify`, restore the edition from a backup, and "
            "find out who it was."
        )
    return Book({row.path: contents[row.sha256] for row in rows})


def add_edition(
    session: Session, book: Book, clock: Clock, *, title: str, proposed_by: str, published_by: str, proposal: int = 0
) -> Edition:
    """Makes a book the newest edition. Who may do that, and when: ``workflows.runtime.publishing``.

    :param proposal: the id of the proposal that it was; 0: none
    """
    parent, _ = newest_edition(session)
    keep(session, book.values())
    one = Edition(parent + 1, book.sha256, parent, title, proposed_by, published_by, clock.now())
    session.execute(insert(_edition).values(**{each.name: getattr(one, each.name) for each in fields(Edition)}))
    rows = [{"number": one.number, "path": path, "sha256": _hash(content)} for path, content in book.items()]
    if rows:
        session.execute(insert(_file), rows)
    clear = {"number": one.number, "sha256": one.sha256, "parent": parent, "proposal": proposal}
    said = {"title": title, "proposed_by": proposed_by}
    append(session, book_chain(session), [NewEntry(Kind.EDITION_PUBLISHED, published_by, "", said, clear)], clock)
    return one


def book_chain(session: Session) -> int:
    """The chain of the rule book's record, begun if there is none yet."""
    named = select(_chain.c.id).where(_chain.c.name == CHAIN)
    chain_id = session.execute(named).scalar()
    if chain_id is None:
        try:
            with session.begin_nested():
                return new_chain(session, CHAIN)
        except IntegrityError:  # somebody else has begun it in the same moment
            chain_id = session.execute(named).scalar_one()
    return int(chain_id)


def lock_book(session: Session) -> None:
    """Keeps others from publishing until the unit of work ends."""
    session.execute(select(_chain.c.id).where(_chain.c.id == book_chain(session)).with_for_update())


def _recorded(session: Session, number: int) -> str:
    """The hash under which the record says that an edition was published; empty where it says nothing that holds."""
    query = select(_entry.c.body, _entry.c.hash).join(_chain, _chain.c.id == _entry.c.chain_id)
    for row in session.execute(query.where(_chain.c.name == CHAIN).order_by(_entry.c.seq)):
        body = json.loads(row.body)
        if body.get("kind") == Kind.EDITION_PUBLISHED and body.get("number") == number:
            whole = hashlib.sha256(b"\x00" + row.body.encode()).hexdigest() == row.hash
            return str(body["sha256"]) if whole else ""
    return ""


def _hash(content: bytes | None) -> str:
    return hashlib.sha256(content).hexdigest() if content is not None else ""
