"""S1-34: Better Off, Pocket Power and Lightning Reach stand in the directory, and what came of them is kept."""

import pytest

from tests.duties.officers import Officers


@pytest.mark.parametrize("partner", ["better_off", "pocket_power", "lightning_reach", "advice_pro"])
def test_what_a_partner_found_is_kept(officers: Officers, partner: str) -> None:
    found = officers.landlord.house.organisation.partners[partner]
    assert found.outside
    assert found.sample, "its contact is made up until the landlord writes its own"
    consent = {"consent_how": "At the visit", "consent_on": "2026-03-02"}
    made = officers.post("olive", "/persons/1/referrals", partner=partner, reason="Low income", **consent)
    officers.post("olive", f"/persons/1/referrals/{made['id']}/close", outcome="£12 a week more")
    (kept,) = officers.get("olive", "/persons/1")["person"]["referrals"]
    assert (kept["partner"], kept["outcome"]) == (partner, "£12 a week more")
