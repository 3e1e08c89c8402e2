"""Agreements as officers make, watch, change and hand them over, through the API."""

from datetime import timedelta
from typing import Any

import pytest

from cases import holds
from tasks.night.agreements import look_at_agreements
from tests.agreements.town import FIRST
from tests.duties.officers import Officers
from tests.duties.test_enquiries_and_complaints import asked
from workflows.clock import london_date

AGREED: dict[str, Any] = {
    "parties": [{"person": 1}],
    "debts": [{"account": 1, "instalment_pence": 1_500}],
    "frequency": "weekly",
    "first_due": FIRST.isoformat(),
    "agreed_with": "Ann Tenant1",
    "channel": "Phone",
    "without_budget": "Payslips were seen",
}


def agreed(officers: Officers, **more: Any) -> int:
    """An agreement; gives its number."""
    return int(officers.post("olive", "/accounts/1/agreements", **{**AGREED, **more})["agreement"])


def nights(officers: Officers, days: int) -> None:
    """Nights go by, each with an export and a look at agreements."""
    for _ in range(days):
        officers.landlord.clock.move_to(officers.landlord.clock.now() + timedelta(days=1))
        officers.landlord.bring_in()
        look_at_agreements(officers.landlord.house)
    officers._tokens.clear()


def seen(officers: Officers, number: int) -> dict[str, Any]:
    """The agreement as an officer sees it."""
    return dict(officers.get("olive", f"/agreements/{number}"))


@pytest.mark.parametrize("pence", [100, 800])
def test_s1_06_what_is_too_little_or_lasts_too_long_is_for_somebody_who_leads(officers: Officers, pence: int) -> None:
    number = agreed(officers, debts=[{"account": 1, "instalment_pence": pence}], frequency="monthly")
    assert seen(officers, number)["status"] == "proposed"
    (waits,) = officers.get("tess", "/agreements?why=to%20approve")
    assert waits["agreement"] == number
    officers.post("olive", f"/agreements/{number}/approve", 403, reason="I think so")
    officers.post("tess", f"/agreements/{number}/approve", reason="Nothing more is left of their benefit")
    assert seen(officers, number)["status"] == "live"


def test_s1_07_days_of_a_breathing_space_do_not_count_against_whoever_was_warned(officers: Officers) -> None:
    number = agreed(officers)
    nights(officers, 13)
    first = seen(officers, number)["mend_by"]
    assert first is not None
    today = london_date(officers.landlord.clock.now())
    runtime = officers.landlord.house.runtime
    until = today + timedelta(days=15)
    holds.place(runtime, "breathing_space", "user:1", begins_on=today, ends_on=until, accounts=[1])
    nights(officers, 15)
    assert (seen(officers, number)["status"], seen(officers, number)["mend_by"]) == ("live", first)
    nights(officers, 1)
    assert seen(officers, number)["mend_by"] > first
    assert "did not run, as it was held" in seen(officers, number)["events"][-1]["words"]


def test_s1_07_a_warning_that_is_overtaken_is_said_so(officers: Officers) -> None:
    number = agreed(officers)
    nights(officers, 13)
    terms = {"instalments": [{"account": 1, "instalment_pence": 1_000}], "frequency": "weekly"}
    first = (london_date(officers.landlord.clock.now()) + timedelta(days=7)).isoformat()
    why = {"reason": "Hours were cut", "without_budget": "Payslips were seen"}
    officers.post("olive", f"/agreements/{number}/vary", **terms, first_due=first, **why)
    now = seen(officers, number)
    assert now["mend_by"] is None
    assert "That day counts no more" in now["events"][-1]["words"]


def test_s4_09_what_falls_due_in_the_next_days_is_seen_by_account(officers: Officers) -> None:
    number = agreed(officers)
    assert officers.get("olive", "/instalments?days=6") == []
    (due,) = officers.get("olive", "/instalments?days=7")
    assert (due["reference"], due["agreement_id"], due["due_on"]) == ("1", number, FIRST.isoformat())
    assert (due["pence"], due["behind_pence"], due["people"]) == (1_500, 0, ["Ms Ann Tenant1"])


def test_s3_04_a_colleague_who_deputises_takes_up_what_waits(desk: Officers) -> None:
    case = asked(desk)
    task = desk.open_steps(case)["answer_enquiry"]["task_id"]
    desk.post("olive", f"/steps/{task}/claim")
    taken = desk.post("sam", f"/steps/{task}/claim", 409)
    assert "Olive" in taken["detail"] or "olive" in taken["detail"]
    desk.post("tess", f"/steps/{task}/hand-over", to="sam", reason="Olive is ill this week")
    assert [each["task_id"] for each in desk.get("sam", "/steps?whose=mine")["steps"]] == [task]


def test_s4_02_a_question_about_recovery_is_on_the_list_of_the_day(desk: Officers) -> None:
    case = asked(desk)
    listed = desk.get("sam", "/steps")["steps"]
    (row,) = [each for each in listed if each["step"] == "answer_enquiry"]
    assert (row["case_id"], row["due_at"][:10]) == (case, "2026-03-07")
