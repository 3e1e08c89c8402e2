"""What somebody who can write in the database might try, and what is said of it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import select, update

from tests.tampering import without_triggers
from workflows.clock import SimulatedClock
from workflows.db import Database, table
from workflows.evidence import NewEntry, Sealer, append, check_database, export_chain, new_chain
from workflows.evidence.seal import TreeAltered
from workflows.evidence.tables import Payload, SealMark, TreeHead
from workflows.evidence.verify import verify_record


@pytest.fixture
def sealed(db: Database, clock: SimulatedClock, tmp_path: Path) -> tuple[int, Sealer]:
    """A chain of five entries, sealed and published."""
    sealer = Sealer(tmp_path)
    with db.write() as session:
        chain = new_chain(session, "case/1")
        append(session, chain, [NewEntry("looked", "user:1", payload={"n": n}) for n in range(5)], clock)
        sealer.seal(session)
    with db.read() as session:
        sealer.publish_heads(session)
    return chain, sealer


def test_bytes_moved_from_a_payload_to_its_salt_are_seen(db: Database, sealed: tuple[int, Sealer]) -> None:
    chain, sealer = sealed
    payload = table(Payload)
    where = (payload.c.chain_id == chain) & (payload.c.seq == 3)
    with db.write() as session:
        without_triggers(session)
        salt, content = session.execute(select(payload.c.salt, payload.c.content).where(where)).one()
        session.execute(update(payload).where(where).values(salt=salt + content[:1].encode(), content=content[1:]))
        problems, _ = verify_record(export_chain(session, chain, sealer))
    with db.read() as session:
        findings = check_database(session, sealer.heads_file).findings
    assert [finding.entry for finding in findings] == [problem.entry for problem in problems] == [3]


def test_a_false_mark_that_keeps_entries_out_of_the_tree_is_seen(
    db: Database, clock: SimulatedClock, sealed: tuple[int, Sealer]
) -> None:
    chain, sealer = sealed
    with db.write() as session:
        session.execute(update(table(SealMark)).values(sealed=1000))
        append(session, chain, [NewEntry("never sealed", "user:1")], clock)
        assert sealer.seal(session) == 0
    with db.read() as session:
        findings = check_database(session, sealer.heads_file).findings
    assert "marked as sealed up to entry 1000" in findings[0].sentence


def test_what_is_not_sealed_yet_is_said(db: Database, clock: SimulatedClock, sealed: tuple[int, Sealer]) -> None:
    chain, sealer = sealed
    with db.write() as session:
        append(session, chain, [NewEntry("late", "user:1")], clock)
    with db.read() as session:
        report = check_database(session, sealer.heads_file)
    assert report.findings == []
    assert any("1 entries are not sealed yet" in note for note in report.notes)


def test_nothing_is_signed_upon_an_altered_tree(
    db: Database, clock: SimulatedClock, sealed: tuple[int, Sealer], tmp_path: Path
) -> None:
    chain, sealer = sealed
    heads = table(TreeHead)
    with db.write() as session:
        without_triggers(session)
        frontier = json.loads(session.execute(select(heads.c.frontier)).scalar_one())
        frontier[0][1] = "00" * 32
        session.execute(update(heads).values(frontier=json.dumps(frontier)))
        append(session, chain, [NewEntry("late", "user:1")], clock)
        with pytest.raises(TreeAltered):
            sealer.seal(session)
    stranger = Sealer(tmp_path / "stranger")
    line = json.dumps(stranger.sign({"size": 10**9, "root": "00" * 32, "at": "x"}))
    with db.write() as session:
        session.execute(heads.insert().values(size=10**9, line=line, frontier="[]"))
    with db.read() as session:
        sealer.publish_heads(session)
    assert len(sealer.heads_file.read_text().splitlines()) == 1


def test_a_line_that_a_crash_broke_off_stops_no_publishing(db: Database, sealed: tuple[int, Sealer]) -> None:
    _chain, sealer = sealed
    whole = sealer.heads_file.read_text()
    sealer.heads_file.write_text(whole[:20])
    with db.read() as session:
        sealer.publish_heads(session)
    assert sealer.heads_file.read_text() == f"{whole[:20]}\n{whole}"
