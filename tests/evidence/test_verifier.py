"""The verifier that is handed out: old records, documents, people, backdated entries, one reading alone."""

import base64
import copy
import hashlib
import json
import random
import re
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from tests.tampering import without_triggers
from workflows.clock import MachineClock, machine_now
from workflows.db import Database, table
from workflows.evidence import NewEntry, Sealer, append, chain, check_database, export_chain, new_chain
from workflows.evidence.canonical import canonical
from workflows.evidence.export import write_export
from workflows.evidence.tables import Chain, Entry, Payload
from workflows.evidence.verify import Heads, in_words, main, parse, verify_record

OLD = Path(__file__).parent / "old"
OLD_KEY = "gSLv7E9PnGMjqjiE/rMmI8CCQ5n9+QameBIs8EMZXZ8="
PDF = b"%PDF-1.7 a letter"
PDF_HASH = hashlib.sha256(PDF).hexdigest()


class Past:
    """A clock that somebody set back, and that does not say that it is simulated."""

    simulated = False

    def __init__(self, back: timedelta) -> None:
        self._back = back

    def now(self) -> datetime:
        return machine_now() - self._back


@pytest.fixture
def on_file(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path / 'd.db'}")
    made.create_tables()
    return made


def seal(db: Database, sealer: Sealer) -> None:
    with db.write() as session:
        sealer.seal(session)
    with db.read() as session:
        sealer.publish_heads(session)


def exported(db: Database, chain_id: int, sealer: Sealer, **more: Any) -> dict[str, Any]:
    with db.write() as session:
        made = export_chain(session, chain_id, sealer, **more)
    with db.read() as session:
        sealer.publish_heads(session)
    return made


def sentences(record: dict[str, Any], sealer: Sealer) -> list[str]:
    heads = Heads.read(sealer.heads_file.read_text())
    return [problem.sentence for problem in verify_record(record, sealer.public_key, heads)[0]]


# Records that were exported before.


def test_a_record_of_the_first_version_still_verifies() -> None:
    record = parse((OLD / "record.json").read_text())
    heads = Heads.read((OLD / "heads.jsonl").read_text())
    problems, notes = verify_record(record, OLD_KEY, heads)
    assert problems == []
    assert any("3 of the signed heads were made before heads carried a proof" in note for note in notes)
    assert any("1 of the documents that the record speaks of did not come along" in note for note in notes)
    assert "No entry that came along says who user:7 is." in notes.who
    assert any("before records signed the part that says who acted" in note for note in notes.unseen)
    assert (
        verify_record(record, OLD_KEY, [json.loads(line) for line in (OLD / "heads.jsonl").read_text().splitlines()])[0]
        == []
    )
    record["entries"][3]["body"] = record["entries"][3]["body"].replace("user:5", "user:6")
    assert verify_record(record, OLD_KEY, heads)[0][0].entry == 4


# Two readings.


