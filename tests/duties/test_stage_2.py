"""Stage 2 of a complaint is looked into and answered by people who had no part in stage 1: the record says who had."""

from datetime import timedelta
from typing import Any

from sqlalchemy import update

from cases.tables import Account
from tasks.people import add_user
from tests.duties.officers import Officers
from tests.duties.test_enquiries_and_complaints import COMPLAINED, DRAFTED, PDF, TODAY, complained
from tests.house import PASSWORD
from workflows.db import table

ASKED = {
    **{key: value for key, value in COMPLAINED.items() if key != "complained_on"},
    "stage_1_answered_on": TODAY,
    "stage_2_asked_on": TODAY,
}
ANSWER = {key.replace("stage_1", "stage_2"): value for key, value in DRAFTED.items()}
APPROVED = {"stage_2_good": True, "stage_2_not_concerned": False}


def today(desk: Officers) -> str:
    return desk.landlord.clock.now().date().isoformat()


def answered(desk: Officers, who: str = "olive") -> None:
    """A complaint that was answered at stage 1 today: one drafted it, Tess approved."""
    case = complained(desk)
    told = {"acknowledged_by": "Letter", "complaint_defined": "Two calls were not returned"}
    desk.complete(
        who, case, "acknowledge_complaint", acknowledged_on=desk.landlord.clock.now().date().isoformat(), **told
    )
    desk.work()
    desk.complete(who, case, "draft_stage_1", **{**DRAFTED, "stage_1_way": "Letter"})
    desk.complete("tess", case, "approve_stage_1", stage_1_good=True, stage_1_not_concerned=False)
    desk.work()
    assert desk.get("tess", f"/cases/{case}")["outcome"] == "complaint_answered"


def asked_again(desk: Officers, **more: Any) -> int:
    """Stage 2, whose acknowledgement has gone; gives its case."""
    case = desk.begin("olive", "complaint_stage_2", "She is not content")
    desk.complete("olive", case, "record_stage_2", **{**ASKED, **more})
    desk.work()
    copy = desk.bring("olive", case, "acknowledge_stage_2", "acknowledgement_copy", PDF)
    told = {"acknowledged_by": "Email", "complaint_defined": "Two calls", "acknowledgement_copy": copy}
    desk.complete("olive", case, "acknowledge_stage_2", stage_2_acknowledged_on=today(desk), **told)
    desk.work()
    return case


def hire(desk: Officers, username: str, *roles: str, patches: tuple[str, ...] = ()) -> None:
    house = desk.landlord.house
    with house.db.write() as session:
        add_user(session, username, username.title(), PASSWORD, list(roles), desk.landlord.clock, patches=patches)


def test_s3_30_stage_2_is_answered_by_people_who_had_no_part_in_stage_1(desk: Officers) -> None:
    answered(desk)
    case = asked_again(desk)
    own = desk.complete("olive", case, "draft_stage_2", 403, **ANSWER)
    assert own["type"] == "urn:duecourse:took-part"
    assert own["detail"] == (
        "'Draft the answer' must be done by somebody who had no part in CP-1-1, and Olive did 'Draft the answer' "
        "there. Hand it over to Sam."
    )
    desk.complete("sam", case, "draft_stage_2", **ANSWER)
    alone = desk.complete("tess", case, "approve_stage_2", 403, **APPROVED)
    assert "Tess did 'Approve the answer' there. Nobody else who is team leader and sees this case" in alone["detail"]
    hire(desk, "lena", "team_leader")
    assert "Hand it over to Lena." in desk.complete("tess", case, "approve_stage_2", 403, **APPROVED)["detail"]
    desk.complete("lena", case, "approve_stage_2", **APPROVED)
    assert set(desk.open_steps(case)) == {"send_stage_2"}
    copy = desk.bring("olive", case, "send_stage_2", "stage_2_copy", PDF)
    sent = {"stage_2_sent_on": TODAY, "stage_2_sent_by": "Email", "stage_2_copy": copy}
    desk.complete("olive", case, "send_stage_2", **sent)  # to post it is not to judge it
    desk.work()
    assert desk.get("tess", f"/cases/{case}")["outcome"] == "stage_2_answered"


def test_nobody_takes_it_or_is_given_it_who_had_a_part(desk: Officers) -> None:
    answered(desk)
    task = desk.open_steps(asked_again(desk))["draft_stage_2"]["task_id"]
    assert desk.post("olive", f"/steps/{task}/claim", 403)["type"] == "urn:duecourse:took-part"
    given = {"to": "olive", "reason": "She knows it"}
    assert desk.post("sam", f"/steps/{task}/hand-over", 403, **given)["type"] == "urn:duecourse:took-part"
    desk.post("sam", f"/steps/{task}/claim")


def test_who_drafted_stage_2_and_who_sees_not_the_patch_is_not_named(desk: Officers) -> None:
    answered(desk)
    case = asked_again(desk)
    hire(desk, "lena", "officer", "team_leader")
    desk.landlord.add_tenancy("2")
    with desk.landlord.house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.reference == "2").values(patch="West 2"))
    hire(desk, "noor", "team_leader", patches=("West 2",))
    desk.complete("lena", case, "draft_stage_2", **ANSWER)
    alone = desk.complete("tess", case, "approve_stage_2", 403, **APPROVED)["detail"]
    assert "Nobody else who is team leader" in alone


def test_a_complaint_of_another_day_keeps_nobody_away(desk: Officers) -> None:
    answered(desk, "olive")
    desk.landlord.clock.move_to(desk.landlord.clock.now() + timedelta(days=3))
    desk._tokens.clear()
    answered(desk, "sam")
    case = asked_again(desk, stage_1_answered_on="2026-03-05", stage_2_asked_on="2026-03-05")
    assert desk.complete("sam", case, "draft_stage_2", 403, **ANSWER)["type"] == "urn:duecourse:took-part"
    desk.complete("olive", case, "draft_stage_2", **ANSWER)


def test_where_no_complaint_of_that_day_is_known_whoever_answered_any_stays_away(desk: Officers) -> None:
    answered(desk)
    case = asked_again(desk, stage_1_answered_on="2025-12-01")
    desk.complete("olive", case, "draft_stage_2", 403, **ANSWER)
    desk.complete("sam", case, "draft_stage_2", **ANSWER)


def test_where_nothing_is_known_of_stage_1_nobody_is_kept_away(desk: Officers) -> None:
    case = asked_again(desk)
    desk.complete("olive", case, "draft_stage_2", **ANSWER)
    desk.complete("tess", case, "approve_stage_2", **APPROVED)


def test_stage_2_is_asked_for_after_stage_1_was_answered(desk: Officers) -> None:
    case = desk.begin("olive", "complaint_stage_2", "She is not content")
    early = {**ASKED, "stage_2_asked_on": "2026-03-01"}
    assert "must not be before 2 March 2026" in str(desk.complete("olive", case, "record_stage_2", 422, **early))
