"""Somebody who owes several debts: one view of them, one budget, one agreement that is watched, and one record."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import insert, update

from cases.tables import Account, AccountParty, AccountTransaction
from tasks.night.agreements import look_at_agreements
from tests.agreements.town import FIRST
from tests.duties.officers import Officers
from workflows.clock import london_date
from workflows.db import table

LINES = [
    {"section": "income", "category": "earnings", "amount_pence": 30_000, "frequency": "weekly"},
    {"section": "fixed", "category": "utilities", "amount_pence": 26_000, "frequency": "four_weekly"},
    {"section": "flexible", "category": "food_and_housekeeping", "amount_pence": 22_000, "frequency": "weekly"},
]
"""It leaves £65 a month."""


def owes(officers: Officers, debt: str, pence: int, account: int = 1, kind: str = "charge", **more: Any) -> None:
    """A line of a ledger today."""
    today = london_date(officers.landlord.clock.now())
    values = {"account_id": account, "reference": f"{kind} {debt} {today} {pence}", "posted_on": today, "kind": kind}
    said = {"amount_pence": pence, "debt": debt, "description": kind, **more}
    with officers.landlord.house.db.write() as session:
        session.execute(insert(table(AccountTransaction)).values(**values, **said))


def second_account(officers: Officers, **more: Any) -> int:
    """The same tenant has another account; gives its number."""
    other = officers.landlord.add_tenancy("2", weeks_owed=3)
    with officers.landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=other, customer_id=1))
        if more:
            accounts = table(Account)
            session.execute(update(accounts).where(accounts.c.id == other).values(**more))
            lines = table(AccountTransaction)
            session.execute(update(lines).where(lines.c.account_id == other).values(debt=more["kind"]))
    return other


def budget(officers: Officers, **more: Any) -> dict[str, Any]:
    said = {"made_with": "Ann Tenant1, on the phone", "adults": 1, "lines": LINES, **more}
    return dict(officers.post("olive", "/persons/1/budgets", **said))


def agree(officers: Officers, debts: list[dict[str, Any]], **more: Any) -> int:
    said = {"parties": [{"person": 1}], "debts": debts, "frequency": "weekly", "first_due": FIRST.isoformat(), **more}
    return int(officers.post("olive", "/accounts/1/agreements", **said)["agreement"])


def days(officers: Officers, number: int) -> None:
    """Nights go by, each with an export and a look at agreements; rent falls due on Mondays."""
    for _ in range(number):
        officers.landlord.clock.move_to(officers.landlord.clock.now() + timedelta(days=1))
        if london_date(officers.landlord.clock.now()).weekday() == 0:
            owes(officers, "rent", 10_000, kind="rent")
        officers.landlord.bring_in()
        look_at_agreements(officers.landlord.house)
    officers._tokens.clear()


def test_s4_05_each_debt_of_a_household_stands_in_one_budget_by_its_priority(officers: Officers) -> None:
    owes(officers, "court_costs", 35_500)
    other = second_account(officers)
    seen = officers.get("olive", "/accounts/1")["debts"]
    assert [(each["title"], each["pence"]) for each in seen] == [("Rent", 60_000), ("Court costs", 35_500)]
    made = budget(officers, debts=[{"name": "Catalogue", "priority": False, "owed_pence": 50_000}])
    split = {each["name"]: (each["account_id"], each["priority"], each["offer_pence"]) for each in made["debts"]}
    assert split == {
        "rent 1": (1, True, 4_333),
        "court costs 1": (1, False, 0),
        "rent 2": (other, True, 2_167),
        "Catalogue": (None, False, 0),
    }
    assert sum(offer for _, _, offer in split.values()) == made["most_pence"] == 6_500


def test_s4_11_one_sustainable_arrangement_for_all_that_is_owed(officers: Officers) -> None:
    owes(officers, "court_costs", 35_500)
    other = second_account(officers)
    made = budget(officers)
    proposed = officers.post("olive", "/accounts/1/agreements/allocation", instalment_pence=6_500, frequency="monthly")
    shares = {(each["account"], each["debt"]): each["instalment_pence"] for each in proposed["shares"]}
    assert shares == {(1, "rent"): 4_267, (1, "court_costs"): 100, (other, "rent"): 2_133}
    debts = [{key: each[key] for key in ("account", "debt", "instalment_pence")} for each in proposed["shares"]]
    terms = {"frequency": "monthly", "budget": made["budget"], "instalment_pence": 6_500}
    refused = {**terms, "instalment_pence": 6_501, "parties": [{"person": 1}], "first_due": FIRST.isoformat()}
    wrong = officers.post("olive", "/accounts/1/agreements", 422, debts=debts, **refused)
    assert wrong["type"] == "urn:duecourse:allocation-wrong"
    number = agree(officers, debts, **terms)
    officers.post("tess", f"/agreements/{number}/approve", reason="The costs have a token while the rent is paid")
    seen = officers.get("olive", f"/agreements/{number}")
    assert (seen["status"], seen["budget_id"]) == ("live", made["budget"])
    assert {(each["account_id"], each["debt"]): each["instalment_pence"] for each in seen["debts"]} == shares
    for account in (1, other):
        (listed,) = officers.get("olive", f"/accounts/{account}/agreements")["agreements"]
        assert listed["id"] == number


def test_s3_13_money_is_assessed_and_what_is_agreed_is_watched_and_negotiated_anew(officers: Officers) -> None:
    owes(officers, "court_costs", 35_500)
    made = budget(officers)
    pdf = officers.client.get("/api/persons/1/budgets/document?large=true", headers=_signed_in(officers))
    assert (pdf.status_code, pdf.headers["content-type"]) == (200, "application/pdf")
    shares = [{"account": 1, "instalment_pence": 1_000}, {"account": 1, "debt": "court_costs", "instalment_pence": 500}]
    number = agree(officers, shares, budget=made["budget"])
    owes(officers, "rent", -10_000, kind="payment")
    days(officers, 7)
    owes(officers, "rent", -11_000, kind="payment")
    days(officers, 5)
    (row,) = officers.get("olive", "/agreements?why=warned")
    assert (row["agreement"], row["behind"]) == (number, ["1, Court costs: £5.00"])
    less = {"reason": "Hours were cut", "frequency": "weekly", "budget": made["budget"]}
    first = (london_date(officers.landlord.clock.now()) + timedelta(days=5)).isoformat()
    anew = [{"account": 1, "debt": "court_costs", "instalment_pence": 200}]
    officers.post("olive", f"/agreements/{number}/vary", instalments=anew, first_due=first, **less)
    assert officers.get("olive", "/agreements") == []
    kinds = [each["kind"] for each in officers.get("olive", f"/agreements/{number}")["events"]]
    assert kinds == ["made", "missed", "warned", "varied"]


def _signed_in(officers: Officers) -> dict[str, str]:
    officers.get("olive", "/persons/1/budgets")
    return {"Authorization": f"Bearer {officers._tokens['olive']}"}


def test_s1_02_contact_ways_of_payment_and_action_are_one_history(officers: Officers) -> None:
    said = {"direction": "in", "channel": "phone", "said": "She rang about April.", "outcome": "spoke", "reached": True}
    promise = {"account": 1, "amount_pence": 5_000, "due_on": "2026-03-06"}
    officers.post("olive", "/persons/1/contacts", **said, promise=promise)
    debit = {"method": "direct_debit", "every": "monthly", "first_on": "2026-03-15", "reason": "The mandate"}
    set_up = officers.client.put("/api/accounts/1/payment-days", headers=_signed_in(officers), json=debit)
    assert set_up.status_code == 200
    assert officers.get("olive", "/accounts/1")["pays"] == "Direct debit, monthly, as on 15 March 2026"
    number = agree(officers, [{"account": 1, "instalment_pence": 1_000}], without_budget="Payslips were seen")
    owes(officers, "rent", -2_000, kind="payment")
    seen = officers.get("sam", "/persons/1")["person"]
    assert [each["said"] for each in seen["contacts"]] == ["She rang about April."]
    assert [(each["amount_pence"], each["due_on"]) for each in seen["promises"]] == [(5_000, "2026-03-06")]
    assert [(each["id"], each["debt"], each["instalment_pence"]) for each in seen["agreements"]] == [
        (number, "rent", 1_000)
    ]
    record = officers.get("sam", "/persons/1/record")
    assert {"contact recorded", "promise taken"} <= {entry["kind"] for entry in record}
    assert officers.get("olive", "/accounts/1")["ledger"][-1]["amount_pence"] == -2_000


@pytest.mark.parametrize("debt", ["rent", "service_charge", "use_and_occupation", "court_costs", "recharges", "garage"])
def test_s2_01_each_kind_of_debt_is_seen_agreed_about_and_watched(officers: Officers, debt: str) -> None:
    account = 1
    if debt == "garage":
        account = second_account(officers, kind="garage", tenure="garage")
    elif debt != "rent":
        owes(officers, debt, 12_000)
    listed = {each["title"]: each["pence"] for each in officers.get("olive", f"/accounts/{account}")["debts"]}
    owed = listed[debt.replace("_", " ").capitalize() if debt != "garage" else "Garage rent"]
    assert owed == {"rent": 60_000, "garage": 30_000}.get(debt, 12_000)
    shares = [{"account": account, "debt": debt, "instalment_pence": 500}]
    number = agree(officers, shares, without_budget="Payslips were seen")
    (seen,) = officers.get("olive", f"/agreements/{number}")["debts"]
    assert (seen["debt"], seen["start_balance_pence"], seen["standing"]["state"]) == (debt, owed, "kept")
    days(officers, 13)
    (row,) = officers.get("olive", "/agreements?why=warned")
    assert row["behind"][0].startswith(f"{account}, ")


def test_s4_12_a_fund_is_applied_for_with_its_evidence_chased_and_its_answer_kept(officers: Officers) -> None:
    """The application, its chasing and its answer; what a fund would pay for each payment made is not kept."""
    said = {"person": 1, "kind": "discretionary", "claimed_on": "2026-03-02", "status": "claimed"}
    evidence = {"reference": "CRF 77", "evidence": "Payslips of January lack"}
    number = officers.post("olive", "/accounts/1/benefits", **said, **evidence)["number"]
    asked = {"claim": number, "kind": "asked", "on": "2026-03-02", "words": "Is anything else wanted?"}
    officers.post("olive", "/accounts/1/benefits/chasers", **asked, ask_again_on="2026-03-09")
    days(officers, 7)
    answer = {"claim": number, "kind": "answered", "on": "2026-03-09", "words": "They decide this week"}
    officers.post("olive", "/accounts/1/benefits/chasers", **answer)
    decided = {"status": "refused", "decided_on": "2026-03-09", "notes": "Savings above the limit", "replaces": number}
    officers.post("olive", "/accounts/1/benefits", **{**said, **decided})
    view = officers.get("olive", "/accounts/1/benefits")
    (claim,) = view["claims"]
    assert (claim["kind"], claim["status"], claim["notes"]) == ("discretionary", "refused", "Savings above the limit")
    assert (len(view["earlier"]), [each["kind"] for each in view["chasers"]]) == (1, ["answered", "asked"])


def test_s1_12_the_budget_is_handed_over_on_paper_in_the_print_that_they_read(officers: Officers) -> None:
    assert officers.get("olive", "/persons/1/budgets/document", 404)["type"] == "urn:duecourse:no-such-budget"
    owes(officers, "court_costs", 35_500)
    first = budget(officers)["budget"]
    budget(officers, explanation="Less work")
    pages = {}
    for query in ("", "?large=true", f"?budget={first}"):
        answer = officers.client.get(f"/api/persons/1/budgets/document{query}", headers=_signed_in(officers))
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        pages[query] = PdfReader(BytesIO(answer.content))
    said = {
        query: " ".join(" ".join(sheet.extract_text() for sheet in each.pages).split()) for query, each in pages.items()
    }
    assert all(
        "Earnings £300.00 a week £1,300.00" in each and "Left for debts £65.00" in each for each in said.values()
    )
    assert "court costs 1 No £355.00 £0.00" in said[""]
    assert ("Less work" in said[""], "Less work" in said[f"?budget={first}"]) == (True, False)
    assert len(pages["?large=true"].pages) >= len(pages[""].pages)
