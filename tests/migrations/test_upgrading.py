"""Databases of earlier versions: refused until they are upgraded, and afterwards as if they had always been new."""

import gzip
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import make_url, select, text
from sqlmodel import SQLModel

from cases.service.tables import ServiceEvent
from cases.service.words import Delivery
from cases.tables import Account
from documents.register import Document, ServiceStatus
from tasks import nightly, records
from tasks.acts import procedures
from tasks.assembly import (
    OTHER_TABLES,  # noqa: F401 -- part of the schema, whatever else the run has loaded
    House,
    build,
)
from tasks.earlier import ARREARS
from tasks.upgrading import BackupWanted, upgrade
from tests.house import BENEFITS, CHECKLIST, CONTACTED, PREPARE, Landlord
from tests.tampering import without_triggers
from workflows import migrations
from workflows.clock import SimulatedClock
from workflows.db import Database, table
from workflows.editions import proposals
from workflows.evidence import check_database, export_chain, timeline
from workflows.evidence.protection import is_protected
from workflows.evidence.tables import Entry
from workflows.evidence.verify import verify_record
from workflows.migrations import HEAD, DatabaseNewer, DatabaseOlder, Upgraded
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import put_in_force
from workflows.runtime.tables import CaseFile, Instance, Job, Timer, WorkItem
from workflows.settings import HOUSE, Settings

STORED = Path(__file__).parent / "stored"
VERSIONS = sorted(path.name for path in STORED.glob("v*"))
_case, _entry = table(CaseFile), table(Entry)
_document, _event = table(Document), table(ServiceEvent)
AGREEMENT = {
    "amount_pence": 375,
    "frequency": "weekly",
    "first_due": "2026-04-14",
    "from_budget": True,
    "confirmed_in_writing": True,
}


@dataclass
class Old:
    """A database of an earlier version, in a store of its own."""

    version: str
    settings: Settings

    def upgrade(self, **given: Any) -> Upgraded:
        return upgrade(self.settings, given.pop("backup_to", None), **{**GIVEN, **given})


GIVEN: dict[str, Any] = {"no_backup": True, "passphrase": lambda: "a passphrase that is long"}


@pytest.fixture(params=VERSIONS)
def old(request: pytest.FixtureRequest, database_url: str, tmp_path: Path) -> Old:
    folder, store = STORED / request.param, tmp_path / "store"
    store.mkdir(exist_ok=True)
    url = make_url(database_url)
    kind = url.get_backend_name()
    said = gzip.decompress((folder / f"{kind}.sql.gz").read_bytes()).decode()
    if kind == "sqlite":
        with sqlite3.connect(str(url.database)) as connection:
            connection.executescript(said)
        connection.close()
    else:
        # The lines that begin with a backslash are for PostgreSQL's own shell, and the schema is there already.
        lines = [each for each in said.splitlines() if not each.startswith("\\")]
        said = "\n".join(lines).replace("CREATE SCHEMA public;", "")
        with psycopg.connect(host=url.query["host"], dbname=url.database, user="postgres", autocommit=True) as server:
            server.execute(said)  # type: ignore[arg-type]
    heads = "heads.jsonl" if kind == "sqlite" else "heads-postgresql.jsonl"
    shutil.copy(folder / heads, store / "heads.jsonl")
    shutil.copy(folder / "key-made-for-this-test", store / "signing.key")
    (store / "signing.key").chmod(0o600)
    shutil.copytree(STORED / "documents", store / "documents")
    return Old(request.param, Settings(database_url=database_url, store=store, secure_cookies=False))


def bodies(house_or_db: Any) -> dict[tuple[int, int], str]:
    with house_or_db.read() as session:
        rows = session.execute(select(_entry.c.chain_id, _entry.c.seq, _entry.c.body))
        return {(row.chain_id, row.seq): row.body for row in rows}


@pytest.fixture
def opened(old: Old) -> Iterator[Callable[[], House]]:
    made: list[House] = []

    def opener() -> House:
        made.append(build(old.settings))
        return made[-1]

    yield opener
    for house in made:
        house.close()


def test_it_is_refused_until_it_is_upgraded(old: Old) -> None:
    with pytest.raises(DatabaseOlder, match=f"version {old.version.removeprefix('v')}.*duecourse upgrade"):
        build(old.settings)
    with pytest.raises(BackupWanted, match="--backup"):
        old.upgrade(no_backup=False)
    with pytest.raises(DatabaseOlder):
        build(old.settings)  # nothing was done without a backup


