"""Accounts, each morning: what is owed of what, what is late, and why it is on a list or on none."""

from datetime import timedelta

from sqlalchemy import insert, update

from cases.tables import AccountTransaction
from tests.agreements.town import Town
from tests.api.test_api import Door
from workflows.clock import london_date
from workflows.db import table


def why(door: Door, account: int) -> str:
    answer = door.ask("olive", "GET", f"/accounts/{account}/why")
    assert answer.status_code == 200
    return str(answer.json()["sentence"])


def test_s1_05_arrears_that_timing_explains_are_named_and_nobody_is_chased(door: Door, small: Town) -> None:
    account = small.landlord.add_tenancy("2", weeks_owed=4)
    today = london_date(small.landlord.clock.now())
    claim = {
        "person": 2,
        "kind": "housing_benefit",
        "claimed_on": str(today - timedelta(days=300)),
        "status": "in_payment",
        "decided_on": str(today - timedelta(days=290)),
        "award_pence": 10_000,
        "award_every": "weekly",
        "award_from": str(today - timedelta(days=300)),
        "paid_to": "landlord",
        "pays_every": "four_weekly",
        "next_payment_on": str(today + timedelta(days=7)),
    }
    answer = door.ask("olive", "POST", f"/accounts/{account}/benefits", json=claim)
    assert answer.status_code == 201, answer.text
    lines = table(AccountTransaction)
    with small.landlord.house.db.write() as session:  # until now the award has paid
        theirs = (lines.c.account_id == account) & (lines.c.kind == "payment")
        session.execute(update(lines).where(theirs).values(kind="housing_benefit"))
    small.landlord.look()
    told = why(door, account)
    assert told.startswith("£400.00 is owed on 2 March 2026. All of it is not late: £400.00 is housing benefit")
    assert "Early intervention is not begun: Nothing is overdue" in told


def test_s2_03_a_missed_payment_is_seen_the_night_after_and_begins_what_is_due(door: Door, small: Town) -> None:
    small.landlord.look()
    told = why(door, small.account)
    assert "is overdue since" in told
    assert "The case EI-1-1 is open" in told


def test_s4_09_each_account_has_its_reason_every_night(door: Door, small: Town) -> None:
    paid = small.landlord.add_tenancy("2", weeks_owed=0)
    small.landlord.look()
    assert why(door, paid).startswith("Nothing is owed on 2 March 2026.")
    night = door.ask("olive", "GET", f"/accounts/{paid}/why").json()
    assert (night["night"], night["reason"]) == ("2026-03-02", "nothing is to be done")


def test_s2_02_what_is_owed_of_each_debt_is_told_with_its_ledger(door: Door, small: Town) -> None:
    today = london_date(small.landlord.clock.now())
    with small.landlord.house.db.write() as session:
        fee = {"reference": "fee", "posted_on": today, "kind": "charge", "amount_pence": 35_500, "debt": "court_costs"}
        session.execute(insert(table(AccountTransaction)).values(account_id=small.account, description="Fee", **fee))
    seen = door.ask("olive", "GET", f"/accounts/{small.account}").json()
    assert [(each["title"], each["pence"]) for each in seen["debts"]] == [("Rent", 60_000), ("Court costs", 35_500)]
    assert seen["facts"]["arrears_pence"] == 60_000
    assert seen["ledger"][-1]["debt"] == "court_costs"
    assert "Of other debts £355.00 is owed." in seen["why"]["sentence"]
