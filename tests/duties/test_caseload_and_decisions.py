"""A caseload is worked as the procedure is drawn: what is due, what is decided with reasons, what is refused."""

from sqlalchemy import update

from cases.tables import Account
from tasks.people import add_user
from tests.duties.officers import SHEET, Officers
from tests.house import PASSWORD, PREPARE
from workflows.db import table

CALL = {"direction": "out", "channel": "phone", "said": "Rang about March", "outcome": "spoke", "reached": True}


def work(officers: Officers, who: str) -> list[tuple[int, str]]:
    """Somebody's work list."""
    return [(each["case_id"], each["step"]) for each in officers.get(who, "/steps")["steps"]]


def decide(officers: Officers, who: str, wanted: int = 0, **more: object) -> str:
    """Somebody decides about a notice; gives what the answer says."""
    case = officers.landlord.case_of(1)
    if "complete_pre_action_checklist" in officers.open_steps(case):
        officers.complete("olive", case, "complete_pre_action_checklist", **SHEET)
    return str(officers.complete(who, case, "decide_notice", wanted, **{**PREPARE, **more}))


def test_s1_01_a_caseload_is_that_of_ones_own_patch(before_notice: Officers) -> None:
    accounts, landlord = table(Account), before_notice.landlord
    case, other = landlord.case_of(1), landlord.add_tenancy("2", weeks_owed=0)
    with landlord.house.db.write() as session:
        session.execute(update(accounts).where(accounts.c.id == other).values(patch="West 2"))
    with landlord.house.db.write() as session:
        for name, patch in (("east", "East 1"), ("west", "West 2")):
            add_user(session, name, name.title(), PASSWORD, ["officer"], landlord.clock, patches=[patch])
    assert (work(before_notice, "east"), work(before_notice, "west")) == (
        [(case, "complete_pre_action_checklist")],
        [],
    )
    with landlord.house.db.write() as session:
        session.execute(update(accounts).values(patch="West 2"))
    assert (work(before_notice, "east"), len(work(before_notice, "west"))) == ([], 1)


def test_s1_08_an_overdue_account_is_escalated_as_the_procedure_is_drawn(before_notice: Officers) -> None:
    case = before_notice.landlord.case_of(1)
    sent = [each["kind"] for each in before_notice.get("olive", f"/cases/{case}")["documents"]]
    assert [each for each in sent if each.startswith("letter")] == ["letter_1", "letter_2"]
    decide(before_notice, "tess")
    seen = before_notice.get("olive", f"/cases/{case}")
    assert (seen["status"], seen["outcome"]) == ("closed", "notice_recommended")


def test_s1_08_what_was_paid_meanwhile_ends_the_recovery(before_notice: Officers) -> None:
    case = before_notice.landlord.case_of(1)
    before_notice.landlord.pay(1, 60_000)
    before_notice.pass_days(1)
    before_notice.landlord.look()
    seen = before_notice.get("olive", f"/cases/{case}")
    assert (seen["status"], seen["outcome"], work(before_notice, "olive")) == ("closed", "cleared", [])


def test_s1_04_a_decision_has_reasons_and_a_second_person(before_notice: Officers) -> None:
    case = before_notice.landlord.case_of(1)
    assert "not-your-lane" in decide(before_notice, "sam", 403)
    assert "reasons" in decide(before_notice, "tess", 422, reasons="")
    decide(before_notice, "tess")
    entries = before_notice.get("cora", f"/cases/{case}/record")
    (taken,) = [each for each in entries if (each["kind"], each.get("step")) == ("step completed", "decide_notice")]
    assert taken["actor"] == "user:3"
    assert taken["content"]["answers"]["reasons"] == PREPARE["reasons"]
    refused = [each for each in entries if each["kind"] == "act refused"]
    assert [each["actor"] for each in refused][:1] == ["user:2"]  # whoever tried is in the record, too


def test_s4_10_a_notice_is_weighed_against_its_harm_before_it_is_decided(before_notice: Officers) -> None:
    assert "proportionate" in decide(before_notice, "tess", 422, proportionate="")
    assert "equality" in decide(before_notice, "tess", 422, equality_considered=None)
    decide(before_notice, "tess", notice_decision="no_notice", proportionate="", reasons="A plan is within reach")
    case = before_notice.landlord.case_of(1)
    assert before_notice.get("tess", f"/cases/{case}")["outcome"] != "notice_recommended"


def test_s1_18_what_the_protocol_forbids_is_refused_with_its_paragraph(before_notice: Officers) -> None:
    case = before_notice.landlord.case_of(1)
    claim = {"person": 1, "kind": "universal_credit", "claimed_on": "2026-03-23", "status": "claimed"}
    before_notice.post("olive", "/accounts/1/benefits", **claim)
    untrue = before_notice.complete("olive", case, "complete_pre_action_checklist", 422, **SHEET)
    assert "The record says otherwise about claims" in str(untrue)
    before_notice.complete("olive", case, "complete_pre_action_checklist", **{**SHEET, "claim_waits": True})
    said = decide(before_notice, "tess", 422)
    assert "protocol" in said.lower()
    assert before_notice.get("tess", f"/cases/{case}")["status"] == "open"


def test_s1_18_in_a_breathing_space_no_step_of_recovery_is_done(before_notice: Officers) -> None:
    case = before_notice.landlord.case_of(1)
    notice = {"kind": "breathing_space", "begins_on": "2026-04-01", "accounts": ["1"], "reason": "Notice BS-1"}
    before_notice.post("olive", "/holds", **notice, source="The Insolvency Service")
    held = before_notice.complete("olive", case, "complete_pre_action_checklist", 409, **SHEET)
    assert "urn:duecourse:step-held" in str(held)
    assert "complete_pre_action_checklist" in before_notice.open_steps(case)
    before_notice.landlord.look()
    assert (before_notice.landlord.case_of(1), "record_moratorium") in work(before_notice, "olive")


def test_s1_17_contacts_actions_agreements_and_referrals_are_one_record(before_notice: Officers) -> None:
    before_notice.post("olive", "/persons/1/contacts", **CALL)
    consent = {"consent_how": "Form of today, signed", "consent_on": "2026-04-01"}
    before_notice.post("olive", "/persons/1/referrals", partner="mental_health", reason="Does not sleep", **consent)
    said = {"debts": [{"account": 1, "instalment_pence": 500}], "frequency": "weekly", "first_due": "2026-04-06"}
    why = {"without_budget": "Payslips", "agreed_with": "Ann Tenant1", "channel": "Phone"}
    number = before_notice.post("olive", "/accounts/1/agreements", parties=[{"person": 1}], **said, **why)["agreement"]
    seen = before_notice.get("sam", "/persons/1")["person"]
    assert seen["contacts"][0]["said"] == CALL["said"]
    assert [each["reference"] for each in seen["cases"]] == ["EI-1-1"]
    assert [(each["id"], each["instalment_pence"]) for each in seen["agreements"]] == [(number, 500)]
    assert [each["partner"] for each in seen["referrals"]] == ["mental_health"]
    assert "letter_2" in {each["kind"] for each in seen["documents"]}
