"""The signed heads: nothing is signed that does not go on from them, and each proves that it only adds."""

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, text, update

from tests.tampering import without_triggers
from workflows.clock import SimulatedClock, machine_now
from workflows.db import Database, table
from workflows.evidence import NewEntry, Sealer, append, check_database, export_chain, new_chain
from workflows.evidence.keys import NEXT
from workflows.evidence.seal import KeyReplaced, TreeAltered
from workflows.evidence.tables import Chain, Entry, Leaf, Payload, SealMark, TreeHead
from workflows.evidence.verify import Heads, verify_record


def seal(db: Database, sealer: Sealer) -> None:
    with db.write() as session:
        sealer.seal(session)
    with db.read() as session:
        sealer.publish_heads(session)


def add(db: Database, clock: SimulatedClock, chain: int, count: int = 3) -> None:
    with db.write() as session:
        append(session, chain, [NewEntry("looked", "user:1", payload={"n": n}) for n in range(count)], clock)


@pytest.fixture
def sealed(db: Database, clock: SimulatedClock, tmp_path: Path) -> tuple[int, Sealer]:
    """A chain whose entries were sealed in three heads."""
    sealer = Sealer(tmp_path)
    with db.write() as session:
        chain = new_chain(session, "case/1")
    for count in (5, 4, 7):
        add(db, clock, chain, count)
        seal(db, sealer)
    return chain, sealer


def forget_the_tree(db: Database, session_from: int = 0) -> None:
    """What an attacker does who wants another history signed: the tree goes, and the worker would make it anew."""
    with db.write() as session:
        without_triggers(session)
        session.execute(delete(table(Leaf)).where(table(Leaf).c.place >= session_from))
        session.execute(delete(table(SealMark)))
        session.execute(delete(table(TreeHead)).where(table(TreeHead).c.size > session_from))


def write_anew(db: Database, clock: SimulatedClock, chain: int) -> None:
    """Another history in the place of the chain, consistent in itself."""
    with db.write() as session:
        session.execute(delete(table(Payload)))
        session.execute(delete(table(Entry)))
        session.execute(update(table(Chain)).values(length=0, head=""))
        append(session, chain, [NewEntry("looked", "user:9", payload={"n": n}) for n in range(20)], clock)


def test_a_history_written_anew_is_not_signed(
    db: Database, clock: SimulatedClock, sealed: tuple[int, Sealer], tmp_path: Path
) -> None:
    chain, sealer = sealed
    before = sealer.heads_file.read_text()
    forget_the_tree(db)
    write_anew(db, clock, chain)
    for one in (sealer, Sealer(tmp_path)):  # nor by a worker that has just been started
        with db.write() as session, pytest.raises(TreeAltered, match="16 sealed entries"):
            one.seal(session)
        with db.write() as session, pytest.raises(TreeAltered):
            export_chain(session, chain, one)
    with db.read() as session:
        sealer.publish_heads(session)
    assert sealer.heads_file.read_text() == before


def test_a_smaller_tree_is_not_sealed_upon(db: Database, clock: SimulatedClock, sealed: tuple[int, Sealer]) -> None:
    chain, sealer = sealed
    forget_the_tree(db, 9)
    add(db, clock, chain)
    with db.write() as session, pytest.raises(TreeAltered, match=r"16 sealed entries.*of 9, does not go on"):
        sealer.seal(session)


def test_each_head_proves_that_it_only_adds(db: Database, sealed: tuple[int, Sealer]) -> None:
    _chain, sealer = sealed
    lines = [json.loads(line) for line in sealer.heads_file.read_text().splitlines()]
    assert [(line["follows"], line["size"]) for line in lines] == [(0, 5), (5, 9), (9, 16)]
    assert Heads.of(lines).problems == []
    unsigned = {name: value for name, value in lines[2].items() if name not in {"key", "signature"}}
    other = sealer.sign({**unsigned, "root": "ab" * 32})  # signed rightly, and of another history
    assert "does not prove" in Heads.of([lines[0], lines[1], other]).problems[0]
    without = sealer.sign({name: value for name, value in unsigned.items() if name != "consistency"})
    assert "carries no proof" in Heads.of([lines[0], lines[1], without]).problems[0]
    smaller = sealer.sign({**unsigned, "size": 7})
    assert "another history was signed" in Heads.of([lines[0], lines[1], smaller]).problems[0]
    sealer.heads_file.write_text("".join(json.dumps(line) + "\n" for line in [lines[0], lines[2]]))
    with db.read() as session:
        findings = check_database(session, sealer.heads_file).findings
    assert ["does not prove" in finding.sentence for finding in findings] == [True]


