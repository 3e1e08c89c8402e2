"""Whoever asks or complains is answered in time: by somebody who may, to somebody who may be told."""

import re

from tasks.stories.files import made_up
from tests.duties.officers import Officers
from tests.web.conftest import Browser

TODAY = "2026-03-02"
PDF = made_up("answer.pdf") or b""
ASKED = {
    "enquiry_from": "Tenant",
    "asked_by": "Ann Tenant1, 01632 960001",
    "received_on": TODAY,
    "enquiry_kind": "Question",
    "enquiry_authority": "They are the tenant, and their identity was checked",
    "asked_about": "Why the balance went up last week",
}
ANSWERED = {
    "enquiry_answer": "The rent of the week fell due, and no payment came in.",
    "answer_checked_with": "The statement",
    "answer_reads_plainly": True,
}
COMPLAINED = {
    "complained_by": "Ms Tenant1, by email",
    "complained_on": TODAY,
    "complained_of": "Nobody called back, twice",
    "outcome_wanted": "A named officer",
    "help_to_complain": "None",
    "complainant_name": "Ms Ann Tenant1",
    "complainant_address": "12 Mill Lane, Newbridge, NB1 2AB",
    "complainant_large_print": True,
}
DRAFTED = {
    "stage_1_points": "Both calls were missed; that was wrong.",
    "stage_1_outcome": "Upheld",
    "stage_1_put_right": "A named officer from today",
    "tells_of_next": True,
    "stage_1_way": "Email",
}
MEMBER = {
    "enquiry_from": "Member of Parliament",
    "asked_by": "The office of Jo Webb MP",
    "enquiry_authority": "Elected member acting for a constituent",
}


def asked(desk: Officers, **more: str) -> int:
    """An enquiry that was recorded; gives its case."""
    case = desk.begin("olive", "enquiry", "A call of the morning")
    desk.complete("olive", case, "record_enquiry", **{**ASKED, **more})
    return case


def complained(desk: Officers, on: str = TODAY) -> int:
    """A complaint that was recorded; gives its case."""
    case = desk.begin("olive", "complaint", "An email of the morning")
    desk.complete("olive", case, "record_complaint", **{**COMPLAINED, "complained_on": on})
    desk.work()
    return case


def due(desk: Officers, case: int) -> list[str]:
    """The days to which a case waits."""
    return [each["due_at"][:10] for each in desk.get("olive", f"/cases/{case}")["timers"]]


def test_s3_29_a_question_is_answered_in_plain_words_by_its_day(desk: Officers) -> None:
    case = asked(desk)
    assert desk.open_steps(case)["answer_enquiry"]["due_at"][:10] == "2026-03-07"
    jargon = {**ANSWERED, "answer_reads_plainly": False}
    assert "Write it so that they understand it" in str(desk.complete("sam", case, "answer_enquiry", 422, **jargon))
    desk.complete("sam", case, "answer_enquiry", **ANSWERED)
    given = {"answer_given_on": TODAY, "answer_given_by": "Telephone"}
    desk.complete("sam", case, "record_answer_given", **given)
    seen = desk.get("olive", f"/cases/{case}")
    assert (seen["status"], seen["outcome"]) == ("closed", "enquiry_answered")


def test_s2_27_an_enquiry_is_handed_to_a_colleague_who_answers_it(desk: Officers) -> None:
    case = asked(desk)
    task = desk.open_steps(case)["answer_enquiry"]["task_id"]
    desk.post("olive", f"/steps/{task}/claim")
    assert desk.get("sam", "/steps?whose=mine")["steps"] == []
    desk.post("olive", f"/steps/{task}/hand-over", to="sam", reason="Sam knows the statement")
    assert [each["task_id"] for each in desk.get("sam", "/steps?whose=mine")["steps"]] == [task]
    desk.complete("sam", case, "answer_enquiry", **ANSWERED)
    record = desk.get("tess", f"/cases/{case}/record")
    assert next(each["actor"] for each in reversed(record) if each.get("step") == "answer_enquiry") == "user:2"


