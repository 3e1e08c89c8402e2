"""S1-14: people are referred to specialised services, with consent, and what came of it is known."""

from datetime import timedelta

from tests.duties.officers import Officers


def test_a_referral_is_made_chased_twice_and_closed_with_its_outcome(officers: Officers) -> None:
    consent = {"consent_how": "Form of today, signed", "consent_on": "2026-03-02"}
    made = officers.post("olive", "/persons/1/referrals", partner="mental_health", reason="Does not sleep", **consent)
    here = f"/persons/1/referrals/{made['id']}"
    clock = officers.landlord.clock
    for _ in range(2):
        clock.move_to(clock.now() + timedelta(days=14))
        assert [each["referral"]["id"] for each in officers.get("olive", "/referrals")] == [made["id"]]
        officers.post("olive", f"{here}/chase", words="On the list")
        assert officers.get("olive", "/referrals") == []
    officers.post("olive", f"{here}/close", 422, outcome=" ")
    officers.post("olive", f"{here}/close", outcome="Sees somebody weekly")
    clock.move_to(clock.now() + timedelta(days=60))
    assert officers.get("olive", "/referrals") == []
    (kept,) = officers.get("olive", "/persons/1")["person"]["referrals"]
    assert (kept["outcome"], kept["chased_on"]) == ("Sees somebody weekly", "2026-03-30")