def test_heads_that_a_crash_kept_from_being_published_are_gone_on_from(
    db: Database, clock: SimulatedClock, sealed: tuple[int, Sealer]
) -> None:
    chain, sealer = sealed
    for _ in range(2):
        add(db, clock, chain)
        with db.write() as session:
            sealer.seal(session)
    with db.read() as session:
        sealer.publish_heads(session)
    heads = Heads.read(sealer.heads_file.read_text())
    assert (heads.problems, [head["size"] for head in heads.in_force]) == ([], [5, 9, 16, 19, 22])


def test_heads_of_an_earlier_version_are_gone_on_from(
    db: Database, clock: SimulatedClock, sealed: tuple[int, Sealer]
) -> None:
    chain, sealer = sealed
    old = []
    with db.write() as session:
        without_triggers(session)
        for row in session.execute(select(table(TreeHead)).order_by(table(TreeHead).c.size)).all():
            said = json.loads(row.line)
            old.append(json.dumps(sealer.sign({name: said[name] for name in ("size", "root", "at")})))
            session.execute(update(table(TreeHead)).where(table(TreeHead).c.size == row.size).values(line=old[-1]))
    sealer.heads_file.write_text(old[0] + "\n")  # the two others were not published yet
    add(db, clock, chain)
    seal(db, sealer)
    with db.read() as session:
        report = check_database(session, sealer.heads_file)
    assert report.findings == []
    assert any("3 of the signed heads were made before" in note for note in report.notes)
    assert [json.loads(line)["size"] for line in sealer.heads_file.read_text().splitlines()] == [5, 9, 16, 19]
    with db.write() as session:
        session.execute(delete(table(TreeHead)).where(table(TreeHead).c.size > 9))
        session.execute(update(table(Entry)).where(table(Entry).c.seq == 7).values(hash="ab" * 32))
    sealer.heads_file.write_text(old[0] + "\n")
    with db.write() as session, pytest.raises(TreeAltered):
        sealer.seal(session)


@pytest.mark.parametrize("kept", [20, 300])
def test_a_broken_off_line_spoils_nothing_for_ever(db: Database, sealed: tuple[int, Sealer], kept: int) -> None:
    chain, sealer = sealed
    lines = sealer.heads_file.read_text().splitlines()
    sealer.heads_file.write_text("\n".join(lines[:2]) + "\n" + lines[2][:kept])
    with db.read() as session:
        report = check_database(session, sealer.heads_file)
        assert report.findings == []
        assert any("the last, was broken off" in note for note in report.notes)
        sealer.publish_heads(session)
        report = check_database(session, sealer.heads_file)
    assert report.findings == []
    assert "Line 3 of the heads was broken off by a crash; the next line is the whole one." in report.notes
    with db.write() as session:
        record = export_chain(session, chain, sealer)
    assert verify_record(record, heads=Heads.read(sealer.heads_file.read_text()))[0] == []
    sealer.heads_file.write_text(lines[0][:40] + "\n" + "\n".join(lines[1:]) + "\n")  # no crash does that
    with db.read() as session:
        assert (
            "line 1 of the heads is not a signed head"
            in check_database(session, sealer.heads_file).findings[0].sentence
        )


def change_key(db: Database, clock: SimulatedClock, sealer: Sealer, chain: int) -> tuple[str, str]:
    before, after = sealer.public_key, sealer.next_key()
    with db.write() as session:
        append(session, chain, [NewEntry("signing key changed", "system", clear={"key": before, "next": after})], clock)
    with db.write() as session:
        sealer.change_key(session)
    return before, after


def test_the_key_is_changed_and_followed(
    db: Database, clock: SimulatedClock, sealed: tuple[int, Sealer], tmp_path: Path
) -> None:
    chain, sealer = sealed
    with db.write() as session:
        early = export_chain(session, chain, sealer)
    running = Sealer(tmp_path)  # a worker that does not know of it yet
    first, second = change_key(db, clock, sealer, chain)
    add(db, clock, chain)
    seal(db, running)
    second_again, third = change_key(db, clock, running, chain)
    seal(db, sealer)
    assert (second, third) == (second_again, sealer.public_key)
    assert len({first, second, third}) == 3
    assert {path.name for path in tmp_path.glob("signing*")} >= {"signing.key"}
    assert sorted(path.read_text().strip() for path in tmp_path.glob("signing-*.pub")) == sorted([first, second])
    with db.read() as session:
        assert check_database(session, sealer.heads_file).findings == []
    with db.write() as session:
        record = export_chain(session, chain, sealer)
    with db.read() as session:
        sealer.publish_heads(session)
    heads = Heads.read(sealer.heads_file.read_text())
    for key in (first, second, third):
        assert verify_record(record, key)[0] == []
        assert verify_record(record, key, heads)[0] == []
        assert verify_record(early, key, heads)[0] == []
    stranger = Sealer(tmp_path / "stranger").public_key
    assert "another key" in verify_record(record, stranger)[0][0].sentence
    assert "another key" in verify_record({**record, "keys": record["keys"][1:]}, first)[0][0].sentence
    forged = {**record["keys"][0], "key": stranger}
    assert "another key" in verify_record({**record, "keys": [forged]}, stranger)[0][0].sentence