def test_after_the_upgrade_it_is_as_if_made_today(old: Old) -> None:
    assert old.upgrade().after == HEAD
    db = Database(old.settings.database_url)
    with db.write() as session:
        found = compare_metadata(
            MigrationContext.configure(session.connection(), opts={"compare_type": True}), SQLModel.metadata
        )
    assert [change for change in found if "alembic_version" not in str(change)] == []
    assert old.upgrade() == Upgraded(HEAD, HEAD, ())
    db.close()


def test_no_entry_is_rewritten_and_old_records_verify(old: Old, opened: Callable[[], House]) -> None:
    db = Database(old.settings.database_url)
    before = bodies(db)
    db.close()
    old.upgrade()
    house = opened()
    after = bodies(house.db)
    assert {key: after[key] for key in before} == before
    nightly.seal(house)
    with house.db.read() as session:
        assert check_database(session, old.settings.store / "heads.jsonl").findings == []
        chains = session.execute(select(_case.c.chain_id)).scalars().all()
    assert [f.sentence for f in records.check_everything(house, old.settings.store / "heads.jsonl").findings] == []
    for chain in chains:
        with house.db.write() as session:
            problems, _notes = verify_record(export_chain(session, chain, house.sealer))
        assert problems == []


def test_of_two_open_cases_of_a_debt_the_older_goes_on(old: Old, opened: Callable[[], House]) -> None:
    if old.version > "v0002":
        pytest.skip("from then on the database itself let no second one be opened")
    done = old.upgrade()
    assert done.second_cases == (("RA-3-1", "RA-3-2"),)
    house = opened()
    with house.db.read() as session:
        rows = {r["reference"]: dict(r) for r in session.execute(select(_case)).mappings()}
        assert (rows["RA-3-1"]["status"], rows["RA-3-2"]["status"]) == ("open", "closed")
        assert rows["RA-3-1"]["subject"] == "account/3"
        assert rows["RA-3-1"]["procedure"] == "arrears"
        closed = rows["RA-3-2"]
        for rows_of, live in ((WorkItem, ("open", "held")), (Timer, ("waiting", "paused")), (Job, ("queued", "kept"))):
            live_rows = table(rows_of)
            query = select(live_rows).where(live_rows.c.case_id == closed["id"], live_rows.c.status.in_(live))
            assert session.execute(query).all() == []
        last = list(timeline(session, closed["chain_id"]))[-1]
        assert last["kind"] == "case closed"
        assert "RA-3-1 goes on" in last["content"]["reason"]
        organisation = session.execute(text("SELECT chain_id FROM installation")).scalar_one()
        told = [e for e in timeline(session, organisation) if e["kind"] == "database upgraded"]
        assert told[0]["content"]["closed"] == [{"closed": "RA-3-2", "goes_on": "RA-3-1"}]


def test_it_goes_on_as_if_nothing_had_been(old: Old, opened: Callable[[], House]) -> None:
    """A step is done, a breathing space ends on its day, waits end when they would have, letters leave once."""
    old.upgrade()
    house = opened()
    clock = house.runtime.clock
    assert isinstance(clock, SimulatedClock)
    landlord = Landlord(house, clock)
    case, held = landlord.case_of(1), landlord.case_of(2)
    with house.db.read() as session:
        chain = house.runtime.chain_of(session, held)
        began = [e for e in timeline(session, chain) if e["kind"] == "hold began"]
        paused = session.execute(select(table(Timer)).where(table(Timer).c.case_id == held)).mappings().all()
    landlord.complete("tess", case, "decide_notice", **PREPARE)
    landlord.pass_days((date(2026, 5, 5) - clock.now().date()).days)
    with house.db.read() as session:
        told = list(timeline(session, chain))
        assert [e for e in told if e["kind"] == "hold began"] == began  # not told a second time
        ended = [e for e in told if e["kind"] == "hold ended"]
        assert [e["at"][:10] for e in ended] == ["2026-05-04"]  # 3 May was its last day
        timers = session.execute(select(table(Timer)).where(table(Timer).c.case_id == held)).mappings().all()
        assert len(timers) >= len(paused)
        assert session.execute(select(_case.c.status).where(_case.c.id == case)).scalar_one() == "closed"
    nightly.seal(house)
    assert records.check_everything(house, old.settings.store / "heads.jsonl").findings == []


