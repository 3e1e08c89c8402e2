"""S1-21: a breach is recorded with its 72 hours, its risk is judged by somebody else, and it is told in time."""

from tests.duties.officers import Officers

COUNTED = "count_report_time"
BREACH = {
    "aware_at": "2026-03-02T09:30:00+00:00",
    "breach_kind": "Sent or told to the wrong person",
    "breach_what": "A letter showed the new address",
    "breach_whose": "Ms Tenant1",
    "breach_data": ["Hidden or confidential address"],
}


def breached(desk: Officers, danger: bool) -> int:
    """A breach that was recorded and contained; gives its case."""
    case = desk.begin("olive", "data_breach", "A letter went to the old home")
    refused = desk.complete("olive", case, "record_breach", 422, **{**BREACH, "aware_at": "yesterday"})
    assert "the day, the hour and the zone" in str(refused)
    desk.complete("olive", case, "record_breach", **BREACH)
    warned = {"danger_done": "Ms Tenant1 was called at once"} if danger else {}
    desk.complete("olive", case, "contain_breach", contained="Asked back", in_danger=danger, **warned)
    return case


def test_a_hidden_address_that_became_known_is_told_to_the_commissioner_and_to_her(desk: Officers) -> None:
    case = breached(desk, danger=True)
    judged = {"breach_reasons": "He may read it", "dpo_advice": "Tell her at once"}
    own = desk.complete("olive", case, "assess_breach", 403, breach_risk="High risk", **judged)
    assert own["type"] == "urn:duecourse:not-your-lane"
    low = desk.complete("tess", case, "assess_breach", 422, breach_risk="Risk", **judged)
    assert "so the risk is high" in str(low)
    desk.complete("tess", case, "assess_breach", breach_risk="High risk", **judged)
    told = {"commissioner_told_on": "2026-03-02", "commissioner_reference": "IC-1", "told_within_72_hours": True}
    desk.complete("tess", case, "tell_commissioner", **told)
    desk.complete("tess", case, "tell_people", people_told_on="2026-03-02", people_told_how="By telephone")
    lessons = {"breach_cause": "The old address was still there", "breach_change": "Looked at before each letter"}
    desk.complete("tess", case, "note_lessons", **lessons)
    seen = desk.get("tess", f"/cases/{case}")
    assert (seen["status"], seen["outcome"]) == ("closed", "breach_closed")


def test_half_of_the_72_hours_over_a_leader_is_asked(desk: Officers) -> None:
    case = breached(desk, danger=False)
    desk.work()
    entries = desk.get("tess", f"/cases/{case}/record")
    done = [each["content"] for each in entries if (each["kind"], each.get("step")) == ("step completed", COUNTED)]
    assert done[0]["result"]["report_by"] == "2026-03-05T09:30:00+00:00"
    assert done[0]["result"]["sources"][0]["source"] == "UK GDPR Art. 33(1)"
    desk.pass_days(1)
    assert set(desk.open_steps(case)) == {"assess_breach"}
    desk.pass_days(1)
    assert set(desk.open_steps(case)) == {"assess_breach", "hurry_assessment"}
