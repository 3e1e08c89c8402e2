"""The letter to a partner: of one person, about one referral, to the directory's address, while they agree to it."""

import json

import pytest

from tests.duties.officers import Officers
from tests.house import publish_folder

CONSENT = {"consent_how": "On the phone", "consent_on": "2026-03-02"}
AGREED = {
    "referral_to": "money_advice",
    "referral_agreed": "Yes",
    "referral_agreed_on": "2026-03-02",
    "referral_for": "Other debts",
}
PASSED_ON = "Ann, 01632 960001: help with other debts"
TOLD = {"referral_still": "Yes", "referral_told": "A call within a week", "referral_told_by": "Letter"}


@pytest.fixture
def asked(officers: Officers) -> tuple[Officers, int]:
    """A case in which Ann agreed that she is referred."""
    publish_folder(officers.landlord.house, "referral")
    case = officers.begin("olive", "referral", "She has other debts")
    task = officers.open_steps(case)["agree_referral"]["task_id"]
    (whose,) = officers.get("olive", f"/steps/{task}")["form"]["properties"]["referral_of"]["enum"]
    officers.complete("olive", case, "agree_referral", referral_of=whose, **AGREED, referral_passes_on=PASSED_ON)
    return officers, case


def test_what_can_be_chosen_is_shown_and_what_was_chosen_stands_in_the_record(asked: tuple[Officers, int]) -> None:
    officers, case = asked
    task = officers.open_steps(case)["make_referral"]["task_id"]
    assert officers.get("olive", f"/steps/{task}")["form"]["properties"]["referral_number"]["enum"] == []
    made = officers.post("olive", "/persons/1/referrals", partner="money_advice", reason="Debts", **CONSENT)
    shown = officers.get("olive", f"/steps/{task}")["form"]["properties"]["referral_number"]
    assert shown["enum"] == [str(made["id"])]
    assert "Newbridge Advice Centre, agreed on 2 March 2026" in shown["x-labels"][str(made["id"])]
    officers.complete("olive", case, "make_referral", referral_number=str(made["id"]), **TOLD)
    told = [each["content"] for each in officers.get("tess", f"/cases/{case}/record")]
    (chosen,) = [each["chosen"] for each in told if each.get("form") == "make_referral"]
    assert "Newbridge Advice Centre" in chosen["referral_number"]


def test_what_they_take_back_before_the_letter_is_made_is_not_passed_on(asked: tuple[Officers, int]) -> None:
    officers, case = asked
    made = officers.post("olive", "/persons/1/referrals", partner="money_advice", reason="Debts", **CONSENT)
    officers.complete("olive", case, "make_referral", referral_number=str(made["id"]), **TOLD)
    officers.post("olive", f"/persons/1/referrals/{made['id']}/close", outcome="She took it back")
    officers.work()
    seen = officers.get("tess", f"/cases/{case}")
    assert seen["documents"] == []
    assert "took back" in json.dumps(seen["incidents"])


def test_a_letter_that_was_not_made_is_nobodys_to_look_at_once_the_step_before_is_done_anew(
    asked: tuple[Officers, int],
) -> None:
    officers, case = asked
    made = officers.post("olive", "/persons/1/referrals", partner="money_advice", reason="Debts", **CONSENT)
    task = officers.open_steps(case)["make_referral"]["task_id"]
    officers.complete("olive", case, "make_referral", referral_number=str(made["id"]), **TOLD)
    officers.post("olive", f"/persons/1/referrals/{made['id']}/close", outcome="Made for the wrong help")
    officers.work()
    assert len(officers.get("tess", f"/cases/{case}")["incidents"]) == 1
    again = officers.post("olive", "/persons/1/referrals", partner="money_advice", reason="Debts", **CONSENT)
    officers.post("tess", f"/steps/{task}/reopen", reason="It is made anew")
    assert officers.get("tess", f"/cases/{case}")["incidents"] == []
    officers.complete("olive", case, "make_referral", referral_number=str(again["id"]), **TOLD)
    officers.work()
    seen = officers.get("tess", f"/cases/{case}")
    assert (len(seen["documents"]), seen["incidents"]) == (1, [])


def test_what_is_chosen_from_names_people_and_is_copied_into_no_process(asked: tuple[Officers, int]) -> None:
    officers, case = asked
    told = officers.get("tess", f"/cases/{case}/record")
    (result,) = [each["content"]["result"] for each in told if each["content"].get("operation") == "read_facts"]
    assert result["referral_open"] is False
    assert "living_tenants" not in result
    assert "Tenant1" not in json.dumps(result)


def test_what_was_agreed_for_one_partner_goes_to_no_other_and_not_a_year_later(asked: tuple[Officers, int]) -> None:
    officers, case = asked
    other = officers.post("olive", "/persons/1/referrals", partner="food_and_fuel", reason="Food", **CONSENT)
    made = officers.post("olive", "/persons/1/referrals", partner="money_advice", reason="Debts", **CONSENT)
    refused = officers.complete("olive", case, "make_referral", 422, referral_number=str(other["id"]), **TOLD)
    assert "somebody else than they agreed to" in refused["detail"]
    officers.pass_days(40)
    officers.complete("olive", case, "make_referral", referral_number=str(made["id"]), **TOLD)
    officers.work()
    seen = officers.get("tess", f"/cases/{case}")
    assert seen["documents"] == []
    assert "too long ago" in json.dumps(seen["incidents"])
