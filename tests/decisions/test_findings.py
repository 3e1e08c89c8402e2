"""Findings about tables: exact where the cells are plain, silent where they are not."""

import re
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.decisions.drawing import column, decision, definitions, output, rule, table
from workflows.decisions import DecisionModel


def findings(
    cells: list[list[str]], policy: str = "UNIQUE", kind: str = "", default: str = "", values: str = ""
) -> list[str]:
    columns = [column(name, kind, values) for name in "xyz"[: len(cells[0])]]
    rules = [rule(row, [str(at)]) for at, row in enumerate(cells)]
    drawn = table(columns, [output(default=default)], rules, policy)
    return DecisionModel.parse(definitions(decision("d", drawn))).findings


def test_a_table_without_fault() -> None:
    assert findings([["< 5"], ["[5..10]"], ["> 10"]]) == []


def test_overlap() -> None:
    assert findings([["< 5"], ["[4..10]"], ["> 10"]]) == [
        "Rules 1 and 2 of the decision d overlap where x is 4; its hit policy is UNIQUE."
    ]


def test_gap() -> None:
    assert findings([["< 5"], ["[5..10)"], ["> 10"]]) == ["No rule of the decision d covers the case that x is 10."]
    assert findings([["< 5"], ["[6..10]"], ["> 10"]]) == [
        "No rule of the decision d covers the case that x is 5.",
        "No rule of the decision d covers the case that x is between 5 and 6.",
    ]


def test_gap_of_whole_numbers() -> None:
    assert findings([["<= 5"], ["[6..10]"], ["> 10"]], kind="integer") == []


def test_several_columns() -> None:
    assert findings([["true", "-"], ["false", '"a"']]) == [
        "No rule of the decision d covers the case that x is false and y is any other value."
    ]


def test_allowed_values_bound_the_gaps() -> None:
    assert findings([['"a"'], ['"b"']], values='"a","b"') == []
    assert findings([['"a"']], values='"a","b"') == ['No rule of the decision d covers the case that x is "b".']


def test_dates() -> None:
    assert findings([['< date("2026-01-01")'], ['>= date("2026-01-02")']])[0].endswith("x is 2026-01-01.")


def test_defaults_fill_gaps() -> None:
    assert findings([["< 5"]], default="7") == []


def test_a_rule_that_cannot_match() -> None:
    assert "Rule 2 of the decision d can never match: no value of x passes its cell." in findings([["< 5"], ["(6..6)"]])


@pytest.mark.parametrize("cell", ["? > 3", "< y", "odd(?)", "1, y", "null"])
def test_silent_where_it_cannot_tell(cell: str) -> None:
    assert findings([["< 5"], [cell]]) == []


@pytest.mark.parametrize("policy", ["FIRST", "RULE ORDER", "COLLECT"])
def test_overlaps_are_a_fault_of_unique_alone(policy: str) -> None:
    assert not any("overlap" in each for each in findings([["< 5"], ["< 6"], ["-"]], policy))


ENDS = st.integers(0, 4)
CELLS = st.one_of(
    ENDS.map(str),
    st.builds("{}, {}".format, ENDS, ENDS),
    st.builds("{} {}".format, st.sampled_from(["<", "<=", ">", ">="]), ENDS),
    st.builds(
        lambda low, size, opening, closing: f"{opening}{low}..{low + size}{closing}",
        ENDS, ENDS, st.sampled_from("[("), st.sampled_from("])"),
    ),
    st.builds("not({})".format, ENDS),
    st.just("-"),
)  # fmt: skip


@given(st.lists(CELLS, min_size=1, max_size=4))
def test_findings_agree_with_trying(cells: list[str]) -> None:
    model: Any = DecisionModel.parse(
        definitions(
            decision("d", table([column("x")], [output()], [rule([cell], ["1"]) for cell in cells], "UNIQUE")),
            decision("all", table([column("x")], [output()], [rule([cell], ["1"]) for cell in cells], "COLLECT")),
        )
    )
    halves = [Decimal(at) / 2 for at in range(-2, 20)]
    tried = [model.decide("all", {"x": at}).matched[0].numbers for at in halves]
    overlapping = {(a, b) for numbers in tried for a in numbers for b in numbers if a < b}
    told = {
        tuple(map(int, re.findall(r"Rules (\d+) and (\d+)", each)[0])) for each in model.findings if "overlap" in each
    }
    assert told == overlapping
    assert any("covers" in each for each in model.findings) is any(not numbers for numbers in tried)
