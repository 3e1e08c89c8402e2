"""While a hold forbids to speak about a debt nothing is warned, breached, agreed, promised or asked for."""

from datetime import date, timedelta
from typing import Any

import pytest

from cases import holds
from cases.held import HeldDays
from cases.rows import HoldRow
from tasks.night.agreements import look_at_agreements
from tests.agreements.town import FIRST, Town
from tests.api.test_api import Door, problem
from tests.conftest import MORNING

SEEN = date(2026, 3, 14)


def hold(town: Town, days: int, kind: str = "breathing_space", **covers: Any) -> date:
    """Places one from today; gives its last day."""
    last = town.today + timedelta(days=days)
    covers = covers or {"accounts": [town.account]}
    holds.place(town.landlord.house.runtime, kind, "user:1", begins_on=town.today, ends_on=last, **covers)
    return last


@pytest.mark.parametrize("covers", [{}, {"customers": [1]}])
def test_nobody_is_warned_while_it_is_held_and_the_night_after_is_the_first(town: Town, covers: Any) -> None:
    number = town.agree()
    last = hold(town, 60, **covers)
    assert town.pass_to(last).warned == 0
    assert town.told() == []
    assert town.pass_to(last + timedelta(days=1)).warned == 1
    assert town.events(number)[1:] == [("missed", FIRST), ("warned", town.today)]


def test_the_days_to_mend_do_not_run_while_it_is_held(town: Town) -> None:
    number = town.agree()
    town.pass_to(SEEN)
    mend_by = town.row(number)["mend_by"]
    last = hold(town, 60)
    assert mend_by < last
    town.pass_to(last)
    assert (town.row(number)["status"], town.row(number)["mend_by"]) == ("live", mend_by)
    assert town.facts()["arrangement_live"]  # the days of the hold do not count
    looked = town.pass_to(last + timedelta(days=1))
    assert (looked.warned, looked.breached) == (1, 0)
    anew = town.row(number)["mend_by"]
    assert anew > town.today
    assert [kind for kind, _ in town.events(number)] == ["made", "missed", "warned", "warned"]
    assert town.told() == ["agreement missed", "agreement warned", "agreement warned"]
    assert look_at_agreements(town.landlord.house).warned == 0
    town.pass_to(anew + timedelta(days=1), look=False)
    assert not town.facts()["arrangement_live"]
    assert look_at_agreements(town.landlord.house).breached == 1


def test_a_hold_that_came_after_the_day_changes_nothing(town: Town) -> None:
    number = town.agree()
    town.pass_to(SEEN)
    town.pass_to(town.row(number)["mend_by"] + timedelta(days=1), look=False)
    hold(town, 60)
    assert not town.facts()["arrangement_live"]


def test_what_was_mended_while_it_was_held_is_mended(town: Town) -> None:
    number = town.agree()
    town.pass_to(SEEN)
    last = hold(town, 60)
    town.pass_to(last)
    town.pay(140_000)
    looked = town.pass_to(last + timedelta(days=1))
    assert (looked.mended, looked.breached, looked.warned) == (1, 0, 0)
    assert town.row(number)["status"] == "live"


def test_what_is_paid_is_completed_though_it_is_held(town: Town) -> None:
    number = town.agree()
    hold(town, 60)
    town.pay(60_000)
    town.pass_to(date(2026, 3, 3))
    assert town.row(number)["status"] == "completed"


def test_a_hold_that_stops_no_contact_stops_nothing_of_it(town: Town) -> None:
    town.agree()
    hold(town, 60, "capacity")
    assert town.pass_to(SEEN).warned == 1