PLACES = {
    "11": "wait_after_letter_1",  # its letter was not made yet when the database was stored
    "12": "wait_after_letter_1",
    "13": "contact_customer",
    "14": "check_benefits",
    "15": "record_agreement",
    "17": "wait_after_letter_2",  # nor was this one's second letter
    "18": "wait_after_letter_2",
    "19": "complete_pre_action_checklist",
    "20": "decide_notice",
}
"""Account → where its case waits, in the databases from version 0003 on."""
ANSWERS: dict[str, tuple[str, dict[str, Any]]] = {
    "contact_customer": ("olive", CONTACTED),
    "check_benefits": ("sam", BENEFITS),
    "record_agreement": ("olive", AGREEMENT),
    "complete_pre_action_checklist": ("olive", CHECKLIST),
    "decide_notice": ("tess", PREPARE),
}


def test_a_case_at_every_place_reaches_its_end_on_its_own_version(old: Old, opened: Callable[[], House]) -> None:
    if old.version < "v0003":
        pytest.skip("they hold no such cases")
    old.upgrade()
    house = opened()
    assert isinstance(house.runtime.clock, SimulatedClock)
    assert house.runtime.edition == 1
    landlord = Landlord(house, house.runtime.clock)
    landlord.bring_in()
    changed = {**house.book.procedure("arrears")}
    changed["arrears.bpmn"] = changed["arrears.bpmn"].replace(b"Contact the customer", b"Speak with the customer")
    with house.db.write() as session:  # a second edition, published over the running cases
        put_in_force(house.runtime, session, "arrears", changed, "user:4", "user:5")
    nightly.do_what_is_due(house)
    cases = {number: landlord.case_of(account_of(house, number)) for number in PLACES}
    for number, place in PLACES.items():
        assert place in waiting_at(house, cases[number]), number
    while any(is_open(house, case) for case in cases.values()):
        for case in cases.values():
            for step in {*waiting_at(house, case)} & ANSWERS.keys():
                who, answers = ANSWERS[step]
                landlord.complete(who, case, step, **answers)
        landlord.pass_days(1)
        assert landlord.clock.now().date() < date(2026, 7, 1), [waiting_at(house, case) for case in cases.values()]
    ends = table(Instance)
    with house.db.read() as session:
        rows = session.execute(select(ends.c.version_id, ends.c.status).where(ends.c.case_id.in_(cases.values()))).all()
        assert {tuple(row) for row in rows} == {(1, "completed")}
        names = select(table(WorkItem).c.name).where(table(WorkItem).c.case_id.in_(cases.values()))
        assert "Speak with the customer" not in set(session.execute(names).scalars())
    assert house.runtime.edition == 2
    nightly.seal(house)
    assert records.check_everything(house, old.settings.store / "heads.jsonl").findings == []


def account_of(house: House, reference: str) -> int:
    accounts = table(Account)
    with house.db.read() as session:
        return int(session.execute(select(accounts.c.id).where(accounts.c.reference == reference)).scalar_one())


def is_open(house: House, case: int) -> bool:
    with house.db.read() as session:
        return session.execute(select(_case.c.status).where(_case.c.id == case)).scalar_one() == "open"


def waiting_at(house: House, case: int) -> list[str]:
    item, timer = table(WorkItem), table(Timer)
    with house.db.read() as session:
        steps = select(item.c.step).where(item.c.case_id == case, item.c.status == "open")
        times = select(timer.c.step).where(timer.c.case_id == case, timer.c.status == "waiting")
        return [*session.execute(steps).scalars(), *session.execute(times).scalars()]


