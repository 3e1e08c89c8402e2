"""S1-13, S1-14: whoever took back what they agreed to is passed on to nobody, and the partner is told so."""

from tests.duties.officers import Officers
from tests.duties.test_referral_letters import AGREED, CONSENT
from tests.house import publish_folder

MONEY = {"partner": "money_advice", "reason": "Debts"}
RANG = {"taken_back_on": "2026-03-02", "how": "She rang the office"}


def test_s1_13_what_is_taken_back_stands_on_the_list_until_the_partner_was_told(officers: Officers) -> None:
    made = officers.post("olive", "/persons/1/referrals", **MONEY, **CONSENT)
    here = f"/persons/1/referrals/{made['id']}"
    assert officers.get("olive", "/referrals") == []
    officers.post("olive", f"{here}/partner-told", 404, told_on="2026-03-02", how="By telephone")
    officers.post("olive", f"{here}/take-back", 422, taken_back_on="2026-03-01", how="She rang the office")
    officers.post("olive", f"{here}/take-back", 422, taken_back_on="2026-03-03", how="She rang the office")
    officers.post("olive", f"{here}/take-back", 422, taken_back_on="2026-03-02", how=" ")
    officers.post("olive", f"{here}/take-back", **RANG)
    officers.post("olive", f"{here}/take-back", 404, **RANG)
    officers.post("olive", f"{here}/chase", 404, words="On the list")
    (listed,) = officers.get("olive", "/referrals")
    assert (listed["referral"]["id"], listed["referral"]["taken_back_on"]) == (made["id"], "2026-03-02")
    officers.pass_days(40)
    assert len(officers.get("olive", "/referrals")) == 1
    officers.post("olive", f"{here}/partner-told", 422, told_on="2026-03-01", how="By telephone")
    officers.post("olive", f"{here}/partner-told", 422, told_on="2026-04-12", how="By telephone")
    officers.post("olive", f"{here}/partner-told", 422, told_on="2026-04-11", how="")
    officers.post("olive", f"{here}/partner-told", told_on="2026-04-11", how="By telephone")
    officers.post("olive", f"{here}/partner-told", 404, told_on="2026-04-11", how="By telephone")
    assert officers.get("olive", "/referrals") == []
    (kept,) = officers.get("olive", "/persons/1")["person"]["referrals"]
    assert (kept["partner_told_on"], kept["outcome"]) == (
        "2026-04-11",
        "They took back what they agreed to on 2 March 2026. She rang the office",
    )
    kinds = [each["kind"] for each in officers.get("tess", "/persons/1/record")]
    assert [each for each in kinds if each.startswith("referral")] == [
        *("referral made", "referral taken back", "referral partner told"),
    ]


def test_s1_13_what_rests_on_no_consent_is_not_taken_back(officers: Officers) -> None:
    repairs = officers.post("olive", "/persons/1/referrals", partner="repairs", reason="A leak", severity="emergency")
    officers.post("olive", f"/persons/1/referrals/{repairs['id']}/take-back", 409, **RANG)
    (listed,) = officers.get("olive", "/referrals")
    assert listed["referral"]["taken_back_on"] is None


def test_s1_13_of_what_is_restricted_it_is_told_to_nobody_else(officers: Officers) -> None:
    made = officers.post("tess", "/persons/1/referrals", partner="domestic_abuse", reason="Safety", **CONSENT)
    here = f"/persons/1/referrals/{made['id']}"
    officers.post("olive", f"{here}/take-back", 404, **RANG)
    officers.post("tess", f"{here}/take-back", **RANG)
    assert officers.get("olive", "/referrals") == []
    told = {"told_on": "2026-03-02", "how": "By telephone"}
    refused = officers.post("olive", f"{here}/partner-told", 404, **told)
    assert refused == {
        **officers.post("olive", "/persons/1/referrals/99/partner-told", 404, **told),
        "detail": refused["detail"],
    }
    assert len(officers.get("tess", "/referrals")) == 1
    record = officers.get("olive", "/persons/1/record")
    assert "She rang" not in str(record)
    officers.post("tess", f"{here}/partner-told", **told)
    assert officers.get("tess", "/referrals") == []


def test_s1_14_one_tenant_may_be_referred_twice_at_once(officers: Officers) -> None:
    publish_folder(officers.landlord.house, "referral")
    first = officers.begin("olive", "referral", "She has other debts")
    reference = officers.get("tess", f"/cases/{first}")["reference"]
    officers.post("olive", "/procedures/referral/cases", 409, account="1", reason="Work")
    second = officers.post("olive", "/procedures/referral/cases", account="1", reason="Work", another_than=reference)[
        "case"
    ]
    made = officers.post("olive", "/persons/1/referrals", **MONEY, **CONSENT)
    task = officers.open_steps(int(second))["agree_referral"]["task_id"]
    (whose,) = officers.get("olive", f"/steps/{task}")["form"]["properties"]["referral_of"]["enum"]
    passes = {"referral_of": whose, **AGREED, "referral_passes_on": "Ann"}
    officers.complete("olive", int(second), "agree_referral", **passes)
    told = {"referral_still": "Yes", "referral_told": "A call", "referral_told_by": "Telephone"}
    officers.complete("olive", int(second), "make_referral", referral_number=str(made["id"]), **told)
    assert "agree_referral" in officers.open_steps(first)