def test_a_key_that_was_retired_signs_no_more(
    db: Database, clock: SimulatedClock, sealed: tuple[int, Sealer], tmp_path: Path
) -> None:
    chain, sealer = sealed
    (tmp_path / "kept").mkdir()
    shutil.copy(tmp_path / "signing.key", tmp_path / "kept")
    kept = Sealer(tmp_path / "kept")
    with db.write() as session:
        early = export_chain(session, chain, sealer)
    _first, second = change_key(db, clock, sealer, chain)
    add(db, clock, chain)
    with db.write() as session:
        record = export_chain(session, chain, sealer)
    with db.read() as session:
        sealer.publish_heads(session)
    heads = Heads.read(sealer.heads_file.read_text())

    def signed_by(signer: Sealer, record: dict[str, Any], **more: str) -> dict[str, Any]:
        said = {k: v for k, v in record["statement"].items() if k not in {"key", "signature"}}
        return {**record, "statement": signer.sign({**said, **more})}

    def sentences(record: dict[str, Any], heads: Heads | None) -> str:
        return " ".join(problem.sentence for problem in verify_record(record, second, heads)[0])

    assert sentences(early, heads) == sentences(record, heads) == sentences(record, None) == ""
    anew = signed_by(kept, record)
    assert "had been changed before" in sentences(anew, None)
    assert "another key" in sentences({**anew, "keys": []}, None)
    backdated = signed_by(kept, record, at=early["statement"]["at"])
    for forged in (anew, {**anew, "keys": []}, {**backdated, "keys": []}):
        assert "after that key was changed, on " in sentences(forged, heads)
    afterwards = signed_by(kept, early, at=str(machine_now() + timedelta(days=1)))
    assert "after that key was changed, on " in sentences(afterwards, heads)
    too_soon = signed_by(sealer, record, at="2020-01-01T00:00:00+00:00")
    assert "before its key" in sentences(too_soon, heads)


def test_a_key_that_was_changed_without_an_entry_or_a_signature_is_seen(
    db: Database, clock: SimulatedClock, sealed: tuple[int, Sealer]
) -> None:
    chain, sealer = sealed
    with db.write() as session:
        sealer.change_key(session)
    with db.read() as session:
        (finding,) = check_database(session, sealer.heads_file).findings
    assert f"the key {sealer.public_key} was put in force stands in the heads, and not in an entry" in finding.sentence
    lines = sealer.heads_file.read_text().splitlines()
    add(db, clock, chain)
    seal(db, sealer)
    new = sealer.heads_file.read_text().splitlines()[-1]
    sealer.heads_file.write_text("\n".join([*lines[:-1], new]) + "\n")
    assert "no line before it says" in Heads.read(sealer.heads_file.read_text()).problems[0]


def test_a_change_of_keys_that_a_crash_broke_off_is_ended(
    db: Database, clock: SimulatedClock, sealed: tuple[int, Sealer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chain, sealer = sealed

    def crash(*_any: object) -> None:
        raise OSError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr("workflows.evidence.keys.put_next_in_force", crash)
        with pytest.raises(OSError, match="power cut"):
            change_key(db, clock, sealer, chain)
    assert (tmp_path / NEXT).exists()
    later = Sealer(tmp_path)
    seal(db, later)
    assert not (tmp_path / NEXT).exists()
    with db.read() as session:
        assert check_database(session, later.heads_file).findings == []
    (tmp_path / "signing.key").write_bytes(b"x" * 32)
    add(db, clock, chain)
    with db.write() as session, pytest.raises(KeyReplaced, match="from a backup"):
        Sealer(tmp_path).seal(session)


def test_an_older_head_that_another_key_signed_is_named(
    db: Database, sealed: tuple[int, Sealer], tmp_path: Path
) -> None:
    _chain, sealer = sealed
    with db.write() as session:
        without_triggers(session)
        line = session.execute(text("SELECT line FROM tree_head WHERE size = 5")).scalar_one()
        said = {name: value for name, value in json.loads(line).items() if name not in {"key", "signature"}}
        forged = json.dumps(Sealer(tmp_path / "stranger").sign(said))
        session.execute(text("UPDATE tree_head SET line = :line WHERE size = 5"), {"line": forged})
    with db.read() as session:
        findings = check_database(session, sealer.heads_file).findings
    assert [finding.sentence for finding in findings] == ["the head of 5 entries in the database is not signed rightly"]
