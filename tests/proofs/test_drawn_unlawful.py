"""Procedures as a solicitor would draw them: the unlawful ones are refused whatever is declared, the lawful ones pass.

Each is its steps in order, each a person's task; a step that stands twice is called twice. ``wait:row`` is a timer that
names a period of law, ``P1D`` a bare one; behind ``step?other`` stands what an event on the step leads to, and back;
behind ``step?other!`` what it leads to before the case ends. All rules of the shipped book are asked.
"""

from collections.abc import Mapping
from typing import Any

import pytest
import yaml

from tests.book import BOOK, RULES, STEPS
from tests.engine.drawing import Drawing
from tests.proofs.proving import ON, period
from workflows.diagrams.vocabulary import Vocabulary
from workflows.engine import compile_procedure
from workflows.proofs.automata import Before
from workflows.proofs.basis import Basis
from workflows.proofs.certificate import Examined, examine
from workflows.proofs.declarations import DeclarationUnreadable
from workflows.proofs.recheck import recheck

BEFORE_NOTICE = (
    "read_facts send_letter_1 contact_customer check_benefits assess_vulnerability advise_debt_help "
    "draft_notice check_notice_particulars assess_proportionality authorise_notice"
)
NOTICES = "secure_notice+notice_to_quit+assured_social_notice+assured_non_social_notice"
SERVED = f"serve_notice?! record_certificate_of_service wait:{NOTICES}"
NOTICE = f"{BEFORE_NOTICE} {SERVED}"
PART_2 = (
    "confirm_policy_basis arrange_accessible_contact record_income_and_expenditure offer_affordable_agreement "
    "send_rent_statement check_entitlement ask_tenant_view request_payment_from_benefit "
    "seek_contact_after_notice send_protocol_copy "
    "consider_alternative_dispute_resolution answer_protocol_question draft_claim sign_statement_of_truth"
)
PART_3 = (
    "send_part_3_letter wait:part_3_time_limit consider_representations give_part_3_reasons prepare_part_3_schedule"
)
CLAIM = f"confirm_protocol_scope {PART_2} issue_possession_claim?!"
MANDATORY = f"confirm_protocol_scope {PART_3} issue_mandatory_claim?!"
HEARING = (
    "list_hearing send_hearing_letter send_hearing_statement disclose_benefit_position attend_hearing "
    "record_possession_order"
)
WARRANT = "propose_warrant authorise_warrant request_warrant?record_permission_to_enforce"
DELIVERED = f"{NOTICE} {CLAIM} {HEARING} {WARRANT} assess_proportionality deliver_eviction_notice"
EVICTION = "assess_proportionality deliver_eviction_notice wait:eviction_notice evict record_inventory"
APART = {
    "assess_proportionality": "draft_notice",
    "authorise_notice": "draft_notice, check_notice_particulars",
    "sign_statement_of_truth": "draft_claim",
    "authorise_warrant": "propose_warrant",
    "write_off_debt": "propose_write_off",
}
"""Who must be somebody else than whom, where both are drawn."""

