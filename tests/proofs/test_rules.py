"""Rules: two kinds of sentence, each a small automaton; a mistyped step is refused."""

import json
from datetime import date
from pathlib import Path

import pytest

from tests.book import yaml_files
from workflows.proofs.rules import Rules, RuleUnreadable, read_rules
from workflows.proofs.sentences import When

TODAY = date(2026, 3, 2)


def rules(tmp_path: Path, text: str) -> Rules:
    (tmp_path / "r.yaml").write_text(text)
    return read_rules(yaml_files(tmp_path), ["a", "b", "c", "x", "y"])


def walk(made: Rules, *steps: str) -> str | None:
    """The first step that is forbidden on a walk."""
    states: dict = {}
    for step in steps:
        if made.refusal(states, step, When(TODAY)):
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
    assert made.refusal({}, "x", When(TODAY)) is None
    assert made.refusal({}, "x", When(date(2026, 3, 3))) is not None


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


def one(tmp_path: Path, sentence: str) -> Rules:
    return rules(tmp_path, f"rules: [{{id: r, text: t, law: l, {sentence}}}]")


def owed(made: Rules, *steps: str) -> tuple[str, ...]:
    states: dict = {}
    for step in steps:
        states = made.after(states, step)
    (rule,) = made.rules
    return rule.owes(states.get(rule.id, rule.initial))


def test_after_expect_unless(tmp_path: Path) -> None:
    made = one(tmp_path, "after: x, expect: [a, [b, c]], unless: [y]")
    assert owed(made) == owed(made, "a", "b") == ()
    assert owed(made, "x") == ("a", "b or c")
    assert owed(made, "x", "c") == ("a",)
    assert owed(made, "x", "b", "a") == ()
    assert owed(made, "a", "b", "x") == ("a", "b or c")
    assert owed(made, "x", "a", "x", "b") == ("a",)
    assert owed(made, "x", "y") == ()
    assert owed(made, "y", "x") == ("a", "b or c")
    assert walk(made, "x", "x", "y") is None


def test_at_most_once_and_since(tmp_path: Path) -> None:
    made = one(tmp_path, "at_most_once: x, since: [y]")
    assert walk(made, "x", "a", "x") == "x"
    assert walk(made, "y", "x", "y", "x") is None
    assert walk(made, "y", "x", "x") == "x"
    assert walk(one(tmp_path, "at_most_once: x"), "x", "y", "x") == "x"


def test_exclusive(tmp_path: Path) -> None:
    made = one(tmp_path, "exclusive: [x, y]")
    assert walk(made, "x", "a", "x") is None
    assert walk(made, "x", "a", "y") == "y"
    assert walk(made, "y", "y", "x") == "x"


def people(made: Rules, *done: tuple[str, str]) -> str | None:
    """The first step that its person may not do."""
    states: dict = {}
    for step, actor in done:
        assert made.refusal(states, step, When(TODAY)) is None, "nobody knows yet who will do it"
        if made.refusal(states, step, When(TODAY), actor):
            return step
        states = made.after(states, step, actor)
    return None


def test_each_pair_is_done_by_different_people(tmp_path: Path) -> None:
    made = one(tmp_path, "by_different_person: [a, b, c]")
    assert people(made, ("a", "ann"), ("b", "bob"), ("c", "cid")) is None
    assert people(made, ("a", "ann"), ("b", "bob"), ("c", "ann")) == "c"
    assert people(made, ("b", "ann"), ("a", "ann")) == "a"
    assert people(made, ("a", "ann"), ("a", "ann"), ("a", "bob"), ("b", "cid")) is None
    assert people(made, ("a", "ann"), ("a", "bob"), ("b", "ann")) == "b", "whoever did any of it"
    assert people(made, ("a", "ann"), ("b", "bob"), ("a", "bob")) == "a"
    assert made.after({}, "a") == {"r": {}}, "a step that nobody is known to have done binds nobody"


def test_a_new_round_forgets_who_did_the_last_one(tmp_path: Path) -> None:
    made = one(tmp_path, "by_different_person: [a, b], since: [a]")
    assert people(made, ("a", "ann"), ("b", "bob"), ("a", "bob"), ("b", "ann")) is None
    assert people(made, ("a", "ann"), ("b", "bob"), ("a", "bob"), ("b", "bob")) == "b"


def test_only_the_rules_that_a_step_touches_are_stored(tmp_path: Path) -> None:
    made = rules(
        tmp_path,
        f"rules: [{ONE}, {{id: n, text: t, law: l, never: [x], between: [[b], [c]]}},"
        " {id: o, text: t, law: l, at_most_once: y}, {id: e, text: t, law: l, exclusive: [b, c]}]",
    )
    assert made.after({}, "a") == {"r": [0]}
    assert made.after({"r": [0]}, "b") == {"r": [0], "n": True, "e": "b"}
    assert json.loads(json.dumps(made.after({}, "y"))) == {"o": 1}


@pytest.mark.parametrize(
    ("sentence", "lacking", "not_drawn"),
    [
        ("before: x, require: [a, b], since: [y]", "x", ("x",)),
        ("before: x, require: [a, b], since: [y]", "y", ()),
        ("before: x, require: [a, b], since: [y]", "a", ()),
        ("after: x, expect: [a], unless: [y]", "x", ("x",)),
        ("after: x, expect: [a], unless: [y]", "a", ()),
        ("after: x, expect: [a], unless: [y]", "y", ()),
        ("never: [x, y], between: [[a], [b]]", "x", ()),
        ("never: [x], between: [[a], [b]]", "x", ("x",)),
        ("never: [x, y], between: [[a], [b]]", "a", ("a",)),
        ("never: [x, y], between: [[a, c], [b]]", "a", ()),
        ("never: [x, y], between: [[a], [b]]", "b", ()),
        ("at_most_once: x, since: [y]", "x", ("x",)),
        ("at_most_once: x, since: [y]", "y", ()),
        ("exclusive: [x, y, a]", "x", ()),
        ("exclusive: [x, y]", "x", ("x",)),
        ("by_different_person: [x, y]", "x", ()),
        ("by_different_person: [x, y]", "y", ("y",)),
        ("by_different_person: [x, y, a]", "a", ()),
    ],
)
def test_a_rule_concerns_whoever_draws_what_it_forbids(
    tmp_path: Path, sentence: str, lacking: str, not_drawn: tuple[str, ...]
) -> None:
    (rule,) = one(tmp_path, sentence).rules
    assert rule.sentence.not_drawn(rule.alphabet) == ()
    assert rule.sentence.not_drawn(rule.alphabet - {lacking}) == not_drawn