def test_s2_02_a_statement_goes_to_whoever_may_be_told_and_to_nobody_else(desk: Officers) -> None:
    adviser = {"enquiry_from": "Adviser", "asked_by": "Ray, a cousin", "enquiry_kind": "Request for a statement"}
    case = desk.begin("olive", "enquiry", "A cousin called")
    refused = desk.complete("olive", case, "record_enquiry", 422, **{**ASKED, **adviser})
    assert "Only the tenant is told as the tenant" in str(refused)
    desk.complete("olive", case, "record_enquiry", **{**ASKED, **adviser, "enquiry_authority": "None yet"})
    assert set(desk.open_steps(case)) == {"get_authority"}
    said = {"asked_tenant_on": TODAY, "authority_now": "Given", "authority_evidence": "Form of 2 March, scanned"}
    desk.complete("olive", case, "get_authority", **said)
    assert set(desk.open_steps(case)) == {"answer_enquiry"}


def test_s3_30_a_complaint_is_acknowledged_in_5_days_and_answered_in_10(desk: Officers) -> None:
    case = complained(desk)
    assert due(desk, case) == ["2026-03-05", "2026-03-09"]  # a leader is told two working days before it, and on it
    held = [each["kind"] for each in desk.get("olive", f"/cases/{case}")["holds"]]
    assert held == ["complaint"]  # what is taken further waits
    copy = desk.bring("olive", case, "acknowledge_complaint", "acknowledgement_copy", PDF)
    told = {"acknowledged_by": "Email", "complaint_defined": "Two calls", "acknowledgement_copy": copy}
    desk.complete("olive", case, "acknowledge_complaint", acknowledged_on=TODAY, **told)
    desk.work()
    assert due(desk, case) == ["2026-03-12", "2026-03-16"]
    refused = desk.complete("olive", case, "draft_stage_1", 422, **{**DRAFTED, "tells_of_next": False})
    assert "Code 6.9" in str(refused)
    desk.complete("olive", case, "draft_stage_1", **DRAFTED)
    own = desk.complete("olive", case, "approve_stage_1", 403, stage_1_good=True, stage_1_not_concerned=False)
    assert own["type"] == "urn:duecourse:not-your-lane"
    desk.complete("tess", case, "approve_stage_1", stage_1_good=True, stage_1_not_concerned=False)
    copy = desk.bring("olive", case, "send_stage_1", "stage_1_copy", PDF)
    desk.complete("olive", case, "send_stage_1", stage_1_sent_on=TODAY, stage_1_sent_by="Email", stage_1_copy=copy)
    desk.work()
    seen = desk.get("olive", f"/cases/{case}")
    assert (seen["outcome"], seen["holds"], len(seen["documents"])) == ("complaint_answered", [], 2)


def test_s3_30_the_answer_is_written_approved_and_posted_with_how_to_go_on(desk: Officers) -> None:
    case = complained(desk)
    told = {"acknowledged_by": "Letter", "complaint_defined": "Two calls were not returned"}
    early = desk.complete("olive", case, "acknowledge_complaint", 422, acknowledged_on="2026-03-01", **told)
    assert "must not be before" in str(early)
    desk.complete("olive", case, "acknowledge_complaint", acknowledged_on=TODAY, **told)
    desk.work()
    desk.complete("olive", case, "draft_stage_1", **{**DRAFTED, "stage_1_way": "Letter"})
    desk.complete("tess", case, "approve_stage_1", stage_1_good=True, stage_1_not_concerned=False)
    desk.work()
    seen = desk.get("olive", f"/cases/{case}")
    assert (seen["outcome"], seen["holds"]) == ("complaint_answered", [])
    posted = [(each["kind"], each["format"], each["service_status"]) for each in seen["documents"]]
    assert posted == [
        ("complaint_acknowledgement", "large", "given_to_print_house"),
        ("complaint_answer", "large", "given_to_print_house"),
    ]
    named = {(each["addressee"], each["to_named"]) for each in seen["documents"]}
    assert named == {("Ms Ann Tenant1", False)}, "who is named is the tenant, on whom it is served"


