"""Teams, partners and offices: one directory, consent before anything is passed on, grants applied for and awarded."""

from tests.duties.officers import Officers
from tests.duties.test_caseload_and_decisions import CALL, decide

CONSENT = {"consent_how": "At the visit, signed", "consent_on": "2026-03-02"}
CLAIM = {"person": 1, "kind": "housing_benefit", "claimed_on": "2026-02-23", "status": "claimed"}


def test_s1_03_teams_share_one_view_of_a_case_and_what_came_of_a_referral(before_notice: Officers) -> None:
    before_notice.post("olive", "/persons/1/contacts", **CALL)
    consent = {**CONSENT, "consent_on": "2026-04-01"}
    made = before_notice.post("olive", "/persons/1/referrals", partner="money_advice", reason="Other debts", **consent)
    before_notice.post("sam", f"/persons/1/referrals/{made['id']}/close", outcome="A plan with three creditors")
    for who in ("olive", "sam", "tess"):
        seen = before_notice.get(who, "/persons/1")["person"]
        assert seen["contacts"][0]["said"] == CALL["said"]
        assert [each["outcome"] for each in seen["referrals"]] == ["A plan with three creditors"]
        case = before_notice.get(who, f"/cases/{before_notice.landlord.case_of(1)}")
        assert [each["step"] for each in case["steps"]] == ["complete_pre_action_checklist"]


def test_s1_03_fairness_is_asked_for_before_anything_is_taken_further(before_notice: Officers) -> None:
    assert "equality" in decide(before_notice, "tess", 422, equality_considered=None)
    assert before_notice.get("tess", f"/cases/{before_notice.landlord.case_of(1)}")["status"] == "open"


def test_s1_13_partners_are_found_in_one_directory_and_told_with_consent_alone(officers: Officers) -> None:
    partners = {each["code"]: each for each in officers.get("olive", "/partners")}
    for code in ("money_advice", "social_services", "mental_health", "repairs"):
        assert partners[code]["helps_with"], code
        assert partners[code]["contact"], code
    assert partners["money_advice"]["outside"]
    refused = officers.post("olive", "/persons/1/referrals", 409, partner="money_advice", reason="Debts")
    assert "without the person's consent" in refused["detail"]
    officers.post("olive", "/persons/1/referrals", partner="repairs", reason="A tap drips")
    officers.get("pat", "/partners", 403)


def test_s1_13_what_was_said_with_the_benefit_office_is_recorded_and_asked_again(officers: Officers) -> None:
    claim = officers.post("olive", "/accounts/1/benefits", **CLAIM)["number"]
    said = {"claim": claim, "kind": "asked", "on": "2026-03-02", "words": "The council wants a payslip"}
    officers.post("olive", "/accounts/1/benefits/chasers", **said)
    (kept,) = officers.get("sam", "/accounts/1/benefits")["chasers"]
    assert (kept["kind"], kept["words"]) == ("asked", "The council wants a payslip")


def test_s1_33_a_grant_is_found_applied_for_and_its_award_recorded(officers: Officers) -> None:
    grants = [each["code"] for each in officers.get("olive", "/partners") if each["helps_with"].startswith("Grants")]
    assert {"crisis_fund", "hardship_fund", "charity_grants", "lightning_reach"} <= set(grants)
    made = officers.post("olive", "/persons/1/referrals", partner="crisis_fund", reason="The shortfall", **CONSENT)
    here = f"/persons/1/referrals/{made['id']}"
    officers.post("olive", f"{here}/close", 422, outcome="Awarded", award_pence=-1)
    officers.post("olive", f"{here}/close", outcome="Awarded for thirteen weeks", award_pence=32_500)
    (kept,) = officers.get("olive", "/persons/1")["person"]["referrals"]
    assert (kept["outcome"], kept["award_pence"]) == ("Awarded for thirteen weeks", 32_500)
    record = officers.get("olive", "/persons/1/record")
    assert next(each for each in record if each["kind"] == "referral closed")["content"]["award_pence"] == 32_500


def test_s2_25_financial_inclusion_and_progress_futures_take_referrals(officers: Officers) -> None:
    own = officers.post("olive", "/persons/1/referrals", partner="financial_inclusion", reason="A budget")
    assert own["consent_how"] == "", "the landlord's own team is told without consent"
    officers.post("olive", "/persons/1/referrals", 409, partner="progress_futures", reason="Work")
    made = officers.post("olive", "/persons/1/referrals", partner="progress_futures", reason="Work", **CONSENT)
    officers.post("olive", f"/persons/1/referrals/{made['id']}/close", outcome="Trains as an electrician")
    seen = officers.get("olive", "/persons/1")["person"]["referrals"]
    assert {each["partner"]: each["outcome"] for each in seen} == {
        "financial_inclusion": "",
        "progress_futures": "Trains as an electrician",
    }


def test_s2_24_what_was_said_with_a_partner_is_kept_and_asked_for_in_time(officers: Officers) -> None:
    made = officers.post("olive", "/persons/1/referrals", partner="advice_pro", reason="Debts", **CONSENT)
    here = f"/persons/1/referrals/{made['id']}"
    officers.pass_days(14)
    (due,) = officers.get("sam", "/referrals")
    assert due["partner"] == "AdvicePro"
    officers.post("sam", f"{here}/chase", words="They call her on Friday")
    record = officers.get("olive", "/persons/1/record")
    (said,) = [each["content"]["words"] for each in record if each["kind"] == "referral chased"]
    assert said == "They call her on Friday"
    claim = officers.post("olive", "/accounts/1/benefits", **CLAIM)["number"]  # income is made the most of
    officers.post("olive", "/accounts/1/benefits/chasers", claim=claim, kind="asked", on="2026-03-16", words="Soon")
    assert officers.get("olive", "/accounts/1/benefits")["limbs"]["barred"]
