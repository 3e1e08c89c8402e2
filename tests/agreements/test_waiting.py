"""What waits for approval is work of somebody, with a day: on their work list and in the list of agreements."""

from datetime import date, timedelta
from typing import Any

from fastapi.testclient import TestClient

from api.app import make_app
from tests.agreements.test_doors import make
from tests.agreements.town import Town
from tests.api.test_api import Door
from tests.web.conftest import Browser

SMALL = {"debts": [{"account": 1, "instalment_pence": 100}]}
MONDAY = date(2026, 3, 2)


def beside(door: Door, who: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = door.ask(who, "GET", "/steps").json()["beside"]
    return found


def test_it_stands_on_the_work_list_of_whoever_may_approve_it(door: Door, small: Town) -> None:
    assert beside(door, "tess") == []
    make(door, **SMALL)
    (waits,) = beside(door, "tess")
    assert (waits["words"], waits["count"], waits["late"]) == ("1 agreement to approve or decline", 1, 0)
    assert door.ask("tess", "GET", "/agreements?why=to approve").json()[0]["answer_by"] == "2026-03-05"
    assert beside(door, "olive") == []
    small.pass_to(MONDAY + timedelta(days=3), look=False)
    assert beside(door, "tess")[0]["late"] == 0
    small.pass_to(MONDAY + timedelta(days=4), look=False)
    assert beside(door, "tess")[0]["late"] == 1


def test_another_first_day_gives_no_more_time(door: Door, small: Town) -> None:
    number = int(make(door, **SMALL).json()["agreement"])
    small.pass_to(MONDAY + timedelta(days=4), look=False)
    said = {"first_due": "2026-03-16", "reason": "Ann, by phone"}
    assert door.ask("olive", "POST", f"/agreements/{number}/first-day", json=said).status_code == 200
    assert beside(door, "tess")[0]["late"] == 1


def test_who_proposed_it_is_not_asked(door: Door, small: Town) -> None:
    make(door, who="tess", **SMALL)
    assert beside(door, "tess") == []


def test_the_page_of_work_leads_to_it(door: Door, small: Town) -> None:
    make(door, **SMALL)
    small.pass_to(MONDAY + timedelta(days=4), look=False)
    browser = Browser(TestClient(make_app(small.landlord.house), raise_server_exceptions=False))
    browser.sign_in("tess")
    browser.get("/")
    assert "Beside these steps: 1 agreement to approve or decline 1 overdue." in " ".join(browser.words().split())
    browser.get("/agreements?why=to+approve")
    assert "5 March 2026" in browser.words()
