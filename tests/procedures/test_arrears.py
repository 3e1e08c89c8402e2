"""The arrears procedure, worked as officers would."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from cases import holds
from cases.agreements.tables import Agreement, AgreementDebt
from documents.register import documents_of_case
from tasks import inbox
from tasks.acts import steps
from tasks.forms import AnswersRefused
from tasks.refusals import FourEyes, NotYourLane, StepHeld, StepNotOpen
from tasks.views import CaseRows, case_rows
from tests.house import BENEFITS, CHECKLIST, CONTACTED, PREPARE, Landlord
from workflows.clock import london_date
from workflows.db import table
from workflows.evidence import check_database


def view(landlord: Landlord, case_id: int) -> CaseRows:
    with landlord.house.db.read() as session:
        return case_rows(session, case_id)


def begun(landlord: Landlord) -> int:
    account = landlord.add_tenancy("1")
    landlord.look()
    return landlord.case_of(account)


def to_checklist(landlord: Landlord, case: int = 0) -> int:
    """A case that stands before the checklist; returns its id."""
    case = case or begun(landlord)
    landlord.pass_days(15)
    landlord.complete("olive", case, "contact_customer", **CONTACTED)
    landlord.complete("olive", case, "check_benefits", **BENEFITS)
    landlord.look()
    landlord.pass_days(15)
    return case


def test_from_the_first_letter_to_the_decision(landlord: Landlord) -> None:
    case = to_checklist(landlord)
    landlord.complete("olive", case, "complete_pre_action_checklist", **CHECKLIST)
    with pytest.raises(NotYourLane):
        landlord.complete("olive", case, "decide_notice", **PREPARE)
    landlord.complete("tess", case, "decide_notice", **PREPARE)
    seen = view(landlord, case)
    assert (seen.case.status, seen.case.outcome) == ("closed", "notice_recommended")
    with landlord.house.db.read() as session:
        letters = documents_of_case(session, case)
        assert [letter.kind for letter in letters if letter.kind.startswith("letter")] == ["letter_1", "letter_2"]
        assert check_database(session).findings == []
    decided = next(e for e in seen.timeline if e.kind == "decision taken")
    assert decided.content["value"]["stage"] == "letter_1"
    assert "serious_arrears" in str(decided.content["matched"])
    with pytest.raises(StopIteration):
        next(e for e in seen.timeline if e.kind == "step failed")


def test_who_did_the_checklist_does_not_decide(landlord: Landlord) -> None:
    case = to_checklist(landlord)
    landlord.complete("tess", case, "complete_pre_action_checklist", **CHECKLIST)
    with pytest.raises(FourEyes, match="somebody other"):
        landlord.complete("tess", case, "decide_notice", **PREPARE)
    assert landlord.step(case, "decide_notice")["status"] == "open"
    refused = view(landlord, case).timeline[-1]
    assert (refused.kind, refused.step, refused.content["refusal"]) == (
        "act refused",
        "decide_notice",
        "four-eyes",
    )


def test_an_agreement_is_recorded(landlord: Landlord) -> None:
    account = landlord.add_tenancy("2")
    landlord.look()
    case = landlord.case_of(account)
    landlord.pass_days(15)
    landlord.complete("sam", case, "contact_customer", **{**CONTACTED, "agreement_reached": True})
    landlord.complete("sam", case, "check_benefits", **BENEFITS)
    first = (london_date(landlord.clock.now()) + timedelta(days=7)).isoformat()
    said = {"frequency": "weekly", "first_due": first, "from_budget": True, "confirmed_in_writing": True}
    with pytest.raises(AnswersRefused, match="amount"):
        landlord.complete("sam", case, "record_agreement", **said)
    landlord.complete("sam", case, "record_agreement", **said, amount_pence=375)
    assert view(landlord, case).case.outcome == "arrangement_in_place"
    with landlord.house.db.read() as session:
        agreed, debt = table(Agreement), table(AgreementDebt)
        query = select(agreed, debt).join(debt, debt.c.agreement_id == agreed.c.id)
        row = session.execute(query).mappings().one()
    assert (row["instalment_pence"], row["first_due"].isoformat(), row["status"]) == (375, first, "live")


def test_a_payment_that_clears_the_debt_reaches_the_case_at_any_moment(landlord: Landlord) -> None:
    account = landlord.add_tenancy("3")
    landlord.look()
    case = landlord.case_of(account)
    landlord.pass_days(15)
    item = landlord.step(case, "contact_customer")
    landlord.pay(account, 60_000 + 2 * 10_000)
    landlord.look()
    assert view(landlord, case).case.outcome == "cleared"
    with pytest.raises(StepNotOpen, match="moved on"):
        landlord.complete("olive", case, "contact_customer", **CONTACTED)
    assert item["status"] == "open"


def test_a_breathing_space_stops_letters_waits_and_steps_and_then_lets_go(landlord: Landlord) -> None:
    runtime, today = landlord.house.runtime, london_date(landlord.clock.now())
    account = landlord.add_tenancy("4")
    ends = today + timedelta(days=59)
    holds.place(runtime, "breathing_space", "user:1", begins_on=today, ends_on=ends, accounts=[account], source="BS-1")
    landlord.look()
    case = landlord.case_of(account)
    seen = view(landlord, case)
    assert seen.steps == []
    assert "step held" in [entry.kind for entry in seen.timeline]
    with landlord.house.db.read() as session:
        assert documents_of_case(session, case) == []
    landlord.pass_days(59)
    with landlord.house.db.read() as session:
        assert documents_of_case(session, case) == []  # its last day
    landlord.pass_days(1)
    with landlord.house.db.read() as session:
        assert [d.kind for d in documents_of_case(session, case) if "letter" in d.kind] == ["letter_1"]
    landlord.pass_days(15)
    today = london_date(landlord.clock.now())
    holds.place(runtime, "breathing_space", "user:1", begins_on=today, accounts=[account], source="BS-2")
    held = landlord.step(case, "contact_customer")
    assert held["status"] == "held"
    with pytest.raises(StepHeld, match="breathing space"):
        landlord.complete("olive", case, "contact_customer", **CONTACTED)
    olive, task = landlord.person("olive"), held["task_id"]
    for act in (
        lambda: steps.claim(landlord.house, olive, task),
        lambda: steps.hand_over(landlord.house, olive, task, to="sam", reason="leave"),
        lambda: steps.save_draft(landlord.house, olive, task, answers={}, revision=held["revision"]),
    ):
        with pytest.raises(StepHeld, match="breathing space"):
            act()


def test_a_deputy_is_contacted_first(landlord: Landlord) -> None:
    account = landlord.add_tenancy("5", representative_name="Helen Marsh", representative_role="deputy")
    landlord.look()
    case = landlord.case_of(account)
    assert [step.step for step in view(landlord, case).steps] == ["contact_customer"]


def test_facts_that_contradict_each_other_are_put_right_first(landlord: Landlord) -> None:
    account = landlord.add_tenancy("6", rent=0)
    landlord.pay(account, -5_000)
    landlord.look()
    case = landlord.case_of(account)
    assert [step.step for step in view(landlord, case).steps] == ["check_data"]


def test_a_missing_fact_makes_an_incident_and_no_letter(landlord: Landlord) -> None:
    account = landlord.add_tenancy("7", family_name="")
    landlord.look()
    case = landlord.case_of(account)
    seen = view(landlord, case)
    assert len(seen.incidents) == 1
    assert seen.incidents[0].step == "send_letter_1"
    with landlord.house.db.read() as session:
        assert documents_of_case(session, case) == []


def test_small_and_technical_debts_open_no_case(landlord: Landlord) -> None:
    landlord.add_tenancy("8", weeks_owed=1)
    landlord.look()
    with landlord.house.db.read() as session:
        assert inbox.work_list(session, landlord.person("olive"), ["Income officer"], landlord.clock.now())[1] == 0


def test_the_work_list_is_sorted_filtered_and_of_ones_own_role(landlord: Landlord) -> None:
    for number in ("10", "11", "12"):
        landlord.add_tenancy(number, representative_name="A deputy", representative_role="deputy")
        landlord.look()
        landlord.pass_days(1)
    olive, tess, pat = (landlord.person(name) for name in ("olive", "tess", "pat"))
    lanes = landlord.house.organisation.lanes_of
    with landlord.house.db.read() as session:
        rows, total = inbox.work_list(session, olive, lanes(olive.roles), landlord.clock.now())
        assert total == 3
        assert [row.due_at for row in rows] == sorted(row.due_at for row in rows)
        assert inbox.work_list(session, olive, lanes(olive.roles), landlord.clock.now(), search="Tenant11")[1] == 1
        assert inbox.work_list(session, olive, lanes(olive.roles), landlord.clock.now(), search="%")[1] == 0
        assert inbox.work_list(session, olive, lanes(olive.roles), landlord.clock.now(), patch="West 9")[1] == 0
        assert inbox.work_list(session, tess, lanes(tess.roles), landlord.clock.now())[1] == 3
        assert inbox.work_list(session, pat, lanes(pat.roles), landlord.clock.now())[1] == 0
        assert inbox.counts(session, olive, lanes(olive.roles), datetime(2027, 1, 1, tzinfo=UTC))["overdue"] == 3
