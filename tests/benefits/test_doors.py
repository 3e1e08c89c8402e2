"""Claims through the API and the page: facts, history, offices, direct payment, and who sees them."""

from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from api.app import make_app
from cases.tables import Account
from tasks.people import add_user
from tests.agreements.town import Town
from tests.api.test_api import Door, problem
from tests.calculating import STANDARDS
from tests.house import PASSWORD, Landlord
from tests.web.conftest import Browser
from workflows.db import table

CLAIM: dict[str, Any] = {
    "person": 1,
    "kind": "universal_credit",
    "claimed_on": "2026-02-20",
    "status": "claimed",
    "evidence_given_on": "2026-02-25",
    "expects_award": True,
    "expects_because": "Hours were cut, no savings",
}


def record(door: Door, **more: Any) -> Any:
    return door.ask("olive", "POST", "/accounts/1/benefits", json={**CLAIM, **more})


def seen(door: Door) -> dict[str, Any]:
    answer = door.ask("olive", "GET", "/accounts/1/benefits")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_a_claim_bars_until_one_limb_is_known_not_to_be_so(door: Door, small: Town) -> None:
    assert not small.facts()["claim_barred_by_benefit"]
    number = record(door).json()["number"]
    facts = small.facts()
    names = ("benefit_claim_undecided", "benefit_evidence_given", "benefit_award_expected", "other_charges_paid")
    assert [facts[name] for name in names] == [True, True, True, None]
    assert (facts["claim_barred_by_benefit"], facts["benefit_status"]) == (True, "claimed")
    award = {"award_pence": 1_000, "award_every": "monthly"}
    second = record(door, **award, replaces=number).json()["number"]
    facts = small.facts()  # two weeks' rent fell due since, next to nothing is covered, and nothing was paid
    assert (facts["other_charges_paid"], facts["claim_barred_by_benefit"]) == (False, False)
    small.pay(20_000)
    assert small.facts()["claim_barred_by_benefit"]
    view = seen(door)
    assert ([each["number"] for each in view["claims"]], [each["number"] for each in view["earlier"]]) == (
        [second],
        [number],
    )
    assert view["limbs"] == {
        "outstanding": True,
        "evidence_given": True,
        "award_expected": True,
        "other_charges_paid": True,
        "barred": True,
        "next_payment_on": None,
    }
    assert problem(record(door, replaces=number), 409)["type"] == "urn:duecourse:claim-replaced"
    paid = {
        "status": "in_payment",
        "decided_on": "2026-03-01",
        "award_pence": 43_000,
        "award_every": "monthly",
        "award_from": "2026-02-20",
        "paid_to": "landlord",
        "pays_every": "four_weekly",
        "next_payment_on": "2026-03-20",
        "assessment_day": 20,
    }
    assert record(door, **paid, replaces=second).status_code == 201
    facts = small.facts()
    assert (facts["claim_barred_by_benefit"], facts["benefit_claim_undecided"]) == (False, False)
    assert (facts["benefit_next_payment_on"], facts["benefit_status"]) == (date(2026, 3, 20), "in_payment")
    assert [facts[name] for name in names[1:]] == [None, None, None]
    assert small.told() == ["benefit recorded", "benefit recorded", "act refused", "benefit recorded"]


def test_facts_are_read_alike_on_either_database_and_of_all_accounts_at_once(landlord: Landlord) -> None:
    town, door = Town(landlord, landlord.add_tenancy("1")), Door(landlord)
    other = landlord.add_tenancy("2")
    assert record(door, award_pence=1_000, award_every="monthly").status_code == 201
    from cases.facts import facts_of_accounts

    with landlord.house.db.read() as session:
        all_at_once = {account.id: facts for account, facts in facts_of_accounts(session, town.today, STANDARDS)}
    for account in (town.account, other):
        assert all_at_once[account] == town.facts(account)
    assert [all_at_once[each]["other_charges_paid"] for each in (town.account, other)] == [False, None]


def test_the_office_is_asked_and_asked_again(door: Door, small: Town) -> None:
    number = record(door).json()["number"]
    said = {"claim": number, "kind": "asked", "on": "2026-03-02", "words": "When is it decided?"}
    ask = door.ask("olive", "POST", "/accounts/1/benefits/chasers", json={**said, "ask_again_on": "2026-03-16"})
    assert ask.status_code == 200
    assert seen(door)["chasers"][0]["ask_again_on"] == "2026-03-16"
    for more, field in (
        ({"words": " "}, "words"),
        ({"on": "2026-03-03"}, "on"),
        ({"ask_again_on": "2026-03-02"}, "ask_again_on"),
    ):
        answer = door.ask("olive", "POST", "/accounts/1/benefits/chasers", json={**said, **more})
        assert problem(answer, 422)["field"] == field
    nothing = door.ask("olive", "POST", "/accounts/1/benefits/chasers", json={**said, "claim": 99})
    assert problem(nothing, 404)["type"] == "urn:duecourse:no-such-claim"


ASK: dict[str, Any] = {
    "kind": "managed_payment",
    "tenant_view": "agrees",
    "tenant_asked_on": "2026-03-02",
    "affordability": "The whole housing element goes to the rent",
}


