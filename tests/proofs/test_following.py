"""Following a case's record: the states that the guard keeps, what went against a rule, what an open case lacks."""

from datetime import date

from tests.proofs.proving import law
from workflows.proofs.following import Follower, Happened, lacking
from workflows.proofs.rules import Rule, Rules
from workflows.proofs.sentences import When

DAY = date(2026, 3, 2)


def happened(*steps: str) -> list[Happened]:
    """``step``, ``step by somebody``, or ``back step`` where a step was opened again."""
    made = []
    for seq, text in enumerate(steps, 1):
        back = text.startswith("back ")
        step, _, actor = text.removeprefix("back ").partition(" by ")
        made.append(Happened(seq, step, actor or "system", DAY, back))
    return made


def breaches(rules: Rules, *steps: str, ended: bool = False) -> list[tuple[str, int, tuple[str, ...]]]:
    follower = Follower(rules).follow(happened(*steps))
    if ended:
        follower.end(DAY)
    return [(each.step, each.seq, each.lacking) for each in follower.breaches]


def test_what_was_done_too_early_is_told_with_what_it_lacked() -> None:
    rules = law("before: x, require: [a, [b, c]]")
    assert breaches(rules, "a", "x", "b", "x") == [("x", 2, ("b or c",))]


def test_what_was_taken_back_counts_no_more() -> None:
    rules = law("before: x, require: [a]", "at_most_once: b")
    assert breaches(rules, "a", "b", "back a", "x") == [("x", 4, ("a",))]
    assert breaches(rules, "b", "x", "back b", "b", "a", "x") == []


def test_the_end_of_a_case_may_owe_something() -> None:
    rules = law("after: a, expect: [b], unless: [c]")
    assert breaches(rules, "a", ended=True) == [("", 0, ("b",))]
    assert breaches(rules, "a", "c", ended=True) == []
    assert breaches(rules, "a") == []


def test_one_person_for_two_steps() -> None:
    rules = law("by_different_person: [a, b]")
    assert breaches(rules, "a by user:1", "b by user:1") == [("b", 2, ())]
    assert breaches(rules, "a by user:1", "b by user:2") == []


def test_a_rule_counts_on_its_days_alone() -> None:
    (rule,) = law("before: x, require: [a]").rules
    later = Rules((Rule(rule.id, rule.text, rule.law, rule.sentence, begins=date(2026, 3, 3)),))
    assert breaches(later, "x") == []


def test_states_are_those_that_the_guard_would_have_kept() -> None:
    rules = law("before: x, require: [a], since: [y]", "never: [x], between: [[y], [z]]", "exclusive: [a, b]")
    states: dict = {}
    for step in ("a", "y", "a", "x", "q", "z"):
        states = rules.after(states, step)
    assert Follower(rules).follow(happened("a", "y", "a", "x", "q", "z")).states == states


def test_what_is_lacking() -> None:
    asked = {
        "before: x, require: [a, [b, c]]": ("a", "b or c"),
        "never: [x], between: [[a], [b, c]]": ("b or c",),
        "at_most_once: x, since: [a]": ("a",),
        "at_most_once: x": (),
        "exclusive: [x, y]": (),
        "before: x, since: [a, b], not_earlier_than: some_period": ("a or b",),
    }
    for sentence, wanted in asked.items():
        (rule,) = law(sentence).rules
        assert lacking(rule, rule.initial, When(DAY)) == wanted


def test_rules_that_say_the_same_have_one_version() -> None:
    one, same = law("never: [x, y], between: [[a, b], [c]]"), law("never: [y, x], between: [[b, a], [c]]")
    assert one.version == same.version
    assert one.version != law("never: [x, y], between: [[a, b], [d]]").version
