"""What once stood open, asked through pages, API, command line and database alone.

These tests lean on nothing but the doors and the tables' names, so each can be run on an earlier version to be seen
failing there; the rooms' own tests say more about each.
"""

import gzip
import json
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from _pytest.capture import MultiCapture, SysCapture
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from api.app import make_app
from api.commands import main
from tasks import nightly
from tasks.assembly import build
from tasks.earlier import ARREARS
from tests.conftest import MORNING
from tests.house import PASSWORD, Landlord
from tests.web.conftest import Office
from web.rendering import STATIC
from workflows.clock import SimulatedClock
from workflows.settings import HOUSE

VERIFIER = HOUSE / "workflows" / "evidence" / "verify.py"
STORED = HOUSE / "tests" / "migrations" / "stored" / "v0001" / "sqlite.sql.gz"


class Program:
    """Somebody's program: asks the API with a token."""

    def __init__(self, app: Any, username: str, password: str = PASSWORD) -> None:
        self.client = TestClient(app, raise_server_exceptions=False)
        said = self.client.post("/api/tokens", json={"username": username, "password": password})
        self.signed_in = said.status_code == 201
        self.headers = {"Authorization": f"Bearer {said.json().get('token')}"}

    def __call__(self, method: str, path: str, **body: Any) -> Any:
        return self.client.request(method, f"/api{path}", headers=self.headers, json=body or None)


def duecourse(landlord: Landlord, *arguments: str, answers: str = "") -> subprocess.CompletedProcess[str]:
    """Runs a command on the landlord's installation: as a process of its own where it asks for something."""
    settings = landlord.house.settings
    said = {
        "DUECOURSE_DATABASE": settings.database_url,
        "DUECOURSE_STORE": str(settings.store),
        "PYTHONPATH": str(HOUSE),
    }
    if answers:
        command = [sys.executable, "-c", "from api.commands import main; main()", *arguments]
        environment = {**os.environ, **said}
        return subprocess.run(command, capture_output=True, text=True, input=answers, check=False, env=environment)
    captured = MultiCapture(in_=None, out=SysCapture(1), err=SysCapture(2))
    with pytest.MonkeyPatch.context() as patch:  # its programs take longer to be read than all that is asked of them
        for name, value in said.items():
            patch.setenv(name, value)
        patch.setattr("sys.argv", ["duecourse", *arguments])
        captured.start_capturing()
        try:
            with pytest.raises(SystemExit) as left:
                main()
            out, err = captured.readouterr()
        finally:
            captured.stop_capturing()
    return subprocess.CompletedProcess(arguments, int(left.value.code or 0), out, err)


def ask(landlord: Landlord, query: str, **values: Any) -> list[Any]:
    with landlord.house.db.read() as session:
        return list(session.execute(text(query), values).all())


def change(landlord: Landlord, *statements: str) -> None:
    with landlord.house.db.write() as session:
        for statement in statements:
            session.execute(text(statement))


def entries(landlord: Landlord, chain: str) -> list[dict[str, Any]]:
    query = "SELECT e.body FROM entry e JOIN chain c ON c.id = e.chain_id WHERE c.name = :chain ORDER BY e.seq"
    return [json.loads(row.body) for row in ask(landlord, query, chain=chain)]


def without_triggers(landlord: Landlord) -> None:
    """As whoever owns the database could."""
    for (name,) in ask(landlord, "SELECT name FROM sqlite_master WHERE type = 'trigger'"):
        change(landlord, f"DROP TRIGGER {name}")


def post_together(count: int, act: Callable[[], object]) -> None:
    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.fixture
def lettered(office: Office) -> int:
    """The number of a letter that has left."""
    office.landlord.add_tenancy("7")
    office.landlord.look()
    return int(ask(office.landlord, "SELECT min(id) AS id FROM document")[0].id)


# Who reads, and that it is recorded.


def test_a_process_owner_reads_no_letters(office: Office, lettered: int) -> None:
    pat = office.browser("pat")
    assert pat.get(f"/documents/{lettered}").status_code == 403
    assert Program(office.app, "pat")("GET", f"/documents/{lettered}").status_code == 403
    assert pat.get(f"/cases/{office.case}").status_code == 403


