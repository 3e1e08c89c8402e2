"""A notice is served once its effect on them was weighed by another, and on each by the record alone."""

from datetime import timedelta
from typing import Any

from tasks.people import add_user
from tests.duties.officers import SHEET, Officers
from tests.house import PASSWORD, PREPARE, publish_folder

REASON = "You have paid no rent since January. We wrote to you on 2 March and spoke with you on 17 March."
TERMS = {"tenure": "secure", "from_on": "2020-04-06", "rent_begins": "2026-03-02"}
LESS = "Two plans were offered and not taken up, and so was help with a claim"
WEIGHED = {
    "proportionality": "Proportionate",
    "proportionality_effect": "She may lose the home in which she lives alone",
    "proportionality_less": LESS,
    "proportionality_why": "The debt grows every week, and a notice leaves weeks to settle it",
}


def recommended(officers: Officers) -> int:
    """The case in which a notice was recommended, and that goes on with it."""
    publish_folder(officers.landlord.house, "notice")
    officers.post("tess", "/accounts/1/tenancy/terms", terms=TERMS, reason="As the agreement says")
    with officers.landlord.house.db.write() as session:
        add_user(session, "theo", "Theo", PASSWORD, ["team_leader"], officers.landlord.clock)
    case = officers.landlord.case_of(1)
    officers.complete("tess", case, "complete_pre_action_checklist", **SHEET)
    officers.complete("theo", case, "decide_notice", **PREPARE)
    officers.work()
    return case


def drafted(officers: Officers) -> int:
    """The same with a notice that is drafted and checked."""
    case = recommended(officers)
    looked = {"needs_found": "Nothing", "needs_words": "Asked at the talk of 17 March, and said that there is nothing"}
    officers.complete("olive", case, "assess_vulnerability", **looked)
    advice = {"debt_advice": "At a talk", "debt_advice_words": "The number of the advice centre was given"}
    officers.complete("olive", case, "advise_debt_help", **advice)
    officers.complete("olive", case, "draft_notice", notice_reason=REASON)
    officers.work()
    right = {"particulars": "Right", "particulars_words": "With the agreement, the letters and the record of contacts"}
    officers.complete("olive", case, "check_notice_particulars", **right)
    return case


def authorised(officers: Officers) -> int:
    """The same, weighed and authorised."""
    case = drafted(officers)
    officers.complete("sam", case, "assess_proportionality", **WEIGHED)
    reasons = "What was found of needs and proportionality does not outweigh the debt"
    officers.complete("theo", case, "authorise_notice", notice_authority="Authorised", authority_reasons=reasons)
    officers.work()
    return case


def hand_over(officers: Officers) -> Any:
    """The copy of the one notice goes to the tenant; gives what whoever recorded it is answered."""
    (notice,) = officers.get("olive", "/accounts/1/notices")
    (copy,) = notice["copies"]
    handed = {"delivery": "handed_over", "at": officers.landlord.clock.now().isoformat(), "place": "1 High Street"}
    by = {"taken_by": "the_person", "done_by": "Olive"}
    return officers.post("olive", f"/documents/{copy['document']}/service", **handed, **by)


def test_s4_15_no_notice_is_authorised_before_another_has_weighed_it(before_notice: Officers) -> None:
    case = drafted(before_notice)
    assert set(before_notice.open_steps(case)) == {"assess_proportionality"}
    own = before_notice.complete("olive", case, "assess_proportionality", 403, **WEIGHED)
    assert "somebody other" in own["detail"]
    before_notice.complete("sam", case, "assess_proportionality", **{**WEIGHED, "proportionality": "Not proportionate"})
    said: dict[str, Any] = {"notice_authority": "Authorised", "authority_reasons": "It should be served all the same"}
    refused = before_notice.complete("theo", case, "authorise_notice", 422, **said)
    assert "not found proportionate" in str(refused)
    before_notice.complete("theo", case, "authorise_notice", **{**said, "notice_authority": "No notice"})
    before_notice.work()
    (notice,) = before_notice.get("tess", "/accounts/1/notices")
    assert notice["status"] == "withdrawn"
    assert before_notice.get("tess", f"/cases/{case}")["outcome"] == "no_notice_given"


def test_s4_15_a_notice_is_served_when_the_record_of_each_copy_shows_it(before_notice: Officers) -> None:
    case = authorised(before_notice)
    went = {"served_words": "Handed over to her at the door, and she took it"}
    refused = before_notice.complete("olive", case, "serve_notice", 422, **went)
    assert "it is not served on each of them beyond doubt" in str(refused)
    hand_over(before_notice)
    before_notice.complete("olive", case, "serve_notice", **went)
    certified = {"certified_words": "Olive handed it over at the door and she took it", "certified_by": "Olive"}
    before_notice.complete("olive", case, "record_certificate_of_service", **certified)
    before_notice.work()
    (notice,) = before_notice.get("olive", "/accounts/1/notices")
    assert (notice["status"], notice["served_on"]) == ("running", before_notice.landlord.clock.now().date().isoformat())
    kinds = {each["kind"] for each in before_notice.get("olive", f"/cases/{case}")["documents"]}
    assert {"nosp_s83", "notice_after"} <= kinds


def test_s4_15_a_hold_between_authority_and_service_keeps_it_back(before_notice: Officers) -> None:
    case = authorised(before_notice)
    day = before_notice.landlord.clock.now().date()
    hold = {"kind": "breathing_space", "begins_on": day.isoformat(), "accounts": ["1"], "source": "Insolvency Service"}
    before_notice.post(
        "olive", "/holds", **hold, ends_on=(day + timedelta(days=60)).isoformat(), reason="Notified today"
    )
    held = before_notice.complete(
        "olive", case, "serve_notice", 409, served_words="It was handed over to her at the door"
    )
    assert "breathing space" in held["detail"].lower()


def test_s4_15_a_copy_that_goes_before_it_is_authorised_is_answered_so(before_notice: Officers) -> None:
    case = drafted(before_notice)
    (notice,) = before_notice.get("olive", "/accounts/1/notices")
    now = before_notice.landlord.clock.now().isoformat()
    handed = {
        "delivery": "handed_over",
        "at": now,
        "place": "1 High Street",
        "taken_by": "the_person",
        "done_by": "Olive",
    }
    done = before_notice.post("olive", f"/documents/{notice['copies'][0]['document']}/service", **handed)
    assert "is not to be served yet: its case waits at 'Weigh it'" in done["notice"]
    before_notice.complete("sam", case, "assess_proportionality", **WEIGHED)
    said = {"notice_authority": "Authorised", "authority_reasons": "It went out before, and should stand all the same"}
    assert "is no draft any more" in str(before_notice.complete("theo", case, "authorise_notice", 422, **said))
    before_notice.complete("theo", case, "authorise_notice", **{**said, "notice_authority": "No notice"})
    before_notice.work()
    letters = [each["kind"] for each in before_notice.get("tess", f"/cases/{case}")["documents"]]
    assert "notice_withdrawn" in letters, "whoever was given it is told that nothing rests on it"
