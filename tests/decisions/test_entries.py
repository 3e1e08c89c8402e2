"""Entries of contexts whose names hold blanks or signs, behind dots and in filters."""

from decimal import Decimal
from typing import Any

import pytest

from tests.decisions.drawing import column, decision, definitions, literal, output, rule, table
from workflows.decisions import DecisionModel, NotADecisionModel, OutputRefused
from workflows.decisions.given import read_facts

NAMES = ("rent due", "first-name", "a.b", "x*y", "day of notice", "for rent")
PARTS = "".join(f'<itemComponent name="{name}"><typeRef>number</typeRef></itemComponent>' for name in NAMES)
CASE = (
    f'<itemDefinition name="case">{PARTS}</itemDefinition>'
    '<inputData id="i" name="case"><variable name="case" typeRef="case"/></inputData>'
)


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        *((f"case.{name} + 1", 2) for name in NAMES),
        ("[case].rent due", [1]),
        ("[case][rent due > 0 and first-name = 1].a.b", [1]),
        ("[case][(x*y) > 5]", []),
        ("for each in [case] return each.day of notice", [1]),
        ("case.rent due-case.for rent", 0),
    ],
)
def test_entries_that_a_type_names(expression: str, value: Any) -> None:
    model = DecisionModel.parse(definitions(CASE, decision("d", literal(expression))))
    assert model.decide("d", read_facts(model, {"case": dict.fromkeys(NAMES, 1)})).value == value


def test_entries_that_boxed_expressions_name() -> None:
    inner = f'<context><contextEntry><variable name="max. rate"/>{literal("7")}</contextEntry></context>'
    entry = f'<contextEntry><variable name="deep down"/>{inner}</contextEntry>'
    rows = [rule(["-"], ["1", "2"])]
    relation = f'<relation><column name="per week"/><row>{literal("3")}</row></relation>'
    model = DecisionModel.parse(
        definitions(
            decision("boxed", f"<context>{entry}</context>"),
            decision("listed", relation),
            decision("tabled", table([column("x")], [output("net rent"), output("gross-rent")], rows)),
            decision(
                "d",
                literal("[boxed.deep down.max. rate, listed.per week, tabled.net rent, tabled.gross-rent]"),
                ["boxed", "listed", "tabled"],
            ),
        )
    )
    assert model.decide("d", {}).value == [7, [3], 1, 2]


def test_outside_dots_and_filters_signs_are_signs() -> None:
    model = DecisionModel.parse(definitions(CASE, decision("d", literal("{first: 5, name: 2, r: first-name}.r"))))
    assert model.decide("d", {}).value == 3


def test_the_item_of_a_filter_may_have_an_entry_of_that_name() -> None:
    model = DecisionModel.parse(definitions(decision("d", literal("[{item: 1}, {item: 2}, {no: 3}][item >= 2]"))))
    assert model.decide("d", {}).value == [{"item": 2}]


@pytest.mark.parametrize(
    ("kind", "outcome"), [("number", "refused"), ("numbers", [1]), ("string", "refused"), ("case", "refused")]
)
def test_a_table_is_of_the_type_that_it_names(kind: str, outcome: Any) -> None:
    item = '<itemDefinition name="numbers" isCollection="true"><typeRef>number</typeRef></itemDefinition>'
    drawn = table([column("x")], [output()], [rule(["> 0"], ["x"]), rule(["> 1"], ["x"])], "COLLECT")
    typed = drawn.replace("<decisionTable", f'<decisionTable typeRef="{kind}"')
    model = DecisionModel.parse(definitions(CASE, item, decision("d", typed)))
    if outcome == "refused":
        with pytest.raises(
            OutputRefused, match=rf"The table of the decision d must give {kind}, but it gives \[2, 2\]"
        ):
            model.decide("d", {"x": 2})
    else:
        assert model.decide("d", {"x": 1}).value == outcome
    assert model.outputs("d") == {"d": None}


def test_a_prefix_that_stands_for_nothing_is_left_over() -> None:
    item = '<itemDefinition name="pence"><typeRef>number</typeRef></itemDefinition>'
    drawn = decision("d", literal("2.5")).replace("<lit", '<variable name="d" typeRef="{}"/><lit')
    model = DecisionModel.parse(definitions(item, drawn.format("ns1:pence")))
    assert model.decide("d", {}).value == Decimal("2.5")
    with pytest.raises(NotADecisionModel, match="has the type ns1:pounds"):
        DecisionModel.parse(definitions(item, drawn.format("ns1:pounds")))
    parted = [item, '<import name="ns1" namespace="urn:o"/>', drawn.format("ns1:pence")]
    with pytest.raises(NotADecisionModel, match="has the type ns1:pence, which stands in an import that cannot be had"):
        DecisionModel.parse(definitions(*parted), whole=False).decide("d", {})


def test_a_default_is_of_the_type_and_among_the_values() -> None:
    def drawn(kind: str, values: str, default: str) -> bytes:
        return definitions(
            decision("d", table([column("x")], [output("", kind, values, default)], [rule(["1"], ["y"])]))
        )

    for kind, values in (("number", ""), ("string", '"a"')):
        with pytest.raises(NotADecisionModel, match="output 1, default: "):
            DecisionModel.parse(drawn(kind, values, '"none"'))
        with pytest.raises(OutputRefused, match='The default of the decision d gives "b" for 1'):
            DecisionModel.parse(drawn(kind, values, "z")).decide("d", {"x": 2, "z": "b"})
    assert DecisionModel.parse(drawn("string", '"a"', "z")).decide("d", {"x": 2, "z": "a"}).value == "a"
