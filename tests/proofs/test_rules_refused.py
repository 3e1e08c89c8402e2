"""Rules that would silently forbid nothing are refused when they are read."""

from pathlib import Path

import pytest

from tests.book import yaml_files
from workflows.proofs.rules import RuleUnreadable, read_rules

GOOD = "{id: r, text: t, law: l, before: b, require: [a]}"


@pytest.mark.parametrize(
    "row",
    [
        "{id: r, text: t, law: l, before: b, require: []}",
        "{id: r, text: t, law: l, before: b, require: [a], in_oder: true}",
        "{id: r, text: t, law: l, before: b, require: [a], from: '2020-01-01'}",
        "{id: r, text: t, law: l, before: b, require: [a], from: 2021-01-01, until: 2020-01-01}",
        "{id: r, text: t, law: l, never: [], between: [[a], [b]]}",
        "{id: r, text: t, law: l, never: [a], between: [[], [b]]}",
        "{id: r, text: t, law: l, before: unknown, require: [a]}",
        "just words",
        "{id: r, text: t, law: l, before: b, require: [a, []]}",
        "{id: r, text: t, law: l, after: b, expect: []}",
        "{id: r, text: t, law: l, exclusive: [a]}",
        "{id: r, text: t, law: l, by_different_person: [a]}",
    ],
)
def test_a_rule_that_would_forbid_nothing_is_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / "r.yaml").write_text(f"rules:\n  - {row}\n")
    with pytest.raises(RuleUnreadable, match=r"r\.yaml"):
        read_rules(yaml_files(tmp_path), ["a", "b"])


def test_no_file_of_rules_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text(f"rules:\n  - {GOOD}\n")
    assert [rule.id for rule in read_rules(yaml_files(tmp_path), ["a", "b"]).rules] == ["r"]
    (tmp_path / "empty.yaml").write_text("rules:\n")
    with pytest.raises(RuleUnreadable, match="empty"):
        read_rules(yaml_files(tmp_path), ["a", "b"])
    with pytest.raises(RuleUnreadable, match="no rules"):
        read_rules({}, ["a", "b"])


@pytest.mark.parametrize(
    ("sentence", "says"),
    [
        ("before: b, require: [a], never: [a], between: [[a], [b]]", "`?before and never at once; make two"),
        ("law2: x", "says no sentence"),
        ("before: b, require: a", "`require` is a list"),
        ("before: [b], require: [a]", "`before` is the name of one step"),
        ("before: b, require: [b]", "b requires itself"),
        ("before: b, require: [[a, b]]", "b requires itself"),
        ("before: b, require: [[a, a]]", "names a twice"),
        ("before: b, require: [a], in_order: 'yes'", "`in_order` is true or false"),
        ("before: b, require: [a], since: c", "`since` is a list"),
        ("before: b, require: [a], unless: [c]", "no member 'unless'"),
        ("before: b, require: [a], 1: c", "no member 1"),
        ("after: b, expect: [b]", "b expects itself"),
        ("after: b, expect: [a], unless: [b]", "b stands under `unless`"),
        ("after: b, expect: [a], unless: [a]", "a stands under `unless`"),
        ("never: a, between: [[b], [c]]", "`never` is a list"),
        ("never: [a], between: [[b]]", "`between` is"),
        ("never: [a], between: [b, c]", "`between` is a list"),
        ("never: [a], between: [[b], [b]]", "b both opens and closes"),
        ("never: [a], between: [[b], [a]]", "could never be closed"),
        ("at_most_once: a, since: [a]", "a stands under `since`"),
        ("at_most_once: 1", "`at_most_once` is the name of one step"),
        ("exclusive: [a, a]", "names a twice"),
        ("by_different_person: [a, 2]", "`by_different_person` is a list"),
        ("before: b, before: c, require: [a]", "'before' stands twice"),
        ("before: b, require: [a], confidence: high", "`confidence` is one of"),
        ("before: b, require: [a], text: [t]", "'text' stands twice"),
    ],
)
def test_each_malformed_sentence_is_named(tmp_path: Path, sentence: str, says: str) -> None:
    (tmp_path / "r.yaml").write_text(f"rules: [{{id: r, text: t, law: l, {sentence}}}]")
    with pytest.raises(RuleUnreadable, match=says) as refused:
        read_rules(yaml_files(tmp_path), ["a", "b", "c"])
    assert "r.yaml" in refused.value.sentence


@pytest.mark.parametrize(
    "content", ["rule: []", "rules: {a: b}", "rules: []\nmore: 1", "a: b", "\x00", "rules: []\nrules: []"]
)
def test_a_file_that_is_no_list_of_rules_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "r.yaml").write_text(content)
    with pytest.raises(RuleUnreadable, match=r"r\.yaml is not a list of rules"):
        read_rules(yaml_files(tmp_path), ["a"])


def test_two_files_do_not_share_an_id(tmp_path: Path) -> None:
    for name in ("one.yaml", "two.yaml"):
        (tmp_path / name).write_text(f"rules: [{GOOD}]")
    with pytest.raises(RuleUnreadable, match=r"two\.yaml: there are two rules with the id r"):
        read_rules(yaml_files(tmp_path), ["a", "b"])


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"at_most_once": "a", "remembers": "house"}, "cases are about no 'house'"),
        ({"at_most_once": "a", "remembers": 3}, "`remembers` is `case`"),
        ({"after": "a", "expect": ["b"], "remembers": "debt"}, "by the end of its own case"),
    ],
)
def test_what_a_rule_remembers_by(row: dict[str, object], words: str) -> None:
    import json

    from workflows.proofs.sentences import Lookups

    content = json.dumps({"rules": [{"id": "r", "text": "T.", "law": "L", **row}]}).encode()
    with pytest.raises(RuleUnreadable, match=words):
        read_rules({"shared/rules/x.yaml": content}, ["a", "b"], lookups=Lookups(subjects=frozenset({"debt"})))
