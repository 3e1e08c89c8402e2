"""S1-19: what looks wrong in ledgers is on a list with what to do, and nothing that is right is on it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, update

from cases.tables import Account, AccountTransaction
from tasks.people import add_user
from tests.duties.officers import Officers
from tests.house import PASSWORD
from workflows.db import table
from workflows.prepared import Prepared

TODAY = date(2026, 3, 2)
AWARD = {
    "person": 1,
    "kind": "housing_benefit",
    "status": "in_payment",
    "claimed_on": "2026-01-05",
    "decided_on": "2026-01-19",
    "award_from": "2026-01-05",
    "award_every": "weekly",
    "pays_every": "four_weekly",
    "paid_to": "landlord",
}


def line(officers: Officers, kind: str, pence: int, days_ago: int = 0, debt: str = "rent", account: int = 1) -> None:
    """A line of the ledger, and an export that agrees with it."""
    lines, accounts = table(AccountTransaction), table(Account)
    with officers.landlord.house.db.write() as session:
        named = {"account_id": account, "reference": f"{kind}{pence}{days_ago}{debt}{id(object())}", "kind": kind}
        on = TODAY - timedelta(days=days_ago)
        session.execute(insert(lines).values(**named, posted_on=on, amount_pence=pence, debt=debt, description=kind))
        more = accounts.c.balance_pence + pence
        session.execute(update(accounts).where(accounts.c.id == account).values(balance_pence=more))


def found(officers: Officers, who: str = "olive", kind: str = "") -> list[tuple[str, str, int]]:
    """What is on somebody's list."""
    rows: list[dict[str, Any]] = officers.get(who, f"/discrepancies?kind={kind}")
    return [(each["reference"], each["kind"], each["pence"]) for each in rows]


def test_s1_19_an_ordinary_ledger_is_on_no_list(officers: Officers) -> None:
    assert found(officers) == []
    assert "one of award_above_rent" in str(officers.get("olive", "/discrepancies?kind=other", 422))
    officers.get("pat", "/discrepancies", 403)


def test_s1_19_benefit_that_is_not_as_awarded_or_above_the_rent_is_found(officers: Officers) -> None:
    officers.post("olive", "/accounts/1/benefits", **AWARD, award_pence=9_000)
    line(officers, "housing_benefit", -36_000, 7)
    assert found(officers) == []
    line(officers, "housing_benefit", -30_000, 1)
    assert found(officers, kind="award_not_paid") == [("1", "award_not_paid", 6_000)]
    (said,) = officers.get("olive", "/discrepancies?kind=award_not_paid")
    assert "comes to £360.00. Check the council's notice." in said["sentence"]
    view = officers.get("olive", "/accounts/1/benefits")["claims"][0]
    officers.post("olive", "/accounts/1/benefits", **AWARD, award_pence=12_000, replaces=view["number"])
    assert ("1", "award_above_rent", 2_000) in found(officers)


def test_s1_19_doubled_lines_unallocated_money_credits_and_balances_are_found(officers: Officers) -> None:
    line(officers, "payment", -5_000)
    assert found(officers) == []
    line(officers, "payment", -5_000)
    assert found(officers) == [("1", "doubled", 5_000)]
    line(officers, "payment", -700, debt="")
    assert found(officers, kind="unallocated") == [("1", "unallocated", 700)]
    line(officers, "payment", -60_000, 3)
    assert found(officers, kind="credit") == [("1", "credit", 10_700)]
    with officers.landlord.house.db.write() as session:
        session.execute(update(table(Account)).values(balance_pence=0))
    assert found(officers, kind="balance") == [("1", "balance", 10_700)]


def test_s1_19_each_sees_their_own_patch_and_many_accounts_cost_no_more_questions(
    officers: Officers, monkeypatch: pytest.MonkeyPatch
) -> None:
    landlord, asked = officers.landlord, list[object]()
    every = Prepared.all
    monkeypatch.setattr(Prepared, "all", lambda self, *said: asked.append(self) or every(self, *said))
    found(officers)
    once = len(asked)
    for number in range(2, 12):
        line(officers, "payment", -70_000, account=landlord.add_tenancy(str(number)))
    with landlord.house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.id == 2).values(patch="West 2"))
        add_user(session, "west", "West", PASSWORD, ["officer"], landlord.clock, patches=["West 2"])
    asked.clear()
    assert len(found(officers)) == 10
    assert len(asked) <= once
    assert [each[0] for each in found(officers, "west")] == ["2"]
