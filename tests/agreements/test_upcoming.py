"""What is due today and in the next days, by account."""

from datetime import date, timedelta

from fastapi.testclient import TestClient

from api.app import make_app
from cases import holds
from tasks.people import add_user
from tests.agreements.test_doors import make
from tests.agreements.town import FIRST, Town
from tests.api.test_api import Door, problem
from tests.house import PASSWORD
from tests.web.conftest import Browser


def listed(door: Door, who: str = "olive", days: int = 7) -> list[tuple[str, int]]:
    found = door.ask(who, "GET", f"/instalments?days={days}").json()
    return [(each["due_on"], each["pence"]) for each in found]


def test_they_are_listed_by_day_until_they_are_paid_ahead(door: Door, small: Town) -> None:
    make(door)
    assert listed(door, days=6) == []
    assert listed(door, days=7) == [(FIRST.isoformat(), 500)]
    assert listed(door, days=14) == [(FIRST.isoformat(), 500), ("2026-03-16", 500)]
    small.pass_to(FIRST - timedelta(days=1))
    small.pay(10_000 + 700)  # what fell due, one instalment, and some of the next
    small.landlord.bring_in()
    assert listed(door, days=14) == [("2026-03-16", 300)]


def test_who_is_behind_is_said_beside_and_what_is_held_too(door: Door, small: Town) -> None:
    make(door)
    small.pass_to(date(2026, 3, 16))
    holds.place(small.landlord.house.runtime, "breathing_space", "user:1", begins_on=small.today, accounts=[1])
    (today,) = door.ask("olive", "GET", "/instalments?days=0").json()
    assert (today["due_on"], today["behind_pence"] > 0) == ("2026-03-16", True)
    assert today["held"].startswith("Do not contact about this debt: a breathing space")


def test_only_in_the_persons_patches_and_for_few_days(door: Door, small: Town) -> None:
    make(door)
    small.patch(small.landlord.add_tenancy("2"), "West 2")
    with small.landlord.house.db.write() as session:
        add_user(session, "west", "West", PASSWORD, ["officer"], small.landlord.clock, patches=["West 2"])
    assert (listed(door, "west"), listed(door)) == ([], [(FIRST.isoformat(), 500)])
    problem(door.ask("olive", "GET", "/instalments?days=32"), 422)


def test_the_page_says_the_same(door: Door, small: Town) -> None:
    make(door)
    browser = Browser(TestClient(make_app(small.landlord.house)))
    browser.sign_in("olive")
    said = browser.get("/instalments?days=7").text
    assert "£5.00" in said
    assert "9 March 2026" in said
