"""Hit policies, each against the standard's definition (DMN 1.5, 8.2.8)."""

from typing import Any

import pytest

from tests.decisions.drawing import column, decision, definitions, output, rule, table
from workflows.decisions import DecisionModel, HitPolicyBroken, NotADecisionModel

# Over 10 the first matches; over 20 the first two; over 30 all three.
BOUNDS = ("> 10", "> 20", "> 30")


def model(policy: str, outputs: list[str], total: str = "", values: str = "", default: str = "") -> DecisionModel:
    rules = [rule([cell], [given], f"r{at}") for at, (cell, given) in enumerate(zip(BOUNDS, outputs, strict=True), 1)]
    columns = [output(values=values, default=default)]
    return DecisionModel.parse(definitions(decision("d", table([column("x")], columns, rules, policy, total))))


def test_unique_takes_the_only_rule() -> None:
    result = model("UNIQUE", ['"a"', '"b"', '"c"']).decide("d", {"x": 15})
    assert result.value == "a"
    assert result.matched[0].rules == ("r1",)
    assert result.matched[0].numbers == (1,)
    assert result.matched[0].inputs == (15,)


def test_unique_is_what_a_table_without_policy_has() -> None:
    with pytest.raises(HitPolicyBroken, match=r"Rules 1 and 2 of the decision d match together.*UNIQUE"):
        model("", ['"a"', '"b"', '"c"']).decide("d", {"x": 25})


def test_unique_refuses_even_equal_outputs() -> None:
    with pytest.raises(HitPolicyBroken, match="Rules 1, 2 and 3"):
        model("UNIQUE", ['"a"', '"a"', '"a"']).decide("d", {"x": 35})


def test_any_takes_outputs_that_agree() -> None:
    result = model("ANY", ['"a"', '"a"', '"b"']).decide("d", {"x": 25})
    assert result.value == "a"
    assert result.matched[0].numbers == (1, 2)


def test_any_refuses_outputs_that_differ() -> None:
    with pytest.raises(HitPolicyBroken, match="different outputs"):
        model("ANY", ['"a"', '"a"', '"b"']).decide("d", {"x": 35})


def test_priority_takes_the_output_that_stands_first_in_the_output_values() -> None:
    result = model("PRIORITY", ['"a"', '"b"', '"c"'], values='"c","b","a"').decide("d", {"x": 25})
    assert result.value == "b"
    assert result.matched[0].numbers == (2,)


def test_output_order_sorts_all() -> None:
    result = model("OUTPUT ORDER", ['"a"', '"b"', '"a"'], values='"b","a"').decide("d", {"x": 35})
    assert result.value == ["b", "a", "a"]
    assert result.matched[0].numbers == (2, 1, 3)


@pytest.mark.parametrize("policy", ["PRIORITY", "OUTPUT ORDER"])
def test_priorities_need_output_values(policy: str) -> None:
    with pytest.raises(NotADecisionModel, match="needs output values"):
        model(policy, ['"a"', '"b"', '"c"'])


def test_first_takes_the_first_rule() -> None:
    result = model("FIRST", ['"a"', '"b"', '"c"']).decide("d", {"x": 35})
    assert result.value == "a"
    assert result.matched[0].numbers == (1,)


@pytest.mark.parametrize("policy", ["RULE ORDER", "COLLECT"])
def test_rule_order_and_collect_give_all(policy: str) -> None:
    result = model(policy, ['"a"', '"b"', '"a"']).decide("d", {"x": 35})
    assert result.value == ["a", "b", "a"]
    assert result.matched[0].numbers == (1, 2, 3)


@pytest.mark.parametrize(("total", "expected"), [("SUM", 7), ("MIN", 1), ("MAX", 4), ("COUNT", 3)])
def test_collect_aggregates(total: str, expected: Any) -> None:
    assert model("COLLECT", ["2", "4", "1"], total).decide("d", {"x": 35}).value == expected


@pytest.mark.parametrize(
    ("policy", "total", "expected"),
    [
        *((policy, "", None) for policy in ("UNIQUE", "ANY", "PRIORITY", "FIRST")),
        *((policy, "", []) for policy in ("RULE ORDER", "OUTPUT ORDER", "COLLECT")),
        *(("COLLECT", total, None) for total in ("SUM", "MIN", "MAX")),
        ("COLLECT", "COUNT", 0),
    ],
)
def test_nothing_matches(policy: str, total: str, expected: Any) -> None:
    result = model(policy, ["1", "2", "3"], total, values="1,2,3").decide("d", {"x": 5})
    assert result.value == expected
    assert result.matched[0].rules == ()


@pytest.mark.parametrize("policy", ["UNIQUE", "ANY", "PRIORITY", "FIRST"])
def test_default_output(policy: str) -> None:
    assert model(policy, ["1", "2", "3"], values="1,2,3", default="2").decide("d", {"x": 5}).value == 2


def test_several_outputs_make_a_context() -> None:
    rules = [rule(["-"], ["1", '"a"'])]
    drawn = table([column("x")], [output("days", "number"), output("letter", "string")], rules)
    assert DecisionModel.parse(definitions(decision("d", drawn))).decide("d", {}).value == {"days": 1, "letter": "a"}


def test_priority_of_several_outputs_goes_from_left_to_right() -> None:
    rules = [rule(["-"], ['"low"', '"x"']), rule(["-"], ['"high"', '"y"']), rule(["-"], ['"high"', '"x"'])]
    outputs = [output("risk", values='"high","low"'), output("letter", values='"x","y"')]
    drawn = DecisionModel.parse(definitions(decision("d", table([column("x")], outputs, rules, "PRIORITY"))))
    assert drawn.decide("d", {}).matched[0].numbers == (3,)
