"""Whoever never pays cannot put a breach off for ever by agreeing anew."""

from typing import Any

from tests.agreements.test_doors import make
from tests.agreements.town import FIRST, Town
from tests.api.test_api import Door, problem

TERMS: dict[str, Any] = {
    "instalments": [{"account": 1, "instalment_pence": 400}],
    "frequency": "weekly",
    "first_due": FIRST.isoformat(),
    "reason": "Hours were cut",
    "without_budget": "Payslips were seen",
}


def vary(door: Door, number: int) -> Any:
    return door.ask("olive", "POST", f"/agreements/{number}/vary", json=TERMS)


def test_the_fourth_change_is_for_somebody_who_leads(door: Door, small: Town) -> None:
    number = make(door).json()["agreement"]
    for _ in range(2):
        assert vary(door, number).status_code == 200
    number = make(door, replaces=True).json()["agreement"]  # another in its place is a change, too
    assert small.row(number)["status"] == "live"
    said = problem(vary(door, number), 409)
    assert said["type"] == "urn:duecourse:changed-too-often"
    assert "changed 3 times" in said["detail"]
    waiting = make(door, replaces=True).json()["agreement"]
    assert (small.row(waiting)["status"], small.row(number)["status"]) == ("proposed", "live")
    approved = door.ask("tess", "POST", f"/agreements/{waiting}/approve", json={"reason": "A new job from Monday"})
    assert approved.status_code == 200, approved.text
    assert (small.row(waiting)["status"], small.row(number)["status"]) == ("live", "superseded")
    assert vary(door, waiting).status_code == 200  # it counts anew from what a leader approved


def test_to_end_what_was_agreed_and_agree_anew_is_a_change_too(door: Door, small: Town) -> None:
    for _ in range(3):
        number = make(door).json()["agreement"]
        assert small.row(number)["status"] == "live"
        assert door.ask(
            "olive", "POST", f"/agreements/{number}/end", json={"reason": "They ask for other terms"}
        ).is_success
    number = make(door).json()["agreement"]  # the third change
    assert small.row(number)["status"] == "live"
    assert door.ask("olive", "POST", f"/agreements/{number}/end", json={"reason": "They ask once again"}).is_success
    waiting = make(door).json()["agreement"]
    assert small.row(waiting)["status"] == "proposed"
    approved = door.ask("tess", "POST", f"/agreements/{waiting}/approve", json={"reason": "A new job from Monday"})
    assert approved.is_success
    assert door.ask("olive", "POST", f"/agreements/{waiting}/end", json={"reason": "They ask once again"}).is_success
    assert small.row(make(door).json()["agreement"])["status"] == "live"  # counted from what a leader approved


def test_what_is_said_to_be_a_courts_terms_is_compared_with_the_order_by_somebody_else(door: Door, small: Town) -> None:
    number = make(door).json()["agreement"]
    for _ in range(3):
        assert vary(door, number).status_code == 200
    ordered = make(door, replaces=True, kind="court_terms").json()["agreement"]
    assert (small.row(ordered)["status"], small.row(number)["status"]) == ("proposed", "live")
    reason = {"reason": "Order of 2 March, Newbridge County Court, K01NB123, seen"}
    assert problem(door.ask("olive", "POST", f"/agreements/{ordered}/approve", json=reason), 403)
    assert door.ask("tess", "POST", f"/agreements/{ordered}/approve", json=reason).is_success
    assert (small.row(ordered)["status"], small.row(number)["status"]) == ("live", "superseded")
    said = problem(door.ask("olive", "POST", f"/agreements/{ordered}/end", json={"reason": "They ask for it"}), 409)
    assert "until the court ends or changes them" in said["detail"]
    assert door.ask("tess", "POST", f"/agreements/{ordered}/end", json={"reason": "Discharged on 9 March"}).is_success