@pytest.mark.parametrize("kind", ["dispute", "data_quality", "safeguarding"])
def test_what_is_settled_by_an_agreement_does_not_forbid_it(door: Door, small: Town, kind: str) -> None:
    """A dispute does not forbid the call that settles it; benefit offices are asked of nothing meanwhile."""
    hold(small, 60, kind)
    debts = {"parties": [{"person": 1}], "debts": [{"account": 1, "instalment_pence": 500}], "frequency": "weekly"}
    terms = {"first_due": FIRST.isoformat(), "without_budget": "Payslips were seen"}
    number = door.ask("olive", "POST", "/accounts/1/agreements", json={**debts, **terms}).json()["agreement"]
    promise = {"amount_pence": 500, "due_on": "2026-03-06"}
    assert door.ask("olive", "POST", "/persons/1/promises", json=promise).status_code == 201
    assert small.pass_to(SEEN).warned == 0
    assert (
        door.ask("olive", "POST", f"/agreements/{number}/end", json={"reason": "It is settled so"}).status_code == 200
    )


def test_while_it_is_held_it_is_neither_varied_nor_ended(door: Door, small: Town) -> None:
    number = small.agree()
    hold(small, 60)
    terms = {"instalments": [], "frequency": "weekly", "first_due": FIRST.isoformat(), "without_budget": "Seen"}
    for path, body in (("vary", {**terms, "reason": "x"}), ("end", {"reason": "It is settled so"})):
        refused = problem(door.ask("olive", "POST", f"/agreements/{number}/{path}", json=body), 409)
        assert refused["type"] == "urn:duecourse:debt-held"


def test_the_list_says_that_it_is_held(door: Door, small: Town) -> None:
    small.agree()
    small.pass_to(SEEN)
    last = hold(small, 60)
    (listed,) = door.ask("olive", "GET", "/agreements").json()
    said = f"a breathing space is in force (Debt Respite Scheme Regulations 2020, reg. 7) until {last:%-d %B %Y}."
    assert listed["held"] == listed["ask"] == f"Held: do not contact about this debt: {said}"
    assert (listed["why"], listed["behind_pence"] > 0) == ("warned", True)


def test_nothing_is_agreed_promised_or_asked_for_about_a_debt_that_is_held(door: Door, small: Town) -> None:
    claim = {"person": 1, "kind": "universal_credit", "claimed_on": "2026-02-20", "status": "claimed"}
    number = door.ask("olive", "POST", "/accounts/1/benefits", json=claim).json()["number"]
    hold(small, 60)
    terms = {"frequency": "weekly", "first_due": FIRST.isoformat(), "without_budget": "Payslips were seen"}
    debts = {"parties": [{"person": 1}], "debts": [{"account": 1, "instalment_pence": 500}]}
    asks = {"kind": "managed_payment", "tenant_view": "agrees", "tenant_asked_on": "2026-03-02"}
    for path, body in (
        ("/accounts/1/agreements", {**debts, **terms}),
        ("/accounts/1/benefits/direct-payments", {"claim": number, **asks, "affordability": "All of it"}),
        ("/persons/1/promises", {"amount_pence": 500, "due_on": "2026-03-06"}),
    ):
        refused = problem(door.ask("olive", "POST", path, json=body), 409)
        assert refused["type"] == "urn:duecourse:debt-held"
        assert refused["detail"].startswith("1 is held: a breathing space is in force")
        assert "a contact can be written down" in refused["detail"]


@pytest.mark.parametrize(
    ("ends", "released", "day", "covers"),
    [
        (None, None, 400, True),
        (10, None, 10, True),
        (10, None, 11, False),
        (10, 5, 4, True),
        (10, 5, 5, False),  # on the day of its release it is over
        (None, 0, 0, False),
        (None, None, -1, False),
    ],
)
def test_the_days_of_a_hold(ends: int | None, released: int | None, day: int, covers: bool) -> None:
    today = MORNING.date()
    row = HoldRow(
        *(1, "death", today, today + timedelta(days=ends) if ends else None, "", "", "", MORNING, ""),
        MORNING + timedelta(days=released) if released is not None else None,
        *("", True, False),
    )
    assert HeldDays.of(row).covers(today + timedelta(days=day)) is covers
