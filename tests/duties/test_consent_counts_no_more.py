"""S1-13, S1-14: consent that was taken back passes nobody on, whatever is written down about it since."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from cases.referrals.tables import Referral
from documents.handing import HeldBack
from tasks.operations import sending
from tests.duties.officers import Officers
from tests.duties.test_referral_letters import AGREED, CONSENT, PASSED_ON, TOLD
from tests.house import publish_folder
from workflows.db import table
from workflows.errors import Busy
from workflows.runtime.house import Runtime

HERS = "/persons/1/referrals"
MONEY = {"partner": "money_advice", "reason": "Debts"}
RANG = {"how": "She rang: nobody is to be told anything"}


def refer(officers: Officers, wanted: int = 0, **more: Any) -> dict[str, Any]:
    made: dict[str, Any] = officers.post("olive", HERS, wanted, **{**MONEY, **CONSENT, **more})
    return made


def take_back(officers: Officers, number: int, on: str = "2026-03-02", who: str = "olive") -> None:
    officers.post(who, f"{HERS}/{number}/take-back", taken_back_on=on, **RANG)


def of_hers(officers: Officers) -> dict[int, dict[str, Any]]:
    return {each["id"]: each for each in officers.get("tess", "/persons/1")["person"]["referrals"]}


def begin(officers: Officers, another_than: str = "") -> int:
    """A case in which Ann agreed that she is referred to the advice centre; the partner is not told yet."""
    more = {"another_than": another_than} if another_than else {"reason": "x"}
    case = int(officers.post("olive", "/procedures/referral/cases", account="1", **{"reason": "x", **more})["case"])
    task = officers.open_steps(case)["agree_referral"]["task_id"]
    (whose,) = officers.get("olive", f"/steps/{task}")["form"]["properties"]["referral_of"]["enum"]
    officers.complete("olive", case, "agree_referral", referral_of=whose, **AGREED, referral_passes_on=PASSED_ON)
    return case


def outcome(officers: Officers, case: int) -> str:
    return str(officers.get("tess", f"/cases/{case}")["outcome"])


@pytest.fixture
def asked(officers: Officers) -> tuple[Officers, int]:
    publish_folder(officers.landlord.house, "referral")
    return officers, begin(officers)


def test_s1_13_consent_that_was_taken_back_makes_no_other_referral(officers: Officers) -> None:
    first = refer(officers)["id"]
    officers.pass_days(1)
    take_back(officers, first, "2026-03-03")
    for day in ("2026-03-02", "2026-03-03"):
        refused = refer(officers, 409, consent_on=day)
        assert refused["type"].endswith("consent-wanted")
        assert (refused["field"], "they took it back" in refused["detail"]) == ("consent_on", True)
    assert refer(officers, partner="better_off")["taken_back_on"] is None, "it was said of another partner"
    officers.pass_days(1)
    assert refer(officers, consent_on="2026-03-04")["closed_at"] is None


def test_s1_13_of_what_is_restricted_the_refusal_tells_nothing(officers: Officers) -> None:
    made = officers.post("tess", HERS, partner="domestic_abuse", reason="Safety", **CONSENT)
    take_back(officers, made["id"], who="tess")
    refused = refer(officers, 409, partner="domestic_abuse")
    assert "took" not in refused["detail"]
    assert "Ask them again" in refused["detail"]


def test_s1_13_what_rests_on_the_same_consent_ends_with_it_and_the_partner_is_told_once(officers: Officers) -> None:
    first, twin, other = refer(officers)["id"], refer(officers)["id"], refer(officers, partner="better_off")["id"]
    leak = refer(officers, partner="repairs", severity="significant", reason="A leak")["id"]
    officers.pass_days(1)
    later = refer(officers, consent_on="2026-03-03")["id"]
    take_back(officers, first)
    kept = of_hers(officers)
    assert {number for number, each in kept.items() if each["taken_back_on"]} == {first, twin}
    assert {number for number, each in kept.items() if not each["closed_at"]} == {other, leak, later}
    waiting = [each["referral"]["id"] for each in officers.get("olive", "/referrals")]
    assert waiting == [first, twin]
    record = [each for each in officers.get("tess", "/persons/1/record") if each["kind"] == "referral taken back"]
    assert [(each["content"]["referral"], each["content"].get("with")) for each in record] == [
        (first, None),
        (twin, first),
    ]
    officers.post("olive", f"{HERS}/{twin}/partner-told", told_on="2026-03-03", how="By telephone")
    assert officers.get("olive", "/referrals") == []
    officers.post("olive", f"{HERS}/{first}/partner-told", 404, told_on="2026-03-03", how="By telephone")


def test_s1_13_a_hazard_is_not_taken_back(officers: Officers) -> None:
    leak = refer(officers, partner="repairs", severity="emergency", reason="A leak")["id"]
    refused = officers.post("olive", f"{HERS}/{leak}/take-back", 409, taken_back_on="2026-03-02", **RANG)
    assert "rests on no consent" in refused["detail"]
    assert of_hers(officers)[leak]["closed_at"] is None


def test_s1_13_what_a_partner_works_on_can_be_taken_back_and_they_are_told(officers: Officers) -> None:
    number = refer(officers)["id"]
    officers.post("olive", f"{HERS}/{number}/close", outcome="They help her with a debt plan", award_pence=500)
    closed = of_hers(officers)[number]["closed_at"]
    officers.pass_days(20)
    take_back(officers, number, "2026-03-20")
    officers.post("olive", f"{HERS}/{number}/take-back", 404, taken_back_on="2026-03-20", **RANG)
    kept = of_hers(officers)[number]
    assert (kept["closed_at"], kept["award_pence"]) == (closed, 500)
    assert kept["outcome"].startswith("They help her with a debt plan (They took back what they agreed to on 20 March")
    assert [each["referral"]["id"] for each in officers.get("olive", "/referrals")] == [number]
    officers.post("olive", f"{HERS}/{number}/partner-told", told_on="2026-03-22", how="By telephone")
    assert officers.get("olive", "/referrals") == []


def test_s1_13_of_a_closed_one_that_is_restricted_nobody_else_learns(officers: Officers) -> None:
    made = officers.post("tess", HERS, partner="domestic_abuse", reason="Safety", **CONSENT)
    officers.post("tess", f"{HERS}/{made['id']}/close", outcome="They help")
    hidden = officers.post("olive", f"{HERS}/{made['id']}/take-back", 404, taken_back_on="2026-03-02", **RANG)
    none = officers.post("olive", f"{HERS}/99/take-back", 404, taken_back_on="2026-03-02", **RANG)
    assert hidden["detail"].replace(str(made["id"]), "99") == none["detail"]
    assert hidden["type"] == none["type"]


def test_s1_13_what_was_written_down_by_mistake_is_undone_by_a_leader_and_counts_again(officers: Officers) -> None:
    first, twin = refer(officers)["id"], refer(officers)["id"]
    here = f"{HERS}/{first}/not-taken-back"
    officers.post("tess", here, 404, reason="It was Bo who rang")
    take_back(officers, first)
    officers.post("olive", here, 403, reason="It was Bo who rang")
    officers.post("tess", here, 422, reason=" ")
    refer(officers, 409)
    officers.post("tess", here, reason="It was Bo who rang", also=[twin])
    officers.post("tess", here, 404, reason="It was Bo who rang")
    assert officers.get("olive", "/referrals") == []
    kept = of_hers(officers)
    assert all(kept[each]["taken_back_on"] is None and kept[each]["closed_at"] for each in (first, twin))
    assert refer(officers)["closed_at"] is None
    record = [each for each in officers.get("tess", "/persons/1/record") if each["kind"] == "referral not taken back"]
    assert [each["content"] for each in record] == [
        {"referral": each, "reason": "It was Bo who rang"} for each in (first, twin)
    ]


def test_s1_14_a_letter_on_consent_that_was_taken_back_is_not_made(asked: tuple[Officers, int]) -> None:
    """Of two alike, as older versions of the house left them: one taken back, the other open."""
    officers, case = asked
    first, twin = refer(officers)["id"], refer(officers)["id"]
    referral = table(Referral)
    with officers.landlord.house.db.write() as session:
        back = {"taken_back_on": officers.landlord.clock.now().date(), "closed_at": officers.landlord.clock.now()}
        session.execute(update(referral).where(referral.c.id == first).values(**back))
    task = officers.open_steps(case)["make_referral"]["task_id"]
    assert officers.get("olive", f"/steps/{task}")["form"]["properties"]["referral_number"]["enum"] == []
    officers.complete("olive", case, "make_referral", 422, referral_number=str(twin), **TOLD)


@pytest.mark.parametrize("told_by", ["Letter", "Telephone"])
def test_s1_14_the_case_ends_when_they_take_it_back(asked: tuple[Officers, int], told_by: str) -> None:
    officers, case = asked
    number = refer(officers)["id"]
    said = {**TOLD, "referral_told_by": told_by}
    officers.complete("olive", case, "make_referral", referral_number=str(number), **said)
    take_back(officers, number, who="sam")
    officers.work()
    seen = officers.get("tess", f"/cases/{case}")
    assert (seen["outcome"], seen["documents"], seen["incidents"]) == ("referral_taken_back", [], [])
    sent = [each for each in officers.get("tess", f"/cases/{case}/record") if each["kind"] == "message sent"]
    assert [(each["actor"], each["content"]["name"]) for each in sent] == [
        (officers.landlord.person("sam").actor, "referral_taken_back")
    ]


def test_s1_14_the_step_to_ask_the_partner_ends_with_it_and_no_other_case_does(asked: tuple[Officers, int]) -> None:
    officers, case = asked
    other = begin(officers, officers.get("tess", f"/cases/{case}")["reference"])
    number, advice = refer(officers)["id"], refer(officers, partner="better_off")["id"]
    officers.complete(
        "olive", case, "make_referral", referral_number=str(number), **{**TOLD, "referral_told_by": "Telephone"}
    )
    officers.pass_days(15)
    assert list(officers.open_steps(case)) == ["chase_referral"]
    take_back(officers, advice, "2026-03-10")
    assert outcome(officers, case) == ""
    take_back(officers, number, "2026-03-17")
    assert (outcome(officers, case), officers.open_steps(case)) == ("referral_taken_back", {})
    assert outcome(officers, other) == "referral_taken_back", "it rests on the same consent, and nobody was told yet"


def test_s1_14_before_anybody_is_told_they_may_think_better_of_it(asked: tuple[Officers, int]) -> None:
    officers, case = asked
    number = refer(officers)["id"]
    refused = officers.complete("olive", case, "make_referral", 422, referral_still="No")
    assert "they agree to it still" in refused["detail"]
    officers.post("olive", f"{HERS}/{number}/close", outcome="Made twice")
    officers.complete("olive", case, "make_referral", referral_still="No")
    assert outcome(officers, case) == "referral_not_wanted"


def test_s1_14_a_case_that_could_not_be_told_is_told_by_night(
    asked: tuple[Officers, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    officers, case = asked
    number = refer(officers)["id"]

    def busy(*_args: object, **_named: object) -> int:
        raise Busy("Somebody else is working on this case. Try again.")

    with monkeypatch.context() as patch:
        patch.setattr(Runtime, "send", busy)
        take_back(officers, number)
    assert outcome(officers, case) == ""
    assert of_hers(officers)[number]["taken_back_on"] == "2026-03-02"
    officers.landlord.look()
    assert outcome(officers, case) == "referral_taken_back"


def test_s1_14_nobody_ends_the_case_by_word_alone(asked: tuple[Officers, int]) -> None:
    officers, case = asked
    said = {"message": "referral_taken_back", "reason": "She rang"}
    refused = officers.post("tess", f"/cases/{case}/tell", 409, **said)
    assert "on the person's page" in refused["detail"]
    assert outcome(officers, case) == ""


def test_s1_14_a_letter_that_was_kept_does_not_leave_once_they_took_it_back(
    asked: tuple[Officers, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    officers, case = asked
    number = refer(officers)["id"]
    officers.complete("olive", case, "make_referral", referral_number=str(number), **TOLD)

    def held(*_args: object) -> None:
        raise HeldBack

    with monkeypatch.context() as patch:
        patch.setattr(sending, "hand_over", held)
        officers.landlord.clock.move_to(officers.landlord.clock.now() + timedelta(minutes=1))
        officers.work()
    (letter,) = officers.get("tess", f"/cases/{case}")["documents"]
    assert letter["service_status"] == "kept"
    take_back(officers, number)
    officers.landlord.clock.move_to(officers.landlord.clock.now() + timedelta(minutes=10))
    officers.work()
    seen = officers.get("tess", f"/cases/{case}")
    assert [each["service_status"] for each in seen["documents"]] == ["withdrawn"]
    assert "they took back what they agreed to" in json.dumps(seen["incidents"])
