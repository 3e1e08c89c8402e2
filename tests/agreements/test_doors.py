"""Agreements through the API and the pages: what is made, what is refused, and who sees it."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import make_app
from tasks.people import add_user
from tests.agreements.town import FIRST, Town
from tests.api.test_api import Door, problem
from tests.house import PASSWORD
from tests.web.conftest import Browser

BODY: dict[str, Any] = {
    "parties": [{"person": 1}],
    "debts": [{"account": 1, "instalment_pence": 500}],
    "frequency": "weekly",
    "first_due": FIRST.isoformat(),
    "agreed_with": "Ann Tenant1",
    "channel": "Phone",
    "without_budget": "To be made next week",
}


def make(door: Door, who: str = "olive", account: int = 1, **more: Any) -> Any:
    return door.ask(who, "POST", f"/accounts/{account}/agreements", json={**BODY, **more})


def test_it_is_made_seen_varied_and_ended(door: Door, small: Town) -> None:
    number = make(door).json()["agreement"]
    seen = door.ask("olive", "GET", f"/agreements/{number}").json()
    assert (seen["status"], seen["parties"][0]["name"], seen["tolerance_days"]) == ("live", "Ms Ann Tenant1", 5)
    assert (seen["debts"][0]["start_balance_pence"], seen["debts"][0]["standing"]["state"]) == (60_000, "kept")
    (listed,) = door.ask("olive", "GET", "/accounts/1/agreements").json()["agreements"]
    assert ([each["name"] for each in listed["parties"]], listed["debts"][0]["debt"]) == (["Ms Ann Tenant1"], "rent")
    small.pass_to(date(2026, 3, 16))
    seen = door.ask("olive", "GET", f"/agreements/{number}").json()
    assert seen["mend_by"] is not None
    terms = {"instalments": [{"account": 1, "instalment_pence": 700}], "frequency": "fortnightly"}
    why = {"first_due": "2026-03-20", "reason": "Hours were cut", "without_budget": "Payslips were seen"}
    assert door.ask("olive", "POST", f"/agreements/{number}/vary", json={**terms, **why}).status_code == 200
    seen = door.ask("olive", "GET", f"/agreements/{number}").json()
    assert (seen["frequency"], seen["mend_by"], seen["debts"][0]["instalment_pence"]) == ("fortnightly", None, 700)
    assert seen["debts"][0]["standing"]["state"] == "kept"  # its instalments pay what is late today
    varied = seen["events"][-1]
    assert (varied["kind"], varied["by"]) == ("varied", "user:1")
    assert varied["words"].startswith("Hours were cut. The warning of Saturday 14 March 2026 named Saturday 28")
    assert varied["facts"]["warning"].endswith("what was late then is part of what is agreed now.")
    assert varied["facts"]["before"]["debts"][0]["instalment_pence"] == 500
    assert varied["facts"]["after"]["debts"][0]["instalment_pence"] == 700
    assert door.ask("sam", "POST", f"/agreements/{number}/end", json={"reason": "Both agreed"}).status_code == 200
    assert problem(
        door.ask("sam", "POST", f"/agreements/{number}/end", json={"reason": "Once more, both agreed"}), 409
    )["type"].endswith("agreement-over")
    assert small.told() == [
        *("agreement made", "agreement missed", "agreement warned", "agreement varied", "agreement ended"),
        "act refused",
    ]
    listed = door.ask("olive", "GET", "/accounts/1/agreements").json()
    assert [(each["id"], each["status"], each["ended_reason"]) for each in listed["agreements"]] == [
        (number, "ended", "Both agreed")
    ]


@pytest.mark.parametrize(
    ("more", "slug", "words"),
    [
        ({"debts": []}, "agreement-incomplete", "at least one debt"),
        ({"first_due": "2026-03-01"}, "agreement-not-understood", "from Monday 2 March 2026 to Thursday 2 April 2026"),
        ({"first_due": "2026-04-03"}, "agreement-not-understood", "Name a day"),
        ({"parties": []}, "nobody-agreed", "Nobody who is liable"),
        ({"parties": [{"person": 1, "authority": "representative"}]}, "nobody-agreed", "recorded on their page"),
        ({"parties": [{"person": 1, "representative": 7}]}, "nobody-agreed", "recorded on their page"),
        ({"parties": [{"person": 1}, {"person": 1}]}, "nobody-agreed", "stands twice"),
        ({"parties": [{"person": 1}, {"person": 2}]}, "nobody-agreed", "liable for none"),
        ({"without_budget": " "}, "reason-missing", "There is no budget"),
        ({"debts": [{"account": 1, "instalment_pence": 60_001}]}, "agreement-not-understood", "more than is owed"),
        (
            {"debts": [{"account": 1, "instalment_pence": 500, "debt": "sea"}]},
            "agreement-not-understood",
            "no debt 'sea'",
        ),
        ({"debts": BODY["debts"] * 2}, "agreement-not-understood", "stands twice"),
        ({"budget": 77}, "no-such-budget", "no budget with the number 77"),
        ({"debts": [{"account": 77, "instalment_pence": 500}]}, "no-such-account", "no account with the number 77"),
    ],
)
def test_what_cannot_be_agreed_is_refused_with_a_sentence(
    door: Door, small: Town, more: dict[str, Any], slug: str, words: str
) -> None:
    small.landlord.add_tenancy("2")
    answer = make(door, **more)
    assert answer.status_code >= 400, answer.text
    assert answer.json()["type"] == f"urn:duecourse:{slug}"
    assert words in answer.json()["detail"]
    assert door.ask("olive", "GET", "/accounts/1/agreements").json()["agreements"] == []


def test_two_about_one_debt_only_where_one_replaces_the_other(door: Door) -> None:
    first = make(door).json()["agreement"]
    said = problem(make(door), 409)
    assert (said["type"], said["agreement"]) == ("urn:duecourse:agreed-already", first)
    second = make(door, replaces=True).json()["agreement"]
    assert door.ask("olive", "GET", f"/agreements/{first}").json()["status"] == "superseded"
    assert door.ask("olive", "GET", f"/agreements/{second}").json()["supersedes_id"] == first


def test_nothing_owed_and_a_courts_terms(door: Door, small: Town) -> None:
    number = make(door, kind="court_terms").json()["agreement"]
    assert door.ask("tess", "POST", f"/agreements/{number}/approve", json={"reason": "The order was seen"}).is_success
    terms = {"instalments": [], "frequency": "weekly", "first_due": "2026-03-20", "reason": "Hours were cut"}
    terms["without_budget"] = "Payslips were seen"
    assert problem(door.ask("olive", "POST", f"/agreements/{number}/vary", json=terms), 409)["type"].endswith(
        "court-terms"
    )
    small.pay(60_000)
    assert problem(make(door, replaces=True), 409)["type"] == "urn:duecourse:nothing-owed"


def test_an_officer_of_another_patch_sees_nothing(door: Door, small: Town) -> None:
    other = small.landlord.add_tenancy("2")
    small.patch(other, "West 2")
    with small.landlord.house.db.write() as session:
        add_user(session, "west", "West", PASSWORD, ["officer"], small.landlord.clock, patches=["West 2"])
    number = make(door).json()["agreement"]
    both = {"debts": [{"account": 1, "instalment_pence": 500}, {"account": 2, "instalment_pence": 100}]}
    umbrella = make(door, replaces=True, parties=[{"person": 1}, {"person": 2}], **both).json()["agreement"]
    why = {"reason": "x"}
    for method, path, body in (
        ("GET", "/agreements/{}", None),
        ("POST", "/agreements/{}/end", why),
        ("POST", "/agreements/{}/vary", {**why, "instalments": [], "frequency": "weekly", "first_due": "2026-03-20"}),
    ):
        theirs = door.ask("west", method, path.format(number), json=body)
        none = door.ask("west", method, path.format(99), json=body)
        assert (theirs.status_code, none.status_code) == (404, 404)
        assert theirs.json()["detail"].replace(str(number), "99") == none.json()["detail"]
    assert problem(door.ask("west", "GET", "/accounts/1/agreements"), 404)
    assert problem(make(door, "west"), 404)
    assert problem(make(door, "west", account=2, parties=[{"person": 2}], **both), 404)
    assert problem(door.ask("west", "POST", f"/agreements/{umbrella}/vary", json=body), 404)  # not all of it is theirs
    seen = door.ask("west", "GET", f"/agreements/{umbrella}").json()
    assert [each["account_id"] for each in seen["debts"]] == [2]
    small.pass_to(date(2026, 3, 16))
    assert [each["accounts"] for each in door.ask("west", "GET", "/agreements").json()] == [["2"]]
    assert door.ask("west", "GET", "/agreements?why=breached").json() == []
    assert len(door.ask("olive", "GET", "/agreements?why=warned").json()) == 1


@pytest.fixture
def browser(small: Town) -> Browser:
    client = TestClient(make_app(small.landlord.house), raise_server_exceptions=False)
    browser = Browser(client)
    browser.sign_in("olive")
    return browser


TYPED = {
    "party": "1",
    "agreed_with": "Ann Tenant1",
    "instalment-1": "5.00",
    "frequency": "weekly",
    "first-day": "9",
    "first-month": "3",
    "first-year": "2026",
    "without_budget": "To be made next week",
    "budget": "",
}


def test_the_pages_make_list_and_vary_it(browser: Browser, small: Town) -> None:
    browser.get("/accounts/1/agreements")
    browser.send("/accounts/1/agreements", **TYPED)
    assert "The agreement is made." in browser.words()
    small.pass_to(date(2026, 3, 16))
    browser.get("/agreements")
    assert "Hardship: ask what changed" in browser.words()
    assert "Ms Ann Tenant1" in browser.words()
    browser.get("/agreements?why=breached")
    assert "There is none to talk about." in browser.words()
    browser.get("/agreements/1")
    assert "can be mended until 28 March 2026" in browser.words()
    new = {"reason": "Hours were cut", "instalment-1": "3", "frequency": "weekly", "without_budget": "Payslips"}
    browser.send("/agreements/1/vary", **new, **{"first-day": "20", "first-month": "3", "first-year": "2026"})
    assert "The agreement is varied." in browser.words()
    browser.send("/agreements/1/end", reason="")
    assert "Say in a few words why the agreement is ended" in browser.words()
    assert browser.title.startswith("Error: ")
    browser.send("/agreements/1/end", reason="Both agreed")
    assert "The agreement is ended." in browser.words()


@pytest.mark.parametrize(
    ("typed", "words", "field"),
    [
        ({"instalment-1": "five"}, "Enter an amount of money, like 3.75", "instalment-1"),
        ({"first-month": "13"}, "Enter the day of the first instalment, as a real date", "first"),
        ({"frequency": ""}, "Select how often it is paid", "frequency"),
        ({"without_budget": ""}, "There is no budget.", "without_budget"),
        ({"first-year": "2027"}, "Name a day from", "first"),
        ({"party": ""}, "Nobody who is liable", "parties"),
        ({"instalment-1": "700"}, "more than is owed", "instalment-1"),
        ({"instalment-1": ""}, "at least one debt", ""),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_is_kept(
    browser: Browser, typed: dict[str, str], words: str, field: str
) -> None:
    browser.get("/accounts/1/agreements")
    answer = browser.send("/accounts/1/agreements", **{**TYPED, **typed})
    assert answer.status_code in {409, 422}
    assert words in browser.words()
    tree = browser.tree()
    if field:
        assert tree.get_element_by_id(f"{field}-error") is not None
        assert tree.get_element_by_id(field) is not None
        assert f"#{field}" in [link.get("href") for link in tree.iter("a")]
    assert tree.get_element_by_id("agreed_with").get("value") == "Ann Tenant1"
