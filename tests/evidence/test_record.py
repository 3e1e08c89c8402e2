"""The record: each single entry of a thousand, changed, removed, swapped, inserted or cut off, is found and named."""

import copy
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from tests.tampering import without_triggers
from workflows.clock import SimulatedClock
from workflows.db import Database, table
from workflows.evidence import NewEntry, Sealer, append, check_database, export_chain, new_chain, timeline
from workflows.evidence.chain import erase_payloads
from workflows.evidence.export import write_export
from workflows.evidence.tables import Chain, Entry, Payload
from workflows.evidence.verify import verify_record

ENTRIES = 1000


def _fill(db: Database, clock: SimulatedClock, count: int, name: str = "case/1") -> int:
    with db.write() as session:
        chain = new_chain(session, name)
        for start in range(0, count, 50):
            batch = [
                NewEntry("step completed", "user:7", f"step_{n}", {"note": f"note {n} é", "pence": n})
                for n in range(start, min(start + 50, count))
            ]
            append(session, chain, batch, clock)
    return chain


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> dict:
    folder = tmp_path_factory.mktemp("record")
    db = Database(f"sqlite:///{folder / 'r.db'}")
    db.create_tables()
    from tests.conftest import MORNING

    chain = _fill(db, SimulatedClock(MORNING), ENTRIES)
    _fill(db, SimulatedClock(MORNING), 37, "case/2")
    with db.write() as session:
        made = export_chain(session, chain, Sealer(folder))
    db.close()
    return made


def first(record: dict) -> int:
    problems, _notes = verify_record(record, first_only=True)
    assert problems
    assert str(problems[0].entry) in problems[0].sentence or problems[0].entry == 0
    return problems[0].entry


def test_an_untouched_record_is_in_order(record: dict) -> None:
    problems, notes = verify_record(record, key=record["statement"]["key"])
    assert problems == []
    assert any("simulated clock" in note for note in notes)


APART = pytest.mark.parametrize("apart", [7, pytest.param(1, marks=pytest.mark.long)])
"""At each entry in the long suite; otherwise at each seventh."""


@APART
def test_every_single_change_is_found_and_named(record: dict, apart: int) -> None:
    for number in range(1, ENTRIES + 1, apart):
        entry = record["entries"][number - 1]
        for change in (
            {"body": entry["body"].replace('"user:7"', '"user:8"')},
            {"content": entry["content"].replace("note", "Note")},
            {"hash": "00" * 32},
        ):
            changed = {**record, "entries": [*record["entries"]]}
            changed["entries"][number - 1] = {**entry, **change}
            assert first(changed) == number


@APART
def test_a_change_whose_hash_was_computed_anew_is_found_and_named(record: dict, apart: int) -> None:
    from workflows.evidence.verify import entry_hash

    for number in range(1, ENTRIES + 1, apart):
        entry = record["entries"][number - 1]
        body = entry["body"].replace('"user:7"', '"user:8"')
        changed = {**record, "entries": [*record["entries"]]}
        changed["entries"][number - 1] = {**entry, "body": body, "hash": entry_hash(body)}
        assert first(changed) == number


@APART
def test_every_single_removal_is_found_and_named(record: dict, apart: int) -> None:
    for number in range(1, ENTRIES + 1, apart):
        entries = record["entries"][: number - 1] + record["entries"][number:]
        problems, _ = verify_record({**record, "entries": entries}, first_only=True)
        assert problems[0].entry == number
        assert "missing" in problems[0].sentence


@APART
def test_every_single_swap_is_found_and_named(record: dict, apart: int) -> None:
    for number in range(1, ENTRIES, apart):
        entries = [*record["entries"]]
        entries[number - 1], entries[number] = entries[number], entries[number - 1]
        assert first({**record, "entries": entries}) == number


@APART
def test_every_single_insertion_is_found_and_named(record: dict, apart: int) -> None:
    for number in range(1, ENTRIES + 1, apart):
        entries = [*record["entries"]]
        entries.insert(number, entries[number - 1])
        assert first({**record, "entries": entries}) == number + 1


@APART
def test_every_truncation_is_found_and_named(record: dict, apart: int) -> None:
    for kept in range(0, ENTRIES, apart):
        problems, _ = verify_record({**record, "entries": record["entries"][:kept]})
        assert problems[0].entry == kept + 1
        assert "cut off" in problems[0].sentence


def test_a_changed_statement_and_another_key_are_found(record: dict, tmp_path: Path) -> None:
    shorter = copy.deepcopy(record)
    shorter["statement"]["length"] = 999
    shorter["entries"].pop()
    assert first(shorter) == 0
    other = Sealer(tmp_path).public_key
    problems, _ = verify_record(record, key=other)
    assert "another key" in problems[0].sentence


