"""The most serious steps are taken late, by rule, weighed by what the record holds, and decided by somebody else."""

from datetime import timedelta

from sqlalchemy import select

from tasks.people import add_user
from tasks.tables import User
from tests.duties.officers import SHEET, Officers
from tests.duties.test_caseload_and_decisions import decide, work
from tests.house import PASSWORD, PREPARE
from workflows.db import table


def test_s1_27_what_waits_too_long_is_seen_with_its_age_and_how_cases_end(before_notice: Officers) -> None:
    case = before_notice.landlord.case_of(1)
    (step,) = [each for each in before_notice.get("olive", "/steps")["steps"] if each["case_id"] == case]
    assert step["due_at"] > step["opened_at"]
    before_notice.landlord.clock.move_to(before_notice.landlord.clock.now() + timedelta(days=60))
    before_notice._tokens.clear()
    (step,) = [each for each in before_notice.get("tess", "/steps")["steps"] if each["case_id"] == case]
    assert step["due_at"] < before_notice.landlord.clock.now().isoformat(), "it is late, and still on the list"
    before_notice.landlord.pay(1, 200_000)
    before_notice.landlord.bring_in()
    before_notice.landlord.look()
    seen = before_notice.get("tess", f"/cases/{case}")
    assert (seen["status"], seen["outcome"]) == ("closed", "cleared")


def test_s4_03_arrears_are_looked_at_every_night_and_escalated_by_rule_alone(before_notice: Officers) -> None:
    case = before_notice.landlord.case_of(1)
    before_notice.landlord.look()
    seen = before_notice.get("olive", "/accounts/1")
    assert seen["why"]["night"] == before_notice.landlord.clock.now().date().isoformat()
    assert "is open" in seen["why"]["night_said"]
    claim = {"person": 1, "kind": "universal_credit", "claimed_on": "2026-03-23", "status": "claimed"}
    before_notice.post("olive", "/accounts/1/benefits", **claim)
    before_notice.complete("olive", case, "complete_pre_action_checklist", **{**SHEET, "claim_waits": True})
    refused = str(before_notice.complete("tess", case, "decide_notice", 422, **PREPARE))
    assert "protocol 2.6" in refused, "statute and protocol are named"
    assert (case, "decide_notice") in work(before_notice, "tess")


def test_s4_04_the_most_serious_step_is_weighed_by_facts_and_decided_by_another(before_notice: Officers) -> None:
    case = before_notice.landlord.case_of(1)
    untrue = before_notice.complete(
        "tess", case, "complete_pre_action_checklist", 422, **{**SHEET, "claim_waits": True}
    )
    assert "The record says otherwise" in str(untrue), "what the record does not bear out cannot be said"
    before_notice.complete("tess", case, "complete_pre_action_checklist", **SHEET)
    own = before_notice.complete("tess", case, "decide_notice", 403, **PREPARE)
    assert own["type"] == "urn:duecourse:four-eyes"
    assert "proportionate" in decide_by_another(before_notice, case, 422, proportionate="")
    assert "reasons" in decide_by_another(before_notice, case, 422, reasons="")
    assert before_notice.get("tess", f"/cases/{case}")["status"] == "open"


def decide_by_another(officers: Officers, case: int, wanted: int, **more: str) -> str:
    """Another team leader decides."""
    landlord, users = officers.landlord, table(User)
    with landlord.house.db.write() as session:
        if session.execute(select(users.c.id).where(users.c.username == "theo")).first() is None:
            add_user(session, "theo", "Theo", PASSWORD, ["team_leader"], landlord.clock)
    return str(officers.complete("theo", case, "decide_notice", wanted, **{**PREPARE, **more}))


def test_s4_04_whoever_filled_in_the_sheet_is_not_who_decides(before_notice: Officers) -> None:
    decide(before_notice, "tess")
    case = before_notice.landlord.case_of(1)
    record = before_notice.get("cora", f"/cases/{case}/record")
    done = {each["step"]: each["actor"] for each in record if each["kind"] == "step completed" and each.get("step")}
    assert done["complete_pre_action_checklist"] != done["decide_notice"]
