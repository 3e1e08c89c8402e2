"""Duties of income officers about agreements, budgets and benefits, each as somebody would do it through the API."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from cases.tables import AccountParty
from tests.agreements.town import FIRST, Town
from tests.api.test_api import Door, problem
from workflows.db import table

LINES = [
    {"section": "income", "category": "earnings", "amount_pence": 30_000, "frequency": "weekly"},
    {"section": "fixed", "category": "utilities", "amount_pence": 26_000, "frequency": "four_weekly"},
    {"section": "flexible", "category": "food_and_housekeeping", "amount_pence": 22_000, "frequency": "weekly"},
]
"""£300 a week comes in: £1,300 a month, and £281.67 and £953.33 go out, so that £65 is left."""


def ask(door: Door, method: str, path: str, body: Any = None, who: str = "olive") -> dict[str, Any]:
    answer = door.ask(who, method, path, json=body)
    assert answer.status_code in {200, 201}, answer.text
    return dict(answer.json()) if isinstance(answer.json(), dict) else {"rows": answer.json()}


def budget(door: Door, **more: Any) -> dict[str, Any]:
    said = {"made_with": "Ann Tenant1, on the phone", "adults": 1, "lines": LINES, **more}
    return ask(door, "POST", "/persons/1/budgets", said)


def agreement(**more: Any) -> dict[str, Any]:
    return {
        "parties": [{"person": 1}],
        "debts": [{"account": 1, "instalment_pence": 1_500}],
        "frequency": "weekly",
        "first_due": FIRST.isoformat(),
        "agreed_with": "Ann Tenant1",
        "channel": "Phone",
        **more,
    }


def test_s1_06_an_affordable_arrangement_is_negotiated(door: Door) -> None:
    made = budget(door)
    assert (made["totals"]["surplus"], made["most_pence"]) == (6_500, 6_500)
    refused = door.ask(
        "olive",
        "POST",
        "/accounts/1/agreements",
        json=agreement(budget=made["budget"]) | {"debts": [{"account": 1, "instalment_pence": 1_501}]},
    )
    assert problem(refused, 409)["type"] == "urn:duecourse:more-than-affordable"  # £65.04 a month
    number = ask(door, "POST", "/accounts/1/agreements", agreement(budget=made["budget"]))["agreement"]
    seen = ask(door, "GET", f"/agreements/{number}")
    assert (seen["budget_id"], seen["status"], seen["debts"][0]["instalment_pence"]) == (made["budget"], "live", 1_500)


def test_s1_07_a_plan_is_monitored_and_whoever_falls_behind_is_asked_what_changed(door: Door, small: Town) -> None:
    number = ask(door, "POST", "/accounts/1/agreements", agreement(budget=budget(door)["budget"]))["agreement"]
    small.pay(10_000)
    small.pass_to(FIRST)
    small.pay(10_000)
    small.pass_to(FIRST + timedelta(days=4))
    assert ask(door, "GET", "/agreements")["rows"] == []
    small.pass_to(FIRST + timedelta(days=5))
    (row,) = ask(door, "GET", "/agreements?why=warned")["rows"]
    assert (row["behind_pence"], row["missed_on"], "Hardship" in row["ask"]) == (1_500, FIRST.isoformat(), True)
    assert row["mend_by"] == "2026-03-28"
    less = [{"section": "income", "category": "earnings", "amount_pence": 29_000, "frequency": "weekly"}, *LINES[1:]]
    new = budget(door, lines=less)  # hours were cut: £21.67 is left
    terms = {"instalments": [{"account": 1, "instalment_pence": 500}], "frequency": "weekly", "first_due": "2026-03-20"}
    ask(door, "POST", f"/agreements/{number}/vary", {**terms, "reason": "Hours were cut", "budget": new["budget"]})
    assert ask(door, "GET", "/agreements")["rows"] == []
    assert [each["kind"] for each in ask(door, "GET", f"/agreements/{number}")["events"]] == [
        *("made", "missed", "warned", "varied")
    ]


def test_s1_11_what_is_known_of_benefits_is_recorded_and_bars_a_claim(door: Door, small: Town) -> None:
    said = {"person": 1, "kind": "universal_credit", "claimed_on": "2026-02-23", "status": "claimed"}
    number = ask(door, "POST", "/accounts/1/benefits", said)["number"]
    assert ask(door, "GET", "/accounts/1/benefits")["limbs"]["barred"]
    decided = {**said, "status": "refused", "decided_on": "2026-03-02", "notes": "Savings above the limit"}
    ask(door, "POST", "/accounts/1/benefits", {**decided, "replaces": number})
    view = ask(door, "GET", "/accounts/1/benefits")
    assert (view["limbs"]["barred"], view["claims"][0]["status"], len(view["earlier"])) == (False, "refused", 1)
    assert small.facts()["benefit_status"] == "refused"


def test_s1_12_income_and_spending_by_the_standard_financial_statement(door: Door, small: Town) -> None:
    first = budget(door)
    assert first["compared"] == "No trigger figures are installed, so nothing was compared."
    others = "further_adult: 1, child_under_14: 1, child_from_14: 1"
    row = f"{{category: food_and_housekeeping, from: 2026-01-01, adult: 60000, {others}}}"
    file = small.landlord.house.settings.store / "trigger_figures.yaml"
    file.write_text(f"figures: [{row}]\n", encoding="utf-8")
    said = {"made_with": "Ann Tenant1", "adults": 1, "lines": LINES}
    assert problem(door.ask("olive", "POST", "/persons/1/budgets", json=said), 422)["field"] == "explanation"
    second = budget(door, explanation="A diet that a doctor ordered")
    seen = ask(door, "GET", "/persons/1/budgets")
    assert (seen["newest"]["budget"], seen["earlier"]) == (second["budget"], [first["budget"]])
    assert [(each["title"], each["monthly_pence"]) for each in seen["newest"]["lines"]] == [
        ("Earnings", 130_000),
        ("Utilities", 28_167),
        ("Food and housekeeping", 95_333),
    ]


def test_s2_22_a_claim_is_made_in_time_with_its_evidence_and_chased(door: Door) -> None:
    said = {"person": 1, "kind": "housing_benefit", "claimed_on": "2026-03-02", "status": "claimed"}
    lacking = {**said, "evidence": "Payslips of January lack"}
    number = ask(door, "POST", "/accounts/1/benefits", lacking)["number"]
    assert ask(door, "GET", "/accounts/1/benefits")["limbs"]["evidence_given"] is False
    asked = {"claim": number, "kind": "asked", "on": "2026-03-02", "words": "Is anything else wanted?"}
    ask(door, "POST", "/accounts/1/benefits/chasers", {**asked, "ask_again_on": "2026-03-09"})
    given = {**said, "evidence": "Payslips of January", "evidence_given_on": "2026-03-02", "replaces": number}
    ask(door, "POST", "/accounts/1/benefits", given)
    view = ask(door, "GET", "/accounts/1/benefits")
    assert (view["limbs"]["evidence_given"], view["chasers"][0]["ask_again_on"]) == (True, "2026-03-09")


def test_s2_23_whoever_acts_for_somebody_agrees_by_an_authority_that_is_recorded(door: Door) -> None:
    why = {"without_budget": "The deputy showed the bank's statements"}
    acts = {"person": 1, "authority": "representative"}
    refused = door.ask("olive", "POST", "/accounts/1/agreements", json=agreement(parties=[acts], **why))
    assert problem(refused, 422)["field"] == "representative"
    seen = {"name": "Rae Solis", "evidence": "Letter of the Department, seen today", "from_on": "2026-02-03"}

    def recorded(role: str, *acts: str) -> int:
        said = {**seen, "role": role, "acts": list(acts)}
        return int(ask(door, "POST", "/persons/1/representatives", said)["number"])

    appointee = {**acts, "representative": recorded("appointee", "handle_benefit")}  # of the benefit alone
    refused = door.ask("olive", "POST", "/accounts/1/agreements", json=agreement(parties=[appointee], **why))
    assert "no authority to agree to pay" in problem(refused, 422)["detail"]
    deputy = {**acts, "representative": recorded("deputy", "agree_to_pay")}
    number = ask(door, "POST", "/accounts/1/agreements", agreement(parties=[deputy], **why))["agreement"]
    (party,) = ask(door, "GET", f"/agreements/{number}")["parties"]
    assert (party["authority"], party["representative"].startswith("Rae Solis (deputy)")) == ("representative", True)


def household(small: Town) -> int:
    """The same tenant has a second account with a debt; gives its number."""
    other = small.landlord.add_tenancy("2", weeks_owed=3)
    with small.landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=other, customer_id=1))
    return other


def test_s4_05_one_view_of_debt_and_one_sum_split_by_priority(door: Door, small: Town) -> None:
    other = household(small)
    others = [{"name": "Catalogue", "priority": False, "owed_pence": 50_000}]
    made = budget(door, debts=others)
    offers = {each["name"]: (each["account_id"], each["owed_pence"], each["offer_pence"]) for each in made["debts"]}
    assert offers == {"rent 1": (1, 60_000, 4_333), "rent 2": (other, 30_000, 2_167), "Catalogue": (None, 50_000, 0)}
    assert sum(offer for _, _, offer in offers.values()) == made["most_pence"] == 6_500


def test_s4_11_one_agreement_for_all_that_is_owed(door: Door, small: Town) -> None:
    other = household(small)
    made = budget(door)
    shares = [{"account": each["account_id"], "instalment_pence": each["offer_pence"]} for each in made["debts"]]
    umbrella = agreement(debts=shares, frequency="monthly", budget=made["budget"])
    number = ask(door, "POST", "/accounts/1/agreements", umbrella)["agreement"]
    seen = ask(door, "GET", f"/agreements/{number}")
    assert [(each["account_id"], each["instalment_pence"]) for each in seen["debts"]] == [(1, 4_333), (other, 2_167)]
    for account in (1, other):
        assert small.facts(account)["arrangement_live"]
        assert ask(door, "GET", f"/accounts/{account}/agreements")["agreements"][0]["id"] == number
    more = agreement(debts=[{"account": other, "instalment_pence": 100}], replaces=False, budget=made["budget"])
    assert problem(door.ask("olive", "POST", f"/accounts/{other}/agreements", json=more), 409)["agreement"] == number
    assert date.fromisoformat(seen["first_due"]) == FIRST
