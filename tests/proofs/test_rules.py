"""Rules: two kinds of sentence, each a small automaton; a mistyped step is refused."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from workflows.proofs.rules import Rules, RuleUnreadable, read_rules
from workflows.settings import HOUSE

BPMN = HOUSE / "bpmn"
VOCABULARY = yaml.safe_load((BPMN / "steps.yaml").read_text())
KNOWN = [row["id"] for row in (*VOCABULARY["steps"], *VOCABULARY["events"])]
SHIPPED = read_rules(BPMN / "rules", KNOWN)
TODAY = date(2026, 3, 2)


def rules(tmp_path: Path, text: str) -> Rules:
    (tmp_path / "r.yaml").write_text(text)
    return read_rules(tmp_path, ["a", "b", "c", "x", "y"])


def walk(made: Rules, *steps: str) -> str | None:
    """The first step that is forbidden on a walk."""
    states: dict = {}
    for step in steps:
        if made.refusal(states, step, TODAY):
            return step
        states = made.after(states, step)
    return None


ONE = "{id: r, text: t, law: l, before: x, require: [a]}"
BEFORE = "rules: [{id: r, text: t, law: l, before: x, require: [a, [b, c]]%s}]"


def test_before_require(tmp_path: Path) -> None:
    made = rules(tmp_path, BEFORE % "")
    assert walk(made, "x") == "x"
    assert walk(made, "a", "x") == "x"
    assert walk(made, "a", "b", "x") is None
    assert walk(made, "c", "a", "x") is None
    assert walk(made, "b", "c", "x") == "x"


def test_before_require_in_order_and_since(tmp_path: Path) -> None:
    made = rules(tmp_path, BEFORE % ", in_order: true, since: [y]")
    assert walk(made, "b", "a", "x") == "x"
    assert walk(made, "a", "b", "x") is None
    assert walk(made, "a", "b", "y", "x") == "x"
    assert walk(made, "a", "b", "y", "a", "c", "x") is None


def test_never_between(tmp_path: Path) -> None:
    made = rules(tmp_path, "rules: [{id: r, text: t, law: l, never: [x], between: [[a], [b]]}]")
    assert walk(made, "x", "a", "y", "b", "x") is None
    assert walk(made, "a", "x") == "x"


def test_a_rule_binds_from_its_day(tmp_path: Path) -> None:
    made = rules(tmp_path, "rules: [{id: r, text: t, law: l, from: 2026-03-03, before: x, require: [a]}]")
    assert made.refusal({}, "x", TODAY) is None
    assert made.refusal({}, "x", date(2026, 3, 3)) is not None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("rules: [{id: r, text: t, law: l, before: x, require: [aa]}]", "no step 'aa'"),
        ("rules: [{id: r, text: t, law: l, whenever: x}]", "whenever|either"),
        ("rules: [{id: r, text: t, before: x, require: [a]}]", "law"),
        ("rules: [{id: r, text: t, law: l, never: [x], between: [[a]]}]", "another form"),
        (f"rules: [{ONE}, {ONE}]", "two"),
        ("rules: [", "not a list"),
        ("- a", "not a list"),
    ],
)  # fmt: skip
def test_a_rule_that_is_not_written_as_rules_are_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(RuleUnreadable, match=says):
        rules(tmp_path, text)


def test_each_shipped_rule_catches_the_mistake_it_is_there_for() -> None:
    right = ("send_letter_1", "contact_customer", "check_benefits", "send_letter_2", "complete_pre_action_checklist")
    whole = (*right, "decide_notice", "recommend_notice")
    assert len(SHIPPED.rules) == 10
    assert walk(SHIPPED, *whole) is None
    mistakes = {
        "letter-before-second-letter-or-contact": ("send_letter_1", "send_letter_2"),
        "benefits-before-second-letter": ("send_letter_1", "contact_customer", "send_letter_2"),
        "contact-before-benefits": ("send_letter_1", "check_benefits"),
        "letter-2-before-checklist": ("contact_customer", "check_benefits", "complete_pre_action_checklist"),
        "checklist-before-decision": (*right[:4], "decide_notice"),
        "decision-before-notice": (*right, "recommend_notice"),
        "agreement-recorded-before-arrangement": ("contact_customer", "start_arrangement"),
        "no-enforcement-in-breathing-space": ("breathing_space_began", "send_letter_1"),
        "no-letters-after-a-death": ("death_began", "send_letter_1"),
        "no-notice-in-a-safeguarding-concern": (*right, "safeguarding_began", "decide_notice"),
    }
    assert {rule.id for rule in SHIPPED.rules} == set(mistakes)
    for rule in SHIPPED.rules:
        assert walk(Rules((rule,)), *mistakes[rule.id]) == mistakes[rule.id][-1], rule.id
        assert walk(Rules((rule,)), *whole) is None, rule.id