def test_s3_30_what_goes_to_a_member_of_parliament_is_approved_by_another(desk: Officers) -> None:
    case = asked(desk, **MEMBER)
    desk.complete("tess", case, "answer_enquiry", **ANSWERED)
    assert set(desk.open_steps(case)) == {"approve_enquiry_answer"}
    own = desk.complete("tess", case, "approve_enquiry_answer", 403, enquiry_answer_good=True)
    assert own["type"] == "urn:duecourse:four-eyes"
    assert set(desk.open_steps(case)) == {"approve_enquiry_answer"}


def test_s2_28_a_leader_is_asked_where_an_acknowledgement_is_outstanding(desk: Officers) -> None:
    case = complained(desk)
    desk.pass_days(2)
    assert set(desk.open_steps(case)) == {"acknowledge_complaint"}
    desk.pass_days(1)  # two working days before the fifth
    assert set(desk.open_steps(case)) == {"acknowledge_complaint", "near_acknowledgement"}
    desk.pass_days(4)  # the fifth working day
    assert set(desk.open_steps(case)) == {"acknowledge_complaint", "settle_late_acknowledgement"}
    assert desk.open_steps(case)["settle_late_acknowledgement"]["role"] == "Team leader"
    desk.complete("tess", case, "settle_late_acknowledgement", late_acknowledgement_by="Sam, before noon")
    assert set(desk.open_steps(case)) == {"acknowledge_complaint"}
    desk.pass_days(1)  # it was not done
    assert set(desk.open_steps(case)) == {"acknowledge_complaint", "settle_late_acknowledgement"}
    told = {"acknowledged_by": "Letter", "complaint_defined": "Two calls were not returned"}
    desk.complete("olive", case, "acknowledge_complaint", acknowledged_on="2026-03-10", **told)
    desk.work()
    assert set(desk.open_steps(case)) == {"draft_stage_1"}, "its day is over, and nobody is asked of it any more"


def test_s3_30_an_answer_that_nobody_approves_or_sends_comes_before_a_leader_on_its_last_day(desk: Officers) -> None:
    case = complained(desk)
    copy = desk.bring("olive", case, "acknowledge_complaint", "acknowledgement_copy", PDF)
    told = {"acknowledged_by": "Email", "complaint_defined": "Two calls", "acknowledgement_copy": copy}
    desk.complete("olive", case, "acknowledge_complaint", acknowledged_on=TODAY, **told)
    desk.work()
    desk.complete("olive", case, "draft_stage_1", **DRAFTED)
    assert due(desk, case) == ["2026-03-12", "2026-03-16"], "it is written, and its clock runs on"
    desk.pass_days(10)
    desk.complete("tess", case, "approve_stage_1", stage_1_good=True, stage_1_not_concerned=False)
    desk.pass_days(4)
    leaders = {each["step"]: each for each in desk.get("tess", "/steps")["steps"] if each["case_id"] == case}
    assert leaders["extend_stage_1"]["role"] == "Team leader"
    officers = {each["step"]: each for each in desk.get("olive", "/steps")["steps"] if each["case_id"] == case}
    assert officers["send_stage_1"]["due_at"][:10] == "2026-03-13", "overdue on the officer's list too"
    copy = desk.bring("olive", case, "send_stage_1", "stage_1_copy", PDF)
    sent = {"stage_1_sent_by": "Email", "stage_1_copy": copy}
    early = desk.complete("olive", case, "send_stage_1", 422, stage_1_sent_on="2026-03-11", **sent)
    assert "must not be before 12 March 2026" in str(early), "it was not approved by then"
    desk.complete("olive", case, "send_stage_1", stage_1_sent_on="2026-03-16", **sent)
    desk.work()
    assert desk.get("olive", f"/cases/{case}")["status"] == "closed"


