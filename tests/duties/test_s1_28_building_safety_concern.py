"""S1-28: a building safety concern is escalated in one act, and somebody asks what came of it."""

from datetime import timedelta

from tests.duties.officers import Officers


def test_a_concern_goes_to_the_building_safety_team_without_consent_and_is_asked_after(officers: Officers) -> None:
    made = officers.post("olive", "/persons/1/referrals", partner="building_safety", reason="Cladding came loose")
    assert (made["partner"], made["due_by"], made["chase_on"]) == ("building_safety", None, "2026-03-16")
    assert officers.get("olive", "/referrals") == []
    officers.landlord.clock.move_to(officers.landlord.clock.now() + timedelta(days=14))
    (due,) = officers.get("olive", "/referrals")
    assert (due["partner"], due["overdue"], due["referral"]["reason"]) == (
        "Building safety team",
        False,
        "Cladding came loose",
    )
    officers.post("olive", f"/persons/1/referrals/{made['id']}/chase", words="An engineer comes on Friday")
    assert officers.get("olive", "/referrals") == []
    officers.post("olive", f"/persons/1/referrals/{made['id']}/close", outcome="Made safe")
    officers.post("olive", f"/persons/1/referrals/{made['id']}/close", 404, outcome="Again")
    kinds = [entry["kind"] for entry in officers.get("olive", "/persons/1/record")]
    assert kinds[:3] == ["referral made", "referral chased", "referral closed"]


def test_a_hazard_that_is_mentioned_at_a_call_about_rent_runs_the_landlords_time(officers: Officers) -> None:
    call = {"direction": "in", "channel": "phone", "said": "Cannot pay all", "outcome": "spoke", "reached": True}
    lacking = officers.post("olive", "/persons/1/contacts", 422, **call, hazard="significant")
    assert "Say what was reported of the home" in lacking["detail"]
    made = officers.post("olive", "/persons/1/contacts", **call, hazard="significant", hazard_said="Black mould")
    referral = made["referral"]
    assert (referral["partner"], referral["reason"], referral["due_rule"]) == (
        "repairs",
        "Black mould",
        "hazard_investigation",
    )
    assert referral["due_by"] == "2026-03-16T23:59:00Z"  # ten working days after Monday 2 March
    urgent = officers.post("olive", "/persons/1/contacts", **call, hazard="emergency", hazard_said="Smell of gas")
    assert urgent["referral"]["due_by"] == "2026-03-03T09:00:00Z"
    assert urgent["referral"]["counted_by"] == "hazard_emergency [to confirm]"
    officers.landlord.clock.move_to(officers.landlord.clock.now() + timedelta(hours=25))
    (first,) = officers.get("olive", "/referrals")
    assert (first["referral"]["id"], first["overdue"]) == (urgent["referral"]["id"], True)
    assert first["referral"]["counted_by"] == "hazard_emergency [to confirm]"