LAWFUL = {
    "notice": NOTICE,
    "claim": f"{NOTICE} {CLAIM}",
    "mandatory claim": f"{NOTICE} {MANDATORY}",
    "ground 8 with 10 and 11": f"{NOTICE} confirm_protocol_scope {PART_2} {PART_3} "
    "issue_possession_claim?! issue_mandatory_claim?!",
    "service on two joint tenants": f"{BEFORE_NOTICE} serve_notice?withdraw_notice! serve_notice?withdraw_notice! "
    f"record_certificate_of_service wait:{NOTICES} {CLAIM}",
    "eviction": f"{NOTICE} {CLAIM} {HEARING} {WARRANT} {EVICTION}",
    "a period that is waited for in parts": f"{BEFORE_NOTICE} serve_notice?! record_certificate_of_service "
    f"wait:secure_notice+notice_to_quit P1D wait:assured_social_notice+assured_non_social_notice {CLAIM}",
    "warrant after ten years, with permission": f"{NOTICE} {CLAIM} {HEARING} P3650D record_permission_to_enforce "
    f"propose_warrant authorise_warrant request_warrant {EVICTION}",
    "warrant that may be given up": f"{NOTICE} {CLAIM} {HEARING} propose_warrant authorise_warrant request_warrant?! "
    f"{EVICTION}",
    "write-off": "propose_write_off write_off_debt",
}
UNLAWFUL = {
    "eviction with nothing before it": ("evict", {"eviction-notice-before-eviction", "warrant-before-eviction"}),
    "eviction after the decision alone": (
        "authorise_notice serve_notice evict",
        {"warrant-before-eviction", "notice-authorised-before-service", "p05-contact-before-notice"},
    ),
    "eviction without an order": (
        f"{NOTICE} {CLAIM} {WARRANT} {EVICTION}",
        {"order-before-warrant"},
    ),
    "claim before notice": (
        f"read_facts contact_customer check_benefits {CLAIM} {BEFORE_NOTICE} {SERVED}",
        {"notice-before-claim", "notice-before-protocol-copy", "notice-before-further-contact"},
    ),
    "claim without notice": (f"read_facts contact_customer check_benefits {CLAIM}", {"notice-before-claim"}),
    "claim on a notice that was withdrawn": (f"{NOTICE} withdraw_notice {CLAIM}", {"notice-before-claim"}),
    "mandatory claim without notice": (MANDATORY, {"notice-before-mandatory-claim"}),
    "mandatory claim within the notice": (
        f"{BEFORE_NOTICE} serve_notice record_certificate_of_service {MANDATORY}",
        {"notice-before-mandatory-claim"},
    ),
    "write-off by one person": ("write_off_debt", {"proposal-before-write-off", "write-off-by-another-person"}),
    "one service, one tenant forgotten in the evidence": (
        f"{BEFORE_NOTICE} serve_notice record_certificate_of_service serve_notice wait:{NOTICES}",
        {"service-is-evidenced"},
    ),
    "one-day notice": (
        f"{BEFORE_NOTICE} serve_notice record_certificate_of_service P1D {CLAIM}",
        {"notice-before-claim"},
    ),
    "notice of the wrong period": (
        f"{BEFORE_NOTICE} serve_notice record_certificate_of_service wait:eviction_notice {CLAIM}",
        {"notice-before-claim"},
    ),
    "notice of one tenancy's period for any": (
        f"{BEFORE_NOTICE} serve_notice record_certificate_of_service wait:assured_social_notice {CLAIM}",
        {"notice-before-claim"},
    ),
    "the period was waited for before the notice": (
        f"{BEFORE_NOTICE} wait:{NOTICES} serve_notice record_certificate_of_service {CLAIM}",
        {"notice-before-claim"},
    ),
    "one-day eviction notice": (
        f"{DELIVERED} P1D evict record_inventory",
        {"eviction-notice-before-eviction"},
    ),
    "eviction notice of the wrong period": (
        f"{DELIVERED} wait:notice_of_enforcement evict record_inventory",
        {"eviction-notice-before-eviction"},
    ),
    "claim where the tenant may have paid": (
        f"{NOTICE} {CLAIM.removesuffix('?!')}",
        {"rent-owed-before-claim"},
    ),
    "warrant after ten years": (
        f"{NOTICE} {CLAIM} {HEARING} P3650D propose_warrant authorise_warrant request_warrant {EVICTION}",
        {"permission-before-warrant-on-an-old-order"},
    ),
    "permission before the order": (
        f"{NOTICE} {CLAIM} record_permission_to_enforce {HEARING} {WARRANT.partition('?')[0]} {EVICTION}",
        {"permission-before-warrant-on-an-old-order"},
    ),
}
GUARDED = {
    "permission-before-warrant-on-an-old-order": "request_warrant",
    "rent-owed-before-notice": "serve_notice",
    "rent-owed-before-claim": "issue_possession_claim",
    "claim-on-a-ripe-notice": "issue_possession_claim",
    "mandatory-claim-on-a-ripe-notice": "issue_mandatory_claim",
    "authority-of-a-team-leader": "authorise_notice",
    "authority-for-the-amount-written-off": "write_off_debt",
    "fresh-ledger-before-letter-1": "send_letter_1",
    "fresh-ledger-before-letter-2": "send_letter_2",
    "day-to-mend-before-letter-1": "send_letter_1",
    "day-to-mend-before-letter-2": "send_letter_2",
    "fresh-ledger-before-notice": "serve_notice",
    "fresh-ledger-before-claim": "issue_possession_claim",
}
"""What no drawing can show → the act that the guard refuses on its day."""
DECLARED = ("", "rules: []", "facts: {tenure: [secure], evicted: [false]}")


def drawing_of(order: str, apart: Mapping[str, str]) -> bytes:
    """The steps in this order, drawn."""
    drawn, called, names = Drawing("p"), {}, []
    steps = order.split()
    bare = [step.partition("?")[0] for step in steps]
    for place, written in enumerate(steps):
        step, _, event = written.partition("?")
        name = step
        others = [each for each in apart.get(step, "").split(", ") if each in bare]
        by_others: dict[str, Any] = {"properties": {"differs_from": ", ".join(others)}} if others else {}
        if step.startswith(("wait:", "P")):
            name = f"wait_{place}"
            rows = [f'period("{row}", some_day)' for row in step.removeprefix("wait:").split("+")]
            choice = " else ".join([*(f"if kind = {at} then {row}" for at, row in enumerate(rows[:-1])), rows[-1]])
            drawn.timer(name, choice if step.startswith("wait:") else step)
        elif bare.count(step) > 1:
            called[step] = Drawing(f"do_{step}").user(step, **by_others).chain(f"start_{step}", step, f"end_{step}")
            name = f"call_{place}"
            drawn.call(name, f"do_{step}")
        else:
            drawn.user(step, **by_others)
        if event:
            given_up = f"{name}_given_up"
            drawn.on(given_up, name, "message", given_up)
            if event.endswith("!"):
                done = event.removesuffix("!").split()
                if done and done[0] in drawn.ids:
                    drawn.flow(given_up, done[0])
                else:
                    drawn.user(*done).end(f"end_{given_up}").chain(given_up, *done, f"end_{given_up}")
            else:
                drawn.user(event).xor(f"again_{step}").chain(given_up, event, f"again_{step}")
                names.append(f"again_{step}")
        names.append(name)
    return drawn.chain("start", *names, "end").xml(*called.values())


