"""No notice past a point of the protocol that was not kept: a truthful No is recorded, and leads to more work."""

from datetime import date
from typing import Any

import pytest

from tasks.forms import AnswersRefused, Form
from tests.book import BOOK
from tests.house import BENEFITS, CHECKLIST, CONTACTED, PREPARE, Landlord
from tests.procedures.test_arrears import view

FOLDER = "procedures/arrears/forms/"
CHECK, DECIDE, AGREE = (
    Form.read(name, BOOK[f"{FOLDER}{name}.json"])
    for name in ("complete_pre_action_checklist", "decide_notice", "record_agreement")
)
TODAY = date(2026, 3, 16)
ALWAYS = {
    "contacted_each_tenant": "2.1",
    "affordable_sum": "2.2",
    "statements_sent": "2.3",
    "advice_signposted": "2.7",
    "vulnerability_considered": "1.7",
}
PERHAPS = {"direct_payment_arranged": "2.4", "benefit_help_offered": "2.5", "understood": "1.6"}
POINTS = {**ALWAYS, **PERHAPS}
AGREEMENT = {
    "amount_pence": 375,
    "frequency": "weekly",
    "first_due": "2026-03-24",
    "from_budget": True,
    "confirmed_in_writing": True,
}


RECORD = {"notice_considered": True, "claim_barred_by_benefit": False, "arrangement_live": False}
"""What the record says of the case: nothing that stands against a notice."""


def errors(form: Form, answers: dict[str, Any], **known: Any) -> dict[str, str]:
    """What is said against answers; nothing where they are taken."""
    try:
        form.check(answers, {"today": TODAY, "arrears_pence": 60_000, **RECORD, **known})
    except AnswersRefused as refused:
        return refused.errors
    return {}


def decided(checklist: dict[str, Any], **decision: Any) -> dict[str, str]:
    """What is said against a decision after a checklist."""
    return errors(DECIDE, {**PREPARE, **decision}, **{name: checklist.get(name) for name in DECIDE.earlier})


@pytest.mark.parametrize(("point", "paragraph"), POINTS.items())
def test_a_point_that_is_not_kept_is_recorded_and_no_notice_follows(point: str, paragraph: str) -> None:
    told = {**CHECKLIST, point: "No"}
    assert errors(CHECK, told) == {}
    said = decided(told)
    assert set(said) == {"notice_decision"}
    assert f"(protocol {paragraph})" in said["notice_decision"]
    assert "Decide that more is to be done first, and let somebody" in said["notice_decision"]
    for other in ("more_work", "no_notice"):
        assert decided(told, notice_decision=other, equality_considered=False) == {}


@pytest.mark.parametrize("point", POINTS)
def test_a_point_that_is_not_answered_is_refused(point: str) -> None:
    for answer in ("", None):
        assert set(errors(CHECK, {**CHECKLIST, point: answer})) == {point}
    assert errors(CHECK, {**CHECKLIST, point: "Not known"})[point].startswith("Select one of the choices")
    assert bool(errors(CHECK, {**CHECKLIST, point: "Does not apply"})) is (point in ALWAYS)
    # Of a case that came from a version in which nobody asked, nothing is taken for a Yes.
    assert f"(protocol {POINTS[point]})" in decided({**CHECKLIST, point: None})["notice_decision"]


def test_what_does_not_apply_stops_nothing() -> None:
    assert decided(CHECKLIST) == {}
    assert decided({**CHECKLIST, **dict.fromkeys(PERHAPS, "Does not apply")}) == {}


def test_every_point_is_told_at_once() -> None:
    said = decided({**CHECKLIST, **dict.fromkeys(POINTS, "No"), "benefit_claim_outstanding": True})["notice_decision"]
    assert [paragraph for paragraph in (*POINTS.values(), "2.6") if f"(protocol {paragraph})" not in said] == []


@pytest.mark.parametrize("outstanding", [True, None])
def test_no_notice_while_a_claim_for_benefit_is_outstanding(outstanding: bool | None) -> None:
    said = decided({**CHECKLIST, "benefit_claim_outstanding": outstanding})["notice_decision"]
    assert "a claim for benefit is outstanding" in said
    assert "(protocol 2.6). Decide that more is to be done first, and wait until the claim is decided" in said
    assert errors(CHECK, {**CHECKLIST, "benefit_claim_outstanding": None})


