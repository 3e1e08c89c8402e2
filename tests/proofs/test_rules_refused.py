"""Rules that would silently forbid nothing are refused when they are read."""

from pathlib import Path

import pytest

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
    ],
)
def test_a_rule_that_would_forbid_nothing_is_refused(tmp_path: Path, row: str) -> None:
    (tmp_path / "r.yaml").write_text(f"rules:\n  - {row}\n")
    with pytest.raises(RuleUnreadable, match=r"r\.yaml"):
        read_rules(tmp_path, ["a", "b"])


def test_no_file_of_rules_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "r.yml").write_text(f"rules:\n  - {GOOD}\n")
    assert [rule.id for rule in read_rules(tmp_path, ["a", "b"]).rules] == ["r"]
    (tmp_path / "empty.yaml").write_text("rules:\n")
    with pytest.raises(RuleUnreadable, match="empty"):
        read_rules(tmp_path, ["a", "b"])
    with pytest.raises(RuleUnreadable, match="no folder"):
        read_rules(tmp_path / "nothing", ["a", "b"])