def test_a_look_over_the_api_leaves_an_entry(office: Office, lettered: int) -> None:
    olive, task = Program(office.app, "olive"), office.task("contact_customer")
    (case,) = ask(office.landlord, "SELECT id, reference FROM case_file WHERE id = :case", case=office.case)
    for path in (f"/cases/{case.id}", f"/steps/{task}", f"/cases/{case.id}/record"):
        before = [each["kind"] for each in entries(office.landlord, f"case/{case.reference}")].count("case looked at")
        assert olive("GET", path).status_code == 200
        after = [each["kind"] for each in entries(office.landlord, f"case/{case.reference}")].count("case looked at")
        assert after == before + 1, path
    (of,) = ask(
        office.landlord,
        "SELECT c.reference FROM document d JOIN case_file c ON c.id = d.case_id WHERE d.id = :id",
        id=lettered,
    )
    assert olive("GET", f"/documents/{lettered}").status_code == 200
    assert "document looked at" in [each["kind"] for each in entries(office.landlord, f"case/{of.reference}")]


def test_a_refused_publication_leaves_an_entry(office: Office) -> None:
    pat = Program(office.app, "pat")
    drawn = (ARREARS / "arrears.bpmn").read_text(encoding="utf-8")
    folder = ARREARS
    files = {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}
    files = {
        path: content for path, content in files.items() if not path.startswith("stories/")
    }  # they take their time
    proposed = pat("POST", "/procedures/arrears/proposals", files={**files, "arrears.bpmn": drawn + "<!-- anew -->"})
    assert proposed.status_code == 201, proposed.text
    said = proposed.json()
    number = said.get("proposal") or said["id"]
    refused = pat("POST", f"/proposals/{number}/publish", certificate=said.get("certificate_sha256", "x" * 64))
    assert refused.status_code in {403, 409, 422}
    kinds = [each["kind"] for each in entries(office.landlord, "procedure/arrears")]
    assert {"publication refused", "act refused"} & set(kinds)


# Nothing is sent twice.