def test_what_says_one_thing_twice_is_refused(on_file: Database, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'a' stands there twice"):
        parse('{"b": [{"a": 1, "a": 2}]}')
    sealer = Sealer(tmp_path)
    with on_file.write() as session:
        chain_id = new_chain(session, "case/1")
        append(session, chain_id, [NewEntry("paid", "user:1", payload={"pence": 500})], MachineClock())
    record = exported(on_file, chain_id, sealer)
    (tmp_path / "out").mkdir()
    text = json.dumps(record)
    twice = {
        "statement": text.replace('"length": 1', '"length": 1, "length": 1'),
        "record": text.replace('"format": ', '"format": "x", "format": ', 1),
    }
    for name, changed in twice.items():
        assert changed != text
        (tmp_path / "out" / "record.json").write_text(changed)
        done = _verify(tmp_path / "out" / "record.json")
        assert done.returncode == 2, name
        assert "stands there twice" in done.stderr
    heads = sealer.heads_file.read_text().replace('"size": 1', '"size": 1, "size": 1')
    assert "stands there twice" in Heads.read(heads + "\n{}\n").problems[0]


def _verify(path: Path, *more: str) -> "subprocess.CompletedProcess[str]":
    script = Path(chain.__file__).with_name("verify.py")
    command = [sys.executable, "-I", "-S", str(script), str(path), *more]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_bodies_and_payloads_with_two_readings_are_named(
    on_file: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever can write entries could write one that two readers read differently: both hashes would be right."""
    sealer = Sealer(tmp_path)

    def doubled(value: Any) -> bytes:
        written = canonical(value)
        return written.replace(b'"pence":500', b'"pence":500,"pence":900').replace(b'"v":1', b'"v":1,"v":2')

    with on_file.write() as session:
        chain_id = new_chain(session, "case/1")
        for part in ({"payload": {"pence": 500}}, {"clear": {"pence": 500}}):
            with monkeypatch.context() as patched:
                patched.setattr(chain, "canonical", doubled if "clear" in part else _only_payload(doubled))
                append(session, chain_id, [NewEntry("paid", "user:1", **part)], MachineClock())
    seal(on_file, sealer)
    with on_file.read() as session:
        findings = check_database(session, sealer.heads_file).findings
    assert [(f.entry, "twice" in f.sentence) for f in findings] == [(1, True), (2, True)]
    assert [s for s in sentences(exported(on_file, chain_id, sealer), sealer) if "twice" not in s] == []


def _only_payload(doubled: Any) -> Any:
    return lambda value: doubled(value) if "v" not in value else canonical(value)


# When.


def test_an_entry_that_bears_another_time_than_its_recording_is_named(on_file: Database, tmp_path: Path) -> None:
    sealer = Sealer(tmp_path)
    with on_file.write() as session:
        chain_id = new_chain(session, "case/1")
        append(session, chain_id, [NewEntry("looked", "user:1")], MachineClock())
        append(session, chain_id, [NewEntry("looked", "user:1")], Past(timedelta(seconds=30)))
        append(session, chain_id, [NewEntry("notice served", "user:1")], Past(timedelta(days=20)))
        about = NewEntry("contact noted", "user:1", about=(machine_now() - timedelta(days=3)).date())
        append(session, chain_id, [about], MachineClock())
    record = exported(on_file, chain_id, sealer)
    (said,) = sentences(record, sealer)
    assert "entry 3 of case/1 (notice served" in said
    assert "another time than that of its recording" in said
    assert parse(record["entries"][3]["body"])["about"] == (machine_now() - timedelta(days=3)).date().isoformat()
    with on_file.read() as session:
        assert [f.entry for f in check_database(session, sealer.heads_file).findings] == [3]


def test_machine_time_that_runs_backwards_is_named(
    on_file: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealer = Sealer(tmp_path)
    with on_file.write() as session:
        chain_id = new_chain(session, "case/1")
        append(session, chain_id, [NewEntry("looked", "user:1")] * 2, MachineClock())
        past = Past(timedelta(minutes=10))
        monkeypatch.setattr(chain, "machine_now", past.now)
        append(session, chain_id, [NewEntry("notice served", "user:1")], past)
    seal(on_file, sealer)
    with on_file.read() as session:
        (finding,) = check_database(session, sealer.heads_file).findings
    assert finding.entry == 3
    assert "before the entry that it follows" in finding.sentence
    assert sentences(exported(on_file, chain_id, sealer), sealer) == [finding.sentence]


def test_an_entry_put_in_after_heads_that_it_claims_to_precede_is_named(
    on_file: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The whole machine's clock is set back, in a chain of its own, so that nothing within the chain tells of it."""
    sealer = Sealer(tmp_path)
    with on_file.write() as session:
        append(session, new_chain(session, "case/1"), [NewEntry("looked", "user:1")] * 5, MachineClock())
    seal(on_file, sealer)
    past = Past(timedelta(days=20))
    with on_file.write() as session, monkeypatch.context() as patched:
        patched.setattr(chain, "machine_now", past.now)
        chain_id = new_chain(session, "case/2")
        append(session, chain_id, [NewEntry("notice served", "user:1")], past)
    record = exported(on_file, chain_id, sealer)
    (said,) = sentences(record, sealer)
    assert "is not among the 5 entries that were sealed at" in said
    with on_file.read() as session:
        (finding,) = check_database(session, sealer.heads_file).findings
        (without,) = check_database(session).findings
    assert finding.sentence == without.sentence == said
    assert finding.chain == "case/2"
    assert verify_record(record)[0] == []  # the heads are needed for it, and that is said:
    assert any("put in later than they say" in note for note in verify_record(record)[1])


def test_an_entry_that_says_it_comes_from_the_future_is_named(
    on_file: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealer = Sealer(tmp_path)
    future = Past(timedelta(days=-2))
    with on_file.write() as session, monkeypatch.context() as patched:
        patched.setattr(chain, "machine_now", future.now)
        chain_id = new_chain(session, "case/1")
        append(session, chain_id, [NewEntry("notice served", "user:1")], future)
    (said,) = sentences(exported(on_file, chain_id, sealer), sealer)
    assert "after it was sealed at" in said


# What and who.


@pytest.fixture
def with_letter(on_file: Database, tmp_path: Path) -> tuple[dict[str, Any], Sealer]:
    """The record of a case with a letter, and of the two users who acted in it."""
    sealer, clock = Sealer(tmp_path), MachineClock()
    with on_file.write() as session:
        case, people = new_chain(session, "case/1"), {}
        for number, name in ((7, "Olive Stone"), (8, "Sam Reed")):
            people[f"user:{number}"] = new_chain(session, f"user/{name.split()[0].lower()}")
            said = NewEntry(
                "user added", "system", payload={"name": name, "roles": ["officer"]}, clear={"user": number}
            )
            more = NewEntry("signed in", f"user:{number}", payload={"address": "10.0.0.7"})
            append(session, people[f"user:{number}"], [said, more], clock)
        letter = {"documents": [{"id": 3, "kind": "letter_1", "sha256": PDF_HASH}]}
        append(session, case, [NewEntry("case opened", "system"), NewEntry("step completed", "user:7", "x")], clock)
        append(session, case, [NewEntry("step completed", "system", "send_letter", letter)], clock)
        changed = NewEntry("user changed", "user:8", payload={"roles": ["team_leader"]}, clear={"user": 7})
        append(session, people["user:7"], [changed], clock)
    files = {PDF_HASH: PDF}
    return exported(on_file, case, sealer, content_of=files.get, people=people), sealer


def test_an_export_says_who_is_who(with_letter: tuple[dict[str, Any], Sealer]) -> None:
    record, sealer = with_letter
    problems, notes = verify_record(record, sealer.public_key)
    assert problems == []
    (who,) = [note for note in notes if note.startswith("user:7")]
    assert who.startswith("user:7 is Olive Stone (officer) from ")
    assert "; then Olive Stone (team leader) from" in who
    assert re.search(r"from \d+ [A-Z][a-z]+ 20\d\d at \d\d:\d\d, as the record of that user says\.$", who)
    assert notes.who == [who]
    assert not any("user:7" in note or "came along" in note for note in notes.unseen)
    assert [person["actor"] for person in record["people"]] == ["user:7"]  # and of nobody who did nothing here
    assert "10.0.0.7" not in json.dumps(record)
    for old, new in (("Olive Stone", "Ollie Stone"), ('\\"user\\":7', '\\"user\\":9'), ("user added", "user adder")):
        changed = json.loads(json.dumps(record["people"]).replace(old, new))
        assert changed != record["people"]
        (problem, *_more) = verify_record({**record, "people": changed}, sealer.public_key)[0]
        assert "an entry that says who user:7 is was changed" in problem.sentence


def _unsigned(record: dict[str, Any], sealer: Sealer, people: Any) -> dict[str, Any]:
    """A record as exports were before they signed who acted."""
    statement = {k: v for k, v in record["statement"].items() if k not in {"people", "key", "signature"}}
    return {**record, "statement": sealer.sign(statement), "people": people}


def test_who_acted_is_signed(with_letter: tuple[dict[str, Any], Sealer]) -> None:
    record, sealer = with_letter
    entries = record["people"][0]["entries"]
    without = {name: value for name, value in record.items() if name != "people"}
    for changed, how in (
        ({**record, "people": []}, "changed"),
        ({**record, "people": [{"actor": "user:7", "entries": entries[:1]}]}, "changed"),
        ({**record, "people": [{"actor": "user:8", "entries": entries}]}, "changed"),
        (without, "taken out"),
    ):
        problems, notes = verify_record(changed, sealer.public_key)
        sentence = f"the part of the record that says who acted was {how} after it was signed"
        assert [problem.sentence for problem in problems] == [sentence]
        assert notes.who == []
    statement = {name: value for name, value in record["statement"].items() if name != "people"}
    assert "signature" in verify_record({**record, "statement": statement})[0][0].sentence
    problems, notes = verify_record(_unsigned(record, sealer, []), sealer.public_key)
    assert problems == []
    assert "No entry that came along says who user:7 is." in notes.who


def test_another_users_entry_says_nothing_of_this_one(with_letter: tuple[dict[str, Any], Sealer]) -> None:
    record, sealer = with_letter
    entries = record["people"][0]["entries"]
    moved = [{"actor": "user:8", "entries": entries}, {"actor": "user:7", "entries": []}]
    notes = verify_record(_unsigned(record, sealer, moved), sealer.public_key)[1]
    assert "No entry that came along says who user:7 is." in notes.who
    assert not any("Olive" in note for note in notes)


def test_a_file_that_is_called_otherwise_or_stands_there_twice_is_named(
    with_letter: tuple[dict[str, Any], Sealer], tmp_path: Path
) -> None:
    record, sealer = with_letter
    (file,) = record["files"]

    def said(*files: dict[str, Any]) -> str:
        problems = verify_record({**record, "files": list(files)}, sealer.public_key)[0]
        return " ".join(problem.sentence for problem in problems)

    assert said(file) == ""
    assert "is called 00000003-notice.pdf here" in said({**file, "name": "00000003-notice.pdf"})
    forged = {**file, "content": base64.b64encode(b"%PDF forged").decode()}
    for other in (forged, {**forged, "name": "00000001-notice.pdf"}):
        assert "stands in the record twice" in said(other, file)
        assert "it was changed" in said(other, file)
    path = write_export(tmp_path / "out", record)
    (tmp_path / "out" / "files" / "00000099-notice.pdf").write_bytes(b"%PDF forged")
    done = _verify(path, "--key", sealer.public_key)
    assert done.returncode == 1
    assert "00000099-notice.pdf lies beside the record, and the record does not speak of it" in done.stdout


def test_what_the_record_says_moves_no_cursor(with_letter: tuple[dict[str, Any], Sealer], tmp_path: Path) -> None:
    record, sealer = with_letter
    made = copy.deepcopy(record)
    made["files"][0] |= {"name": "\x1b[2J\rIN ORDER: all is well\nIN ORDER: x\u202e", "content": None}
    path = tmp_path / "record.json"
    path.write_text(json.dumps(made))
    done = _verify(path, "--key", sealer.public_key)
    assert done.returncode == 1
    assert "\\x1b[2J\\rIN ORDER: all is well\\nIN ORDER: x\\u202e" in done.stdout
    assert all(line.isprintable() for line in done.stdout.split("\n"))


def test_who_somebody_was_is_not_left_out_in_silence(
    with_letter: tuple[dict[str, Any], Sealer], on_file: Database
) -> None:
    _record, sealer = with_letter
    with on_file.write() as session:
        without_triggers(session)
        chains = {row.name: row.id for row in session.execute(select(table(Chain).c.name, table(Chain).c.id))}
        gone = table(Payload).c.chain_id == chains["user/olive"]
        session.execute(delete(table(Payload)).where(gone, table(Payload).c.seq == 1))
    record = exported(on_file, chains["case/1"], sealer, people={"user:7": chains["user/olive"]})
    assert [entry["content"] is None for entry in record["people"][0]["entries"]] == [True, False]
    problems, notes = verify_record(record, sealer.public_key)
    assert problems == []
    assert any(
        "What entry 1 of user/olive" in note and "who user:7 is did not come along" in note for note in notes.unseen
    )


def test_documents_come_along_and_are_checked(with_letter: tuple[dict[str, Any], Sealer], tmp_path: Path) -> None:
    record, sealer = with_letter
    assert verify_record(record)[1].along == ["1 document came along, with the hash that the record names."]
    missing = copy.deepcopy(record)
    missing["files"][0]["content"] = None
    assert verify_record(missing)[1].along == []

    def broken(**change: Any) -> list[str]:
        made = copy.deepcopy(record)
        made["files"][0] |= change
        return [problem.sentence for problem in verify_record(made, sealer.public_key)[0]]

    altered = base64.b64encode(b"%PDF-1.7 another letter").decode()
    assert broken(content=altered) == [
        "the document 00000003-letter_1.pdf is not the one that entry 3 of case/1 speaks of: it was changed"
    ]
    assert broken(content=None) == ["the document 00000003-letter_1.pdf of entry 3 of case/1 is missing"]
    assert "no entry of case/1 speaks of it" in broken(sha256="ab" * 32)[0]
    (taken_out,) = verify_record({**record, "files": []}, sealer.public_key)[0]
    assert "was taken out of the record after it was signed" in taken_out.sentence
    path = write_export(tmp_path / "out", record)
    assert (tmp_path / "out" / "files" / "00000003-letter_1.pdf").read_bytes() == PDF
    heads = ("--head", str(sealer.heads_file), "--key", sealer.public_key)
    done = _verify(path, *heads)
    assert done.returncode == 0, done.stdout
    assert "user:7 is Olive Stone (officer)" in done.stdout
    (tmp_path / "out" / "files" / "00000003-letter_1.pdf").write_bytes(b"%PDF another")
    done = _verify(path, *heads)
    assert done.returncode == 1
    assert "00000003-letter_1.pdf beside the record is not the document" in done.stdout


def test_a_leaf_that_was_swapped_for_a_backdated_one_is_still_a_changed_one(on_file: Database, tmp_path: Path) -> None:
    sealer = Sealer(tmp_path)
    with on_file.write() as session:
        chain_id = new_chain(session, "case/1")
        append(session, chain_id, [NewEntry("looked", "user:1")] * 3, MachineClock())
    seal(on_file, sealer)
    entry = table(Entry)
    with on_file.write() as session:
        without_triggers(session)
        body = session.execute(select(entry.c.body).where(entry.c.seq == 2)).scalar_one()
        session.execute(update(entry).where(entry.c.seq == 2).values(body=body.replace("looked", "served")))
    assert "entry 2 of case/1" in sentences(exported(on_file, chain_id, sealer), sealer)[0]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-07-06T06:00:00.000000Z", "6 July 2026 at 07:00"),
        ("2026-03-29T00:59:00Z", "29 March 2026 at 00:59"),
        ("2026-03-29T01:00:00Z", "29 March 2026 at 02:00"),
        ("2026-10-25T00:59:00Z", "25 October 2026 at 01:59"),
        ("2026-10-25T01:00:00Z", "25 October 2026 at 01:00"),
        ("2024-03-31T01:00:00Z", "31 March 2024 at 02:00"),
        ("2026-12-31T23:30:00-01:00", "1 January 2027 at 00:30"),
        ("soon", "soon"),
        (None, "None"),
    ],
)
def test_times_are_told_as_in_england(at: Any, words: str) -> None:
    assert in_words(at) == words


# What is no record.


@pytest.mark.parametrize(
    "text",
    [
        '{"entries":5}',
        "[]",
        "5",
        "null",
        "",
        "{",
        '{"format":"duecourse-record/1"}',
        '{"format":"duecourse-record/1","statement":5,"entries":5}',
        '{"format":"duecourse-record/1","statement":{},"entries":[]}',
        '{"format":"\\ud800"}',
        "[" * 100_000,
        '{"format":1e999}',
    ],
)
def test_what_is_no_record_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(text)
    assert main([str(path)]) in {1, 2}
    read = capsys.readouterr()
    assert "Traceback" not in read.out + read.err
    assert "NOT IN ORDER" in read.out or read.err.count("cannot be read as a record") == 1


def test_the_program_itself_says_so(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text('{"entries":5}')
    done = _verify(tmp_path / "b.json")
    assert (done.returncode, done.stderr) == (1, "")
    assert "this is not a record of the form duecourse-record/1, but None" in done.stdout


def _places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [found for key, each in inside for found in ((*way, key), *_places(each, (*way, key)))]


def test_records_with_parts_of_other_types_are_refused_with_a_sentence(
    with_letter: tuple[dict[str, Any], Sealer], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record, sealer = with_letter
    seed = random.SystemRandom().randrange(2**32)
    drawn, path, heads = random.Random(seed), tmp_path / "b.json", str(sealer.heads_file)
    others: list[Any] = [None, True, -1, 0, 10**30, 1.5, "", "x", "\ud800", "ff" * 32, [], {}, [[]], {"a": 1}, [1]]
    places = _places(record)
    for number in range(60):
        made = copy.deepcopy(record)
        *way, last = drawn.choice(places)
        holder: Any = made
        for step in way:
            holder = holder[step]
        if drawn.random() < 0.3:
            del holder[last]
        else:
            holder[last] = drawn.choice(others)
        path.write_text(json.dumps(made))
        try:
            code = main([str(path), *(["--head", heads] if number % 2 else [])])
        except Exception as error:
            raise AssertionError(f"seed {seed}, number {number}: {way} {last}") from error
        read = capsys.readouterr()
        assert code in {0, 1, 2}, seed
        assert ("IN ORDER" in read.out) != ("cannot be read" in read.err), f"seed {seed}, number {number}"
