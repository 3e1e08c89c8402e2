"""An emergency is on the list at once; a contact is of our time; a promise is kept by a person's own money, once."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert

from cases.tables import AccountTransaction
from tasks.night.promises import look_at_promises
from tests.duties.officers import Officers
from tests.duties.test_s3_28_contacts_and_outcomes import CALL
from workflows.clock import london_date
from workflows.db import table

DUE = "2026-03-06"


def test_an_emergency_is_listed_at_once_and_until_it_is_closed(officers: Officers) -> None:
    made = officers.post("olive", "/persons/1/contacts", **CALL, hazard="emergency", hazard_said="Smell of gas")
    number = made["referral"]["id"]
    (row,) = officers.get("olive", "/referrals")
    assert (row["referral"]["id"], row["overdue"]) == (number, False)
    officers.post("olive", f"/persons/1/referrals/{number}/chase", words="They are on their way")
    assert len(officers.get("olive", "/referrals")) == 1
    officers.post("olive", f"/persons/1/referrals/{number}/close", outcome="Made safe")
    assert officers.get("olive", "/referrals") == []


@pytest.mark.parametrize(
    "at", ["0001-01-01T00:00:00+01:00", "1900-01-01T09:00:00Z", "2020-04-05T09:00:00Z", "2027-01-01T09:00:00Z"]
)
def test_a_contact_is_neither_before_the_tenancy_nor_in_the_future(officers: Officers, at: str) -> None:
    hazard = {"hazard": "emergency", "hazard_said": "Smell of gas"}
    refused = officers.post("olive", "/persons/1/contacts", 422, **CALL, **hazard, at=at)
    assert refused["field"] == "at"


def line(officers: Officers, reference: str, pence: int, kind: str = "payment", **more: Any) -> None:
    on = london_date(officers.landlord.clock.now())
    values = {"account_id": 1, "reference": reference, "posted_on": on, "kind": kind, "amount_pence": pence}
    with officers.landlord.house.db.write() as session:
        session.execute(insert(table(AccountTransaction)).values(**values, description="", **more))


def promised(officers: Officers, pence: int) -> int:
    made = officers.post("olive", "/persons/1/promises", amount_pence=pence, due_on=DUE)
    return int(made["number"])


def stands(officers: Officers) -> dict[int, str]:
    landlord = officers.landlord
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=6))
    landlord.bring_in()
    look_at_promises(landlord.house)
    return {each["id"]: each["status"] for each in officers.get("olive", "/persons/1")["person"]["promises"]}


@pytest.mark.parametrize(
    "paid", [{"kind": "housing_benefit"}, {"kind": "universal_credit"}, {"payer": "housing_benefit"}]
)
def test_benefit_keeps_nobodys_promise(officers: Officers, paid: dict[str, str]) -> None:
    number = promised(officers, 5_000)
    line(officers, "HB", -5_000, **paid)
    assert stands(officers) == {number: "broken"}


def test_a_payment_that_bounced_keeps_none(officers: Officers) -> None:
    number = promised(officers, 5_000)
    line(officers, "DD", -5_000)
    line(officers, "DD back", 5_000, "reversal", reverses="DD")
    assert stands(officers) == {number: "broken"}


def test_one_payment_keeps_one_promise_and_what_is_left_of_it_another(officers: Officers) -> None:
    first, second, third = (promised(officers, pence) for pence in (5_000, 5_000, 1_000))
    line(officers, "card", -6_000)
    look_at_promises(officers.landlord.house)
    assert stands(officers) == {first: "kept", second: "broken", third: "kept"}


def test_what_bounces_after_it_was_counted_breaks_the_promise_in_the_same_night(officers: Officers) -> None:
    """Of two promises, the one that is still paid for stays kept."""
    first, second = (promised(officers, pence) for pence in (5_000, 1_000))
    line(officers, "DD", -5_000)
    line(officers, "card", -1_000)
    assert stands(officers) == {first: "kept", second: "kept"}
    line(officers, "DD back", 5_000, "reversal", reverses="DD")
    assert look_at_promises(officers.landlord.house) == 1
    assert look_at_promises(officers.landlord.house) == 0
    found = {each["id"]: each["status"] for each in officers.get("olive", "/persons/1")["person"]["promises"]}
    assert sorted(found.values()) == ["broken", "kept"]


def test_what_bounces_before_the_day_is_over_may_still_be_paid(officers: Officers) -> None:
    number = promised(officers, 5_000)
    line(officers, "DD", -5_000)
    assert look_at_promises(officers.landlord.house) == 1
    line(officers, "DD back", 5_000, "reversal", reverses="DD")
    assert look_at_promises(officers.landlord.house) == 1
    line(officers, "card", -5_000)
    assert stands(officers) == {number: "kept"}
