"""S3-28: contacts and their outcomes are recorded, whatever case is open or none is."""

from datetime import date, timedelta

from cases.facts import facts_of_accounts
from tasks.night.promises import look_at_promises
from tests.calculating import STANDARDS
from tests.duties.officers import Officers

CALL = {
    "direction": "out",
    "channel": "phone",
    "said": "Rang about the rent of March.",
    "outcome": "spoke",
    "reached": True,
}


def test_a_call_is_written_down_without_a_case_and_its_outcome_is_wanted(officers: Officers) -> None:
    refused = officers.post("olive", "/persons/1/contacts", 422, **{**CALL, "outcome": ""})
    assert refused["detail"] == "Say what came of the contact: choose an outcome."
    refused = officers.post("olive", "/persons/1/contacts", 422, **{**CALL, "outcome": "went_well"})
    assert "'went_well' is unknown here" in refused["detail"]
    made = officers.post("olive", "/persons/1/contacts", **CALL, cause="job_lost")
    assert (made["promise"], made["referral"], made["warning"]) == (None, None, "")
    (row,) = officers.get("sam", "/persons/1/contacts")["contacts"]
    assert (row["outcome"], row["cause"], row["account_id"], row["recorded_by"]) == ("spoke", "job_lost", 1, "user:1")
    record = officers.get("sam", "/persons/1/record")
    assert [entry["kind"] for entry in record] == ["contact recorded", "person looked at", "person looked at"]
    assert record[0]["content"]["said"] == CALL["said"]


def test_a_contact_is_corrected_by_another_and_never_changed(officers: Officers) -> None:
    first = officers.post("olive", "/persons/1/contacts", **CALL)["contact"]
    officers.landlord.clock.move_to(officers.landlord.clock.now() + timedelta(hours=1))
    second = officers.post("olive", "/persons/1/contacts", **{**CALL, "said": "It was April."}, corrects=first)
    rows = {row["id"]: row for row in officers.get("olive", "/persons/1/contacts")["contacts"]}
    assert rows[first]["said"] == CALL["said"]
    assert rows[first]["corrected_by"] == second["contact"]
    again = officers.post("olive", "/persons/1/contacts", 409, **CALL, corrects=first)
    assert again["type"] == "urn:duecourse:already-corrected"
    officers.post("olive", "/persons/1/contacts", 404, **CALL, corrects=77)


def test_the_night_finds_which_promise_was_kept_and_which_was_broken(officers: Officers) -> None:
    landlord, due = officers.landlord, "2026-03-06"
    kept = officers.post("olive", "/persons/1/promises", amount_pence=5000, due_on=due)["number"]
    broken = officers.post("olive", "/persons/1/promises", amount_pence=9000, due_on=due)["number"]

    def stands() -> dict[int, str]:
        return {each["id"]: each["status"] for each in officers.get("olive", "/persons/1")["person"]["promises"]}

    landlord.pay(1, 6000)
    assert look_at_promises(landlord.house) == 1
    assert stands() == {kept: "kept", broken: "open"}
    landlord.clock.move_to(landlord.clock.now() + timedelta(days=6))
    assert look_at_promises(landlord.house) == 0, "the ledger is not known beyond the promise's day"
    landlord.bring_in()
    assert (look_at_promises(landlord.house), look_at_promises(landlord.house)) == (1, 0)
    assert stands() == {kept: "kept", broken: "broken"}
    kinds = [entry["kind"] for entry in officers.get("olive", "/persons/1/record")]
    assert kinds.count("promise decided") == 2


def test_a_promise_is_taken_with_the_call_for_a_day_that_is_near(officers: Officers) -> None:
    promise = {"amount_pence": 5000, "due_on": "2026-03-06"}
    made = officers.post("olive", "/persons/1/contacts", **{**CALL, "outcome": "promised_to_pay"}, promise=promise)
    (kept,) = officers.get("olive", "/persons/1")["person"]["promises"]
    assert (kept["id"], kept["amount_pence"], kept["due_on"]) == (made["promise"], 5000, "2026-03-06")
    late = officers.post("olive", "/persons/1/promises", 422, amount_pence=5000, due_on="2026-06-06")
    assert "make an agreement" in late["detail"]
    officers.post("olive", "/persons/1/promises", 422, amount_pence=0, due_on="2026-03-06")


def test_nobody_is_reached_by_a_message_and_it_is_always_said(officers: Officers) -> None:
    unsaid = {name: value for name, value in CALL.items() if name != "reached"}
    officers.post("olive", "/persons/1/contacts", 422, **unsaid)
    for outcome in ("message_left", "no_answer", "wrong_number"):
        refused = officers.post("olive", "/persons/1/contacts", 422, **{**CALL, "outcome": outcome})
        assert "says that nobody was reached" in refused["detail"]
        officers.post("olive", "/persons/1/contacts", **{**CALL, "outcome": outcome, "reached": False})
    with officers.landlord.house.db.read() as session:
        (found,) = (facts for _, facts in facts_of_accounts(session, date(2026, 3, 2), STANDARDS, 1))
    assert found["each_tenant_contacted"] is False
