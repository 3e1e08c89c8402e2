"""S1-13, S1-14: a taking back that was a mistake is undone: the partner is told so, what ended is named."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete, insert

from api.app import make_app
from cases.tables import AccountParty, FormerParty
from tests.duties.officers import Officers
from tests.duties.test_consent_counts_no_more import HERS, begin, of_hers, outcome, refer, take_back
from tests.duties.test_referral_letters import AGREED, PASSED_ON
from tests.house import publish_folder
from tests.web.conftest import Browser
from workflows.db import table

TOLD = {"how": "By telephone"}
BO = {"reason": "It was Bo who rang"}


def restore(officers: Officers, number: int, wanted: int = 0, **more: Any) -> dict[str, Any]:
    restored: dict[str, Any] = officers.post("tess", f"{HERS}/{number}/not-taken-back", wanted, **{**BO, **more})
    return restored


def to_tell(officers: Officers) -> list[tuple[int, str]]:
    return [(each["referral"]["id"], each["referral"]["to_tell"]) for each in officers.get("olive", "/referrals")]


def told(officers: Officers, number: int, on: str, wanted: int = 0) -> dict[str, Any]:
    said: dict[str, Any] = officers.post("olive", f"{HERS}/{number}/partner-told", wanted, told_on=on, **TOLD)
    return said


def test_s1_13_a_partner_who_was_told_by_mistake_is_told_that_it_was_one(officers: Officers) -> None:
    number = refer(officers)["id"]
    take_back(officers, number)
    officers.pass_days(2)
    told(officers, number, "2026-03-04")
    assert to_tell(officers) == []
    officers.pass_days(1)
    assert any("Tell them that it was a mistake" in each for each in restore(officers, number)["stays"])
    assert to_tell(officers) == [(number, "mistake")]
    assert of_hers(officers)[number]["partner_told_on"] == "2026-03-04"
    officers.pass_days(30)
    assert to_tell(officers) == [(number, "mistake")], "however old it is"
    words = [each["words"] for each in officers.get("olive", "/steps")["beside"]]
    assert "1 partner to tell that consent was taken back, or that it was not" in words
    assert "was taken back and today" in told(officers, number, "2026-03-03", 422)["detail"]
    told(officers, number, "2026-04-01")
    told(officers, number, "2026-04-01", 404)
    assert to_tell(officers) == []
    kept = of_hers(officers)[number]
    assert (kept["partner_told_on"], kept["to_tell"]) == (None, "")
    assert "The partner had been told on 4 March 2026)" in kept["outcome"]
    assert "The partner was told on 1 April 2026 that it was a mistake: By telephone" in kept["outcome"]
    record = [each["content"] for each in officers.get("tess", "/persons/1/record")]
    assert [each.get("mistake") for each in record if each and "how" in each and "on" in each] == [None, None, True]


def test_s1_13_a_partner_who_was_told_nothing_is_told_of_no_mistake(officers: Officers) -> None:
    number = refer(officers)["id"]
    take_back(officers, number)
    assert restore(officers, number) == {
        "referrals": [number],
        "cases": {},
        "stays": ["What was closed stays closed: whoever is to be referred after all is referred anew."],
    }
    assert to_tell(officers) == []


def test_s1_13_what_is_taken_back_after_a_mistake_is_told_unless_the_partner_knows(officers: Officers) -> None:
    number = refer(officers)["id"]
    take_back(officers, number)
    told(officers, number, "2026-03-02")
    restore(officers, number)
    take_back(officers, number)
    assert to_tell(officers) == [], "they were told so on that very day, and heard of no mistake"
    restore(officers, number)
    assert to_tell(officers) == [(number, "mistake")]
    officers.pass_days(1)
    take_back(officers, number, "2026-03-03")
    assert to_tell(officers) == [(number, "taken_back")]


def test_s1_13_who_restores_says_what_else_of_that_day_was_a_mistake(officers: Officers) -> None:
    first, twin, third = (refer(officers)["id"] for _ in range(3))
    take_back(officers, first)
    told(officers, first, "2026-03-02")
    refused = restore(officers, first, 422)
    assert (refused["field"], f"referrals {twin}, {third} to this partner" in refused["detail"]) == ("also", True)
    assert "Referral 99 is none that they took back" in restore(officers, first, 422, also=[99])["detail"]
    assert all(each["taken_back_on"] for each in of_hers(officers).values())
    alone = restore(officers, first, also=[])
    assert alone["referrals"] == [first]
    assert any("does not count again yet" in each for each in alone["stays"])
    assert to_tell(officers) == [], "what they agreed to for this partner is taken back still"
    refer(officers, 409)
    last = restore(officers, twin, also=[third])
    assert last["referrals"] == [twin, third]
    assert to_tell(officers) == [(each, "mistake") for each in (first, twin, third)]
    told(officers, twin, "2026-03-02")
    assert to_tell(officers) == [], "they are told once"
    refer(officers)


@pytest.mark.parametrize("words", ["x", "It was", " " * 20, "1234567890.;:"])
def test_s1_13_one_word_is_no_reason(officers: Officers, words: str) -> None:
    number = refer(officers)["id"]
    here = f"{HERS}/{number}"
    back = officers.post("olive", f"{here}/take-back", 422, taken_back_on="2026-03-02", how=words)
    take_back(officers, number)
    tell = officers.post("olive", f"{here}/partner-told", 422, told_on="2026-03-02", how=words)
    undo = restore(officers, number, 422, reason=words)
    assert [each["field"] for each in (back, tell, undo)] == ["how", "how", "reason"]
    assert all("in a few words" in each["detail"] for each in (back, tell, undo))


def test_s1_14_who_restores_is_told_which_cases_stay_ended(officers: Officers) -> None:
    publish_folder(officers.landlord.house, "referral")
    earlier = begin(officers)
    first = refer(officers)["id"]
    take_back(officers, first)
    assert outcome(officers, earlier) == "referral_taken_back"
    officers.pass_days(1)
    case = int(officers.post("olive", "/procedures/referral/cases", account="1", reason="x")["case"])
    task = officers.open_steps(case)["agree_referral"]["task_id"]
    (whose,) = officers.get("olive", f"/steps/{task}")["form"]["properties"]["referral_of"]["enum"]
    agreed = {"referral_to": "money_advice", "referral_agreed": "Yes", "referral_agreed_on": "2026-03-03"}
    said = {**agreed, "referral_for": "Other debts", "referral_passes_on": "Ann"}
    officers.complete("olive", case, "agree_referral", referral_of=whose, **said)
    second = refer(officers, consent_on="2026-03-03")["id"]
    take_back(officers, second, "2026-03-03")
    reference = officers.get("tess", f"/cases/{case}")["reference"]
    restored = restore(officers, second)
    assert restored["cases"] == {str(case): reference}, "not the one that ended rightly"
    assert any(f"not opened again: {reference}." in each for each in restored["stays"])


@pytest.mark.parametrize("former", [True, False])
def test_s1_14_the_case_of_who_is_a_tenant_no_more_ends_when_they_take_it_back(
    officers: Officers, former: bool
) -> None:
    publish_folder(officers.landlord.house, "referral")
    case, number = begin(officers), refer(officers)["id"]
    party, was = table(AccountParty), table(FormerParty)
    today = officers.landlord.clock.now().date()
    with officers.landlord.house.db.write() as session:
        session.execute(delete(party).where(party.c.customer_id == 1))
        if former:
            session.execute(insert(was).values(account_id=1, customer_id=1, until_on=today - timedelta(days=1)))
    with officers.landlord.house.db.read() as session:
        assert session.execute(party.select()).all() == []
    take_back(officers, number)
    assert outcome(officers, case) == "referral_taken_back"


def test_pages_ask_which_and_say_what_stays(officers: Officers) -> None:
    first, twin, third = (refer(officers)["id"] for _ in range(3))
    take_back(officers, first)
    told(officers, first, "2026-03-02")
    browser = Browser(TestClient(make_app(officers.landlord.house), raise_server_exceptions=False))
    browser.sign_in("tess")
    browser.get("/persons/1")
    assert f"Referral {twin} as well: Debts" in browser.words()
    assert browser.send(f"{HERS}/{first}/not-taken-back", **BO, also="").status_code == 422
    assert "Say which of those were written down by mistake" in browser.words()
    browser.send(f"{HERS}/{first}/not-taken-back", **BO, also=f"{twin},{third}")
    assert "It is kept. What was closed stays closed" in browser.words()
    assert "does not know yet that it was a mistake" in browser.words()
    assert "The partner was told that it was a mistake" in browser.words()
    browser.get("/referrals")
    assert "They were told on 2 March 2026 that it was taken back, and that was a mistake" in browser.words()


def test_s1_14_the_step_refuses_what_they_agreed_to_before_they_took_it_back(officers: Officers) -> None:
    publish_folder(officers.landlord.house, "referral")
    take_back(officers, refer(officers)["id"])
    officers.pass_days(1)
    case = int(officers.post("olive", "/procedures/referral/cases", account="1", reason="x")["case"])
    task = officers.open_steps(case)["agree_referral"]["task_id"]
    (whose,) = officers.get("olive", f"/steps/{task}")["form"]["properties"]["referral_of"]["enum"]
    said = {"referral_of": whose, **AGREED, "referral_passes_on": PASSED_ON}
    refused = officers.complete("olive", case, "agree_referral", 422, **said)
    made = refer(officers, 409)
    assert "any more, for they took it back on that day or since. Ask them again: what they" in refused["detail"]
    assert "any more, for they took it back on that day or since. Ask them again: what they" in made["detail"]
    officers.complete("olive", case, "agree_referral", **{**said, "referral_to": "better_off"})
