"""Editions are kept by content, come back byte for byte, and nobody changes one unnoticed."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, func, select, update
from sqlmodel import Session

from tests.book import BOOK
from tests.tampering import without_triggers
from workflows.clock import Clock
from workflows.db import Database, table
from workflows.editions import Book
from workflows.editions.contents import keep
from workflows.editions.published import (
    CHAIN,
    EditionAltered,
    NoSuchEdition,
    add_edition,
    edition,
    editions,
    newest_edition,
    read_edition,
)
from workflows.editions.tables import Content, EditionFile, EditionTable
from workflows.evidence.tables import Chain, Entry

_content, _file, _edition = table(Content), table(EditionFile), table(EditionTable)
PEOPLE = {"proposed_by": "user:1", "published_by": "user:2"}
SMALL = Book({"law/periods.yaml": b"periods: []\r\n", "shared/steps.yaml": b"\xef\xbb\xbfsteps: []", "a.json": b""})


def publish(db: Database, clock: Clock, *books: Book) -> None:
    with db.write() as session:
        for number, book in enumerate(books, 1):
            add_edition(session, book, clock, title=f"The {number}.", **PEOPLE)


def test_what_is_published_comes_back_byte_for_byte(db: Database, clock: Clock) -> None:
    publish(db, clock, SMALL, BOOK)
    with db.read() as session:
        assert dict(read_edition(session, 1)) == dict(SMALL)
        assert dict(read_edition(session, 2)) == dict(BOOK)
        assert newest_edition(session) == (2, BOOK.sha256)
        assert [(each.number, each.parent, each.title) for each in editions(session)] == [
            (2, 1, "The 2."),
            (1, 0, "The 1."),
        ]
        with pytest.raises(NoSuchEdition, match="no edition 3"):
            edition(session, 3)


def test_before_anything_is_published_there_is_no_edition(db: Database) -> None:
    with db.read() as session:
        assert newest_edition(session) == (0, "")
        assert editions(session) == []


def test_one_content_is_kept_once(db: Database, clock: Clock) -> None:
    changed = BOOK.with_changes({"shared/steps.yaml": b"steps: []\n"})
    publish(db, clock, BOOK, changed, BOOK)
    with db.read() as session:
        kept = session.execute(select(func.count()).select_from(_content)).scalar_one()
    assert kept == len({*BOOK.values()}) + 1


def test_more_files_than_a_statement_may_hold(db: Database, clock: Clock) -> None:
    large = Book({f"law/{number}.yaml": f"a: {number}".encode() for number in range(1201)})
    publish(db, clock, large)
    with db.read() as session:
        assert read_edition(session, 1) == large


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda s: s.execute(update(_content).where(_content.c.content == b"").values(content=b"x")), "a.json"),
        (lambda s: s.execute(delete(_file).where(_file.c.path == "a.json")), "the list of its files"),
        (lambda s: s.execute(update(_file).where(_file.c.path == "a.json").values(path="b.json")), "the list of"),
        (lambda s: s.execute(update(_edition).values(sha256="0" * 64)), "its entry in the record"),
    ],
)
def test_whoever_changes_one_is_found_out(
    db: Database, clock: Clock, tamper: Callable[[Session], object], told: str
) -> None:
    publish(db, clock, SMALL)
    with db.write() as session:
        tamper(session)
    with db.read() as session, pytest.raises(EditionAltered, match=told) as caught:
        read_edition(session, 1)
    assert "restore the edition from a backup" in caught.value.sentence


def test_an_edition_of_which_no_entry_tells_is_none(db: Database, clock: Clock) -> None:
    publish(db, clock, SMALL)
    with db.write() as session:
        without_triggers(session)
        chain = select(table(Chain).c.id).where(table(Chain).c.name == CHAIN).scalar_subquery()
        session.execute(update(table(Entry)).where(table(Entry).c.chain_id == chain).values(hash="0" * 64))
    with db.read() as session, pytest.raises(EditionAltered, match="its entry in the record"):
        read_edition(session, 1)


def test_two_who_keep_the_same_content_at_once(db: Database) -> None:
    with db.write() as session:
        keep(session, [b"one", b"one", b"two"])
    with db.write() as session:
        keep(session, [b"two", b"three"])
        assert session.execute(select(func.count()).select_from(_content)).scalar_one() == 3