@pytest.mark.parametrize("answer", ["-", "", "..........................", "x", "see file", "--------- 12345 --------"])
@pytest.mark.parametrize(
    ("form", "answers", "field"),
    [
        (CHECK, CHECKLIST, "evidence"),
        (CHECK, CHECKLIST, "alternatives"),
        (DECIDE, PREPARE, "reasons"),
        (DECIDE, PREPARE, "proportionate"),
        (AGREE, {**AGREEMENT, "from_budget": False}, "without_budget"),
    ],
)
def test_what_is_asked_in_a_sentence_is_answered_in_one(
    form: Form, answers: dict[str, Any], field: str, answer: str
) -> None:
    assert set(errors(form, {**answers, field: answer}, **CHECKLIST)) == {field}


def test_no_notice_before_the_equality_duty_was_considered() -> None:
    for answer in (False, None):
        assert set(decided(CHECKLIST, equality_considered=answer)) == {"equality_considered"}
    said = decided(CHECKLIST, equality_considered=False)["equality_considered"]
    assert "Equality Act 2010 s.149" in said
    assert "decide that more is to be done first" in said


@pytest.mark.parametrize(
    ("answers", "field", "words"),
    [
        ({"first_due": "2090-01-01"}, "first_due", "must not be after 16 April 2026"),
        ({"first_due": "2026-04-17"}, "first_due", "must not be after 16 April 2026"),
        ({"confirmed_in_writing": False}, "confirmed_in_writing", "must be sent to them in writing (protocol 2.2)"),
        ({"confirmed_in_writing": None}, "confirmed_in_writing", "Select"),
        ({"from_budget": None}, "from_budget", "Select"),
        ({"from_budget": False}, "without_budget", "Say why the sum does not follow from their income and spending"),
        ({"from_budget": "Not known"}, "from_budget", "Select"),
    ],
)
def test_an_agreement_is_one_that_can_be_relied_on(answers: dict[str, Any], field: str, words: str) -> None:
    said = errors(AGREE, {**AGREEMENT, **answers})
    assert set(said) == {field}
    assert words in said[field]


def test_what_was_agreed_otherwise_is_taken_with_its_reason() -> None:
    assert errors(AGREE, {**AGREEMENT, "first_due": "2026-04-16"}) == {}
    why = "Their daughter pays it, and has said so in writing."
    assert errors(AGREE, {**AGREEMENT, "from_budget": False, "without_budget": why}) == {}


def test_a_truthful_no_leads_back_to_more_work(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    landlord.look()
    case = landlord.case_of(account)
    landlord.pass_days(15)

    def way() -> None:
        landlord.complete("olive", case, "contact_customer", **CONTACTED)
        landlord.complete("olive", case, "check_benefits", **BENEFITS)
        landlord.look()
        landlord.pass_days(15)

    way()
    told = {**CHECKLIST, "contacted_each_tenant": "No", "vulnerability_considered": "No"}
    landlord.complete("olive", case, "complete_pre_action_checklist", **told)
    with pytest.raises(AnswersRefused, match=r"each tenant was contacted separately \(protocol 2\.1\)") as refused:
        landlord.complete("tess", case, "decide_notice", **PREPARE)
    assert "(protocol 1.7)" in refused.value.sentence
    more = {"notice_decision": "more_work", "equality_considered": False, "reasons": "Each tenant is to be spoken to."}
    landlord.complete("tess", case, "decide_notice", **more)
    assert landlord.step(case, "contact_customer")["status"] == "open"
    way()
    landlord.complete("olive", case, "complete_pre_action_checklist", **CHECKLIST)
    landlord.complete("tess", case, "decide_notice", **PREPARE)
    assert view(landlord, case).case.outcome == "notice_recommended"


@pytest.mark.parametrize(
    ("fact", "value", "said"),
    [
        ("notice_considered", False, "Less is overdue than the weeks of rent"),
        ("claim_barred_by_benefit", True, "a claim for benefit is not decided"),
        ("claim_barred_by_benefit", None, "a claim for benefit is not decided"),
        ("arrangement_live", True, "An agreement about the debt stands"),
    ],
)
def test_what_the_record_says_stands_against_a_notice_whatever_was_ticked(fact: str, value: object, said: str) -> None:
    known = {name: CHECKLIST.get(name) for name in DECIDE.earlier}
    against = errors(DECIDE, PREPARE, **known, **{fact: value})
    assert set(against) == {"notice_decision"}
    assert said in against["notice_decision"]
    assert errors(DECIDE, {**PREPARE, "notice_decision": "more_work"}, **known, **{fact: value}) == {}