def test_open_proposals_are_carried_over(old: Old, opened: Callable[[], House]) -> None:
    if old.version not in {"v0002", "v0003"}:
        pytest.skip("it knew no proposals, or keeps them as today")
    db = Database(old.settings.database_url)
    at = "2026-03-30 09:00:00+00:00"
    with db.write() as session:
        session.execute(
            text(
                "INSERT INTO procedure_proposal (id, name, sha256, status, proposed_at, proposed_by, decided_by) "
                "VALUES (41, 'arrears', 'x', 'open', :at, 'user:4', '')"
            ),
            {"at": at},
        )
        newest = "SELECT path, content FROM procedure_file WHERE version_id = (SELECT max(id) FROM procedure_version)"
        stored = {row.path: bytes(row.content) for row in session.execute(text(newest))}
        # Since version 0003 a published version holds the whole folder; before, an upgrade takes the rest as shipped.
        shipped = stored if "procedure.yaml" in stored else read_folder(ARREARS)
        shipped["arrears.bpmn"] = shipped["arrears.bpmn"].replace(b"Contact the customer", b"Speak with the customer")
        for path, content in shipped.items():
            session.execute(
                text("INSERT INTO procedure_proposal_file (proposal_id, path, content) VALUES (41, :path, :content)"),
                {"path": path, "content": content},
            )
    db.close()
    old.upgrade()
    house = opened()
    cora = Landlord(house, house.runtime.clock).person("cora")  # type: ignore[arg-type]
    seen = procedures.examine(house, cora, 41)
    assert seen.changed == ["arrears.bpmn"]
    made = procedures.publish(house, cora, 41, seen=seen.examined.sha256)
    assert made.edition.number == house.runtime.edition == 2
    with house.db.write() as session:
        proposal = proposals.begin_draft(session, "Another", 2, "user:4", house.runtime.clock.now())
        assert proposal.id > 41


def test_a_backup_is_made_first_and_can_be_put_back(old: Old, tmp_path: Path) -> None:
    db = Database(old.settings.database_url)
    if not db.is_sqlite:
        pytest.skip("PostgreSQL's own tools are tried with backups")
    before = bodies(db)
    db.close()
    old.upgrade(backup_to=tmp_path / "backup", no_backup=False)
    assert (tmp_path / "backup" / "manifest.json").exists()
    with sqlite3.connect(next((tmp_path / "backup").glob("*.sqlite"))) as connection:
        rows = connection.execute("SELECT chain_id, seq, body FROM entry").fetchall()
        assert {(c, s): b for c, s, b in rows} == before
    connection.close()


def test_a_later_database_is_left_alone(db: Database, tmp_path: Path) -> None:
    with db.write() as session:
        migrations.mark(session.connection(), "9999")
    settings = Settings(database_url=db.url.render_as_string(hide_password=False), store=tmp_path / "store")
    for act in (lambda: build(settings), lambda: upgrade(settings, None, **GIVEN)):
        with pytest.raises(DatabaseNewer, match=r"version 9999.*nothing was changed"):
            act()


def test_the_newest_step_is_the_programs_version() -> None:
    scripts = ScriptDirectory(str(migrations.HERE))
    assert scripts.get_heads() == [HEAD]


def test_triggers_that_somebody_took_out_are_put_back(landlord: Landlord, tmp_path: Path) -> None:
    url = landlord.house.db.url.render_as_string(hide_password=False)
    settings = Settings(database_url=url, store=tmp_path / "store")
    with landlord.house.db.write() as session:
        without_triggers(session)
        assert not is_protected(session.connection())
    for _ in range(2):  # and where they are, nothing is done
        assert upgrade(settings, None, **GIVEN) == Upgraded(HEAD, HEAD)
        with landlord.house.db.read() as session:
            assert is_protected(session.connection())


def test_whichever_command_makes_a_database_makes_all_of_it() -> None:
    """Tables are known once their module is imported: putting the house together imports every one of them."""
    holding = [
        path.relative_to(HOUSE).with_suffix("").as_posix().replace("/", ".")
        for room in ("workflows", "cases", "documents", "tasks")
        for path in sorted((HOUSE / room).rglob("*.py"))
        if "table=True" in path.read_text(encoding="utf-8")
    ]
    known = "import sys, tasks.assembly; print(*[name for name in sys.argv[1:] if name not in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", known, *holding], capture_output=True, text=True, check=True, cwd=HOUSE)
    assert holding
    assert ran.stdout.strip() == ""


def test_what_left_before_is_with_the_print_house_and_no_more_is_known_of_it(
    old: Old, opened: Callable[[], House]
) -> None:
    old.upgrade()
    with opened().db.read() as session:
        documents = session.execute(select(_document)).all()
        events = session.execute(select(_event).order_by(_event.c.document_id)).all()
    left = [each for each in documents if each.left_at is not None]
    assert [each.document_id for each in events] == sorted(each.id for each in left)
    assert {each.service_status for each in left} <= {ServiceStatus.GIVEN_TO_PRINT_HOUSE}
    assert {each.delivery for each in events} <= {Delivery.GIVEN_TO_PRINT_HOUSE}
    assert "sent" not in {each.service_status for each in documents}
    when = {each.id: each.left_at for each in left}
    assert {each.document_id: each.happened_at for each in events} == when
    assert left, "each stored database sent a letter"
