"""What the database itself refuses, and what a role may do that runs the application."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError

from workflows.clock import SimulatedClock
from workflows.db import Database
from workflows.evidence import NewEntry, Sealer, append, new_chain, protect, timeline
from workflows.evidence.chain import erase_payloads
from workflows.evidence.protection import grant_to_application, is_protected

TAMPERING = {
    "UPDATE entry SET hash = 'x' WHERE seq = 2": "never changed or deleted",
    "DELETE FROM entry WHERE seq = 3": "never changed or deleted",
    "UPDATE leaf SET seq = 1 WHERE place = 2": "never changed or deleted",
    "DELETE FROM leaf": "never changed or deleted",
    "UPDATE tree_head SET line = ''": "never changed or deleted",
    "DELETE FROM tree_head": "never changed or deleted",
    "UPDATE chain SET length = 2": "only grows",
    "UPDATE chain SET head = 'x'": "only grows",
    "UPDATE chain SET name = 'case/2', length = length + 1": "only grows",
    "DELETE FROM chain WHERE name = 'empty'": "never changed or deleted",
    "UPDATE payload SET content = '{}'": "never changed or deleted",
    "DELETE FROM payload WHERE seq = 2": "payload erased",
    "DELETE FROM payload": "payload erased",
}


@pytest.fixture
def chain(db: Database, clock: SimulatedClock, tmp_path: Path) -> int:
    """A sealed chain of four entries, and an empty one."""
    with db.write() as session:
        made = new_chain(session, "case/1")
        new_chain(session, "empty")
        append(session, made, [NewEntry("looked", "user:1", payload={"n": n}) for n in range(4)], clock)
        Sealer(tmp_path / "store").seal(session)
    return made


@pytest.mark.parametrize("statement", TAMPERING)
def test_what_was_written_stays(db: Database, chain: int, statement: str) -> None:
    with pytest.raises(DBAPIError, match=TAMPERING[statement]), db.write() as session:
        session.execute(text(statement))
    with db.read() as session:
        assert [entry["content"] for entry in timeline(session, chain)] == [{"n": n} for n in range(4)]


def test_a_payload_goes_only_with_the_entry_that_names_it(db: Database, clock: SimulatedClock, chain: int) -> None:
    with db.write() as session:
        erase_payloads(session, chain, [2], "user:5", "asked for", clock)
    with db.read() as session:
        assert [entry["content"] is None for entry in timeline(session, chain)] == [False, True, False, False, False]
    with pytest.raises(DBAPIError, match="payload erased"), db.write() as session:
        session.execute(text("DELETE FROM payload WHERE seq = 3"))
    for kind, erases in (("looked", [3]), ("payload erased", [4]), ("payload erased", [30])):
        with db.write() as session:
            append(session, chain, [NewEntry(kind, "user:5", clear={"erases": erases})], clock)
            savepoint = session.begin_nested()
            with pytest.raises(DBAPIError, match="payload erased"):
                session.execute(text("DELETE FROM payload WHERE seq = 3"))
            savepoint.rollback()


def test_on_postgresql_the_entry_must_be_of_the_same_transaction(
    db: Database, clock: SimulatedClock, chain: int
) -> None:
    with db.write() as session:
        append(session, chain, [NewEntry("payload erased", "user:5", clear={"erases": [3]})], clock)
    if db.is_sqlite:  # SQLite does not tell which transaction wrote a row
        return
    with pytest.raises(DBAPIError, match="payload erased"), db.write() as session:
        session.execute(text("DELETE FROM payload WHERE seq = 3"))


def test_protecting_again_changes_nothing(db: Database, chain: int) -> None:
    with db.write() as session:
        assert is_protected(session.connection())
        protect(session.connection())
        protect(session.connection())
        assert is_protected(session.connection())
    db.create_tables()
    with pytest.raises(DBAPIError), db.write() as session:
        session.execute(text("DELETE FROM leaf"))


@pytest.fixture
def as_application(db: Database) -> Iterator[Database]:
    """The same database, as a role that owns nothing."""
    if db.is_sqlite:
        pytest.skip("SQLite knows no roles")
    role = f"app{uuid.uuid4().hex[:12]}"
    with db.write() as session:
        session.execute(text(f"CREATE ROLE {role} LOGIN"))
        grant_to_application(session.connection(), role)
        grant_to_application(session.connection(), role)
    made = Database(make_url(db.url).set(username=role).render_as_string(hide_password=False))
    yield made
    made.close()
    with db.write() as session:
        session.execute(text(f"DROP OWNED BY {role}"))
        session.execute(text(f"DROP ROLE {role}"))


def test_the_applications_role_works_and_cannot_tamper(
    as_application: Database, clock: SimulatedClock, chain: int, tmp_path: Path
) -> None:
    as_application.create_tables()  # as every start does
    sealer = Sealer(tmp_path / "store")
    with as_application.write() as session:
        mine = new_chain(session, "case/9")
        append(session, mine, [NewEntry("looked", "user:1", payload={"n": 1})], clock)
        erase_payloads(session, mine, [1], "user:1", "asked for", clock)
        session.execute(text("INSERT INTO installation (id, organisation, demo, chain_id) VALUES (1, 'x', false, 1)"))
        session.execute(text("UPDATE installation SET organisation = 'y'"))
        session.execute(text("DELETE FROM installation"))
        assert sealer.seal(session) == 2
    more = ["TRUNCATE leaf", "DROP TRIGGER evidence_leaf_change ON leaf", "ALTER TABLE leaf DISABLE TRIGGER ALL"]
    for statement in [*TAMPERING, *more]:
        refused = pytest.raises(DBAPIError, match=r"permission denied|must be owner|only grows|payload erased")
        with refused, as_application.write() as session:
            session.execute(text(statement))


def test_the_owner_does_not_empty_a_table_by_mistake(db: Database, chain: int) -> None:
    if db.is_sqlite:
        pytest.skip("SQLite knows no TRUNCATE")
    with pytest.raises(DBAPIError, match="never changed or deleted"), db.write() as session:
        session.execute(text("TRUNCATE entry CASCADE"))


HARMS = (
    "ALTER TABLE entry DISABLE TRIGGER evidence_entry_change",
    "CREATE OR REPLACE TRIGGER evidence_entry_change BEFORE UPDATE OR DELETE ON entry FOR EACH ROW WHEN (false) {}",
    "CREATE OR REPLACE TRIGGER evidence_entry_change BEFORE UPDATE ON entry FOR EACH ROW {}",
    "CREATE OR REPLACE TRIGGER evidence_payload_delete BEFORE DELETE ON payload FOR EACH ROW {}",
    "CREATE OR REPLACE TRIGGER evidence_chain_change BEFORE UPDATE ON chain FOR EACH ROW WHEN (false) {}",
    "CREATE OR REPLACE FUNCTION evidence_refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
    "DROP TRIGGER evidence_leaf_truncate ON leaf",
)


@pytest.mark.parametrize("harm", HARMS)
def test_a_trigger_that_does_something_else_protects_nothing(db: Database, harm: str) -> None:
    if db.is_sqlite:
        pytest.skip("a trigger of SQLite is compared word for word")
    with db.write() as session:
        assert is_protected(session.connection())
        session.execute(text(harm.format("EXECUTE FUNCTION evidence_refuse('x')")))
        assert not is_protected(session.connection())
        protect(session.connection())
        if not harm.startswith("ALTER"):  # what was switched off stays so until its owner switches it on
            assert is_protected(session.connection())
