"""Budgets through the API and the page, and agreements that come out of them."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import insert

from api.app import make_app
from cases.tables import AccountParty
from tasks.people import add_user
from tests.agreements.town import FIRST, Town
from tests.api.test_api import Door, problem
from tests.house import PASSWORD
from tests.web.conftest import Browser
from workflows.db import table


def line(section: str, category: str, pence: int, every: str = "monthly") -> dict[str, Any]:
    return {"section": section, "category": category, "amount_pence": pence, "frequency": every}


def body(left: int = 4_000, **more: Any) -> dict[str, Any]:
    lines = [line("income", "earnings", 100_000), line("fixed", "utilities", 100_000 - left)]
    return {"made_with": "Ann Tenant1", "adults": 1, "lines": lines, **more}


def record(door: Door, left: int = 4_000, customer: int = 1, **more: Any) -> Any:
    return door.ask("olive", "POST", f"/persons/{customer}/budgets", json=body(left, **more))


def agree(door: Door, pence: int, **more: Any) -> Any:
    said = {
        "parties": [{"person": 1}],
        "debts": [{"account": 1, "instalment_pence": pence}],
        "frequency": "monthly",
        "first_due": FIRST.isoformat(),
    }
    return door.ask("olive", "POST", "/accounts/1/agreements", json={**said, **more})


def test_a_budget_is_recorded_seen_and_superseded(door: Door, small: Town) -> None:
    others = [{"name": "Council tax", "priority": True, "owed_pence": 20_000}]
    made = record(door, debts=others).json()
    assert (made["totals"]["surplus"], made["most_pence"], made["token"]) == (4_000, 4_000, False)
    assert made["compared"] == "No trigger figures are installed, so nothing was compared."
    assert [(each["name"], each["owed_pence"], each["offer_pence"]) for each in made["debts"]] == [
        ("rent 1", 60_000, 3_000),
        ("Council tax", 20_000, 1_000),
    ]
    second = record(door).json()
    assert second["superseded"] == [made["budget"]]
    seen = door.ask("olive", "GET", "/persons/1/budgets").json()
    assert (seen["newest"]["budget"], seen["earlier"]) == (second["budget"], [made["budget"]])
    assert (seen["newest"]["valid"], seen["newest"]["valid_until"]) == (True, "2026-09-01")
    assert seen["debts"][0]["owed_pence"] == 60_000


def test_an_agreement_comes_out_of_the_budget(door: Door) -> None:
    budget = record(door).json()["budget"]
    said = problem(agree(door, 4_001, budget=budget), 409)
    assert said["type"] == "urn:duecourse:more-than-affordable"
    assert "£40.01 a month" in said["detail"]
    named = {"budget": budget, "above_budget": "A gift from the family"}
    number = agree(door, 4_001, **named).json()["agreement"]
    assert door.ask("olive", "GET", f"/agreements/{number}").json()["status"] == "proposed"
    assert agree(door, 4_000, budget=budget).status_code == 201  # nothing is counted by what only waits


def test_the_budget_in_force_counts_whether_it_is_named_or_not(door: Door) -> None:
    budget = record(door).json()["budget"]
    said = problem(agree(door, 4_001, without_budget="They say that they can"), 409)
    assert (said["type"], f"budget {budget}" in said["detail"]) == ("urn:duecourse:more-than-affordable", True)
    number = agree(door, 4_000, without_budget="They say that they can").json()["agreement"]
    assert door.ask("olive", "GET", f"/agreements/{number}").json()["budget_id"] == budget
    terms = {"instalments": [{"account": 1, "instalment_pence": 4_001}], "frequency": "monthly", "reason": "Works more"}
    more = {**terms, "first_due": FIRST.isoformat(), "above_budget": "A gift"}
    said = problem(door.ask("olive", "POST", f"/agreements/{number}/vary", json=more), 409)
    assert "takes the place of this one" in said["detail"]


def test_what_is_above_the_budget_waits_for_a_leader_in_their_own_session(door: Door, small: Town) -> None:
    record(door)
    first = agree(door, 1_000).json()["agreement"]
    number = agree(door, 4_001, above_budget="A gift from the family", replaces=True).json()["agreement"]

    def seen(which: int) -> dict[str, Any]:
        found: dict[str, Any] = door.ask("olive", "GET", f"/agreements/{which}").json()
        return found

    def decide(who: str, way: str, which: int = number, reason: str = "Seen the letter") -> Any:
        return door.ask(who, "POST", f"/agreements/{which}/{way}", json={"reason": reason})

    assert (seen(number)["status"], seen(first)["status"]) == ("proposed", "live")
    assert "waits" not in seen(number)["events"][0]["words"]
    assert "£40.01 a month" in seen(number)["events"][0]["words"]
    listed = door.ask("olive", "GET", "/agreements?why=to%20approve").json()
    assert [each["agreement"] for each in listed] == [number]
    assert problem(decide("olive", "approve"), 403)
    assert problem(decide("tess", "approve", reason=" "), 422)["type"] == "urn:duecourse:reason-missing"
    assert decide("tess", "approve").status_code == 200
    assert (seen(number)["status"], seen(number)["approved_by"], seen(first)["status"]) == (
        *("live", "user:3"),
        "superseded",
    )
    assert [each["kind"] for each in seen(number)["events"]] == ["proposed", "approved", "made"]
    assert problem(decide("tess", "approve"), 409)["type"] == "urn:duecourse:agreement-over"
    assert small.told() == ["agreement made", "agreement proposed", "act refused", "agreement made", "act refused"]
    mine = door.ask(
        "tess",
        "POST",
        "/accounts/1/agreements",
        json={
            "parties": [{"person": 1}],
            "debts": [{"account": 1, "instalment_pence": 4_002}],
            "frequency": "monthly",
            "first_due": FIRST.isoformat(),
            "above_budget": "x",
            "replaces": True,
        },
    ).json()["agreement"]
    assert problem(decide("tess", "approve", mine), 409)["type"] == "urn:duecourse:nobody-approved"
    assert decide("tess", "decline", mine).status_code == 200
    assert (seen(mine)["status"], seen(number)["status"]) == ("cancelled", "live")


def test_a_budget_is_of_one_household(door: Door, small: Town) -> None:
    small.landlord.add_tenancy("2")
    theirs = record(door, customer=2).json()["budget"]
    said = problem(record(door, people=[2]), 422)
    assert (said["field"], "shares no account" in said["detail"]) == ("people", True)
    assert door.ask("olive", "GET", "/persons/2/budgets").json()["newest"]["budget"] == theirs


@pytest.mark.parametrize("left", [0, -5_000])
def test_where_a_budget_leaves_nothing_a_token_is_the_most(door: Door, left: int) -> None:
    made = record(door, left).json()
    assert (made["token"], made["most_pence"]) == (True, 100)
    assert "debt advice" in made["because"]
    more = {"above_budget": "They insist"}
    said = problem(agree(door, 101, budget=made["budget"], **more), 409)
    assert (said["type"], "debt advice" in said["detail"]) == ("urn:duecourse:more-than-affordable", True)
    assert agree(door, 100, budget=made["budget"]).status_code == 201


def test_a_budget_that_is_old_superseded_or_anothers_carries_nothing(door: Door, small: Town) -> None:
    old = record(door).json()["budget"]
    budget = record(door).json()["budget"]
    assert "superseded" in problem(agree(door, 100, budget=old), 409)["detail"]
    small.landlord.add_tenancy("2")
    anothers = record(door, customer=2).json()["budget"]
    assert problem(agree(door, 100, budget=anothers), 409)["type"] == "urn:duecourse:budget-not-valid"
    small.pass_to(date(2026, 9, 1), look=False)
    first = {"first_due": "2026-09-10"}
    assert agree(door, 100, budget=budget, **first).status_code == 201
    small.pass_to(date(2026, 9, 2), look=False)
    assert "valid until" in problem(agree(door, 100, budget=budget, replaces=True, **first), 409)["detail"]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"made_with": " "}, "Say with whom"),
        ({"adults": 0}, "at least one adult"),
        ({"lines": []}, "says nothing"),
        ({"lines": [line("income", "food_and_housekeeping", 1)]}, "no category of income"),
        ({"debts": [{"name": " ", "priority": True, "owed_pence": 1}]}, "A debt has a name"),
        ({"people": [99]}, "no person with the number 99"),
    ],
)
def test_what_cannot_be_so_is_refused(door: Door, more: dict[str, Any], words: str) -> None:
    answer = record(door, **more)
    assert answer.status_code in {404, 422}
    assert words in answer.json()["detail"]
    assert door.ask("olive", "GET", "/persons/1/budgets").json()["newest"] is None


def test_a_cost_above_the_figures_is_explained(door: Door, small: Town) -> None:
    row = "{category: personal, from: 2026-01-01, adult: 500, further_adult: 0, child_under_14: 0, child_from_14: 0}"
    file = small.landlord.house.settings.store / "trigger_figures.yaml"
    file.write_text(f"figures:\n  - {row}\n", encoding="utf-8")
    lines = [line("income", "earnings", 100_000), line("flexible", "personal", 501)]
    said = problem(record(door, lines=lines), 422)
    assert (said["type"], said["field"]) == ("urn:duecourse:not-explained", "explanation")
    made = record(door, lines=lines, explanation="Hearing aids").json()
    assert made["compared"] == "1 of 1 flexible costs were compared with the trigger figures."


def test_an_officer_of_another_patch_sees_nothing(door: Door, small: Town) -> None:
    other = small.landlord.add_tenancy("2")
    small.patch(other, "West 2")
    with small.landlord.house.db.write() as session:
        add_user(session, "west", "West", PASSWORD, ["officer"], small.landlord.clock, patches=["West 2"])
        session.execute(insert(table(AccountParty)).values(account_id=1, customer_id=2))
    assert problem(door.ask("west", "GET", "/persons/1/budgets"), 404)
    assert problem(door.ask("west", "POST", "/persons/1/budgets", json=body()), 404)
    assert problem(door.ask("west", "POST", "/persons/2/budgets", json=body(people=[1])), 404)
    seen = door.ask("west", "GET", "/persons/2/budgets").json()
    assert [each["account_id"] for each in seen["debts"]] == [2]  # what they owe elsewhere is not theirs to see


def test_the_page(small: Town) -> None:
    browser = Browser(TestClient(make_app(small.landlord.house), raise_server_exceptions=False))
    browser.sign_in("olive")
    browser.get("/persons/1/budgets")
    assert "There is no budget yet." in browser.words()
    typed = {
        "made_with": "Ann Tenant1",
        "adults": "1",
        "income-earnings": "1,000.00",
        "fixed-utilities": "200",
        "fixed-utilities-every": "weekly",
        "debt-1-name": "Council tax",
        "debt-1-owed": "200",
        "debt-1-priority": "yes",
    }
    browser.send("/persons/1/budgets", **{**typed, "fixed-water": "much", "adults": ""})
    for field in ("fixed-water", "adults"):
        assert browser.tree().get_element_by_id(f"{field}-error") is not None
    assert browser.tree().get_element_by_id("income-earnings").get("value") == "1,000.00"
    browser.send("/persons/1/budgets", **{**typed, "made_with": ""})
    assert browser.tree().get_element_by_id("made_with-error") is not None
    browser.send("/persons/1/budgets", **typed)
    assert "The budget is recorded." in browser.words()
    assert "The budget leaves £133.33 a month for all debts together." in browser.words()
    assert "Council tax" in browser.words()


def test_it_is_printed_in_both_sizes_for_whoever_may_see_it(door: Door, small: Town) -> None:
    assert door.ask("olive", "GET", "/persons/1/budgets/document").status_code == 404
    first = record(door).json()["budget"]
    for query in ("", "?large=true", f"?budget={first}"):
        answer = door.ask("olive", "GET", f"/persons/1/budgets/document{query}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.content.startswith(b"%PDF-")
    assert problem(door.ask("olive", "GET", "/persons/1/budgets/document?budget=99"), 404)
