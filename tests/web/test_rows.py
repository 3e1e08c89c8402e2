"""Rows, each person and the record's own answers: on the page, in a draft, through the API, and in the record."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tasks.earlier import ARREARS
from tests.house import make_landlord
from tests.tasks.test_form_rows import EACH, SUMS
from tests.web.conftest import Browser, Office, office_of
from workflows.clock import SimulatedClock
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import put_in_force

OWED = {
    "type": "integer",
    "title": "What do they owe?",
    "x-money": True,
    "x-short": "what they owe",
    "x-from": "arrears_pence",
}
AGREED = {"type": "boolean", "title": "Was an agreement reached?", "x-fact": True, "x-short": "whether it was agreed"}
FORM = {
    "type": "object",
    "title": "Contact the customer",
    "properties": {"owed": OWED, "sums": SUMS, "tenants": EACH, "agreement_reached": AGREED},
    "required": ["owed", "sums", "tenants", "agreement_reached"],
}
TYPED = {
    "owed": "600.00",
    "sums-rows": "2",
    "sums-1-sum": "5",
    "sums-1-on-day": "9",
    "sums-1-on-month": "3",
    "sums-1-on-year": "2026",
    "tenants-1-works": "yes",
    "agreement_reached": "no",
}


@pytest.fixture
def rows(tmp_path: Path, clock: SimulatedClock) -> Iterator[Office]:
    """The step that contacts a customer asks in rows."""
    landlord = make_landlord(f"sqlite:///{tmp_path / 'd.db'}", tmp_path / "store", clock)
    files = read_folder(ARREARS)
    files["forms/contact_customer.json"] = json.dumps(FORM).encode()
    with landlord.house.db.write() as session:
        put_in_force(landlord.house.runtime, session, "arrears", files, "user:1", "user:2")
    for reference in ("100001", "100002"):
        landlord.add_tenancy(reference, representative_name="Rae Solis", representative_role="attorney")
    landlord.look()
    yield office_of(landlord)
    landlord.house.close()


@pytest.fixture
def page(rows: Office) -> tuple[Browser, str]:
    """The page of the step, and where its answers are sent."""
    browser = rows.browser("olive")
    browser.get(f"/cases/{rows.case}")
    return browser, f"/steps/{rows.task('contact_customer')}/complete"


def value(browser: Browser, name: str) -> str:
    (found,) = browser.tree().xpath(f"//input[@name='{name}']")
    return str(found.get("value") or "")


def test_the_page_asks_in_rows_and_says_what_the_record_says(page: tuple[Browser, str]) -> None:
    browser, _ = page
    assert value(browser, "owed") == "600.00"
    assert "The record says £600.00, as of 2 March 2026." in browser.words()
    assert "Correct it if it is not so; both are kept." in browser.words()
    legends = [legend.text_content().strip() for legend in browser.tree().iter("legend")]
    assert {"Row 1", "Row 2", "Ms Ann Tenant100001"} <= set(legends)
    assert value(browser, "tenants-1-person") == "C100001"


def test_what_is_wrong_in_a_row_is_told_with_a_link_to_it(page: tuple[Browser, str]) -> None:
    browser, address = page
    sent = browser.send(address, **{**TYPED, "sums-1-sum": "0", "tenants-1-works": ""})
    assert sent.status_code == 422
    links = {link.text_content(): link.get("href") for link in browser.tree().xpath("//*[@id='errors']//a")}
    assert links.keys() == {"Row 1: How much must be £0.01 or more", "Ms Ann Tenant100001: Select whether they work"}
    for place in links.values():
        assert browser.tree().xpath(f"//*[@id='{place[1:]}']"), place
    assert value(browser, "sums-1-on-day") == "9"


def test_a_draft_keeps_the_rows_and_gives_room_for_more(page: tuple[Browser, str], rows: Office) -> None:
    browser, address = page
    browser.send(address.replace("complete", "draft"), **TYPED)
    browser.get(f"/cases/{rows.case}")
    assert value(browser, "sums-1-sum") == "5.00"
    assert value(browser, "sums-1-on-month") == "3"
    assert value(browser, "sums-3-sum") == ""
    assert value(browser, "sums-rows") == "3"


def test_both_the_answer_and_what_the_record_said_are_kept(page: tuple[Browser, str], rows: Office) -> None:
    browser, address = page
    assert browser.send(address, **{**TYPED, "owed": "550"}).status_code == 200
    browser.get(f"/cases/{rows.case}")
    words = browser.words()
    assert "£550.00 (corrected; the record said £600.00 on 2 March 2026)" in words
    assert "(1) How much?: £5.00, When?: 9 March 2026" in words
    assert "(1) Ms Ann Tenant100001, Do they work?: Yes" in words


def test_the_same_through_the_api(rows: Office) -> None:
    client: Any = rows.browser().client
    token = client.post("/api/tokens", json={"username": "sam", "password": "a long enough password"}).json()["token"]
    signed = {"Authorization": f"Bearer {token}"}
    task = rows.task("contact_customer")
    step = client.get(f"/api/steps/{task}", headers=signed).json()
    assert step["people"] == [{"person": "C100001", "name": "Ms Ann Tenant100001"}]
    assert step["from_record"]["owed"] | {"means": ""} == {
        "fact": "arrears_pence",
        "value": 60000,
        "as_of": "2026-03-02",
        "means": "",
    }
    answers = {
        "owed": 60000,
        "sums": [{"sum": 500, "on": "2026-03-09"}, {"sum": 0}],
        "tenants": [{"person": "C100001", "works": True}],
        "agreement_reached": False,
    }
    refused = client.post(f"/api/steps/{task}/complete", json={"answers": answers}, headers=signed)
    assert refused.status_code == 422
    assert "Row 2: Enter when" in refused.text
    answers["sums"] = [{"sum": 500, "on": "2026-03-09"}]
    done = client.post(f"/api/steps/{task}/complete", json={"answers": answers}, headers=signed)
    assert done.status_code == 200, done.text
