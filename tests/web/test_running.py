"""How the installation runs, as its administrator sees it; and who was told of a hold."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text, update

from cases import holds
from cases.tables import Account
from tasks import nightly
from tasks.acts.every import acts
from tasks.roster import Roster
from tasks.tables import NightlyAct, WorkerAtWork
from tests.conftest import MORNING
from tests.web.conftest import Browser, Office
from workflows.clock import machine_now
from workflows.db import table
from workflows.evidence import timeline
from workflows.runtime.tables import Incident, Instance, Job

_job, _worker, _night, _instance = table(Job), table(WorkerAtWork), table(NightlyAct), table(Instance)


@pytest.fixture
def ada(office: Office) -> Browser:
    return office.browser("ada")


def section(browser: Browser, ident: str) -> str:
    """The words between one heading of the page and the next."""
    found = []
    for each in browser.tree().xpath(f"//h2[@id='{ident}']/following-sibling::*"):
        if each.tag == "h2":
            break
        found.append(" ".join(" ".join(each.itertext()).split()))
    return " ".join(found)


def put_job(office: Office, **values: Any) -> str:
    """A job of the first case."""
    row = {
        "task_id": "t1",
        "case_id": office.case,
        "instance_id": 1,
        "step": "send_letter_1",
        "operation": "none",
        "parameters": {},
        "round": 7,
        "status": "queued",
        "attempts": 0,
        "error": "",
        "queued_at": MORNING,
        "run_at": MORNING,
        "delivered_at": machine_now(),
        **values,
    }
    with office.landlord.house.db.write() as session:
        session.execute(insert(_job).values(**row))
    return str(row["task_id"])


def test_the_page_is_the_administrators(office: Office, ada: Browser) -> None:
    assert ada.tree().xpath("//nav//a[@href='/running']")
    assert ada.get("/running").status_code == 200
    tess = office.browser("tess")
    assert not tess.tree().xpath("//nav//a[@href='/running']")
    assert tess.get("/running").status_code == 403


def test_looking_is_recorded(office: Office, ada: Browser) -> None:
    ada.get("/running")
    house = office.landlord.house
    with house.db.read() as session:
        newest = list(timeline(session, office.landlord.person("ada").chain_id))[-1]
    assert (newest["kind"], newest["content"]["list"]) == ("list looked at", "running")


def test_workers_alive_and_dead(office: Office, ada: Browser) -> None:
    assert "No worker is at work" in ada.get("/running").text
    Roster(office.landlord.house.db, "one").enlist()
    dead = {"name": "two", "process": "p", "host": "attic", "pid": 1, "started_at": machine_now()}
    with office.landlord.house.db.write() as session:
        session.execute(insert(_worker).values(**dead, seen_at=machine_now() - timedelta(minutes=2)))
    ada.get("/running")
    rows = [
        " ".join(" ".join(r.itertext()).split())
        for r in ada.tree().xpath("//h2[@id='workers']/following::table[1]//tr")
    ]
    assert rows[1].startswith("one ")
    assert rows[1].endswith("Alive")
    assert rows[2].startswith("two attic")
    assert rows[2].endswith("Dead")


def test_the_last_of_each_nightly_act(office: Office, ada: Browser) -> None:
    row = {"worker": "one", "process": "p", "taken_at": MORNING}
    with office.landlord.house.db.write() as session:
        for act, day, done in (("rules", 1, MORNING), ("rules", 2, None), ("holds", 2, MORNING)):
            session.execute(insert(_night).values(act=act, day=date(2026, 3, day), done_at=done, **row))
    ada.get("/running")
    assert "Holds 2 March 2026 one 2 March 2026 at 09:00 2 March 2026 at 09:00" in section(ada, "nights")
    assert "Rules 2 March 2026 one 2 March 2026 at 09:00 Not done yet" in section(ada, "nights")
    assert "1 March 2026" not in section(ada, "nights")


def test_jobs_that_wait_and_jobs_that_failed(office: Office, ada: Browser) -> None:
    put_job(office)
    put_job(office, task_id="t2", round=8, run_at=MORNING - timedelta(hours=1), case_id=office.other)
    put_job(office, task_id="t3", round=9, status="kept")
    put_job(office, task_id="t4", round=10, status="failed", error="The printer is on fire.", attempts=3)
    ada.get("/running")
    said = section(ada, "jobs")
    assert "Queued 2 Held 0 Kept in the house 1 Failed 1" in said
    assert "The one that waits longest: send letter 1" in said
    assert "2 March 2026 at 08:00" in said
    assert "3 The printer is on fire." in said
    assert ada.tree().xpath(f"//a[@href='/cases/{office.other}']")


def test_an_open_incident_is_tried_again_from_here(office: Office, ada: Browser) -> None:
    task = put_job(office, status="failed", error="No paper.")
    row = {"case_id": office.case, "instance_id": 1, "task_id": task, "step": "send_letter_1", "kind": "job failed"}
    with office.landlord.house.db.write() as session:
        session.execute(insert(table(Incident)).values(**row, sentence="No paper.", opened_at=MORNING, status="open"))
    ada.get("/running")
    assert "No paper." in section(ada, "incidents")
    ada.send(f"/cases/{office.case}/incidents/1/retry", reason="Paper was bought")
    assert "It is being tried again." in ada.words()
    ada.get("/running")
    assert section(ada, "incidents") == "None."


def test_what_is_not_sealed(office: Office, ada: Browser) -> None:
    nightly.seal(office.landlord.house)
    ada.get("/running")
    assert section(ada, "seal").startswith("1 entry not sealed yet, the oldest since")  # that they looked
    ada.get("/running")
    assert section(ada, "seal").startswith("2 entries not sealed yet")


def test_every_act_is_printed(ada: Browser) -> None:
    ada.get("/running")
    said = section(ada, "acts")
    for each in acts():
        assert each.name in said
    assert "Administrator, Operator of the machine" in said


def test_database_and_disk(ada: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflows.db.SAFE_SQLITE", (99, 0, 0))
    monkeypatch.setattr("tasks.health.LEAST_SPACE", 2**62)
    ada.get("/running")
    assert "may, very rarely, corrupt a database" in ada.words()
    assert "are free in the store. Free some space." in ada.words()


@pytest.fixture
def hold(office: Office) -> int:
    """A hold on both accounts, of which the second case, which is damaged, could not be told."""
    house = office.landlord.house
    with house.db.write() as session:
        session.execute(update(_instance).where(_instance.c.case_id == office.other).values(state=b"damaged"))
    return holds.place(
        house.runtime, "dispute", "user:3", begins_on=date(2026, 3, 2), accounts=[1, 2], reason="Said so"
    )


def test_who_was_told_of_a_hold_and_who_was_not(office: Office, ada: Browser, hold: int) -> None:
    ada.get("/running")
    assert "Dispute, number 1 2 March 2026 — 2 1 case" in section(ada, "holds")
    assert ada.tree().xpath(f"//a[@href='/holds/{hold}']")
    tess = office.browser("tess")
    tess.get(f"/cases/{office.case}")
    assert tess.tree().xpath(f"//section[@id='holds']//a[@href='/holds/{hold}']")
    tess.get(f"/holds/{hold}")
    rows = [" ".join(" ".join(row.itertext()).split()) for row in tess.tree().xpath("//tbody/tr")]
    assert "1 open case not told." in tess.words()
    assert rows[0].endswith("2 March 2026 2 March 2026 at 09:00 It lasts")
    assert "Not told" in rows[1]
    assert "Tried 2 March 2026 at 09:00" in rows[1]


def test_a_hold_that_every_case_was_told(office: Office, ada: Browser) -> None:
    house = office.landlord.house
    number = holds.place(house.runtime, "dispute", "user:3", begins_on=date(2026, 3, 2), accounts=[1], reason="x")
    ada.get(f"/holds/{number}")
    assert "Every open case was told." in ada.words()
    ada.get("/running")
    assert "Dispute, number 1 2 March 2026 — 1 None" in section(ada, "holds")
    holds.release(house.runtime, number, "user:3", "settled")
    ada.get("/running")
    assert section(ada, "holds") == "No hold covers an open case."
    ada.get(f"/holds/{number}")
    assert "goes on from 2 March 2026" in ada.words()


def test_a_hold_is_for_who_has_business_with_cases(office: Office, hold: int) -> None:
    for who, status in {"olive": 200, "cora": 200, "pat": 403}.items():
        assert office.browser(who).get(f"/holds/{hold}").status_code == status
    assert office.browser("tess").get("/holds/77").status_code == 404
    assert office.browser("tess").get(f"/holds/{2**70}").status_code == 422


def test_of_a_hold_somebody_sees_their_patches_alone(office: Office, hold: int) -> None:
    house, accounts = office.landlord.house, table(Account)
    elsewhere = office.landlord.add_tenancy("100009")
    with house.db.write() as session:
        session.execute(update(accounts).where(accounts.c.id == elsewhere).values(patch="West 1"))
    users = office.browser("ada")
    users.get("/people")
    users.send("/people/sam/change", name="Sam", roles="officer", patches="West 1", reason="moved")
    assert office.browser("sam").get(f"/holds/{hold}").status_code == 404
    assert house is office.landlord.house


def test_the_same_for_programs(office: Office, hold: int) -> None:
    browser = office.browser()
    token = browser.client.post("/api/tokens", json={"username": "ada", "password": "a long enough password"}).json()
    headers = {"Authorization": f"Bearer {token['token']}"}
    told = browser.client.get(f"/api/holds/{hold}/told", headers=headers).json()
    assert [each["knows"] for each in told] == [True, False]
    said = browser.client.get("/api/running", headers=headers).json()
    assert said["holds"][0]["untold"] == 1
    assert {each["about"] for each in said["findings"]} >= {"database", "workers"}
    assert said["jobs"] == {"queued": 0, "held": 0, "kept": 0, "failed": 0}


def test_the_page_of_a_hold_says_where_it_is_in_its_time(office: Office) -> None:
    runtime, tess = office.landlord.house.runtime, office.browser("tess")
    today = date(2026, 3, 2)
    ahead = today + timedelta(days=5)
    planned = holds.place(runtime, "dispute", "user:3", begins_on=ahead, accounts=[1], reason="Repairs", source="R-7")
    tess.get(f"/holds/{planned}")
    assert "The hold is planned. Until its first day it stops nothing." in tess.words()
    assert "It will cover 1 open case that you see; none was told yet." in tess.words()
    assert "Why it was placed: Repairs (R-7)" in tess.words()
    holds.release(runtime, planned, "user:3", "Mended already")
    tess.get(f"/holds/{planned}")
    words = tess.words()
    assert "The hold was withdrawn before its first day, so it stopped nothing." in words
    assert "Why it was withdrawn: Mended already" in words
    assert "No case was told of it." in words
    over = holds.place(
        runtime, "death", "user:3", begins_on=today - timedelta(days=9), ends_on=today - timedelta(days=2), accounts=[1]
    )
    tess.get(f"/holds/{over}")
    assert "The hold is over: it stops nothing any more." in tess.words()
    assert "goes on from 1 March 2026" in tess.words()
    lasting = holds.place(runtime, "death", "user:3", begins_on=today, accounts=[1])
    tess.get(f"/holds/{lasting}")
    assert "The hold is in force, whether or not a case was told" in tess.words()


def test_a_hold_is_ended_at_a_case_that_it_covers_and_by_who_sees_all_of_it(office: Office) -> None:
    house = office.landlord.house
    elsewhere = holds.place(house.runtime, "dispute", "user:3", begins_on=date(2026, 3, 2), accounts=[2])
    both = holds.place(house.runtime, "death", "user:3", begins_on=date(2026, 3, 2), accounts=[1, 2])
    tess = office.browser("tess")
    tess.get(f"/cases/{office.case}")
    csrf = tess.tree().xpath("//input[@name='csrf']/@value")[0]
    address = f"/cases/{office.case}/holds/{{}}/release"
    tess.page = tess.client.post(address.format(elsewhere), data={"csrf": csrf, "reason": "settled"})
    assert tess.page.status_code == 404
    assert f"There is no hold {elsewhere} on this case." in tess.words()
    tess.get(f"/cases/{office.case}")
    assert tess.tree().xpath(f"//form[@action='/cases/{office.case}/holds/{both}/release']")
    with house.db.write() as session:
        session.execute(text("UPDATE account SET patch = 'West 2' WHERE id = 2"))
        session.execute(text("UPDATE app_user SET patches = 'East 1' WHERE username = 'tess'"))
    tess = office.browser("tess")
    tess.get(f"/cases/{office.case}")
    assert f"/holds/{both}" in tess.page.text
    assert not tess.tree().xpath("//form[contains(@action, '/release')]"), "what is not theirs to end is not offered"
    csrf = tess.tree().xpath("//input[@name='csrf']/@value")[0]
    assert tess.client.post(address.format(both), data={"csrf": csrf, "reason": "x"}).status_code == 404


def test_a_team_leader_finds_what_failed(office: Office, hold: int) -> None:
    tess, cora = office.browser("tess"), office.browser("cora")
    for browser in (tess, cora):
        browser.get("/")
        assert browser.tree().xpath("//nav//a[@href='/incidents']")
        assert browser.get("/incidents").status_code == 200
        assert f"could not be told of hold {hold}" in browser.words()
        assert browser.tree().xpath(f"//a[starts-with(@href, '/cases/{office.other}#incident-')]")
    assert tess.tree().xpath("//form[contains(@action, '/retry')]")
    assert not cora.tree().xpath("//form[contains(@action, '/retry')]")
    olive = office.browser("olive")
    olive.get("/")
    assert not olive.tree().xpath("//a[@href='/incidents']")
    assert olive.get("/incidents").status_code == 403