@pytest.mark.parametrize(
    ("more", "slug"),
    [
        ({"tenant_view": "not_asked"}, "tenant-not-asked"),
        ({"tenant_asked_on": None}, "tenant-not-asked"),
        ({"tenant_asked_on": "2026-03-03"}, "tenant-not-asked"),
        ({"tenant_view": "objects"}, "tenant-not-asked"),
        ({"affordability": " "}, "affordability-unknown"),
        ({"budget": 77}, "no-such-budget"),
        ({"claim": 77}, "no-such-claim"),
    ],
)
def test_direct_payment_is_not_asked_for_behind_the_tenants_back(door: Door, more: dict[str, Any], slug: str) -> None:
    number = record(door).json()["number"]
    answer = door.ask("olive", "POST", "/accounts/1/benefits/direct-payments", json={"claim": number, **ASK, **more})
    assert answer.json()["type"] == f"urn:duecourse:{slug}"
    assert seen(door)["requests"] == []


def test_direct_payment_is_asked_for_and_answered_once(door: Door, small: Town) -> None:
    number = record(door).json()["number"]
    path, body = "/accounts/1/benefits/direct-payments", {"claim": number, **ASK}
    request = door.ask("olive", "POST", path, json=body).json()["number"]
    assert problem(door.ask("olive", "POST", path, json=body), 409)["type"] == "urn:duecourse:asked-already"
    said = {"outcome": "granted", "on": "2026-03-02"}
    assert door.ask("sam", "POST", f"{path}/{request}/answer", json=said).status_code == 200
    again = door.ask("sam", "POST", f"{path}/{request}/answer", json=said)
    assert problem(again, 409)["type"] == "urn:duecourse:answered-already"
    assert seen(door)["requests"][0]["outcome"] == "granted"
    assert "direct payment requested" in small.told()
    assert "direct payment answered" in small.told()


def test_never_for_a_former_tenancy_nor_for_a_benefit_that_has_none(door: Door, small: Town) -> None:
    number = record(door, kind="housing_benefit").json()["number"]
    path = "/accounts/1/benefits/direct-payments"
    for kind in ("managed_payment", "third_party_deduction"):
        answer = door.ask("olive", "POST", path, json={"claim": number, **ASK, "kind": kind})
        assert problem(answer, 409)["type"] == "urn:duecourse:not-for-this-benefit"
    other = record(door).json()["number"]
    with small.landlord.house.db.write() as session:
        session.execute(update(table(Account)).values(tenancy_end=date(2026, 3, 1)))
    for kind in ("managed_payment", "third_party_deduction"):
        answer = door.ask("olive", "POST", path, json={"claim": other, **ASK, "kind": kind})
        assert problem(answer, 409)["type"] == "urn:duecourse:former-tenancy"


def test_an_officer_of_another_patch_sees_nothing(door: Door, small: Town) -> None:
    number = record(door).json()["number"]
    small.patch(small.landlord.add_tenancy("2"), "West 2")
    with small.landlord.house.db.write() as session:
        add_user(session, "west", "West", PASSWORD, ["officer"], small.landlord.clock, patches=["West 2"])
    for method, path, body in (
        ("GET", "/accounts/{}/benefits", None),
        ("POST", "/accounts/{}/benefits", CLAIM),
        ("POST", "/accounts/{}/benefits/direct-payments", {"claim": number, **ASK}),
    ):
        theirs = problem(door.ask("west", method, path.format(1), json=body), 404)
        none = problem(door.ask("west", method, path.format(99), json=body), 404)
        assert theirs["detail"].replace(" 1.", " 99.") == none["detail"]


def test_the_page(small: Town) -> None:
    browser = Browser(TestClient(make_app(small.landlord.house), raise_server_exceptions=False))
    browser.sign_in("olive")
    browser.get("/accounts/1/benefits")
    assert "Nothing is known of a claim." in browser.words()
    day = {"claimed_on-day": "20", "claimed_on-month": "2", "claimed_on-year": "2026"}
    typed = {"person": "1", "kind": "universal_credit", "status": "claimed", "reference": "UC 12", **day}
    browser.send("/accounts/1/benefits", **{**typed, "claimed_on-month": "13", "award_pence": "x"})
    assert browser.title.startswith("Error: ")
    for field in ("claimed_on", "award_pence"):
        assert browser.tree().get_element_by_id(f"{field}-error") is not None
        assert browser.tree().get_element_by_id(field) is not None
    assert browser.tree().get_element_by_id("reference").get("value") == "UC 12"
    browser.send("/accounts/1/benefits", **typed)
    assert "It is recorded." in browser.words()
    assert "No claim may begin" in browser.words()
    browser.send("/accounts/1/benefits/direct-payments", claim="1", request_kind="managed_payment")
    assert "Ask the tenant first" in browser.words()
    assert browser.tree().get_element_by_id("tenant_view-error") is not None
    asked = {"tenant_asked_on-day": "2", "tenant_asked_on-month": "3", "tenant_asked_on-year": "2026"}
    said = {"claim": "1", "request_kind": "managed_payment", "tenant_view": "agrees", "affordability": "Yes"}
    browser.send("/accounts/1/benefits/direct-payments", **said, **asked)
    assert "Nobody has answered yet." in browser.words()
    on = {"on-day": "2", "on-month": "3", "on-year": "2026"}
    browser.send("/accounts/1/benefits/chasers", claim="1", chaser_kind="asked", words="When?", **on)
    assert "Asked on 2 March 2026: When?" in browser.words()