def test_s3_30_a_step_is_due_by_the_last_day_of_the_clock_and_overdue_behind_it(desk: Officers) -> None:
    case = complained(desk, "2026-02-16")
    step = desk.open_steps(case)["acknowledge_complaint"]
    assert step["due_at"][:10] == "2026-02-23", "not five days from when somebody opened it"
    browser = Browser(desk.client)
    browser.sign_in("olive")
    browser.get("/")
    assert re.search(r"Acknowledge the complaint.*overdue by 7 days", browser.words(), re.IGNORECASE), browser.words()
    told = {"acknowledged_by": "Letter", "complaint_defined": "Two calls were not returned"}
    desk.complete("olive", case, "acknowledge_complaint", acknowledged_on=TODAY, **told)
    desk.work()
    assert desk.open_steps(case)["draft_stage_1"]["due_at"][:10] == "2026-03-07", "its own days end before the last"
    desk.pass_days(14)
    desk.complete("olive", case, "draft_stage_1", **DRAFTED)
    change = {"stage_1_good": False, "stage_1_not_concerned": False, "stage_1_change": "Say which calls"}
    assert desk.open_steps(case)["approve_stage_1"]["due_at"][:10] == "2026-03-16"
    desk.pass_days(1)
    desk.complete("tess", case, "approve_stage_1", **change)
    assert desk.open_steps(case)["draft_stage_1"]["due_at"][:10] == "2026-03-16", "sent back, it is late at once"


def test_s3_30_an_answer_to_a_member_is_watched_until_it_is_given_and_never_given_before_its_approval(
    desk: Officers,
) -> None:
    case = asked(desk, **MEMBER)
    assert due(desk, case) == ["2026-03-10", "2026-03-12"]
    desk.complete("olive", case, "answer_enquiry", **ANSWERED)
    desk.pass_days(10)
    assert set(desk.open_steps(case)) == {"approve_enquiry_answer", "settle_late_enquiry"}
    more = {
        "late_enquiry_way": "More time is needed",
        "late_enquiry_by": "Olive",
        "late_enquiry_because": "The benefit office has not answered",
        "late_enquiry_told": "The office was called",
        "late_enquiry_told_on": "2026-03-12",
        "late_enquiry_until": "2026-03-16",
    }
    desk.complete("tess", case, "settle_late_enquiry", **more)
    assert due(desk, case) == ["2026-03-16"]
    desk.complete("tess", case, "approve_enquiry_answer", enquiry_answer_good=True)
    desk.pass_days(4)
    assert set(desk.open_steps(case)) == {"record_answer_given", "settle_late_enquiry"}
    early = desk.complete(
        "olive", case, "record_answer_given", 422, answer_given_on="2026-03-11", answer_given_by="Email"
    )
    assert "must not be before 12 March 2026" in str(early)
    desk.complete("olive", case, "record_answer_given", answer_given_on="2026-03-16", answer_given_by="Email")
    assert desk.get("olive", f"/cases/{case}")["outcome"] == "enquiry_answered"


def test_s1_16_whoever_calls_is_found_noted_and_a_message_is_taken(desk: Officers) -> None:
    for words in ("01632 960001", "C1", "tennant1", "NB1 1AA"):
        assert [each["reference"] for each in desk.get("sam", f"/persons?search={words}")["persons"]] == ["C1"], words
    note = {"direction": "in", "channel": "phone", "said": "Asks why it went up", "outcome": "spoke", "reached": True}
    desk.post("sam", "/persons/1/contacts", **note)
    case = desk.begin("sam", "enquiry", "Asks to be called back about the balance")
    waiting = [(each["case_id"], each["step"]) for each in desk.get("olive", "/steps")["steps"]]
    assert (case, "record_enquiry") in waiting
    assert desk.get("olive", "/persons/1/contacts")["contacts"][0]["said"] == note["said"]
