"""S2-04: contact in the right way, and with whom the law lets speak: a deputy, an appointee, a friend."""

from tests.duties.officers import Officers

CALL = {
    "direction": "in",
    "channel": "phone",
    "said": "Asked what is owed.",
    "outcome": "information_given",
    "reached": True,
}
ORDER = {"evidence": "Sealed order of the Court of Protection, seen today", "from_on": "2026-03-01"}


def test_a_deputy_speaks_and_agrees_within_the_order(officers: Officers) -> None:
    acts = ["discuss", "agree_to_pay", "receive_letters"]
    deputy = officers.post("olive", "/persons/1/representatives", name="Dee Puty", role="deputy", acts=acts, **ORDER)
    said = {**CALL, "with_whom": "representative", "representative": deputy["number"], "account_told": True}
    unknown = officers.post("olive", "/persons/1/contacts", 409, **said)
    assert unknown["type"] == "urn:duecourse:identity-not-checked"
    made = officers.post("olive", "/persons/1/contacts", **said, identity_checked="Order number and date of birth")
    assert made["warning"] == ""
    officers.post("olive", f"/persons/1/representatives/{deputy['number']}/end", reason="Order discharged")
    told = officers.post("olive", "/persons/1/contacts", 409, **said, identity_checked="Order number")
    assert "Dee Puty has no recorded authority to discuss" in told["detail"]


def test_a_role_carries_no_more_than_the_law_gives_it(officers: Officers) -> None:
    appointee = {"name": "Ann Other", "role": "appointee", **ORDER}
    refused = officers.post("olive", "/persons/1/representatives", 409, **appointee, acts=["agree_to_pay"])
    assert refused["type"] == "urn:duecourse:authority-not-carried"
    assert "payment of rent from it included" in refused["detail"]
    officers.post("olive", "/persons/1/representatives", **appointee, acts=["handle_benefit"])
    friend = {"name": "A Friend", "role": "friend", "from_on": "2026-03-01", "acts": ["discuss"]}
    refused = officers.post("olive", "/persons/1/representatives", 422, **friend, evidence="")
    assert "Say what was seen" in refused["detail"]
    attorney = {"name": "At Torney", "role": "attorney", **ORDER, "acts": ["conduct_defence"]}
    assert "litigation friend" in officers.post("olive", "/persons/1/representatives", 409, **attorney)["detail"]


def test_who_has_no_authority_may_be_listened_to_and_is_told_nothing(officers: Officers) -> None:
    sister = {**CALL, "with_whom": "somebody_else", "with_name": "Her sister", "outcome": "information_received"}
    made = officers.post("olive", "/persons/1/contacts", **sister)
    assert (
        made["warning"] == "Her sister has no recorded authority to discuss the account: nothing may be told to them."
    )
    told = officers.post("olive", "/persons/1/contacts", 409, **sister, account_told=True, identity_checked="Asked")
    assert told["type"] == "urn:duecourse:nothing-may-be-told"
    way = {"way": "phone", "wish": "refused", "source": "Her letter of today"}
    officers.post("olive", "/persons/1/preferences", **way)
    (kept,) = officers.get("olive", "/persons/1")["person"]["preferences"]
    assert (kept["way"], kept["wish"], kept["said_on"]) == ("phone", "refused", "2026-03-02")
