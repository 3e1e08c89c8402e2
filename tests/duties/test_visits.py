"""Visits: announced, safe, made by whoever was briefed, and written down."""

from tests.duties.officers import Officers

PLAN = {
    "visit_because": "Nobody answers",
    "visit_on": "2026-03-09",
    "visited_by": "Sam",
    "risk_known": False,
    "visit_brief": "Six weeks owed, two calls, no answer; two children at home",
}
MADE = {"visit_came_to": "Spoken with", "visited_on": "2026-03-09", "visit_seen": "She calls the council today"}


def planned(desk: Officers, who: str = "olive", **more: object) -> int:
    """A visit that was planned; gives its case."""
    case = desk.begin(who, "visit", "Two calls were not answered")
    desk.complete(who, case, "plan_visit", **{**PLAN, **more})
    desk.work()
    return case


def test_s1_32_a_visit_with_a_known_risk_is_decided_by_somebody_else(desk: Officers) -> None:
    case = planned(desk, "tess", risk_known=True)
    own = desk.complete("tess", case, "decide_risk", 403, risk_decision="Two go", risk_reasons="A dog")
    assert own["type"] == "urn:duecourse:four-eyes"
    assert desk.get("olive", f"/cases/{case}")["documents"] == []  # nobody is told of it before


def test_s1_32_whoever_went_and_did_not_come_back_is_looked_for(desk: Officers) -> None:
    case = planned(desk)
    desk.pass_days(7)
    assert set(desk.open_steps(case)) == {"make_visit"}
    desk.pass_days(1)
    assert desk.open_steps(case)["find_visitor"]["role"] == "Team leader"


def test_s2_14_another_who_visits_has_the_brief_before_them(desk: Officers) -> None:
    case = planned(desk)
    (letter,) = desk.get("olive", f"/cases/{case}")["documents"]
    assert letter["kind"] == "appointment"
    desk.pass_days(7)
    planned_as = next(
        each["content"]
        for each in desk.get("sam", f"/cases/{case}/record")
        if each.get("step") == "plan_visit" and each["kind"] == "step completed"
    )
    assert PLAN["visit_brief"] in str(planned_as)
    unsafe = desk.complete("sam", case, "make_visit", 422, **MADE, checked_in=False, hazard_seen=False)
    assert "Check in now" in str(unsafe)
    desk.complete("sam", case, "make_visit", **MADE, checked_in=True, hazard_seen=False)
    assert desk.get("olive", f"/cases/{case}")["outcome"] == "visit_made"


def test_s3_16_what_is_agreed_at_a_visit_is_an_agreement(desk: Officers) -> None:
    case = planned(desk)
    desk.pass_days(7)
    desk.complete("sam", case, "make_visit", **MADE, checked_in=True, hazard_seen=False)
    said = {"debts": [{"account": 1, "instalment_pence": 500}], "frequency": "weekly", "first_due": "2026-03-16"}
    why = {"without_budget": "Payslips were seen at the door", "agreed_with": "Ann Tenant1", "channel": "Visit"}
    number = desk.post("sam", "/accounts/1/agreements", parties=[{"person": 1}], **said, **why)["agreement"]
    seen = desk.get("olive", f"/agreements/{number}")
    assert (seen["channel"], seen["status"]) == ("Visit", "live")
