"""Each shipped rule: a procedure that keeps it, and one with a mistake seeded into it that the rule catches.

A procedure is written as its steps in order, each done by a person. A step that stands twice is called twice.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from tests.book import RULES as SHIPPED
from tests.book import STEPS
from tests.engine.drawing import Drawing
from workflows.diagrams.vocabulary import Step, Vocabulary
from workflows.engine import compile_procedure
from workflows.proofs.proof import prove
from workflows.proofs.rules import Rules
from workflows.proofs.verdict import Verdict

ON = date(2026, 11, 22)
NOTICE = "draft_notice check_notice_particulars authorise_notice"
HELD = "no enforcement"

ORDERS: dict[str, tuple[str, str]] = {
    # arrears
    "letter-before-second-letter-or-contact": ("contact_customer send_letter_2", "send_letter_1 send_letter_2"),
    "benefits-before-second-letter": ("check_benefits send_letter_2", "contact_customer send_letter_2"),
    "contact-before-benefits": ("contact_customer check_benefits", "send_letter_1 check_benefits contact_customer"),
    "letter-2-before-checklist": (
        "send_letter_2 complete_pre_action_checklist",
        "send_letter_1 complete_pre_action_checklist send_letter_2",
    ),
    "checklist-before-decision": (
        "contact_customer check_benefits complete_pre_action_checklist decide_notice",
        "contact_customer complete_pre_action_checklist decide_notice check_benefits",
    ),
    "decision-before-notice": (
        "complete_pre_action_checklist decide_notice recommend_notice",
        "decide_notice complete_pre_action_checklist recommend_notice",
    ),
    "no-enforcement-in-breathing-space": ("send_letter_1", HELD),
    "no-enforcement-in-a-mental-health-crisis": ("send_letter_1", HELD),
    "no-letters-after-a-death": ("send_letter_1", HELD),
    "no-notice-in-a-safeguarding-concern": ("decide_notice", HELD),
    # agreements
    "agreement-recorded-before-arrangement": (
        "record_agreement start_arrangement",
        "contact_customer start_arrangement",
    ),
    "agreement-is-carried-out": ("record_agreement start_arrangement", "start_arrangement record_agreement"),
    "breach-is-answered": ("record_agreement_breach send_breach_letter", "send_breach_letter record_agreement_breach"),
    # the protocol
    "p01-scope-before-claim": ("confirm_protocol_scope issue_possession_claim", "issue_possession_claim"),
    "p02-standards-before-claim": ("confirm_policy_basis issue_possession_claim", "issue_possession_claim"),
    "p03-understanding-before-claim": (
        "arrange_accessible_contact issue_possession_claim",
        "issue_possession_claim arrange_accessible_contact",
    ),
    "p04-vulnerability-before-notice": ("assess_vulnerability serve_notice", "serve_notice assess_vulnerability"),
    "p05-contact-before-notice": ("send_letter_1 contact_customer serve_notice", "send_letter_1 serve_notice"),
    "p06-affordable-offer-before-claim": (
        "record_income_and_expenditure offer_affordable_agreement issue_possession_claim",
        "offer_affordable_agreement record_income_and_expenditure issue_possession_claim",
    ),
    "p07-rent-statement-before-claim": (
        "serve_notice send_rent_statement issue_possession_claim",
        "send_rent_statement serve_notice issue_possession_claim",
    ),
    "p08-payment-from-benefit-before-claim": (
        "request_payment_from_benefit issue_possession_claim",
        "check_benefits issue_possession_claim",
    ),
    "p09-benefit-help-before-claim": (
        "check_benefits issue_possession_claim",
        "advise_debt_help issue_possession_claim",
    ),
    "p10-no-claim-while-a-benefit-claim-is-open": (
        "record_benefit_claim_open record_benefit_claim_decided issue_possession_claim",
        "record_benefit_claim_decided record_benefit_claim_open issue_possession_claim",
    ),
    "p11-debt-advice-before-notice": ("advise_debt_help serve_notice", "serve_notice advise_debt_help"),
    "p12-contact-and-protocol-after-notice": (
        "withdraw_notice serve_notice seek_contact_after_notice send_protocol_copy issue_possession_claim",
        "withdraw_notice seek_contact_after_notice send_protocol_copy serve_notice issue_possession_claim",
    ),
    "p13-no-claim-while-an-agreement-is-kept": (
        "start_arrangement breach_time_limit_over issue_possession_claim",
        "start_arrangement record_agreement_breach issue_possession_claim",
    ),
    "p13-breach-letter-before-its-time-limit": (
        "start_arrangement record_agreement_breach send_breach_letter breach_time_limit_over",
        "start_arrangement send_breach_letter record_agreement_breach breach_time_limit_over",
    ),
    "p14-settlement-considered-before-claim": (
        "consider_alternative_dispute_resolution issue_possession_claim",
        "issue_possession_claim consider_alternative_dispute_resolution",
    ),
    "p15-statement-before-hearing": (
        "list_hearing send_hearing_statement disclose_benefit_position attend_hearing",
        "send_hearing_statement list_hearing disclose_benefit_position attend_hearing",
    ),
    "p16-hearing-letter-before-hearing": (
        "list_hearing send_hearing_letter attend_hearing",
        "list_hearing send_hearing_statement attend_hearing",
    ),
    "p17-warning-before-restoring-a-claim": (
        "adjourn_claim send_restore_warning restore_time_limit_over restore_claim",
        "send_restore_warning restore_time_limit_over adjourn_claim restore_claim",
    ),
    "p18-protocol-answer-before-claim": (
        "withdraw_notice answer_protocol_question issue_possession_claim",
        "answer_protocol_question withdraw_notice issue_possession_claim",
    ),
    "p19-part-3-letter-before-mandatory-claim": (
        "send_part_3_letter part_3_time_limit_over issue_mandatory_claim",
        "send_part_3_letter issue_mandatory_claim part_3_time_limit_over",
    ),
    "p20-reasons-before-mandatory-claim": (
        "send_part_3_letter part_3_time_limit_over consider_representations give_part_3_reasons issue_mandatory_claim",
        "send_part_3_letter consider_representations part_3_time_limit_over give_part_3_reasons issue_mandatory_claim",
    ),
    "p21-schedule-before-mandatory-claim": (
        "send_part_3_letter prepare_part_3_schedule issue_mandatory_claim",
        "prepare_part_3_schedule send_part_3_letter issue_mandatory_claim",
    ),
    # notices
    "notice-authorised-before-service": (
        f"{NOTICE} serve_notice",
        "check_notice_particulars authorise_notice draft_notice serve_notice",
    ),
    "equality-assessed-before-notice": (
        "draft_notice assess_proportionality serve_notice",
        "assess_proportionality draft_notice serve_notice",
    ),
    "service-is-evidenced": (
        "serve_notice record_certificate_of_service",
        "record_certificate_of_service serve_notice",
    ),
    "one-notice-at-a-time": (
        "record_notice_lapsed serve_notice withdraw_notice serve_notice",
        "record_notice_lapsed withdraw_notice serve_notice serve_notice",
    ),
    "notice-before-claim": (
        "withdraw_notice record_notice_lapsed serve_notice notice_period_over issue_possession_claim",
        "record_notice_lapsed serve_notice notice_period_over withdraw_notice issue_possession_claim",
    ),
    "review-before-mandatory-claim": (
        "request_notice_review decide_notice_review issue_mandatory_claim",
        "decide_notice_review request_notice_review issue_mandatory_claim",
    ),
    # possession
    "one-claim": (
        "issue_possession_claim discontinue_claim issue_possession_claim record_claim_struck_out",
        "issue_possession_claim issue_possession_claim discontinue_claim record_claim_struck_out",
    ),
    "statement-of-truth-before-claim": (
        "draft_claim sign_statement_of_truth issue_possession_claim",
        "sign_statement_of_truth draft_claim issue_possession_claim",
    ),
    "outcome-recorded-after-hearing": ("attend_hearing adjourn_claim", "list_hearing attend_hearing"),
    "order-before-warrant": (
        "record_order_discharged suspend_order request_warrant",
        "suspend_order record_order_discharged request_warrant",
    ),
    "breach-before-warrant-on-a-suspended-order": (
        "suspend_order record_order_breach request_warrant",
        "record_order_breach suspend_order request_warrant",
    ),
    "authority-before-warrant": (
        "suspend_warrant propose_warrant authorise_warrant request_warrant",
        "propose_warrant authorise_warrant suspend_warrant request_warrant",
    ),
    "eviction-notice-before-eviction": (
        "request_warrant change_eviction_date deliver_eviction_notice eviction_notice_over evict",
        "request_warrant deliver_eviction_notice eviction_notice_over change_eviction_date evict",
    ),
    "proportionality-refreshed-before-eviction": (
        "request_warrant assess_proportionality evict",
        "assess_proportionality request_warrant evict",
    ),
    "no-eviction-while-a-stay-is-sought": (
        "record_stay_application record_stay_refused evict",
        "record_stay_refused record_stay_application evict",
    ),
    "inventory-after-eviction": ("evict record_inventory", "record_inventory evict"),
    "notice-before-goods-are-disposed-of": (
        "record_inventory serve_torts_notice torts_notice_over dispose_of_goods",
        "serve_torts_notice torts_notice_over record_inventory dispose_of_goods",
    ),
    "no-enforcement-of-a-written-off-debt": (
        "write_off_debt write_back_debt request_warrant",
        "write_back_debt write_off_debt request_warrant",
    ),
    "one-way-to-possession": ("", "issue_possession_claim issue_mandatory_claim"),
}
PEOPLE = {
    "notice-authorised-by-another-person": ("draft_notice", "check_notice_particulars", "authorise_notice"),
    "review-by-another-person": ("authorise_notice", "decide_notice_review"),
    "claim-signed-by-another-person": ("draft_claim", "sign_statement_of_truth"),
    "decision-by-another-person": ("complete_pre_action_checklist", "decide_notice"),
    "warrant-authorised-by-another-person": ("propose_warrant", "authorise_warrant"),
}
"""Steps, the last by another person than the one before."""


def one_after_another(order: str) -> list[Drawing]:
    """The procedure, and the processes that it calls."""
    drawn, called = Drawing("p"), {}
    names = []
    for place, step in enumerate(order.split()):
        if order.split().count(step) > 1:
            called[step] = Drawing(f"do_{step}").user(step).chain("start_again", step, "end_again")
            drawn.call(f"call_{place}", f"do_{step}")
            names.append(f"call_{place}")
        else:
            drawn.user(step)
            names.append(step)
    return [drawn.chain("start", *names, "end"), *called.values()]


def vocabulary(enforced: bool = True) -> Vocabulary:
    rows: Mapping[str, Step] = {
        key: Step(key, row.who, row.means, enforcement=enforced and row.enforcement) for key, row in STEPS.items()
    }
    return Vocabulary(steps=rows)


def judged(rule_id: str, *drawn: Drawing, enforced: bool = True) -> Verdict:
    rules = Rules(tuple(rule for rule in SHIPPED.rules if rule.id == rule_id))
    graphs = compile_procedure({"p.bpmn": drawn[0].xml(*drawn[1:])}, "p", Vocabulary()).graphs
    made = prove(graphs, "p", rules, vocabulary(enforced), ON)
    assert not made.findings
    return made.verdicts[0]


def test_every_shipped_rule_has_its_mistake() -> None:
    assert {rule.id for rule in SHIPPED.rules} == {*ORDERS, *PEOPLE}
    assert len(SHIPPED.rules) == 59
    gates = {rule.id[:3] for rule in SHIPPED.rules if rule.law.startswith("Pre-Action Protocol") and rule.id[0] == "p"}
    assert gates >= {f"p{number:02}" for number in range(1, 22)}


@pytest.mark.parametrize("rule_id", ORDERS)
def test_the_mistake_is_caught_and_what_is_right_is_proved(rule_id: str) -> None:
    right, wrong = ORDERS[rule_id]
    if wrong == HELD:
        assert judged(rule_id, *one_after_another(right)).outcome == "PROVED"
        found = judged(rule_id, *one_after_another(right), enforced=False)
        assert found.outcome == "BROKEN"
        assert found.path[-1] == right
        return
    found = judged(rule_id, *one_after_another(wrong))
    assert found.outcome == "BROKEN"
    assert found.path[-1].split("/")[-1] in {*wrong.split(), "end"}
    if right:
        kept = judged(rule_id, *one_after_another(right))
        assert kept.outcome == "PROVED"


def test_two_ways_to_possession_are_kept_apart_by_a_choice() -> None:
    drawn = Drawing("p").user("issue_possession_claim", "issue_mandatory_claim").xor("which", "by_rule").xor("met")
    drawn.flow("which", "issue_possession_claim", "arrears_only").flow(
        "which", "issue_mandatory_claim", ident="by_rule"
    )
    drawn.chain("start", "which").chain("issue_possession_claim", "met", "end").flow("issue_mandatory_claim", "met")
    assert judged("one-way-to-possession", drawn).outcome == "PROVED"


@pytest.mark.parametrize("rule_id", PEOPLE)
def test_a_step_by_another_person_must_say_so(rule_id: str) -> None:
    *others, last = PEOPLE[rule_id]

    def drawn(properties: dict[str, str]) -> Drawing:
        return Drawing("p").user(*others).user(last, properties=properties).chain("start", *others, last, "end")

    assert judged(rule_id, drawn({"differs_from": others[-1]})).outcome == "PROVED"
    found = judged(rule_id, drawn({}))
    assert found.outcome == "BROKEN"
    assert found.path[-1] == last


def test_a_rule_of_tomorrow_is_told_and_marked() -> None:
    rules = Rules(tuple(replace(rule, begins=date(2026, 11, 23)) for rule in SHIPPED.rules[:1]))
    drawn = one_after_another("send_letter_2")
    graphs = compile_procedure({"p.bpmn": drawn[0].xml()}, "p", Vocabulary()).graphs
    (found,) = prove(graphs, "p", rules, vocabulary(), ON).verdicts
    assert not found.in_force
