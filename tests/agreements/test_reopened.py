"""An agreement that a payment completed which bounced lives again the same night; and a bounce hides nothing."""

from datetime import date, timedelta

import pytest
from sqlalchemy import insert

from cases.agreements.talking import Talk, agreements_to_talk_about
from cases.tables import AccountTransaction
from tasks.night.agreements import LookedAtAgreements, look_at_agreements
from tests.agreements.test_umbrella import costs, line, stands, umbrella
from tests.agreements.town import FIRST, Town
from workflows.db import table

PAID_ON = date(2026, 3, 2)


def bounce(town: Town, reference: str, pence: int, debt: str = "rent") -> None:
    """A payment is taken back today."""
    said = {"account_id": town.account, "reference": f"back {reference}", "posted_on": town.today, "kind": "reversal"}
    more = {"amount_pence": pence, "description": "Returned", "debt": debt, "reverses": reference}
    with town.landlord.house.db.write() as session:
        session.execute(insert(table(AccountTransaction)).values(**said, **more))


def completed(town: Town) -> int:
    number = town.agree()
    town.pay(60_000)
    assert town.pass_to(date(2026, 3, 3)).completed == 1
    return number


def listed(town: Town) -> list[tuple[int, Talk]]:
    with town.landlord.house.db.read() as session:
        found = agreements_to_talk_about(session, town.today, town.landlord.house.standards)
    return [(each.agreement.id, each.why) for each in found]


def test_it_lives_again_the_same_night_and_an_officer_is_told(town: Town) -> None:
    number = completed(town)
    assert not town.facts()["arrangement_live"]
    town.pass_to(date(2026, 3, 5))
    bounce(town, f"payment {PAID_ON} -60000", 60_000)
    looked = look_at_agreements(town.landlord.house)
    assert (looked.reopened, looked.completed) == (1, 0)
    row = town.row(number)
    assert (row["status"], row["ended_at"], row["ended_reason"]) == ("live", None, "")
    assert (town.events(number)[-1], town.told()) == (
        ("reopened", date(2026, 3, 5)),
        ["agreement completed", "agreement reopened"],
    )
    assert (town.facts()["arrangement_live"], town.facts()["agreement_status"]) == (True, "live")
    assert listed(town) == [(number, Talk.REOPENED)]
    again = look_at_agreements(town.landlord.house)
    assert (again.reopened, again.completed) == (0, 0)
    assert town.pass_to(FIRST + timedelta(days=5)).warned == 1  # and is judged as before
    assert listed(town) == [(number, Talk.WARNED)]


def test_what_was_paid_anew_by_then_stays_completed_and_later_arrears_are_their_own(town: Town) -> None:
    number = completed(town)
    town.pass_to(date(2026, 3, 5))
    bounce(town, f"payment {PAID_ON} -60000", 60_000)
    town.line(town.account, town.today, "payment", -60_001)
    assert town.pass_to(date(2026, 3, 6)).reopened == 0
    assert town.pass_to(date(2026, 4, 20)).reopened == 0  # six weeks of rent are owed by now
    assert town.row(number)["status"] == "completed"


def test_another_agreement_that_was_made_since_says_what_becomes_of_it(town: Town) -> None:
    number = completed(town)
    town.pass_to(date(2026, 3, 5))
    bounce(town, f"payment {PAID_ON} -60000", 60_000)
    second = town.agree(replaces=True, first_due=date(2026, 3, 12))
    assert look_at_agreements(town.landlord.house) == LookedAtAgreements(agreements=1)
    assert (town.row(number)["status"], town.row(second)["status"]) == ("completed", "live")


def test_a_charge_that_was_taken_back_reopens_nothing(small: Town) -> None:
    number = completed(small)
    small.pass_to(date(2026, 3, 5))
    bounce(small, "nothing that there is", 60_000)
    assert look_at_agreements(small.landlord.house).reopened == 0
    assert small.row(number)["status"] == "completed"


def test_the_costs_of_an_umbrella_bounce(town: Town) -> None:
    costs(town, 3_000)
    number = umbrella(town)
    town.pay(60_000)
    line(town, "payment", -3_000, "court_costs", reference="card")
    assert town.pass_to(date(2026, 3, 3)).completed == 1
    line(town, "charge", 700, "court_costs", reference="another order")
    assert look_at_agreements(town.landlord.house).reopened == 0
    bounce(town, "card", 3_000, "court_costs")
    assert look_at_agreements(town.landlord.house).reopened == 1
    assert town.row(number)["status"] == "live"
    found = stands(town)
    assert (found["rent"].standing.owed_pence, found["court_costs"].standing.owed_pence) == (0, 3_000)


@pytest.mark.parametrize("alone", [True, False])
def test_a_payment_that_bounced_is_no_evening_on_which_it_was_kept(small: Town, alone: bool) -> None:
    if not alone:
        costs(small)
    number = small.agree() if alone else umbrella(small)
    if not alone:
        line(small, "payment", -30_000, "court_costs")
    small.pay(10_000)
    small.pass_to(FIRST)
    small.line(small.account, small.today, "payment", -10_500)
    reference = f"payment {small.today} -10500"
    small.pass_to(FIRST + timedelta(days=5))
    assert small.row(number)["warned_on"] is None
    bounce(small, reference, 10_500)
    assert look_at_agreements(small.landlord.house).warned == 1