def test_two_workers_open_one_case_for_a_debt(office: Office) -> None:
    landlord = office.landlord
    for number in range(12):
        landlord.add_tenancy(f"9{number}")
    other = build(landlord.house.settings, SimulatedClock(landlord.clock.now()))
    ready = threading.Barrier(2)

    def look(house: Any) -> None:
        ready.wait(20)
        nightly.look_at_accounts(house)

    threads = [threading.Thread(target=look, args=(house,)) for house in (landlord.house, other)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    twice = ask(landlord, "SELECT account_id FROM case_account GROUP BY account_id HAVING count(*) > 1")
    assert twice == []


def test_a_letter_that_was_taken_is_not_put_out_again(office: Office, lettered: int) -> None:
    """The print house takes a file; then the power goes before the database has noted that it left."""
    landlord = office.landlord
    folder = landlord.house.settings.store / "outgoing"
    put_out = sorted(folder.rglob("*.pdf"))
    assert put_out
    for path in put_out:
        path.unlink()
    change(
        landlord,
        "UPDATE document SET service_status = 'kept', left_at = NULL",
        "UPDATE job SET status = 'kept' WHERE status = 'done'",
    )
    nightly.do_what_is_due(landlord.house)
    assert ask(landlord, "SELECT count(*) AS n FROM document WHERE service_status = 'kept'")[0].n == 0
    assert sorted(folder.rglob("*.pdf")) == []


# A breathing space holds, whatever else is broken.


def test_a_damaged_case_undoes_no_hold_of_others(office: Office) -> None:
    landlord = office.landlord
    change(landlord, f"UPDATE instance SET state = x'00' WHERE case_id = {office.other}")
    placed = Program(office.app, "olive")(
        "POST", "/holds", kind="breathing_space", begins_on="2026-03-02", ends_on="2026-04-30",
        accounts=["100001", "100002"], source="BS-1", reason="Notice received",
    )  # fmt: skip
    assert placed.status_code == 201, placed.text
    assert ask(landlord, "SELECT count(*) AS n FROM hold")[0].n == 1
    (case,) = ask(landlord, "SELECT reference FROM case_file WHERE id = :case", case=office.case)
    assert "hold began" in [each["kind"] for each in entries(landlord, f"case/{case.reference}")]
    (broken,) = ask(landlord, "SELECT count(*) AS n FROM incident WHERE case_id = :case", case=office.other)
    assert broken.n == 1


# The record.


def test_the_database_refuses_changes_of_the_record(office: Office) -> None:
    for statement in (
        "UPDATE entry SET hash = 'x' WHERE seq = 1",
        "DELETE FROM entry WHERE seq = 1",
        "DELETE FROM payload WHERE seq = 1",
        "UPDATE payload SET content = '{}' WHERE seq = 1",
        "DELETE FROM leaf",
        "DELETE FROM tree_head",
    ):
        nightly.seal(office.landlord.house)
        with pytest.raises(SQLAlchemyError):
            change(office.landlord, statement)


def test_a_forged_history_is_not_signed(office: Office) -> None:
    landlord = office.landlord
    nightly.seal(landlord.house)
    heads = (landlord.house.settings.store / "heads.jsonl").read_text()
    without_triggers(landlord)
    change(landlord, "DELETE FROM leaf", "DELETE FROM tree_head", "DELETE FROM seal_mark")
    with suppress(Exception):  # however it is refused
        nightly.seal(landlord.house)
    assert (landlord.house.settings.store / "heads.jsonl").read_text() == heads
    assert ask(landlord, "SELECT count(*) AS n FROM tree_head")[0].n == 0


def test_a_line_that_a_crash_broke_off_spoils_no_later_one(office: Office) -> None:
    landlord = office.landlord
    nightly.seal(landlord.house)
    heads = landlord.house.settings.store / "heads.jsonl"
    with heads.open("a") as file:
        file.write('{"size": 99, "ro')
    again = build(landlord.house.settings, SimulatedClock(landlord.clock.now()))
    landlord.pass_days(1)
    nightly.seal(again)
    again.close()
    checked = duecourse(landlord, "verify", "--head", str(heads))
    assert checked.returncode == 0, checked.stdout + checked.stderr


ALTERED = (
    "UPDATE case_file SET outcome = 'paid', status = 'closed' WHERE id = 1",
    "UPDATE app_user SET roles = 'officer administrator' WHERE username = 'olive'",
    "UPDATE procedure_file SET content = CAST('<x/>' AS BLOB) WHERE path = 'arrears.bpmn'",
    "UPDATE hold SET ends_on = '2026-03-03'",
    "UPDATE account_transaction SET amount_pence = 1 WHERE id = (SELECT max(id) FROM account_transaction)",
)


def test_rows_that_say_something_else_are_found(office: Office, tmp_path: Path) -> None:
    """One alteration after the other: each is told beside those before it."""
    landlord = office.landlord
    told = Program(office.app, "olive")(
        "POST", "/holds", kind="dispute", begins_on="2026-03-02", ends_on="2026-04-30", accounts=["100001"], reason="x"
    )
    assert told.status_code == 201
    _import(landlord, tmp_path)
    before = duecourse(landlord, "verify")
    assert before.returncode == 0
    known = set((before.stdout + before.stderr).splitlines())
    for statement in ALTERED:
        change(landlord, statement)
        after = duecourse(landlord, "verify")
        lines = set((after.stdout + after.stderr).splitlines())
        assert after.returncode != 0, statement
        assert lines - known, f"nothing more is told after {statement}"
        known |= lines


def _import(landlord: Landlord, folder: Path) -> None:
    (folder / "customers.csv").write_text("reference,family_name\nZ1,Zed\n")
    (folder / "accounts.csv").write_text(
        "reference,tenure,address,tenancy_start,rent,rent_period,balance,balance_on,tenants\n"
        "Z1,secure,1 High Street,2020-04-06,10.00,weekly,10.00,2026-03-01,Z1\n"
    )
    (folder / "transactions.csv").write_text(
        "account,reference,posted_on,kind,amount,description\nZ1,t1,2026-02-23,rent,10.00,Rent\n"
    )
    done = duecourse(landlord, "import", str(folder), "--report", str(folder / "report.csv"))
    assert done.returncode == 0, done.stderr


def test_a_kept_letter_that_was_altered_is_found(office: Office, lettered: int) -> None:
    landlord = office.landlord
    assert duecourse(landlord, "verify").returncode == 0
    path = next((landlord.house.settings.store / "documents").rglob("*.pdf"))
    path.write_bytes(path.read_bytes() + b"%")
    assert duecourse(landlord, "verify").returncode != 0


def test_a_published_diagram_that_was_edited_in_its_row_does_not_run(office: Office) -> None:
    landlord = office.landlord
    change(
        landlord,
        "UPDATE procedure_file SET content = CAST(replace(CAST(content AS TEXT), 'differs_from', 'basis') AS BLOB) "
        "WHERE path = 'arrears.bpmn'",
    )
    landlord.add_tenancy("8")
    before = ask(landlord, "SELECT count(*) AS n FROM case_file")[0].n
    again = build(landlord.house.settings, SimulatedClock(landlord.clock.now()))
    with suppress(Exception):  # however it is refused
        nightly.look_at_accounts(again)
    again.close()
    assert ask(landlord, "SELECT count(*) AS n FROM case_file")[0].n == before


def test_names_and_roles_are_entries(office: Office) -> None:
    (added,) = [each for each in entries(office.landlord, "user/olive") if each["kind"] == "user added"]
    query = (
        "SELECT p.content FROM payload p JOIN chain c ON c.id = p.chain_id WHERE c.name = 'user/olive' AND p.seq = :seq"
    )
    content = json.loads(ask(office.landlord, query, seq=added["seq"])[0].content)
    assert (content["name"], content["roles"]) == ("Olive", ["officer"])


def test_what_is_told_late_says_of_which_day_it_tells(office: Office) -> None:
    placed = Program(office.app, "olive")(
        "POST", "/holds", kind="dispute", begins_on="2026-02-10", accounts=["100001"], reason="Told us today"
    )
    assert placed.status_code == 201
    (case,) = ask(office.landlord, "SELECT reference FROM case_file WHERE id = :case", case=office.case)
    (began,) = [each for each in entries(office.landlord, f"case/{case.reference}") if each["kind"] == "hold began"]
    assert began["at"].startswith("2026-03-02")
    assert began["machine_at"] > "2026-03-02"
    assert began["about"] == "2026-02-10"


def test_a_record_with_a_member_twice_is_refused(office: Office, tmp_path: Path) -> None:
    cora = Program(office.app, "cora")
    made = cora("GET", f"/cases/{office.case}/export")
    assert made.status_code == 200
    path = tmp_path / "record.json"
    path.write_text(made.text)
    check = [sys.executable, str(VERIFIER), str(path)]
    assert subprocess.run(check, capture_output=True, check=False).returncode == 0
    path.write_text(made.text.replace("{", '{"statement": {}, ', 1))
    assert subprocess.run(check, capture_output=True, check=False).returncode != 0


def test_a_restore_takes_no_other_file(office: Office, tmp_path: Path) -> None:
    landlord = office.landlord
    with closing(sqlite3.connect(tmp_path / "recipes.db")) as connection:
        connection.execute("CREATE TABLE recipe (name TEXT)")
        connection.commit()
    database = Path(str(landlord.house.db.url.database))
    before = database.read_bytes()
    for there in (tmp_path / "recipes.db", tmp_path):
        assert duecourse(landlord, "restore", str(there), answers="a passphrase\n").returncode != 0
    assert database.read_bytes() == before


def test_a_restore_is_told_in_the_record_and_beside_it(office: Office, tmp_path: Path) -> None:
    landlord, there = office.landlord, tmp_path / "backup"
    passphrase = "four words and a comma\n"
    assert duecourse(landlord, "backup", str(there), answers=passphrase * 2).returncode == 0
    landlord.house.close()
    assert duecourse(landlord, "restore", str(there), answers=passphrase).returncode == 0
    assert "database restored" in [each["kind"] for each in entries(landlord, "organisation")]
    heads = (landlord.house.settings.store / "heads.jsonl").read_text().splitlines()
    assert any("restored" in line for line in heads), heads


def test_a_backup_holds_documents_and_keys(office: Office, lettered: int, tmp_path: Path) -> None:
    there = tmp_path / "backup"
    passphrase = "four words and a comma"
    duecourse(office.landlord, "backup", str(there), answers=f"{passphrase}\n{passphrase}\n")
    kept = [path.name for path in there.rglob("*")] if there.is_dir() else []
    assert any(name.endswith(".pdf") for name in kept)
    assert any("key" in name for name in kept)


def test_a_database_of_an_earlier_version_says_how_it_is_brought_here(office: Office, tmp_path: Path) -> None:
    database = tmp_path / "old" / "duecourse.db"
    database.parent.mkdir()
    with closing(sqlite3.connect(database)) as connection:
        connection.executescript(gzip.decompress(STORED.read_bytes()).decode())
    environment = {
        **os.environ, "DUECOURSE_DATABASE": f"sqlite:///{database}", "DUECOURSE_STORE": str(database.parent),
        "PYTHONPATH": str(HOUSE),
    }  # fmt: skip
    command = [sys.executable, "-c", "from api.commands import main; main()"]

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *arguments], capture_output=True, text=True, check=False, env=environment)

    met = run("verify")
    assert "duecourse upgrade" in met.stdout + met.stderr, met.stdout + met.stderr
    assert run("upgrade", "--no-backup").returncode == 0
    house = build(office.landlord.house.settings.__class__(database_url=f"sqlite:///{database}", store=database.parent))
    nightly.do_what_is_due(house)
    house.close()