def examined(order: str, apart: Mapping[str, str], declared: str = "") -> Examined:
    """What is said of the steps in this order."""
    files = {"p.bpmn": drawing_of(order, apart)}
    graphs = compile_procedure(files, "p", Vocabulary(functions={"period": period})).graphs
    files |= {"rules.yaml": declared.encode()} if declared else {}
    return examine("p", files, graphs, Vocabulary(steps=STEPS), Basis(RULES, STEPS, BOOK.law), ON)


def refused_by(found: Examined) -> set[str]:
    return {objection.split(":")[0] for objection in found.objections}


@pytest.mark.parametrize("name", LAWFUL)
def test_what_is_lawful_may_be_published(name: str) -> None:
    found = examined(LAWFUL[name], APART)
    assert found.objections == ()
    proved, wrong = recheck(dict(found.certificate))
    verdicts = found.proof.verdicts
    assert {each.outcome for each in verdicts} <= {"PROVED", "GUARDED"}
    # Of rules that remember beyond the case, what the paths of its own show is rechecked as well.
    sets = found.certificate["closed"]["rules"].keys()
    assert {each.rule for each in verdicts if each.outcome == "PROVED"} <= sets
    assert (proved, wrong) == ([each.rule for each in verdicts if each.rule in sets], [])
    drawn = {each.rule for each in verdicts if each.outcome == "GUARDED"}
    steps = LAWFUL[name].replace("write_off_debt", "authorise_notice write_off_debt")  # a team leader's, too
    beyond = {each.rule for each in verdicts if RULES.named(each.rule).remembers != "case"}
    assert drawn == {rule for rule, act in GUARDED.items() if act in steps} | beyond


@pytest.mark.parametrize("declared", DECLARED)
@pytest.mark.parametrize("name", UNLAWFUL)
def test_what_is_unlawful_is_refused_whatever_is_declared(name: str, declared: str) -> None:
    order, rules = UNLAWFUL[name]
    found = examined(order, APART, declared)
    assert refused_by(found) >= rules
    assert not found.certificate["lawful"]
    for verdict in found.proof.verdicts:
        if verdict.rule in rules:
            assert verdict.path, "the path is shown"


@pytest.mark.parametrize("name", UNLAWFUL)
def test_a_declaration_that_rules_do_not_apply_is_refused_itself(name: str) -> None:
    every = {"reason": "Nothing of this is done here.", "rules": [rule.id for rule in RULES.rules]}
    with pytest.raises(DeclarationUnreadable, match="not needed any more"):
        examined(UNLAWFUL[name][0], APART, yaml.safe_dump({"not_applicable": [every]}))


@pytest.mark.parametrize(
    ("name", "step", "rules"),
    [
        ("write-off", "write_off_debt", {"write-off-by-another-person"}),
        (
            "notice",
            "authorise_notice",
            {"notice-authorised-by-another-person", "authority-by-another-than-who-drafted"},
        ),
        ("notice", "assess_proportionality", {"proportionality-by-another-person"}),
        ("claim", "sign_statement_of_truth", {"claim-signed-by-another-person"}),
        ("eviction", "authorise_warrant", {"warrant-authorised-by-another-person"}),
    ],
)
def test_two_steps_by_one_person_are_refused(name: str, step: str, rules: set[str]) -> None:
    found = examined(LAWFUL[name], {one: other for one, other in APART.items() if one != step})
    assert refused_by(found) == rules


@pytest.mark.parametrize("name", LAWFUL)
def test_what_an_act_needs_cannot_be_left_out_of_a_lawful_procedure(name: str) -> None:
    steps = LAWFUL[name].split()
    for gone in dict.fromkeys(steps):
        order = [step for step in steps if step != gone]
        left = [step.partition("?")[0] for step in order]
        needing = {
            rule.id
            for rule in RULES.rules
            if isinstance(rule.sentence, Before)
            and rule.sentence.target in left
            and frozenset([gone.partition("?")[0]]) in rule.sentence.require
        }
        assert needing <= refused_by(examined(" ".join(order), APART)), gone
