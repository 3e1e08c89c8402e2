"""A proposal whose first instalment day passed before somebody approved it: never accepted silently."""

from datetime import date
from typing import Any

from fastapi.testclient import TestClient

from api.app import make_app
from tests.agreements.test_doors import make
from tests.agreements.town import FIRST, Town
from tests.api.test_api import Door, problem
from tests.web.conftest import Browser


def proposed(door: Door, small: Town) -> int:
    """An agreement that pays so little that it waits, and waits until its first day has passed."""
    number = int(make(door, debts=[{"account": 1, "instalment_pence": 100}]).json()["agreement"])
    small.pass_to(date(2026, 3, 10), look=False)
    return number


def say(door: Door, who: str, number: int, what: str, **body: Any) -> Any:
    return door.ask(who, "POST", f"/agreements/{number}/{what}", json=body)


def test_it_is_refused_with_days_and_approved_by_somebody_else_once_one_is_agreed(door: Door, small: Town) -> None:
    number = proposed(door, small)
    refused = problem(say(door, "tess", number, "approve", reason="Nothing more is left"), 409)
    assert (refused["type"], refused["days"]) == (
        "urn:duecourse:first-day-passed",
        ["2026-03-16", "2026-03-23", "2026-03-30"],
    )
    assert "was to be paid on Monday 9 March 2026, which passed" in refused["detail"]
    assert "Monday 16 March 2026 or Monday 23 March 2026" in refused["detail"]
    for day, words in (("2026-03-09", "Name a day from"), ("2026-04-11", "Name a day from")):
        assert (
            words
            in problem(say(door, "olive", number, "first-day", first_due=day, reason="Ann, by phone"), 422)["detail"]
        )
    assert (
        problem(say(door, "olive", number, "first-day", first_due="2026-03-16", reason=" "), 422)["field"] == "reason"
    )
    assert say(door, "olive", number, "first-day", first_due="2026-03-16", reason="Ann, by phone").status_code == 200
    seen = door.ask("tess", "GET", f"/agreements/{number}").json()
    assert (seen["first_due"], seen["status"]) == ("2026-03-16", "proposed")
    assert seen["events"][-1]["words"] == (
        "The first instalment is on Monday 16 March 2026 in place of Monday 9 March 2026: Ann, by phone"
    )
    assert say(door, "tess", number, "approve", reason="Nothing more is left").status_code == 200
    assert door.ask("tess", "GET", f"/agreements/{number}").json()["status"] == "live"
    assert small.told() == ["agreement proposed", "act refused", "agreement proposed", "agreement made"]
    assert problem(say(door, "olive", number, "first-day", first_due="2026-03-16", reason="Ann"), 409)


def test_whoever_names_the_day_does_not_approve_it(door: Door, small: Town) -> None:
    number = proposed(door, small)
    assert say(door, "tess", number, "first-day", first_due="2026-03-16", reason="Ann, by phone").status_code == 200
    refused = problem(say(door, "tess", number, "approve", reason="I think so"), 409)
    assert refused["type"] == "urn:duecourse:nobody-approved"


def test_on_the_day_itself_it_is_approved(door: Door, small: Town) -> None:
    number = int(make(door, debts=[{"account": 1, "instalment_pence": 100}]).json()["agreement"])
    small.pass_to(FIRST, look=False)
    assert say(door, "tess", number, "approve", reason="Nothing more is left").status_code == 200


def test_the_page_says_so_and_asks_the_day(door: Door, small: Town) -> None:
    number = proposed(door, small)
    browser = Browser(TestClient(make_app(small.landlord.house), raise_server_exceptions=False))
    browser.sign_in("olive")
    browser.get(f"/agreements/{number}")
    assert "which has passed." in browser.words()
    day = {"first-day": "16", "first-month": "3", "first-year": "2026"}
    browser.send(f"/agreements/{number}/first-day", reason="Ann", **{**day, "first-month": "13"})
    assert "Enter the day of the first instalment, as a real date" in browser.words()
    browser.send(f"/agreements/{number}/first-day", reason="Ann, by phone", **day)
    assert "The agreement is proposed anew, with another first day." in browser.words()
    assert "which has passed." not in browser.words()