# Strangers, crowds and odd input.


def test_many_wrong_passwords_at_once_are_no_more_than_one_after_another(office: Office) -> None:
    client = TestClient(office.app, raise_server_exceptions=False)
    post_together(40, lambda: client.post("/api/tokens", json={"username": "olive", "password": "not the right one"}))
    refused = [each for each in entries(office.landlord, "user/olive") if each["kind"] == "sign-in refused"]
    assert 0 < len(refused) <= 5


def test_nobody_locks_somebody_else_out(office: Office) -> None:
    assert office.browser("olive")
    stranger = TestClient(office.app, client=("203.0.113.9", 4711), raise_server_exceptions=False)
    for _ in range(30):
        stranger.post("/api/tokens", json={"username": "olive", "password": "not the right one"})
    assert Program(office.app, "olive").signed_in


@pytest.mark.parametrize("path", ["/cases/{}", "/documents/{}", "/cases?page={}", "/procedures/arrears?version={}"])
def test_numbers_past_every_database(office: Office, path: str) -> None:
    ada = office.browser("ada")
    quiet = TestClient(office.app, cookies=ada.client.cookies, raise_server_exceptions=False)
    assert quiet.get(path.format(2**70)).status_code in {404, 422}


def test_a_year_of_twelve_digits(office: Office) -> None:
    olive = office.browser("olive")
    olive.get(f"/cases/{office.case}")
    olive.client = TestClient(office.app, cookies=olive.client.cookies, raise_server_exceptions=False)
    days = {"begins-day": "1", "begins-month": "1", "begins-year": "999999999999"}
    sent = olive.send(f"/cases/{office.case}/holds", kind="dispute", covers="account", reason="x", **days)
    assert sent.status_code == 422


