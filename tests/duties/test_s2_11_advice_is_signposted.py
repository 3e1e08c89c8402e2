"""S2-11: customers and those who act for them are led to debt and benefit advice, and it is written down."""

from tests.duties.officers import Officers


def test_advice_outside_the_landlord_wants_consent_and_is_asked_after(officers: Officers) -> None:
    asked = {"partner": "money_advice", "reason": "Debts of £4,000 besides the rent"}
    refused = officers.post("olive", "/persons/1/referrals", 409, **asked)
    assert refused["type"] == "urn:duecourse:consent-wanted"
    assert "Newbridge Advice Centre is outside the landlord" in refused["detail"]
    consent = {"consent_how": "By telephone, to Olive", "consent_on": "2026-03-02"}
    made = officers.post("olive", "/persons/1/referrals", **asked, **consent)
    assert (made["consent_on"], made["chase_on"]) == ("2026-03-02", "2026-03-16")
    officers.post("olive", "/persons/1/referrals", 422, **asked, consent_how="x", consent_on="2026-03-03")
    officers.post("olive", "/persons/1/referrals", 422, partner="nobody", reason="x")
    entry = officers.get("olive", "/persons/1/record")[0]
    assert (entry["kind"], entry["content"]["partner"], entry["content"]["consent_how"]) == (
        "referral made",
        "money_advice",
        "By telephone, to Olive",
    )