def test_the_verifier_stands_alone(record: dict, tmp_path: Path) -> None:
    path = write_export(tmp_path, record)
    command = [sys.executable, "-I", "-S", str(tmp_path / "verify.py"), str(path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "IN ORDER: all 1000 entries of case/1" in done.stdout
    path.write_text(path.read_text().replace("user:7", "user:9", 1))
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 1
    assert "entry 1 of case/1" in done.stdout
    path.write_text("{")
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_the_database_is_checked(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    sealer = Sealer(tmp_path)
    chain = _fill(db, clock, 120)
    other = _fill(db, clock, 30, "user/1")
    with db.write() as session:
        assert sealer.seal(session) == 150
        assert sealer.seal(session) == 0
    with db.read() as session:
        sealer.publish_heads(session)
        sealer.publish_heads(session)
    assert len(sealer.heads_file.read_text().splitlines()) == 1
    with db.write() as session:
        append(session, chain, [NewEntry("late", "system")], clock)
        sealer.seal(session)
    with db.read() as session:
        sealer.publish_heads(session)
        report = check_database(session, sealer.heads_file)
        assert (report.findings, report.entries, report.chains) == ([], 151, 2)
        assert any("simulated" in note for note in report.notes)
        assert [entry["content"]["pence"] for entry in timeline(session, other, since=28)] == [28, 29]


@pytest.mark.parametrize("harm", ["body", "content", "remove", "cut", "cut with head", "swap", "insert", "no payload"])
def test_harm_to_the_database_is_named(db: Database, clock: SimulatedClock, tmp_path: Path, harm: str) -> None:
    entry, payload, chain_table = table(Entry), table(Payload), table(Chain)
    sealer = Sealer(tmp_path)
    chain = _fill(db, clock, 40)
    with db.write() as session:
        sealer.seal(session)
    with db.read() as session:
        sealer.publish_heads(session)
    at = (entry.c.chain_id == chain) & (entry.c.seq == 17)
    with db.write() as session:
        without_triggers(session)
        match harm:
            case "body":
                body = session.execute(select(entry.c.body).where(at)).scalar_one()
                session.execute(update(entry).where(at).values(body=body.replace("user:7", "user:8")))
            case "content":
                session.execute(update(payload).where(payload.c.seq == 17).values(content="{}"))
            case "no payload":
                session.execute(delete(payload).where(payload.c.seq == 17))
            case "remove":
                session.execute(delete(payload).where(payload.c.seq == 17))
                session.execute(delete(entry).where(at))
            case "cut" | "cut with head":
                session.execute(delete(payload).where(payload.c.seq >= 17))
                session.execute(delete(entry).where(entry.c.seq >= 17))
                if harm == "cut with head":
                    head = session.execute(select(entry.c.hash).where(entry.c.seq == 16)).scalar_one()
                    session.execute(update(chain_table).values(length=16, head=head))
            case "swap":
                for old, new in ((17, 1000), (18, 17), (1000, 18)):
                    session.execute(update(entry).where(entry.c.seq == old).values(seq=new))
            case "insert":
                session.execute(text("update entry set seq = seq + 1000 where seq >= 17"))
                session.execute(text("update entry set seq = seq - 999 where seq >= 1017"))
                copied = session.execute(select(entry.c.body, entry.c.hash).where(entry.c.seq == 16)).one()
                session.execute(entry.insert().values(chain_id=chain, seq=17, body=copied.body, hash=copied.hash))
    with db.read() as session:
        report = check_database(session, sealer.heads_file)
    assert report.findings
    if harm != "cut with head":
        assert report.findings[0].entry == 17
        assert "17" in report.findings[0].sentence
    else:
        assert "entry 17 of case/1 is sealed as number 16" in report.findings[0].sentence


def test_an_erased_payload_needs_its_entry(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    chain = _fill(db, clock, 10)
    with db.write() as session:
        erase_payloads(session, chain, [3, 5], "user:1", "Erasure request upheld", clock)
        with pytest.raises(LookupError):
            erase_payloads(session, chain, [3], "user:1", "again", clock)
        made = export_chain(session, chain, Sealer(tmp_path))
    problems, notes = verify_record(json.loads(json.dumps(made)))
    assert problems == []
    assert any("entries 3, 5 were erased" in note for note in notes)
    with db.read() as session:
        assert check_database(session).findings == []
        assert [e["content"] is None for e in timeline(session, chain)][:5] == [False, False, True, False, True]


def test_a_history_computed_anew_is_seen_with_the_heads(db: Database, clock: SimulatedClock, tmp_path: Path) -> None:
    sealer = Sealer(tmp_path)
    chain = _fill(db, clock, 20)
    with db.write() as session:
        sealer.seal(session)
    with db.read() as session:
        sealer.publish_heads(session)
    entry, payload, chains = table(Entry), table(Payload), table(Chain)
    with db.write() as session:  # the owner of the database writes the whole chain anew, consistently
        without_triggers(session)
        session.execute(delete(payload))
        session.execute(delete(entry))
        session.execute(update(chains).values(length=0, head=""))
        append(session, chain, [NewEntry("step completed", "user:9", f"s{n}") for n in range(20)], clock)
        for size in session.execute(text("select size from tree_head")).scalars().all():
            session.execute(text("delete from tree_head where size = :size"), {"size": size})
    with db.read() as session:
        alone = check_database(session)  # the database by itself shows that no head of it was signed, and no more
        assert [each.chain for each in alone.findings] == ["tree"]
        assert "no head was signed of more than 0" in alone.findings[0].sentence
        assert any("--head" in note for note in alone.notes)
        report = check_database(session, sealer.heads_file)
    assert "is not the signed one" in report.findings[0].sentence


def test_what_cannot_be_evidence_is_refused(db: Database, clock: SimulatedClock) -> None:
    with db.write() as session:
        chain = new_chain(session, "case/1")
        naive = clock.now().replace(tzinfo=None)
        for value in (1.5, naive, object(), {1: 2}):
            with pytest.raises(TypeError):
                append(session, chain, [NewEntry("x", "system", payload={"value": value})], clock)
        with pytest.raises(LookupError):
            append(session, 99, [NewEntry("x", "system")], clock)