def test_a_pattern_that_may_take_for_ever_is_refused(office: Office) -> None:
    form = {"title": "F", "type": "object", "properties": {"a": {"type": "string", "title": "A", "pattern": "(a+)+$"}}}
    from tasks.forms import Form

    with pytest.raises(Exception, match=r"(?i)pattern"):
        Form.read("f", json.dumps(form).encode())


def test_a_locked_row_stops_one_act_and_not_the_service(postgres: Any, tmp_path: Path) -> None:
    import uuid

    from tests.house import make_landlord

    url = postgres.create_database(f"d{uuid.uuid4().hex}")
    landlord = make_landlord(url, tmp_path / "store", SimulatedClock(MORNING))
    landlord.add_tenancy("1", representative_name="R", representative_role="attorney")
    landlord.look()
    app = make_app(landlord.house)
    olive, case = Program(app, "olive"), landlord.case_of(1)
    with landlord.house.db.write() as session:
        session.execute(text("SELECT * FROM case_file WHERE id = :case FOR UPDATE"), {"case": case})
        began, answers = time.monotonic(), []
        claimed = threading.Thread(
            target=lambda: answers.append(
                olive("POST", f"/steps/{landlord.step(case, 'contact_customer')['task_id']}/claim")
            )
        )
        claimed.start()
        claimed.join(25)
        took = time.monotonic() - began
        assert not claimed.is_alive(), "it waits for as long as the row is locked"
    assert took < 25
    assert answers[0].status_code == 503
    landlord.house.close()


