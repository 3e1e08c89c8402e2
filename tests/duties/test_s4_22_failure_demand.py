"""S4-22: what made people contact the landlord for nothing is told apart, for those who contacted it alone."""

from tests.duties.officers import Officers

CALL = {"channel": "phone", "said": "Had paid on Friday.", "outcome": "information_given", "reached": True}


def test_a_code_of_the_landlords_own_is_kept_of_an_inbound_contact(officers: Officers) -> None:
    officers.post("olive", "/persons/1/contacts", **CALL, direction="in", failure_demand="payment_not_shown")
    (row,) = officers.get("olive", "/persons/1/contacts")["contacts"]
    assert row["failure_demand"] == "payment_not_shown"
    out = officers.post("olive", "/persons/1/contacts", 422, **CALL, direction="out", failure_demand="no_reply")
    assert "those who contacted us alone" in out["detail"]
    unknown = officers.post("olive", "/persons/1/contacts", 422, **CALL, direction="in", failure_demand="bad_luck")
    assert "payment_not_shown" in unknown["detail"]
