"""Colleagues are consulted on a case, and what may cost the landlord is logged, followed up and closed."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from api.app import make_app
from cases.tables import Account
from tasks.acts import users
from tasks.people import add_user
from tests.duties.officers import Officers
from tests.duties.test_caseload_and_decisions import decide
from tests.house import PASSWORD, Landlord
from tests.web.conftest import Browser
from workflows.db import table
from workflows.evidence import timeline
from workflows.evidence.kinds import Kind

QUESTION = {"of": "tess", "question": "Is the tenancy assured or secure?", "answer_by": "2026-04-03"}
RISK = {
    "kind": "financial_loss",
    "what": "A refund went to the wrong bank account",
    "owner": "Tess, team leader",
    "review_on": "2026-03-16",
    "account": 1,
    "pence": 12_500,
}


def _west(landlord: Landlord) -> None:
    """Another tenancy, in another patch."""
    other = landlord.add_tenancy("2", weeks_owed=0)
    with landlord.house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.id == other).values(patch="West 2"))


def test_s2_13_a_colleague_is_asked_answers_and_legal_action_is_begun_in_time(before_notice: Officers) -> None:
    case = before_notice.landlord.case_of(1)
    here = f"/cases/{case}/consultations"
    number = before_notice.post("olive", here, **QUESTION)["consultation"]
    (waits,) = before_notice.get("tess", "/consultations")
    assert (waits["question"], waits["asked_by"], waits["overdue"]) == (QUESTION["question"], "Olive", False)
    assert before_notice.get("sam", "/consultations") == []
    refused = before_notice.post("sam", f"{here}/{number}/answer", 403, words="Assured")
    assert "to a colleague" in refused["detail"]
    before_notice.post("tess", f"{here}/{number}/answer", 422, words=" ")
    before_notice.post("tess", f"{here}/{number}/answer", words="Assured, since 2011")
    before_notice.post("tess", f"{here}/{number}/answer", 409, words="Secure")
    assert before_notice.get("tess", "/consultations") == []
    (seen,) = before_notice.get("olive", here)
    assert seen["answer"] == "Assured, since 2011"
    kinds = [each["kind"] for each in before_notice.get("olive", f"/cases/{case}/record")]
    assert [each for each in kinds if each.startswith("colleague")] == ["colleague asked", "colleague answered"]
    decide(before_notice, "tess")  # legal action is begun once what was in doubt is known
    assert before_notice.get("olive", f"/cases/{case}")["outcome"] == "notice_recommended"


def test_s2_13_what_somebody_was_asked_who_left_comes_back_to_who_asked(before_notice: Officers) -> None:
    case = before_notice.landlord.case_of(1)
    here = f"/cases/{case}/consultations"
    number = before_notice.post("olive", here, **QUESTION)["consultation"]
    assert before_notice.get("olive", "/consultations") == []
    users.end(before_notice.landlord.house, before_notice.landlord.person("ada"), "tess", reason="Left for the council")
    (back,) = before_notice.get("olive", "/consultations")
    assert (back["id"], back["came_back"]) == (number, "Tess works here no more.")
    assert before_notice.get("sam", "/consultations") == []
    before_notice.post("sam", f"{here}/{number}/answer", 403, words="Assured")
    waits = before_notice.get("olive", "/steps")["beside"]
    assert [each["words"] for each in waits if each["where"] == "/consultations"] == ["1 question of colleagues"]
    before_notice.post("olive", f"{here}/{number}/answer", words="Sam knows: assured")
    (seen,) = before_notice.get("sam", here)
    assert (seen["answer"], seen["came_back"]) == ("Olive, to whom it came back: Sam knows: assured", "")
    assert before_notice.get("olive", "/consultations") == []


MOVED = [
    ({"patches": ["West 2"]}, "Tess sees the patch of this case no more."),
    ({"roles": ["process_owner"]}, "Tess has another role now, which sees no cases."),
]


@pytest.mark.parametrize(("change", "why"), MOVED)
def test_s2_13_what_somebody_was_asked_who_moved_comes_back_to_who_asked(
    before_notice: Officers, change: dict[str, list[str]], why: str
) -> None:
    landlord = before_notice.landlord
    case = landlord.case_of(1)
    _west(landlord)
    here = f"/cases/{case}/consultations"
    number = before_notice.post("olive", here, **QUESTION)["consultation"]
    before = landlord.person("tess")
    users.change(landlord.house, landlord.person("ada"), "tess", reason="Another team", **change)
    (back,) = before_notice.get("olive", "/consultations")
    assert (back["id"], back["came_back"]) == (number, why)
    assert before_notice.get("sam", "/consultations") == []
    before_notice.post("sam", f"{here}/{number}/answer", 403, words="Assured")
    browser = Browser(TestClient(make_app(landlord.house)))
    browser.sign_in("olive")
    for page in ("/consultations", here):
        browser.get(page)
        assert f"It came back: {why} Ask somebody else" in browser.words()
    if "patches" in change:
        assert before_notice.get("tess", "/consultations") == []
        before_notice.post("tess", f"{here}/{number}/answer", 404, words="Assured")
        old = {"roles": sorted(before.roles), "patches": sorted(before.patches)}
        users.change(landlord.house, landlord.person("ada"), "tess", reason="Back again", **old)
        assert before_notice.get("olive", "/consultations") == []  # theirs again, and nobody else's
        assert [each["id"] for each in before_notice.get("tess", "/consultations")] == [number]
        users.change(landlord.house, landlord.person("ada"), "tess", reason="Another team", **change)
    browser.get(here)
    browser.send(f"{here}/{number}/answer", words="The agreement says assured")
    assert "Olive, to whom it came back: The agreement says assured" in browser.words()
    assert "It came back: Tess" not in browser.words()
    with landlord.house.db.read() as session:
        entries = list(timeline(session, landlord.house.runtime.chain_of(session, case)))
    (answered,) = [each["content"] for each in entries if each["kind"] == Kind.COLLEAGUE_ANSWERED]
    assert answered["came_back"] == why


def test_s2_13_what_neither_who_asked_nor_who_was_asked_sees_waits_for_whoever_leads(before_notice: Officers) -> None:
    landlord = before_notice.landlord
    case = landlord.case_of(1)
    _west(landlord)
    with landlord.house.db.write() as session:
        add_user(session, "lea", "Lea", PASSWORD, ["team_leader"], landlord.clock)
        add_user(session, "lew", "Lew", PASSWORD, ["team_leader"], landlord.clock, patches=["West 2"])
    here = f"/cases/{case}/consultations"
    number = before_notice.post("olive", here, **QUESTION)["consultation"]
    for name in ("olive", "tess"):
        users.change(landlord.house, landlord.person("ada"), name, reason="Both go west", patches=["West 2"])
    assert [before_notice.get(name, "/consultations") for name in ("olive", "tess", "lew", "sam")] == [[], [], [], []]
    before_notice.post("lew", f"{here}/{number}/answer", 404, words="Assured")
    (waits,) = before_notice.get("lea", "/consultations")
    assert (waits["id"], waits["came_back"]) == (number, "Tess sees the patch of this case no more.")
    before_notice.post("lea", f"{here}/{number}/answer", words="Assured")
    assert before_notice.get("lea", "/consultations") == []


def test_s2_13_nobody_is_asked_who_may_not_see_the_case(before_notice: Officers) -> None:
    landlord = before_notice.landlord
    case = landlord.case_of(1)
    _west(landlord)
    with landlord.house.db.write() as session:
        add_user(session, "west", "West", PASSWORD, ["officer"], landlord.clock, patches=["West 2"])
    here = f"/cases/{case}/consultations"
    for of in ("west", "nobody", "pat"):
        assert "who may see this case" in before_notice.post("olive", here, 422, **{**QUESTION, "of": of})["detail"]
    assert "ask yourself" in before_notice.post("olive", here, 422, **{**QUESTION, "of": "olive"})["detail"]
    past = {**QUESTION, "answer_by": "2026-03-01"}
    assert "has gone by" in before_notice.post("olive", here, 422, **past)["detail"]
    before_notice.get("west", here, 404)
    late = before_notice.post("olive", here, **QUESTION)["consultation"]
    before_notice.pass_days(5)
    (waits,) = before_notice.get("tess", "/consultations")
    assert (waits["id"], waits["overdue"]) == (late, True)


def test_s3_36_a_loss_is_recorded_followed_up_and_closed_by_who_answers_for_it(officers: Officers) -> None:
    number = officers.post("olive", "/risks", **RISK)["risk"]
    (seen,) = officers.get("tess", "/risks")
    assert (seen["id"], seen["account"], seen["pence"], seen["overdue"]) == (number, "1", 12_500, False)
    officers.pass_days(15)
    assert officers.get("tess", "/risks")[0]["overdue"]
    done = {"words": "The bank was asked to give it back", "review_on": "2026-03-30"}
    officers.post("olive", f"/risks/{number}/follow-up", **done)
    seen = officers.get("tess", "/risks")[0]
    assert (seen["followed_up"], seen["overdue"]) == (done["words"], False)
    officers.post("olive", f"/risks/{number}/close", 403, outcome="It came back")
    officers.post("tess", f"/risks/{number}/close", 422, outcome=" ")
    officers.post("tess", f"/risks/{number}/close", outcome="It came back; details are now checked by two")
    assert officers.get("tess", "/risks") == []
    assert officers.get("tess", "/risks?closed=true")[0]["outcome"].startswith("It came back")
    officers.post("olive", f"/risks/{number}/follow-up", 404, **{**done, "review_on": "2026-04-30"})


def test_s3_36_what_is_no_risk_is_refused_and_one_of_another_patch_is_not_there(officers: Officers) -> None:
    for field, value in (
        ("kind", "bad_luck"),
        ("what", " "),
        ("owner", ""),
        ("review_on", "2026-03-01"),
        ("pence", -1),
    ):
        officers.post("olive", "/risks", 422, **{**RISK, field: value})
    number = officers.post("olive", "/risks", **RISK)["risk"]
    landlord = officers.landlord
    _west(landlord)
    with landlord.house.db.write() as session:
        add_user(session, "west", "West", PASSWORD, ["team_leader"], landlord.clock, patches=["West 2"])
    assert officers.get("west", "/risks") == []
    officers.post("west", f"/risks/{number}/close", 404, outcome="x")
    officers.post("west", "/risks", 404, **RISK)
    officers.get("pat", "/risks", 403)