def test_health_says_that_no_worker_runs(office: Office) -> None:
    client = TestClient(office.app)
    said = [client.get(path) for path in ("/health/ready", "/api/health")]
    known = [each for each in said if each.status_code != 404]
    assert known
    assert all(each.status_code == 503 for each in known)


def test_the_log_names_nobody(office: Office) -> None:
    """What uvicorn and our own log write of a search for somebody."""
    script = (
        "import sys, threading, time, urllib.request, urllib.error\n"
        "from api.commands import main\n"
        "sys.argv = ['duecourse', 'serve']\n"
        "def ask():\n"
        "    for _ in range(100):\n"
        "        time.sleep(0.2)\n"
        "        try:\n"
        "            urllib.request.urlopen('http://127.0.0.1:18437/cases?search=Quillfeather')\n"
        "        except urllib.error.HTTPError:\n"
        "            pass\n"
        "        except OSError:\n"
        "            continue\n"
        "        break\n"
        "    time.sleep(0.5)\n"
        "    import os, signal\n"
        "    os.kill(os.getpid(), signal.SIGTERM)\n"
        "threading.Thread(target=ask, daemon=True).start()\n"
        "main()\n"
    )
    settings = office.landlord.house.settings
    environment = {
        **os.environ, "DUECOURSE_DATABASE": settings.database_url, "DUECOURSE_STORE": str(settings.store),
        "PYTHONPATH": str(HOUSE), "DUECOURSE_PORT": "18437",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, env=environment, timeout=120
    )
    said = done.stdout + done.stderr
    assert "/cases" in said, said
    assert "Quillfeather" not in said


def test_a_line_of_an_import_has_a_length(office: Office, tmp_path: Path) -> None:
    (tmp_path / "customers.csv").write_text("reference,family_name\nC1," + "x" * 3_000_000 + "\n")
    done = duecourse(office.landlord, "import", str(tmp_path), "--report", str(tmp_path / "r.csv"))
    assert done.returncode != 0
    assert "longer than" in " ".join((done.stdout + done.stderr).split())


def test_security_headers_on_what_is_no_page(office: Office) -> None:
    client = TestClient(office.app, raise_server_exceptions=False)
    sheet = next(path.name for path in STATIC.iterdir() if path.suffix == ".css")
    for path in (f"/static/{sheet}", "/static/none", "/api/cases/1", "/nothing"):
        headers = client.get(path).headers
        assert "frame-ancestors 'none'" in headers.get("content-security-policy", ""), path
        assert headers.get("x-content-type-options") == "nosniff", path


def test_the_description_of_the_api_is_for_who_is_signed_in(office: Office) -> None:
    client = TestClient(office.app)
    for path in ("/openapi.json", "/api/openapi.json"):
        assert client.get(path).status_code in {401, 404}
    assert Program(office.app, "olive")("GET", "/openapi.json").status_code == 200


