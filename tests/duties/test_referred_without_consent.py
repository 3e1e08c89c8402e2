"""Somebody at risk, or a child, is referred without consent where the law allows; restricted, and with the reason."""

import json

from tests.duties.officers import Officers

HARM = "He said that he would not be here tomorrow"
ASKED = "He hung up, and does not answer"


def refer(officers: Officers, wanted: int = 0, **more: str) -> dict[str, str]:
    said = {"partner": "social_services", "reason": HARM, "consent_how": ASKED}
    said |= {"without_consent_because": "risk_to_life", **more}
    made: dict[str, str] = officers.post("olive", "/persons/1/referrals", wanted, **said)
    return made


def test_it_is_made_and_kept_from_those_who_may_not_see_a_safeguarding_concern(officers: Officers) -> None:
    made = refer(officers)
    assert (
        made["consent_how"] == f"Without consent: somebody's life or health is at risk (UK GDPR art. 6(1)(d)). {ASKED}"
    )
    for who, sees in (("olive", False), ("tess", True)):
        for path in ("/persons/1", "/persons/1/record"):
            assert (HARM in json.dumps(officers.get(who, path))) is sees, (who, path)
    entry = next(each for each in officers.get("tess", "/persons/1/record") if each["kind"] == "referral made")
    assert entry["restricted"] is True


def test_only_where_the_law_allows_it_and_with_words(officers: Officers) -> None:
    assert refer(officers, 422, without_consent_because="they owe")["field"] == "without_consent_because"
    assert refer(officers, 422, consent_how=" ")["field"] == "consent_how"
    assert refer(officers, 422, consent_on="2026-03-02")["field"] == "consent_on"
    assert refer(officers, 409, partner="money_advice")["type"].endswith("consent-wanted")
    assert "why it is made without consent" in refer(officers, 409, without_consent_because="")["detail"]