def test_keys_rotate_and_patches_limit_and_asvs_is_listed(office: Office) -> None:
    assert duecourse(office.landlord, "rotate-key").returncode == 0
    assert "signing key changed" in [each["kind"] for each in entries(office.landlord, "organisation")]
    ada = Program(office.app, "ada")
    change(office.landlord, "UPDATE account SET patch = 'West 1' WHERE reference = '100002'")
    added = ada("POST", "/users", username="wes", name="Wes", password=PASSWORD, roles=["officer"], patches=["West 1"])
    assert added.status_code == 201, added.text
    wes = Program(office.app, "wes")
    assert wes("GET", f"/cases/{office.case}").status_code == 404
    assert wes("GET", f"/cases/{office.other}").status_code == 200
    assert "V3.4.3" in (HOUSE / "docs" / "asvs.md").read_text(encoding="utf-8")


# What people see.


def test_the_record_page_prints_no_machinery(office: Office) -> None:
    cora = office.browser("cora")
    cora.get(f"/cases/{office.case}/record")
    assert "built-in method" not in cora.page.text
    assert "object at 0x" not in cora.page.text


def test_what_was_typed_outlives_the_session(office: Office) -> None:
    olive, task = office.browser("olive"), office.task("contact_customer")
    olive.get(f"/cases/{office.case}")
    change(office.landlord, "DELETE FROM user_session")
    olive.send(f"/steps/{task}/draft", channel="Phone", circumstances="Two jobs, one lost")
    assert "Two jobs, one lost" in olive.page.text
    olive.page = olive.client.post(
        "/sign-in",
        data={
            **{each.get("name"): each.get("value") for each in olive.tree().xpath("//form[@action='/sign-in']//input")},
            **{each.get("name"): each.text for each in olive.tree().xpath("//form[@action='/sign-in']//textarea")},
            "username": "olive",
            "password": PASSWORD,
        },
    )
    assert "Two jobs, one lost" in olive.page.text  # shown again to who typed it, to be sent
    change(office.landlord, "DELETE FROM user_session")
    olive.get(f"/cases/{office.case}/record")
    (wanted,) = olive.tree().xpath("//form[@action='/sign-in']//input[@name='next']/@value")
    assert wanted == f"/cases/{office.case}/record"


def test_somebody_who_left_signs_in_no_more(office: Office) -> None:
    sam = Program(office.app, "sam")
    assert sam("GET", "/steps").status_code == 200
    ended = Program(office.app, "ada")("POST", "/users/sam/end", reason="left")
    assert ended.status_code in {200, 204}, ended.text
    assert sam("GET", "/steps").status_code == 401
    assert not Program(office.app, "sam").signed_in


def test_a_held_step_is_not_overdue(office: Office) -> None:
    landlord = office.landlord
    placed = Program(office.app, "olive")(
        "POST", "/holds", kind="breathing_space", begins_on="2026-03-02", ends_on="2026-04-30",
        accounts=["100001", "100002"], reason="x",
    )  # fmt: skip
    assert placed.status_code == 201
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=40))
    olive = office.browser("olive")
    olive.get("/?whose=held")
    assert "Contact" in olive.words()
    rows = [" ".join(row.text_content().split()) for row in olive.tree().xpath("//tbody/tr")]
    assert rows
    assert not [row for row in rows if "overdue" in row.lower()]


def test_what_is_seen_in_the_picture_is_what_is_said(office: Office) -> None:
    """WCAG 2.5.3."""
    olive = office.browser("olive")
    olive.get(f"/cases/{office.case}")
    links = olive.tree().xpath("//*[local-name()='svg']//*[local-name()='a']")
    assert links
    for link in links:
        words = [" ".join("".join(each.itertext()).split()) for each in link.xpath(".//*[local-name()='tspan']")]
        seen = " ".join(word for word in words if word)
        label = " ".join((link.get("aria-label") or "").split())
        assert plain(seen) in plain(label), (seen, label)


def plain(words: str) -> str:
    """As it is spoken: without signs and soft hyphens."""
    return " ".join("".join(char if char.isalnum() or char == " " else "" for char in words.lower()).split())
